"""A promised piece of work: what may be told of it (Task), the right to do it (Claim), and how it may move."""

from dataclasses import dataclass, field
from enum import StrEnum

from danqing.core.image import Failure
from danqing.core.job import Job


class Status(StrEnum):
    """Where a task is. The wire also knows UNKNOWN, which is no state but the lack of a task."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"

    @property
    def is_final(self) -> bool:
        """Whether the task will never move again."""
        return not MOVES[self]


MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.RUNNING, Status.CANCELED}),
    Status.RUNNING: frozenset({Status.SUCCEEDED, Status.FAILED, Status.PENDING}),  # PENDING: handed back
    Status.SUCCEEDED: frozenset(),
    Status.FAILED: frozenset(),
    Status.CANCELED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One kept image: where it lies in storage, and its size in pixels."""

    key: str
    width: int
    height: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an engine made of a job, once its images are kept; at least one of `pictures` is a Picture."""

    engine: str
    """Name and version, as shown in `X-Image-Engine`: `composer/1.0`."""
    pictures: tuple[Picture | Failure, ...]
    actual_prompt: str | None = None
    """What was really drawn, when the job asked for `prompt_extend`."""
    notes: dict[str, str] = field(default_factory=dict[str, str])
    """What the engine wants known: `understood`, `ignored`. Shown as headers and in the log, never in a body."""

    @property
    def good(self) -> tuple[Picture, ...]:
        """The pictures that were drawn: these, and only these, are counted and billed."""
        return tuple(p for p in self.pictures if isinstance(p, Picture))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """All that may be told of a task. Times are seconds since the epoch."""

    id: str
    account: str
    key_id: str
    request_id: str
    model: str
    status: Status
    submitted: float
    scheduled: float | None = None
    ended: float | None = None
    attempts: int = 0
    progress: float | None = None
    """How far a RUNNING task is, from 0 to 1, as far as its engine tells; None: nothing is known."""
    job: Job | None = None
    """None only for a task that failed before its parameters made a job."""
    door: str
    """The Door's value: says which shape the answer has."""
    n: int = 1
    """Images asked for: the TOTAL of `task_metrics`."""
    outcome: Outcome | None = None
    failure: Failure | None = None
    """Why a FAILED task failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right of one worker to work on a task, for as long as it beats."""

    task_id: str
    account: str
    key_id: str
    request_id: str
    attempt: int
    """Fences the finish: a later claim of the same task has a higher number."""
    job: Job
    submitted: float
    scheduled: float
