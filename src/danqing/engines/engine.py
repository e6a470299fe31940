"""The seam between the service and whatever draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from danqing.core.image import Failure, Image
from danqing.core.job import Job
from danqing.core.progress import Report, unheard

READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What an engine made of a job: `job.n` images, or the reason for each that is missing, in order."""

    images: tuple[Image | Failure, ...]
    actual_prompt: str | None = None
    """What was really drawn, in the prompt's language; None unless the job asked for `prompt_extend`."""
    notes: dict[str, str] = field(default_factory=dict[str, str])
    """What the engine wants known of its reading: `understood`, `ignored`. One line each."""
    engine: str = ""
    """Who really drew, where the engine chose among several; empty: the engine of that name."""


class Drawer(Protocol):
    """A drawing engine that computes: synchronous, used from one thread of a process of its own."""

    name: str
    """Name and version, shown to users: `composer/1.0`."""

    def draw(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw `job.n` images of exactly `job.size` pixels (never None here), image i with seed + i.

        `references` are the encoded images named by `job.images`, in that order, already checked for format and
        pixel count. `report` is called after each step, and raises CalledOff when the job is no longer wanted.
        Raises EngineRejected for a job that this engine will never draw, and what else Engine.run raises.
        """
        ...


class Preparing(Protocol):
    """A drawer that takes long to be ready: asked once, before its first job."""

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Load and warm what is to be ready; `tell` takes what is being done: `loading qwen-image`."""
        ...


class Engine(Protocol):
    """Anything that turns a job into images, as the worker sees it."""

    slots: int
    """How many jobs it takes at once."""

    @property
    def name(self) -> str:
        """Name and version, shown to users."""
        ...

    @property
    def state(self) -> str:
        """READY, or what keeps the engine from drawing at once: `loading qwen-image`, `compiling`."""
        ...

    async def start(self) -> None:
        """Be ready to take jobs, or raise; called once. The first may still have to wait: `state` says for what."""
        ...

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw as `Drawer.draw` promises. Raises EngineRejected, EngineTimeout, EngineLost, EngineBusy or EngineError.

        `report` may never be called, and its steps may begin anew. When the caller is cancelled, the work is ended too.
        """
        ...

    async def stop(self) -> None:
        """End every process and connection; running jobs fail with EngineLost."""
        ...
