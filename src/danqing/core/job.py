"""The stages before a task: what was said (Call), what is possible (Job), what is allowed (Ticket)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Said = object
"""A JSON value exactly as a caller sent it: of any type, judged by the catalog and by nobody before it."""


class Door(StrEnum):
    """The four endpoints that create images; the value is the path under `/api/v1/services/aigc/`."""

    TEXT2IMAGE = "text2image/image-synthesis"
    IMAGE2IMAGE = "image2image/image-synthesis"
    MULTIMODAL = "multimodal-generation/generation"
    GENERATION = "image-generation/generation"

    @property
    def speaks_messages(self) -> bool:
        """Whether requests hold `input.messages` (and answers `output.choices`) rather than `input.prompt`."""
        return self in {Door.MULTIMODAL, Door.GENERATION}


class Kind(StrEnum):
    """What is asked of an engine."""

    DRAW = "draw"  # a picture from words
    EDIT = "edit"  # a picture from one to three pictures and an instruction
    REPAINT = "repaint"  # a picture from words that keeps a reference's content
    RESTYLE = "restyle"  # a picture from words in a reference's style (`refonly` on the wire)


class Answer(StrEnum):
    """What a finished task of a prompt door tells beside its URLs: the models of the API differ in it."""

    PROMPTS = "prompts"  # `orig_prompt` and `actual_prompt` with each URL, no counts: Qwen-Image
    METRICS = "metrics"  # `task_metrics`, URLs alone: wanx-v1
    FULL = "full"  # both: the later Wan models, and tasks of which no more is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message: who speaks, and its parts in order.

    A part is `(kind, value)` with the wire's kind: `text`, `image`, or whatever else was sent.
    On the prompt doors there is one turn of the role `user`: the prompt, if any, and the reference images.
    """

    role: Said = "user"
    parts: tuple[tuple[str, Said], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a caller said: decoded, and not yet judged."""

    door: Door
    model: str
    wants_async: bool = False
    turns: tuple[Turn, ...] = ()
    parameters: Mapping[str, Said] = field(default_factory=dict[str, Said])
    """`parameters` as sent, and `negative_prompt` from wherever it was said (`input` wins when both did)."""
    previews: int = 0
    """As in a Job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}*{self.height}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be drawn: every default filled in, every value inside the model's ranges."""

    door: Door
    model: str
    kind: Kind
    prompt: str
    """At most as long as the model reads (characters, not bytes); what was over has been cut."""
    negative_prompt: str = ""
    size: Size | None = None
    """None: near 1024*1024 pixels in the last image's ratio, multiples of 16 (the image-editing reference)."""
    n: int = 1
    seed: int = 0
    """Image number i is drawn with seed + i."""
    style: str = ""
    """A wanx-v1 style without its brackets, `watercolor`; empty: the engine's choice."""
    images: tuple[str, ...] = ()
    """References in order: an http(s) URL, `oss://…`, `data:…`, or `stash://…` once taken into storage."""
    sides: tuple[int, int] | None = None
    """Least and most pixels of a reference's sides, where the model takes less than everybody's limits."""
    ref_strength: float = 0.5
    """0.0 (ignore the reference) … 1.0 (stay close to it); for REPAINT and RESTYLE."""
    prompt_extend: bool = True
    watermark: str = ""
    """The mark that the caller asked for, as the model documents it; empty: none."""
    answer: Answer = Answer.FULL
    """What the finished task tells; the drawing does not depend on it."""
    route: tuple[str, ...] = ()
    """The engines that draw it, in order, where the catalog has others for the caller; empty: the model's own."""
    previews: int = 0
    """How many unfinished pictures of each image the caller wants to see on the way, where the engine can show any."""

    @property
    def line(self) -> str:
        """What the job waits for: its model, or a route of its model."""
        return line_of(self.model, self.route)


ROUTED = " → "
"""Parts a model from its route in the name of a line."""


def line_of(model: str, route: tuple[str, ...]) -> str:
    """Return the name of a line: `qwen-image`, or `qwen-image → openai, cloud`."""
    return f"{model}{ROUTED}{', '.join(route)}" if route else model


def model_of(line: str) -> str:
    """Return the model of a line."""
    return line.partition(ROUTED)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A job that an account may run."""

    job: Job
    account: str
    key_id: str
    """Which of the account's keys asked; shown in task lists."""
    running_at_once: int
    """Tasks of this (account, model) in process at once, on whatever lines."""
    held: int
    """Images held against the account's quota until the task ends."""
    submissions_per_second: float = math.inf
    """How fast tickets of this (account, model) may come in."""
