"""Which ledger: this process's memory or a database, with the books, the tenants and the overrulings in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from danqing.admission.moderation_overrulings import MIGRATIONS as OVERRULINGS
from danqing.admission.moderation_overrulings import Keeper, MemoryOverrulings, RowOverrulings
from danqing.admission.rows import MIGRATIONS as TENANTS
from danqing.admission.rows import RowShelf
from danqing.admission.shelf import MemoryShelf, Shelf
from danqing.app.files import folder_of
from danqing.catalog.catalog import Catalog
from danqing.core.clock import Clock, Ids
from danqing.database.database import Database
from danqing.database.sqlite import SqliteDatabase, in_memory
from danqing.metering import books
from danqing.metering.books import OpenBooks
from danqing.metering.prices import Tariff
from danqing.metering.store import Memory, Store
from danqing.settings import BadSettings, Settings
from danqing.tasks.durable import MIGRATIONS as TASKS
from danqing.tasks.durable import DurableTasks
from danqing.tasks.memory import MemoryTasks

LEDGER_FILE = "danqing.db"
MIGRATIONS = {**TASKS, **books.MIGRATIONS, **OVERRULINGS, **TENANTS}
OFFERED_IN = {"cn-beijing": "beijing", "ap-southeast-1": "singapore"}
"""How the catalog's offers call a region; others as they are."""


@dataclass(frozen=True, kw_only=True)
class Ledgers:
    """All that is kept together."""

    tasks: DurableTasks | MemoryTasks
    shelf: Shelf
    overrulings: Keeper
    money: Store
    """Where the books lie."""
    shared: Database | None = None
    """The database of all of it, where other processes may be at work in it."""


@asynccontextmanager
async def ledgers(settings: Settings, catalog: Catalog, clock: Clock, ids: Ids) -> AsyncGenerator[Ledgers]:
    """Open what is set, and close it at the end."""
    tariff, kept = tariff_of(settings, catalog), settings.tasks
    timed = {"lease": kept.lease_seconds, "resend_window": kept.resend_seconds}
    if settings.data.ephemeral:
        db = in_memory(books.MIGRATIONS)
        try:
            tasks = MemoryTasks(clock, ids, OpenBooks(tariff, db), **timed)
            await _offered(Memory(db), tariff)
            yield Ledgers(tasks=tasks, shelf=MemoryShelf(), overrulings=MemoryOverrulings(), money=Memory(db))
        finally:
            db.close()
        return
    database = await _opened(settings)
    try:
        await _offered(database, tariff)
        tasks = DurableTasks(database, clock, ids, partial(OpenBooks, tariff), **timed)
        await tasks.recover()
        yield Ledgers(
            tasks=tasks,
            shelf=RowShelf(database),
            overrulings=RowOverrulings(database),
            money=database,
            shared=database if database.shared else None,
        )
    finally:
        await database.close()


async def _opened(settings: Settings) -> Database:
    url = settings.data.url.get_secret_value()
    if not url:
        return SqliteDatabase.open(folder_of(settings) / LEDGER_FILE, MIGRATIONS)
    try:
        from danqing.database.postgres import PostgresDatabase  # noqa: PLC0415  its library is an extra
    except ImportError as error:
        raise BadSettings("data.url needs the extra: install danqing[postgres]") from error
    return await PostgresDatabase.open(url, MIGRATIONS)


def tariff_of(settings: Settings, catalog: Catalog) -> Tariff:
    """Return what the public cloud asks and gives in the service's region."""
    region = settings.server.region
    offers = {model.name: model.offers.get(OFFERED_IN.get(region, region)) for model in catalog.models}
    return Tariff(
        region=region,
        offers={model: offer for model, offer in offers.items() if offer is not None},
        gives_free=settings.limits.free_quota == "documented",
    )


async def _offered(store: Store, tariff: Tariff) -> None:
    await store.write(lambda db: books.offer_prices(db, tariff))
