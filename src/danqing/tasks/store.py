"""The ledger's promises, one Protocol for each half of the service that leans on it."""

import math
from collections.abc import Collection, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from danqing.core.change import Change, Witness
from danqing.core.errors import Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Ticket
from danqing.core.listing import Filter, Page
from danqing.core.task import Claim, Outcome, Status, Task
from danqing.core.usage import End, Hold, Usage

MOST_ATTEMPTS = 3
"""A task whose workers died this often has failed: it may be what kills them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and how a repetition of the same request would be recognised."""

    account: str
    key_id: str
    request_id: str
    digest: str
    """Of key, door, mode and body: equal for a POST that a client sends again because its connection dropped."""
    idempotency_key: str = ""
    """The caller's own `Idempotency-Key` header; empty: none."""
    user: str = ""
    """The user whose key it is."""
    workspace: str = ""
    """The workspace that the request named; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many tasks of a model, or of a route of one, wait and run."""

    model: str
    pending: int
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an operator said of one account and model instead of what tickets say; None: nothing."""

    account: str
    model: str
    submissions_per_second: float | None = None
    """Infinity: as many as come."""
    running_at_once: int | None = None


class Books(Protocol):
    """Who counts images and money, inside the ledger's own transactions: nothing is booked without its task's move.

    `hold` is called once for each task that gets a place in a lane, `settle` once when that task reaches its final
    status, and once for each task or submission that never got a place.
    """

    def hold(self, ticket: Ticket, now: float) -> Hold:
        """Keep back what the ticket's task may draw. Raises a Refused; the task is not promised then."""
        ...

    def settle(self, end: End) -> None:
        """Charge what was drawn, let go of the rest of what was held, and count the call."""
        ...


class Ledger(Protocol):
    """The gateway's half: promise, tell, call off. Everything is durable before it returns."""

    async def add(self, ticket: Ticket, asker: Asker) -> Task:
        """Promise a ticket's job: a PENDING task, in its lane behind all earlier ones.

        A request already seen gives back its first task instead, in the same transaction as the look-up:
        the same `idempotency_key` of the same account at any time while the task is kept (with another digest it
        raises InvalidParameter), the same `digest` only if the first answer was reported as not delivered less than
        `resend_window` seconds ago. A task that was cancelled before its answer reached anybody is not given back.

        Raises RateLimited when the account has submitted as much to the model as it may in the last moments, and what
        the books raise when they have nothing to hold.
        """
        ...

    async def foresee(self, ticket: Ticket, asker: Asker) -> None:
        """Raise the RateLimited that `add` would raise now: before work is done on a job that it would not take."""
        ...

    async def refuse(self, call: Call, asker: Asker, error: Refused, submissions_per_second: float = math.inf) -> Task:
        """Keep a task that failed before it began, as the real service does for bad parameters of async calls.

        It has its three times and no usage, and waits nowhere; it is repeated as `add` says. Raises RateLimited when
        the account has submitted as much to the model in the last moments as the rate (or the one that an operator
        set) lets in; refused tasks and others count alike, here and in `add`.
        """
        ...

    async def get(self, account: str, task_id: str) -> Task | None:
        """Return the account's task; None for an unknown id, a purged task and another account's alike."""
        ...

    async def list(self, account: str, wanted: Filter) -> Page:
        """Return the account's tasks that match, newest first."""
        ...

    async def cancel(self, account: str, task_id: str, witness: Witness[Status] | None = None) -> bool:
        """Cancel the task if it is PENDING; say whether it was. What the witness raises undoes it."""
        ...

    async def moved(self, task: Task) -> Task:
        """Return the task as it is now, once its status is no longer as given."""
        ...

    async def answered(self, task_id: str, *, delivered: bool) -> None:
        """Report whether the answer to the request that made the task reached its client.

        Need not be durable when it returns. An answer never reported, because the process died, counts as not
        delivered once the ledger is opened again.
        """
        ...


class Queue(Protocol):
    """The worker's half: take, keep alive, end."""

    async def claim(self, worker: str, models: frozenset[str]) -> Claim | None:
        """Take the first task of the lane that was served longest ago, among those that may run; or None.

        `models` are lines: names of models and of routes of models, as Job.line says them.
        A lane may run while fewer tasks of its account and model are RUNNING, on all lines of the model together, than
        its limit says. No task is ever held twice at once.
        """
        ...

    def waiting(self) -> Coroutine[Any, Any, None]:
        """Return when there may be something to claim that was not there before; may return for nothing.

        To be called at once when a claim finds nothing: what comes after the call is not missed, however late it is
        awaited.
        """
        ...

    async def beat(self, worker: str, held: Collection[str]) -> None:
        """Keep the worker's claims of these tasks alive for another `lease` seconds.

        What a worker does not name, because it has dropped it or never heard that it was given it, is taken from it.
        """
        ...

    async def progress(self, claim: Claim, part: float) -> None:
        """Note how far the claimed task is, from 0 to 1. Raises LeaseLost, changing nothing.

        Told as `Task.progress` while the attempt lasts. Need not be durable, and costs a write: one a second is enough.
        """
        ...

    async def give_back(self, claim: Claim, *, counted: bool) -> None:
        """Make the task PENDING again, first in its lane; the attempt counts unless the worker was told to stop.

        A task given back for the third counted time FAILS with `InternalError`. Raises LeaseLost.
        """
        ...

    async def finish(self, claim: Claim, outcome: Outcome, usage: Usage) -> None:
        """End the task as SUCCEEDED and count its images, in one transaction. Raises LeaseLost, changing nothing."""
        ...

    async def fail(self, claim: Claim, failure: Failure, engine: str = "") -> None:
        """End the task as FAILED by that engine; nothing is charged. Raises LeaseLost, changing nothing."""
        ...


class Upkeep(Protocol):
    """The janitor's half: what time and crashes leave behind."""

    async def reap(self) -> int:
        """Give back every claim whose lease ran out, as `give_back(counted=True)`; say how many."""
        ...

    async def purge(self, ended_before: float, most: int) -> tuple[Task, ...]:
        """Forget up to `most` final tasks that ended earlier; return them, so that their files can follow.

        What they used stays counted.
        """
        ...

    async def depths(self) -> tuple[Depth, ...]:
        """Return how many tasks of each model wait and run; models with neither may be left out."""
        ...


class Lanes(Protocol):
    """The operator's half: limits that hold for one account and model, from the moment they are set."""

    async def set_limits(self, limits: Limits, witness: Witness[Limits] | None = None) -> Change[Limits]:
        """Let these limits hold; what runs goes on, what waits may begin at once. What the witness raises undoes it."""
        ...

    async def limits(self, account: str = "") -> tuple[Limits, ...]:
        """Return what was set for an account, or for all."""
        ...


class Meter(Protocol):
    """The bookkeeper's half: what finished tasks used, whether they are still kept or not."""

    async def used(self, since: float, until: float) -> tuple[Usage, ...]:
        """Return what the tasks that succeeded from `since` and before `until` used, by account, key and model."""
        ...
