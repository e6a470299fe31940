"""A ledger with books, for the tests of what they keep together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from danqing.admission import moderation_overrulings as overrulings
from danqing.core.clock import Clock, Ids
from danqing.core.image import Failure
from danqing.core.job import Door, Job, Kind, Ticket
from danqing.core.task import Claim, Outcome, Picture, Task
from danqing.database.database import Database
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase, in_memory
from danqing.metering import books
from danqing.metering.accounting import Accounting
from danqing.metering.books import OpenBooks, offer_prices
from danqing.metering.count import count
from danqing.metering.prices import Tariff
from danqing.metering.report import Reports
from danqing.metering.store import Memory
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.memory import MemoryTasks
from danqing.tasks.store import Asker, Lanes, Ledger, Meter, Queue, Upkeep

KEYS = files("danqing.admission") / "migrations"
LEASE = 30.0
REGION = "cn-beijing"
WANX, QWEN, OWN = "wanx-v1", "qwen-image", "my-own"
MODELS = frozenset({WANX, QWEN, OWN})


@dataclass(frozen=True)
class Offered:
    price: str
    currency: str = "CNY"
    free_images: int = 0
    free_days: int = 0

    @property
    def amount(self) -> Decimal:
        return Decimal(self.price)


OFFERS = {WANX: Offered("0.16", "CNY", 500, 180), QWEN: Offered("0.035", "USD")}
TARIFF = Tariff(region=REGION, offers=OFFERS)
GIVING = Tariff(region=REGION, offers=OFFERS, gives_free=True)


class Tasks(Ledger, Queue, Upkeep, Lanes, Meter, Protocol):
    """All of a ledger's halves."""


@dataclass
class Booked:
    """A ledger, and what can be done to its books and read in them."""

    tasks: Tasks
    accounting: Accounting
    reports: Reports

    async def add(self, account: str = "anna", model: str = WANX, n: int = 4, **asker: str) -> Task:
        return await self.tasks.add(ticket(account, model, n), asking(account, **asker))

    async def claim(self) -> Claim:
        claim = await self.tasks.claim("w", MODELS)
        assert claim is not None
        return claim

    async def drawn(self, images: int, account: str = "anna", model: str = WANX, n: int = 4) -> None:
        """Promise a task and finish it with so many good images."""
        await self.add(account, model, n)
        await self.finish(await self.claim(), images)

    async def finish(self, claim: Claim, images: int) -> None:
        outcome = made(images, claim.job.n - images)
        await self.tasks.finish(claim, outcome, count(claim, outcome))


def ticket(account: str, model: str, n: int, at_once: int = 1000, **limits: float) -> Ticket:
    job = Job(door=Door.TEXT2IMAGE, model=model, kind=Kind.DRAW, prompt="猫", n=n)
    return Ticket(job=job, account=account, key_id="k", running_at_once=at_once, held=n, **limits)


def asking(account: str, **more: str) -> Asker:
    return Asker(**{"account": account, "key_id": "k", "request_id": "r", "digest": "d", **more})


def made(good: int, bad: int) -> Outcome:
    picture = Picture(key="k.png", width=1, height=1, seed=1)
    failure = Failure(code="InternalError.Timeout", message="late")
    return Outcome(engine="fake/1.0", pictures=(picture,) * good + (failure,) * bad)


@asynccontextmanager
async def memory(clock: Clock, ids: Ids, tariff: Tariff = TARIFF) -> AsyncIterator[Booked]:
    db = in_memory(books.MIGRATIONS)
    offer_prices(db, tariff)
    store = Memory(db)
    tasks = MemoryTasks(clock, ids, OpenBooks(tariff, db), lease=LEASE)
    yield Booked(tasks, Accounting(store), Reports(store))
    db.close()


@asynccontextmanager
async def sqlite(path: Path, clock: Clock, ids: Ids, tariff: Tariff = TARIFF) -> AsyncIterator[Booked]:
    database = SqliteDatabase.open(path, {**MIGRATIONS, **books.MIGRATIONS, **overrulings.MIGRATIONS, "keys": KEYS})
    async with _booked(database, clock, ids, tariff) as booked:
        yield booked


@asynccontextmanager
async def postgres(url: str, clock: Clock, ids: Ids, tariff: Tariff = TARIFF) -> AsyncIterator[Booked]:
    database = await PostgresDatabase.open(url, {**MIGRATIONS, **books.MIGRATIONS}, own_time=True)
    async with _booked(database, clock, ids, tariff) as booked:
        yield booked


@asynccontextmanager
async def _booked(database: Database, clock: Clock, ids: Ids, tariff: Tariff) -> AsyncIterator[Booked]:
    try:
        await database.write(lambda db: offer_prices(db, tariff))
        tasks = DurableTasks(database, clock, ids, partial(OpenBooks, tariff), lease=LEASE)
        await tasks.recover()
        yield Booked(tasks, Accounting(database), Reports(database))
    finally:
        await database.close()
