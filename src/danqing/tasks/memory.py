"""The ledger in memory: the same promises, until the process ends."""

import math
from collections.abc import Collection, Coroutine, Iterable, Iterator
from dataclasses import replace
from typing import Any

from danqing.core.change import Change, Witness
from danqing.core.clock import Clock, Ids
from danqing.core.errors import Arrearage, Error, LeaseLost, NotFound, QuotaExceeded, RateLimited, Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Ticket
from danqing.core.task import Claim, Outcome, Status, Task
from danqing.core.usage import Hold, Usage
from danqing.tasks import rate
from danqing.tasks.kept import Kept, Lane, Share
from danqing.tasks.promise import never_begun, pending, refused, reused, turned_away
from danqing.tasks.store import MOST_ATTEMPTS, Asker, Books, Depth, Filter, Limits, Page
from danqing.tasks.unbooked import Unbooked
from danqing.tasks.watch import Watch


class MemoryTasks:
    """Ledger, Queue, Upkeep, Lanes and Meter for `serve --ephemeral` and for tests; used from one event loop."""

    def __init__(
        self, clock: Clock, ids: Ids, books: Books | None = None, *, lease: float = 60.0, resend_window: float = 60.0
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._books = books or Unbooked()
        self._lease = lease
        self._resend_window = resend_window
        self._watch = Watch()
        self._last = 0
        self._turn = 0
        self._kept: dict[int, Kept] = {}
        self._numbers: dict[str, int] = {}
        self._requests: dict[tuple[str, str, str], dict[str, Kept]] = {}
        self._shares: dict[tuple[str, str], Share] = {}
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._used: dict[str, tuple[float, Usage]] = {}

    async def add(self, ticket: Ticket, asker: Asker) -> Task:
        """Promise a ticket's job, or return the task of the same request."""
        if known := self._seen(asker):
            return known.task
        task = pending(ticket, asker, self._ids.new(), self._clock.now())
        share = self._share(task.account, task.model)
        own = share.own
        try:
            _keep_to(_rate(own, ticket.submissions_per_second), share.came, task.submitted)
            hold = self._books.hold(ticket, task.submitted)
        except (RateLimited, QuotaExceeded, Arrearage) as error:
            self._books.settle(turned_away(task, asker, error))
            raise
        lane = self._lanes.setdefault((task.account, ticket.job.line), Lane(ticket.job.line, share))
        lane.limit = own.running_at_once if own and own.running_at_once else ticket.running_at_once
        share.submitted.append(task.submitted)
        lane.pending.append(self._keep(task, asker, hold))
        self._watch.work()
        return task

    async def foresee(self, ticket: Ticket, asker: Asker) -> None:
        """Raise what `add` would raise for being too fast."""
        if self._seen(asker):
            return
        task = pending(ticket, asker, "", self._clock.now())
        share = self._share(task.account, task.model)
        try:
            _keep_to(_rate(share.own, ticket.submissions_per_second), share.came, task.submitted)
        except RateLimited as error:
            self._books.settle(turned_away(task, asker, error))
            raise

    async def refuse(self, call: Call, asker: Asker, error: Refused, submissions_per_second: float = math.inf) -> Task:
        """Keep a task that failed before it began, or return the task of the same request."""
        if known := self._seen(asker):
            return known.task
        task = refused(call, asker, error, self._ids.new(), self._clock.now())
        share = self._share(task.account, task.model)
        try:
            _keep_to(_rate(share.own, submissions_per_second), share.came, task.submitted)
        except RateLimited as hasty:
            self._books.settle(turned_away(task, asker, hasty))
            raise
        share.refused.append(task.submitted)
        self._keep(task, asker)
        self._books.settle(never_begun(task, asker))
        return task

    def _keep(self, task: Task, asker: Asker, hold: Hold | None = None) -> int:
        self._last += 1
        self._kept[self._last] = Kept(task, asker, hold)
        self._numbers[task.id] = self._last
        self._requests.setdefault(_mark(asker), {})[task.id] = self._kept[self._last]
        return self._last

    def _seen(self, asker: Asker) -> Kept | None:
        same = self._requests.get(_mark(asker), {})
        if not asker.idempotency_key:
            return next((kept for kept in same.values() if self._was_lost(kept)), None)
        known = next(reversed(same.values()), None)
        if known is not None and known.asker.digest != asker.digest:
            raise reused(asker)
        return None if known is None or known.called_off else known

    def _was_lost(self, kept: Kept) -> bool:
        if kept.lost is None or kept.called_off:
            return False
        return kept.lost > self._clock.now() - self._resend_window

    async def get(self, account: str, task_id: str) -> Task | None:
        """Return the account's own task."""
        kept = self._find(task_id)
        return kept.task if kept is not None and kept.task.account == account else None

    def _find(self, task_id: str) -> Kept | None:
        return self._kept.get(self._numbers.get(task_id, 0))

    async def list(self, account: str, wanted: Filter) -> Page:
        """Return one page of the account's tasks."""
        matching = [(task.submitted, number, task) for number, task in self._matching(account, wanted)]
        newest_first = [task for _, _, task in sorted(matching, reverse=True)]
        skip = (wanted.page - 1) * wanted.page_size
        return Page(tasks=tuple(newest_first[skip : skip + wanted.page_size]), total=len(matching))

    def _matching(self, account: str, wanted: Filter) -> Iterator[tuple[int, Task]]:
        for number, kept in self._kept.items():
            task = kept.task
            asked = (
                (account, task.account),
                (wanted.task_id or task.id, task.id),
                (wanted.model or task.model, task.model),
                (wanted.status or task.status, task.status),
                (wanted.key_id or task.key_id, task.key_id),
            )
            if all(want == have for want, have in asked) and wanted.since <= task.submitted <= wanted.until:
                yield number, task

    async def cancel(self, account: str, task_id: str, witness: Witness[Status] | None = None) -> bool:
        """Cancel a PENDING task."""
        kept = self._find(task_id)
        if kept is None or kept.task.account != account or kept.task.status is not Status.PENDING:
            return False
        self._lane(kept.task).pending.remove(self._numbers[task_id])
        self._move(kept, Status.CANCELED)
        if witness is not None:
            witness(None, Change(Status.PENDING, Status.CANCELED))
        return True

    async def moved(self, task: Task) -> Task:
        """Return the task as it is once it has moved. Raises NotFound when it was purged meanwhile."""

        async def look() -> Task | None:
            kept = self._find(task.id)
            if kept is None:
                raise NotFound
            return kept.task if kept.task.status is not task.status else None

        return await self._watch.until(task.id, look)

    async def answered(self, task_id: str, *, delivered: bool) -> None:
        """Note the report; what was delivered once is not lost afterwards."""
        kept = self._find(task_id)
        if kept is not None:
            kept.delivered = kept.delivered or delivered
            kept.lost = None if kept.delivered else self._clock.now()
            if kept.delivered and not kept.asker.idempotency_key:
                self._forget(kept)

    def _forget(self, kept: Kept) -> None:
        """Recognise the task's request no more."""
        same = self._requests.get(_mark(kept.asker), {})
        same.pop(kept.task.id, None)
        if not same:
            self._requests.pop(_mark(kept.asker), None)

    async def claim(self, worker: str, models: frozenset[str]) -> Claim | None:
        """Take the next task that may run."""
        ready = [lane for lane in self._lanes.values() if lane.model in models and lane.ready]
        if not ready:
            self._watch.nothing(self._watch.rings)
            return None
        self._turn += 1
        lane = min(ready, key=lambda lane: lane.turn)  # lanes never served are in the order of their first tasks
        lane.turn = self._turn
        kept = self._kept[lane.pending.pop(0)]
        lane.run(1)
        kept.attempt += 1
        kept.worker = worker
        kept.lease = self._clock.now() + self._lease
        kept.task = replace(kept.task, scheduled=self._clock.now(), attempts=kept.task.attempts + 1)
        self._move(kept, Status.RUNNING)
        return kept.claim()

    def waiting(self) -> Coroutine[Any, Any, None]:
        """Return when work was announced since a claim found none."""
        return self._watch.news()

    async def beat(self, worker: str, held: Collection[str]) -> None:
        """Extend these leases."""
        for kept in self._running():
            if kept.worker == worker and kept.task.id in held:
                kept.lease = self._clock.now() + self._lease

    async def progress(self, claim: Claim, part: float) -> None:
        """Note how far it is."""
        kept = self._held(claim)
        kept.task = replace(kept.task, progress=part)

    async def give_back(self, claim: Claim, *, counted: bool) -> None:
        """Let the task wait again, or fail it for good."""
        self._give_back(self._held(claim), counted=counted)

    def _give_back(self, kept: Kept, *, counted: bool) -> None:
        if counted and kept.task.attempts >= MOST_ATTEMPTS:
            self._end(kept, Status.FAILED, failure=Failure(code=Error.code, message=Error.message))
            return
        lane = self._lane(kept.task)
        lane.run(-1)
        lane.pending = sorted([*lane.pending, self._numbers[kept.task.id]])
        kept.task = replace(kept.task, scheduled=None, attempts=kept.task.attempts - (not counted))
        self._move(kept, Status.PENDING)
        self._watch.work()

    async def finish(self, claim: Claim, outcome: Outcome, usage: Usage) -> None:
        """End the task well and count it."""
        kept = self._held(claim)
        kept.engine = outcome.engine
        self._end(kept, Status.SUCCEEDED, outcome=outcome)
        self._used[claim.task_id] = (self._clock.now(), usage)

    async def fail(self, claim: Claim, failure: Failure, engine: str = "") -> None:
        """End the task badly."""
        kept = self._held(claim)
        kept.engine = engine
        self._end(kept, Status.FAILED, failure=failure)

    def _held(self, claim: Claim) -> Kept:
        kept = self._find(claim.task_id)
        if kept is None or kept.attempt != claim.attempt or kept.task.status is not Status.RUNNING:
            raise LeaseLost(f"attempt {claim.attempt} no longer holds task {claim.task_id}")
        return kept

    def _end(
        self, kept: Kept, status: Status, *, outcome: Outcome | None = None, failure: Failure | None = None
    ) -> None:
        lane = self._lane(kept.task)
        lane.run(-1)
        kept.task = replace(kept.task, outcome=outcome, failure=failure)
        self._move(kept, status)
        if any(other.pending for other in self._lanes.values() if other.share is lane.share):
            self._watch.work()

    async def reap(self) -> int:
        """Give back what nobody beats for."""
        expired = [kept for kept in self._running() if kept.lease <= self._clock.now()]
        for kept in expired:
            self._give_back(kept, counted=True)
        return len(expired)

    async def purge(self, ended_before: float, most: int) -> tuple[Task, ...]:
        """Forget old final tasks."""
        ended = sorted(
            (kept.task.ended, number)
            for number, kept in self._kept.items()
            if kept.task.ended is not None and kept.task.ended < ended_before
        )
        gone = [self._kept.pop(number) for _, number in ended[:most]]
        for kept in gone:
            del self._numbers[kept.task.id]
            self._forget(kept)
            share = self._share(kept.task.account, kept.task.model)
            came = share.refused if kept.hold is None else share.submitted
            if kept.task.submitted in came:
                came.remove(kept.task.submitted)
        return tuple(kept.task for kept in gone)

    async def depths(self) -> tuple[Depth, ...]:
        """Return how much waits and runs."""
        by_model: dict[str, tuple[int, int]] = {}
        for lane in self._lanes.values():
            pending, running = by_model.get(lane.model, (0, 0))
            by_model[lane.model] = (pending + len(lane.pending), running + lane.running)
        return tuple(Depth(model=m, pending=p, running=r) for m, (p, r) in sorted(by_model.items()) if p + r)

    async def used(self, since: float, until: float) -> tuple[Usage, ...]:
        """Return what was used."""
        images: dict[tuple[str, str, str], int] = {}
        for at, usage in self._used.values():
            if since <= at < until:
                who = (usage.account, usage.key_id, usage.model)
                images[who] = images.get(who, 0) + usage.images
        return tuple(Usage(account=a, key_id=k, model=m, images=n) for (a, k, m), n in sorted(images.items()))

    def _running(self) -> Iterator[Kept]:
        return (kept for kept in self._kept.values() if kept.task.status is Status.RUNNING)

    async def set_limits(self, limits: Limits, witness: Witness[Limits] | None = None) -> Change[Limits]:
        """Let limits of its own hold for an account and a model."""
        share = self._share(limits.account, limits.model)
        change = Change(share.own, limits)
        if witness is not None:
            witness(None, change)
        share.own = limits
        for lane in self._lanes.values():
            if lane.share is share:
                lane.limit = limits.running_at_once or lane.limit
        self._watch.work()
        return change

    async def limits(self, account: str = "") -> tuple[Limits, ...]:
        """Return what was set."""
        own = [share.own for _, share in sorted(self._shares.items(), key=lambda item: item[0]) if share.own]
        set_ones = [one for one in own if one.running_at_once is not None or one.submissions_per_second is not None]
        return tuple(one for one in set_ones if account in {"", one.account})

    def _lane(self, task: Task) -> Lane:
        return self._lanes[task.account, task.job.line if task.job else task.model]

    def _share(self, account: str, model: str) -> Share:
        return self._shares.setdefault((account, model), Share())

    def _move(self, kept: Kept, status: Status) -> None:
        ended = self._clock.now() if status.is_final else None
        kept.task = replace(kept.task, status=status, ended=ended, progress=None)
        if ended is not None:
            self._books.settle(kept.ended(ended))
        self._watch.moved(kept.task.id)


def _mark(asker: Asker) -> tuple[str, str, str]:
    """Return what equal requests have in common: the caller's own key, or else the digest."""
    return (asker.account, asker.idempotency_key, "" if asker.idempotency_key else asker.digest)


def _rate(limits: Limits | None, usual: float) -> float:
    own = limits.submissions_per_second if limits else None
    return usual if own is None else own


def _keep_to(per_second: float, submitted: Iterable[float], now: float) -> None:
    window = rate.window(per_second, now)
    known = sorted((at for at in submitted if window.since < at <= now), reverse=True)
    if len(known) > window.skip:
        raise RateLimited(retry_after=known[window.skip] - window.since)
