"""The OpenAI images API as its servers understand it: a job said in its words, and its answers read.

`POST …/images/generations` is JSON, `POST …/images/edits` a form with files, `GET …/models` tells what is served.
What is beyond OpenAI's own fields is named as the servers name it, and sent only to those that know it.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from danqing.core.errors import Error
from danqing.core.job import Job, Kind, Size
from danqing.wire import lenient, parameters
from danqing.wire.body import ENCODER

GENERATIONS = "images/generations"
EDITS = "images/edits"
MODELS = "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What one kind of server takes beside `model`, `prompt`, `n` and `size`."""

    answers_in: str = "b64_json"
    """What is said as `response_format`; empty: nothing is, and the server sends what it likes."""
    negative_prompt: str = "negative_prompt"
    seed: str = "seed"
    steps: str = "num_inference_steps"
    guidance: str = "guidance_scale"
    true_guidance: str = "true_cfg_scale"
    """The names of its other fields; empty: it has no such field."""
    image: str = "image"
    """The field of each picture to edit."""
    sizes: tuple[Size, ...] = ()
    """The only ones that it makes; empty: any."""
    native: bool = False
    """It is another Danqing, which takes the parameters of the DashScope API beside its own."""

    def nearest(self, size: Size) -> Size:
        """Return the size to ask for: the one wanted, or that of the nearest ratio which the server makes."""
        wanted = size.width / size.height
        return min(self.sizes, key=lambda one: abs(one.width / one.height - wanted), default=size)


DIALECTS: Mapping[str, Dialect] = {
    "vllm-omni": Dialect(),
    "sglang": Dialect(),
    "danqing": Dialect(steps="", guidance="", true_guidance="", native=True),
    "localai": Dialect(steps="step", guidance="", true_guidance=""),
    "openai": Dialect(
        answers_in="",
        negative_prompt="",
        seed="",
        steps="",
        guidance="",
        true_guidance="",
        image="image[]",
        sizes=(Size(width=1024, height=1024), Size(width=1536, height=1024), Size(width=1024, height=1536)),
    ),
}
"""By the server's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long and how strictly to draw; None: as the server does by itself."""

    steps: int | None = None
    guidance: float | None = None
    true_guidance: float | None = None


@dataclass(frozen=True, slots=True)
class Url:
    """A picture that is to be fetched; relative to the server, or anywhere."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The pictures of an answer, those that cannot be read left out, and the prompt that was really drawn."""

    pictures: tuple[bytes | Url, ...]
    revised_prompt: str = ""
    engine: str = ""
    """Who drew, if the server tells."""


def fields(job: Job, model: str, dialect: Dialect, effort: Effort) -> dict[str, object]:
    """Return what is said of a job with a size; what the dialect has no word for is left out."""
    if job.size is None:
        raise ValueError("a job must have a size before it is sent")
    size = dialect.nearest(job.size)
    said: dict[str, object] = {"model": model, "prompt": job.prompt, "n": job.n, "size": f"{size.width}x{size.height}"}
    optional: tuple[tuple[str, object], ...] = (
        ("response_format" if dialect.answers_in else "", dialect.answers_in),
        (dialect.negative_prompt if job.negative_prompt else "", job.negative_prompt),
        (dialect.seed, job.seed),
        (dialect.steps, effort.steps),
        (dialect.guidance, effort.guidance),
        (dialect.true_guidance, effort.true_guidance),
    )
    native = parameters.of(job).items() if dialect.native else ()
    return {name: value for name, value in (*native, *optional) if name and value is not None} | said


def generation(said: Mapping[str, object]) -> bytes:
    """Return the body of a generation. Half a character, which JSON cannot say, becomes a question mark."""
    return ENCODER.encode({name: _sayable(value) for name, value in said.items()})


def form(said: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of an edit's form; its files come beside them."""
    return {name: str(_sayable(value)) for name, value in said.items()}


def ignored(job: Job, dialect: Dialect) -> tuple[str, ...]:
    """Return what the caller asked for and a server of this dialect is not told."""
    if dialect.native:
        return ()
    unsaid = (
        ("negative_prompt", bool(job.negative_prompt) and not dialect.negative_prompt),
        ("seed", not dialect.seed),
        ("style", bool(job.style)),
        ("ref_strength", job.kind in {Kind.REPAINT, Kind.RESTYLE}),
        ("watermark", bool(job.watermark)),
    )
    return tuple(name for name, is_lost in unsaid if is_lost)


def decode(body: bytes) -> Answer:
    """Read an answer with pictures. Raises Error for anything else."""
    items = [lenient.table(item) for item in lenient.rows((lenient.read(body) or {}).get("data"))]
    pictures = tuple(picture for picture in map(_picture, items) if picture is not None)
    if not pictures:
        raise Error("The answer has no pictures.")
    revised = (lenient.text(item.get("revised_prompt")) for item in items)
    return Answer(pictures=pictures, revised_prompt=next((text for text in revised if text), ""))


def decode_models(body: bytes) -> frozenset[str]:
    """Return the models that a server says it serves; none if it does not say."""
    items = map(lenient.table, lenient.rows((lenient.read(body) or {}).get("data")))
    return frozenset(name for name in (lenient.text(item.get("id")) for item in items) if name)


def _picture(item: Mapping[str, object]) -> bytes | Url | None:
    url = lenient.text(item.get("url"))
    encoded = lenient.text(item.get("b64_json")) or (url if url.startswith("data:") else "")
    if encoded:
        try:
            return b64decode(encoded.partition("base64,")[2] or encoded, validate=True)
        except (binascii.Error, ValueError):
            return None
    return Url(url) if url else None


def _sayable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
