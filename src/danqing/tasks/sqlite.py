"""The ledger in one SQLite file: the table of tasks is the queue, and each promise is one transaction."""

import asyncio
import itertools
import math
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict
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
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks import record, transactions
from danqing.tasks.promise import pending, refused, turned_away
from danqing.tasks.record import Final
from danqing.tasks.store import Asker, Books, Depth, Filter, Limits, Page
from danqing.tasks.unbooked import Unbooked
from danqing.tasks.watch import Watch

T = TypeVar("T")

MIGRATIONS: Mapping[str, Traversable] = {"tasks": files("danqing.tasks") / "migrations"}
"""What a `Database` needs to know of this stage."""


class SqliteTasks:
    """Ledger, Queue, Upkeep, Lanes and Meter over a database that no other process has open."""

    def __init__(
        self,
        database: SqliteDatabase,
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
        last = database.read(lambda connection: transactions.rows(connection, "last_turn", {}))
        self._turns = itertools.count(last[0]["turn"] + 1)

    async def recover(self) -> int:
        """Give back, counted, what ran when the process died, and count answers never reported as lost; say how many.

        To be awaited once, before anything else: no worker of a former process can be alive, for it had the file.
        """
        now = self._clock.now()

        def recover(connection: Connection) -> int:
            transactions.rows(connection, "all_lost", {"now": now})
            return len(transactions.reap(connection, self._books(connection), until=math.inf, now=now))

        return await self._database.write(recover)

    async def add(self, ticket: Ticket, asker: Asker) -> Task:
        """Promise a ticket's job, or return the task of the same request."""
        task = pending(ticket, asker, self._ids.new(), self._clock.now())

        def promise(connection: Connection) -> None:
            transactions.promise(connection, self._books(connection), task, asker, ticket)

        return await self._unless_seen(task, asker, promise)

    async def refuse(self, call: Call, asker: Asker, error: Refused, submissions_per_second: float = math.inf) -> Task:
        """Keep a task that failed before it began, or return the task of the same request."""
        task = refused(call, asker, error, self._ids.new(), self._clock.now())

        def refuse(connection: Connection) -> None:
            transactions.refuse(connection, self._books(connection), task, asker, submissions_per_second)

        return await self._unless_seen(task, asker, refuse)

    async def _unless_seen(self, task: Task, asker: Asker, keep: Callable[[Connection], None]) -> Task:
        def add(connection: Connection) -> Task:
            known = transactions.seen(connection, asker, task.submitted - self._resend_window)
            if known is None:
                keep(connection)
            return known or task

        def report_lost(done: Task) -> None:
            self._answered(done.id, delivered=False)

        try:
            return await self._change(add, lambda _: self._watch.work(), report_lost)
        except (RateLimited, QuotaExceeded, Arrearage) as error:
            away = turned_away(task, asker, error)
            await self._database.write(lambda connection: self._books(connection).settle(away))
            raise

    async def get(self, account: str, task_id: str) -> Task | None:
        """Return the account's own task."""
        return self._get(account, task_id)

    def _get(self, account: str, task_id: str) -> Task | None:
        found = self._database.read(
            lambda connection: transactions.row(connection, "get", {"account": account, "id": task_id})
        )
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

    async def cancel(self, account: str, task_id: str) -> bool:
        """Cancel a PENDING task."""
        now = self._clock.now()

        def cancel(connection: Connection) -> bool:
            return transactions.cancel(connection, self._books(connection), account, task_id, now)

        return await self._change(cancel, lambda _: self._watch.moved(task_id))

    async def moved(self, task: Task) -> Task:
        """Return the task as it is once it has moved. Raises NotFound when it was purged meanwhile."""

        def look() -> Task | None:
            now = self._get(task.account, task.id)
            if now is None:
                raise NotFound
            return now if now.status is not task.status else None

        return await self._watch.until(task.id, look)

    async def answered(self, task_id: str, *, delivered: bool) -> None:
        """Queue the report; it is durable with the next commit."""
        self._answered(task_id, delivered=delivered)

    def _answered(self, task_id: str, *, delivered: bool) -> None:
        statement, values = "delivered" if delivered else "lost", {"id": task_id, "now": self._clock.now()}
        self._database.submit(lambda connection: transactions.rows(connection, statement, values), durable=False)

    async def claim(self, worker: str, models: frozenset[str]) -> Claim | None:
        """Take the next task that may run."""
        asked = msgspec.json.encode(sorted(models)).decode()
        heard = self._watch.rings
        now = self._clock.now()
        values = {"worker": worker, "lease": now + self._lease, "now": now}

        def take(connection: Connection) -> Claim | None:
            return transactions.take(connection, asked, next(self._turns), values)

        def tell(claim: Claim | None) -> None:
            if claim is None:
                self._watch.nothing(heard)
            else:
                self._watch.moved(claim.task_id)

        def nobody_works(claim: Claim | None) -> None:
            # The worker went on to live and beat without knowing that it holds this: nothing would ever end it.
            if claim is not None:
                self._give_back(claim.task_id, claim.attempt, counted=False)

        # A claim that the machine's death undoes is a task that waits again, as it should.
        return await self._change(take, tell, nobody_works, durable=False)

    def waiting(self) -> Coroutine[Any, Any, None]:
        """Return when work was announced since a claim found none."""
        return self._watch.news()

    async def beat(self, worker: str) -> None:
        """Extend the worker's leases."""
        values = {"worker": worker, "lease": self._clock.now() + self._lease}
        await self._database.submit(lambda connection: transactions.rows(connection, "beat", values), durable=False)

    async def progress(self, claim: Claim, part: float) -> None:
        """Note how far it is."""
        values = {"id": claim.task_id, "attempt": claim.attempt, "part": part}
        await self._database.submit(lambda connection: transactions.rows(connection, "progress", values), durable=False)

    async def give_back(self, claim: Claim, *, counted: bool) -> None:
        """Let the task wait again, or fail it for good."""
        await asyncio.shield(self._give_back(claim.task_id, claim.attempt, counted=counted))

    def _give_back(self, task_id: str, attempt: int, *, counted: bool) -> asyncio.Future[None]:
        now = self._clock.now()

        def give_back(connection: Connection) -> None:
            transactions.give_back(connection, self._books(connection), task_id, attempt, counted=counted, now=now)

        return self._submit(give_back, lambda _: self._freed(task_id))

    async def finish(self, claim: Claim, outcome: Outcome, usage: Usage) -> None:
        """End the task well and count it."""
        now = self._clock.now()

        def finish(connection: Connection) -> None:
            transactions.succeed(connection, self._books(connection), claim, outcome, usage, now)

        await self._change(finish, lambda _: self._freed(claim.task_id))

    async def fail(self, claim: Claim, failure: Failure, engine: str = "") -> None:
        """End the task badly."""
        final = Final(status=Status.FAILED, ended=self._clock.now(), failure=failure, engine=engine)

        def fail(connection: Connection) -> None:
            transactions.end(connection, self._books(connection), claim.task_id, claim.attempt, final)

        await self._change(fail, lambda _: self._freed(claim.task_id))

    async def reap(self) -> int:
        """Give back what nobody beats for."""
        now = self._clock.now()

        def reap(connection: Connection) -> tuple[str, ...]:
            return transactions.reap(connection, self._books(connection), until=now, now=now)

        return len(await self._change(reap, lambda given_back: self._freed(*given_back)))

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
        """Let limits of its own hold for a lane."""

        def set_limits(connection: Connection) -> Change[Limits]:
            change = transactions.set_limits(connection, limits)
            if witness is not None:
                witness(connection, change)
            return change

        return await self._change(set_limits, lambda _: self._watch.work())

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

    def _freed(self, *task_ids: str) -> None:
        for task_id in task_ids:
            self._watch.moved(task_id)
        self._watch.work()

    def _submit(
        self, operation: Callable[[Connection], T], tell: Callable[[T], None], *, durable: bool = True
    ) -> asyncio.Future[T]:
        future = self._database.submit(operation, durable=durable)
        future.add_done_callback(lambda done: None if done.exception() else tell(done.result()))
        return future

    async def _change(
        self,
        operation: Callable[[Connection], T],
        tell: Callable[[T], None],
        orphaned: Callable[[T], None] | None = None,
        *,
        durable: bool = True,
    ) -> T:
        """Commit the operation and tell those who wait; `orphaned` sees a result whose caller was cancelled."""
        future = self._submit(operation, tell, durable=durable)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if orphaned is not None:
                future.add_done_callback(lambda done: None if done.exception() else orphaned(done.result()))
            raise
