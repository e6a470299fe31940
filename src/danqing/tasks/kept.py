"""What the ledger in memory keeps of a task and of a lane."""

from collections import deque
from dataclasses import dataclass, field

from danqing.core.job import Job
from danqing.core.task import Claim, Status, Task
from danqing.core.usage import End, Hold
from danqing.tasks.store import Asker, Limits

FASTEST = 10_000
"""Submissions of one account to one model that are remembered, and so the fastest rate that can be kept to."""


@dataclass(slots=True, eq=False)
class Kept:
    """A task, and what nobody is told of it."""

    task: Task
    asker: Asker
    hold: Hold | None = None
    engine: str = ""
    """What ended it."""
    delivered: bool = False
    lost: float | None = None
    attempt: int = 0
    worker: str = ""
    lease: float = 0.0

    @property
    def called_off(self) -> bool:
        """Whether it was cancelled before its answer reached anybody: nobody means it by asking again."""
        return self.task.status is Status.CANCELED and self.lost is not None

    def claim(self) -> Claim:
        """Return the right to work on it, which has just been given."""
        task = self.task
        assert isinstance(task.job, Job)  # noqa: S101 - only refused tasks have none, and they are never in a lane
        assert task.scheduled is not None  # noqa: S101
        return Claim(
            task_id=task.id,
            account=task.account,
            key_id=task.key_id,
            request_id=task.request_id,
            attempt=self.attempt,
            job=task.job,
            submitted=task.submitted,
            scheduled=task.scheduled,
        )

    def ended(self, at: float) -> End:
        """Return how it has ended, for the books."""
        task = self.task
        return End(
            account=task.account,
            user=self.asker.user,
            key_id=task.key_id,
            workspace=self.asker.workspace,
            model=task.model,
            outcome=task.status,
            code=task.failure.code if task.failure else "",
            engine=self.engine,
            images=len(task.outcome.good) if task.outcome else 0,
            submitted=task.submitted,
            scheduled=task.scheduled,
            ended=at,
            hold=self.hold,
        )


@dataclass(slots=True)
class Share:
    """What one account has of one model, over all lines of the model: limits hold for all of them together."""

    own: Limits | None = None
    running: int = 0
    submitted: deque[float] = field(default_factory=lambda: deque[float](maxlen=FASTEST))
    """When its latest tasks came."""
    refused: deque[float] = field(default_factory=lambda: deque[float](maxlen=FASTEST))
    """The same of those that were refused before they had a place in a lane."""

    @property
    def came(self) -> tuple[float, ...]:
        """When whatever counts in its rate came."""
        return (*self.submitted, *self.refused)


@dataclass(slots=True)
class Lane:
    """What waits and runs of one account's tasks on one line."""

    model: str
    share: Share
    limit: int = 1
    turn: int = 0
    pending: list[int] = field(default_factory=list[int])
    """Numbers of the waiting tasks, in the order of promises."""
    running: int = 0

    @property
    def ready(self) -> bool:
        """Whether one of its tasks may begin."""
        return bool(self.pending) and self.share.running < self.limit

    def run(self, more: int) -> None:
        """Count that so many more of its tasks run; a negative number: fewer."""
        self.running += more
        self.share.running += more
