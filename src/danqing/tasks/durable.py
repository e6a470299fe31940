"""The ledger in a database: the table of tasks is the queue, and each promise is one transaction."""

import asyncio
import math
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec

from danqing.core.change import Change, Witness
from danqing.core.clock import Clock, Ids
from danqing.core.connection import Connection
from danqing.core.errors import Arrearage, NotFound, QuotaExceeded, RateLimited, Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Ticket
from danqing.core.task import Claim, Outcome, Status, Task
from danqing.core.usage import Usage
from danqing.database.database import Database
from danqing.tasks import record, transactions
from danqing.tasks.promise import pending, refused, turned_away
from danqing.tasks.record import Final
from danqing.tasks.store import Asker, Books, Depth, Filter, Limits, Page
from danqing.tasks.unbooked import Unbooked
from danqing.tasks.watch import Watch

T = TypeVar("T")

MOVED, WORK = "task moved", "work"
"""What processes that share a database tell each other: which task has moved, and that there may be one to claim."""

MIGRATIONS: Mapping[str, Traversable] = {"tasks": files("danqing.tasks") / "migrations"}
"""What a `Database` needs to know of this stage."""


class DurableTasks:
    """Ledger, Queue, Upkeep, Lanes and Meter over a database.

    Where several processes write, times are the database's, so that all agree on what is too fast and which lease has
    run out, whatever their machines' clocks say; else they are this machine's. No worker compares its clock with a
    lease: it beats, and loses the lease if its beats do not arrive.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        books: Callable[[Connection], Books] = lambda _: Unbooked(),
        *,
        lease: float = 60.0,
        resend_window: float = 60.0,
    ) -> None:
        """`books` makes the books of one transaction."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self._books = books
        self._lease = lease
        self._resend_window = resend_window
        self._watch = Watch()
        self._idle = True
        database.listen(MOVED, self._watch.moved)
        database.listen(WORK, lambda _: self._watch.work())

    async def recover(self) -> int:
        """Give back, counted, what nobody works on, and count answers that nobody will report as lost; say how many.

        To be awaited once, before anything else. Where no other process can be alive that is all that runs.
        """
        now = self._asked()

        def recover(connection: Connection) -> int:
            transactions.rows(connection, "all_lost", {"now": now(connection)})
            until = now(connection) if self._database.shared else math.inf
            return len(self._given_back(connection, until, now(connection)))

        return await self._database.write(recover)

    async def add(self, ticket: Ticket, asker: Asker) -> Task:
        """Promise a ticket's job, or return the task of the same request."""

        def promise(connection: Connection, task: Task) -> None:
            transactions.promise(connection, self._books(connection), task, asker, ticket)
            connection.tell(WORK)

        return await self._unless_seen(partial(pending, ticket, asker, self._ids.new()), asker, promise)

    async def foresee(self, ticket: Ticket, asker: Asker) -> None:
        """Raise what `add` would raise for being too fast."""
        now = self._asked()

        def foresee(connection: Connection) -> None:
            if transactions.seen(connection, asker, now(connection) - self._resend_window) is None:
                transactions.foresee(connection, ticket, now(connection))

        try:
            await self._database.submit(foresee, durable=False)
        except RateLimited as error:
            await self._turn_away(partial(pending, ticket, asker, ""), asker, error)
            raise

    async def refuse(self, call: Call, asker: Asker, error: Refused, submissions_per_second: float = math.inf) -> Task:
        """Keep a task that failed before it began, or return the task of the same request."""

        def refuse(connection: Connection, task: Task) -> None:
            transactions.refuse(connection, self._books(connection), task, asker, submissions_per_second)

        return await self._unless_seen(partial(refused, call, asker, error, self._ids.new()), asker, refuse)

    async def _unless_seen(
        self, make: Callable[[float], Task], asker: Asker, keep: Callable[[Connection, Task], None]
    ) -> Task:
        now = self._asked()

        def add(connection: Connection) -> Task:
            task = make(now(connection))
            known = transactions.seen(connection, asker, task.submitted - self._resend_window)
            if known is None:
                keep(connection, task)
            return known or task

        try:
            return await self._change(add, lambda done: self._answered(done.id, delivered=False))
        except (RateLimited, QuotaExceeded, Arrearage) as error:
            await self._turn_away(make, asker, error)
            raise

    async def _turn_away(self, make: Callable[[float], Task], asker: Asker, error: Refused) -> None:
        now = self._asked()

        def count(connection: Connection) -> None:
            self._books(connection).settle(turned_away(make(now(connection)), asker, error))

        await self._database.write(count)

    async def get(self, account: str, task_id: str) -> Task | None:
        """Return the account's own task."""
        values = {"account": account, "id": task_id}
        found = await self._database.look(lambda connection: transactions.row(connection, "get", values))
        return None if found is None else record.task(found)

    async def list(self, account: str, wanted: Filter) -> Page:
        """Return one page of the account's tasks."""
        skip = (wanted.page - 1) * wanted.page_size
        values = asdict(wanted) | {"account": account, "status": wanted.status or ""}

        def look(connection: Connection) -> Page:
            found = transactions.rows(connection, "list", values | {"most": wanted.page_size, "skip": skip})
            total = transactions.rows(connection, "list_total", values)
            return Page(tasks=tuple(record.task(row) for row in found), total=total[0]["total"])

        return await self._database.scan(look)

    async def cancel(self, account: str, task_id: str, witness: Witness[Status] | None = None) -> bool:
        """Cancel a PENDING task."""
        now = self._asked()

        def cancel(connection: Connection) -> bool:
            connection.tell(MOVED, task_id)
            done = transactions.cancel(connection, self._books(connection), account, task_id, now(connection))
            if done and witness is not None:
                witness(connection, Change(Status.PENDING, Status.CANCELED))
            return done

        return await self._change(cancel)

    async def moved(self, task: Task) -> Task:
        """Return the task as it is once it has moved. Raises NotFound when it was purged meanwhile."""

        async def look() -> Task | None:
            now = await self.get(task.account, task.id)
            if now is None:
                raise NotFound
            return now if now.status is not task.status else None

        return await self._watch.until(task.id, look)

    async def answered(self, task_id: str, *, delivered: bool) -> None:
        """Queue the report; it is durable with the next commit."""
        self._answered(task_id, delivered=delivered)

    def _answered(self, task_id: str, *, delivered: bool) -> None:
        statement, now = "delivered" if delivered else "lost", self._asked()

        def report(connection: Connection) -> None:
            transactions.rows(connection, statement, {"id": task_id, "now": now(connection)})

        # Nobody waits for it: what cannot be reported is not known to have arrived.
        self._database.submit(report, durable=False).add_done_callback(lambda done: done.exception())

    async def claim(self, worker: str, models: frozenset[str]) -> Claim | None:
        """Take the next task that may run."""
        asked = msgspec.json.encode(sorted(models)).decode()
        heard, now = self._watch.rings, self._asked()
        # A look needs no turn to write, and mostly there is nothing; where there was work just now, there is more.
        if self._idle and not await self._database.look(
            partial(transactions.rows, name="claimable", values={"models": asked})
        ):
            self._watch.nothing(heard)
            return None

        def take(connection: Connection) -> Claim | None:
            begun = now(connection)
            values = {"models": asked, "worker": worker, "lease": begun + self._lease, "now": begun}
            claim = transactions.take(connection, values)
            if claim is not None:
                connection.tell(MOVED, claim.task_id)
            return claim

        def nobody_works(claim: Claim | None) -> None:
            # The worker went on to live and beat without knowing that it holds this: nothing would ever end it.
            if claim is not None:
                self._give_back(claim.task_id, claim.attempt, counted=False)

        # A claim that the machine's death undoes is a task that waits again, as it should.
        claim = await self._change(take, nobody_works, durable=False)
        self._idle = claim is None
        if claim is None:
            self._watch.nothing(heard)
        return claim

    def waiting(self) -> Coroutine[Any, Any, None]:
        """Return when work was announced since a claim found none."""
        return self._watch.news()

    async def beat(self, worker: str, held: Collection[str]) -> None:
        """Extend these leases."""
        now, named = self._asked(), msgspec.json.encode(list(held)).decode()

        def beat(connection: Connection) -> None:
            values = {"worker": worker, "held": named, "lease": now(connection) + self._lease}
            transactions.rows(connection, "beat", values)

        await self._database.submit(beat, durable=False)

    async def progress(self, claim: Claim, part: float) -> None:
        """Note how far it is."""
        values = {"id": claim.task_id, "attempt": claim.attempt, "part": part}
        await self._database.submit(lambda connection: transactions.progress(connection, values), durable=False)

    async def give_back(self, claim: Claim, *, counted: bool) -> None:
        """Let the task wait again, or fail it for good."""
        await asyncio.shield(self._give_back(claim.task_id, claim.attempt, counted=counted))

    def _give_back(self, task_id: str, attempt: int, *, counted: bool) -> asyncio.Future[None]:
        now = self._asked()

        def give_back(connection: Connection) -> None:
            books = self._books(connection)
            transactions.give_back(connection, books, task_id, attempt, counted=counted, now=now(connection))
            _tell_freed(connection, task_id)

        return self._database.submit(give_back)

    async def finish(self, claim: Claim, outcome: Outcome, usage: Usage) -> None:
        """End the task well and count it."""
        now = self._asked()

        def finish(connection: Connection) -> None:
            books = self._books(connection)
            others = transactions.succeed(connection, books, claim, outcome, usage, now(connection))
            _tell_ended(connection, claim.task_id, others=others)

        await self._change(finish)

    async def fail(self, claim: Claim, failure: Failure, engine: str = "") -> None:
        """End the task badly."""
        now = self._asked()

        def fail(connection: Connection) -> None:
            final = Final(status=Status.FAILED, ended=now(connection), failure=failure, engine=engine)
            books = self._books(connection)
            others = transactions.end(connection, books, claim.task_id, claim.attempt, final)
            _tell_ended(connection, claim.task_id, others=others)

        await self._change(fail)

    async def reap(self) -> int:
        """Give back what nobody beats for, and count answers as lost whose process is gone."""
        now = self._asked()

        def reap(connection: Connection) -> int:
            if self._database.shared:
                transactions.rows(connection, "all_lost", {"now": now(connection)})
            return len(self._given_back(connection, now(connection), now(connection)))

        return await self._change(reap)

    def _given_back(self, connection: Connection, until: float, now: float) -> tuple[str, ...]:
        given_back = transactions.reap(connection, self._books(connection), until, now)
        _tell_freed(connection, *given_back)
        return given_back

    async def purge(self, ended_before: float, most: int) -> tuple[Task, ...]:
        """Forget old final tasks."""
        values = {"before": ended_before, "most": most}
        gone = await self._database.write(lambda connection: transactions.rows(connection, "purge", values))
        return tuple(record.task(row) for row in gone)

    async def depths(self) -> tuple[Depth, ...]:
        """Return how much waits and runs."""
        found = await self._database.scan(lambda connection: transactions.rows(connection, "depths", {}))
        return tuple(Depth(model=row["model"], pending=row["pending"], running=row["running"]) for row in found)

    async def set_limits(self, limits: Limits, witness: Witness[Limits] | None = None) -> Change[Limits]:
        """Let limits of its own hold for an account and a model."""

        def set_limits(connection: Connection) -> Change[Limits]:
            change = transactions.set_limits(connection, limits)
            connection.tell(WORK)
            if witness is not None:
                witness(connection, change)
            return change

        return await self._change(set_limits)

    async def limits(self, account: str = "") -> tuple[Limits, ...]:
        """Return what was set."""
        values = {"account": account}
        found = await self._database.scan(lambda connection: transactions.rows(connection, "limits", values))
        return tuple(map(record.limits, found))

    async def used(self, since: float, until: float) -> tuple[Usage, ...]:
        """Return what was used."""
        values = {"since": since, "until": until}
        found = await self._database.scan(lambda connection: transactions.rows(connection, "used", values))
        return tuple(Usage(**{name: row[name] for name in ("account", "key_id", "model", "images")}) for row in found)

    def _asked(self) -> Callable[[Connection], float]:
        """Return what tells an operation that is asked for now what time it is."""
        asked = self._clock.now()
        return lambda connection: asked if connection.moment is None else connection.moment

    async def _change(
        self,
        operation: Callable[[Connection], T],
        orphaned: Callable[[T], None] | None = None,
        *,
        durable: bool = True,
    ) -> T:
        """Commit the operation; `orphaned` sees a result whose caller was cancelled."""
        future = self._database.submit(operation, durable=durable)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if orphaned is not None:
                future.add_done_callback(lambda done: None if done.exception() else orphaned(done.result()))
            raise


def _tell_freed(connection: Connection, *task_ids: str) -> None:
    for task_id in task_ids:
        connection.tell(MOVED, task_id)
    if task_ids:
        connection.tell(WORK)


def _tell_ended(connection: Connection, task_id: str, *, others: bool) -> None:
    connection.tell(MOVED, task_id)
    if others:
        connection.tell(WORK)
