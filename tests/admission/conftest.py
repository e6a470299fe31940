"""Tenants on every shelf, so that one suite tests all of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from danqing.admission.moderation_overrulings import MIGRATIONS as OVERRULINGS
from danqing.admission.rows import MIGRATIONS, RowShelf
from danqing.admission.shelf import MemoryShelf, Shelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.core.clock import FixedClock
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase

ROOT = b"the root of all secrets"
REGION = "cn-beijing"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    yield database
    await database.close()


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    database = await PostgresDatabase.open(postgres_url, {**MIGRATIONS, **OVERRULINGS})
    yield database
    await database.close()


@pytest.fixture(params=["memory", "database", "server"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return MemoryShelf() if request.param == "memory" else RowShelf(request.getfixturevalue(request.param))


@pytest.fixture
async def who(shelf: Shelf, clock: FixedClock) -> Tenancy:
    return await tenancy(shelf, clock, region=REGION, root=ROOT)
