"""The seam between the service and whatever draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from danqing.core.image import Failure, Image
from danqing.core.job import Job


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

    def draw(self, job: Job, references: Sequence[bytes]) -> Drawing:
        """Draw `job.n` images of exactly `job.size` pixels (never None here), image i with seed + i.

        `references` are the encoded images named by `job.images`, in that order, already checked for format and
        pixel count. Raises EngineRejected for a job that this engine will never draw.
        """
        ...


class Engine(Protocol):
    """Anything that turns a job into images, as the worker sees it."""

    slots: int
    """How many jobs it takes at once."""

    @property
    def name(self) -> str:
        """Name and version, shown to users."""
        ...

    async def start(self) -> None:
        """Be ready to run, or raise; called once."""
        ...

    async def run(self, job: Job, references: Sequence[bytes]) -> Drawing:
        """Draw as `Drawer.draw` promises. Raises EngineRejected, EngineTimeout, EngineLost, EngineBusy or EngineError.

        When the caller is cancelled, the work is ended too.
        """
        ...

    async def stop(self) -> None:
        """End every process and connection; running jobs fail with EngineLost."""
        ...
