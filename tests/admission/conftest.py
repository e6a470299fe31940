"""Tenants on every shelf, so that one suite tests all of them."""

from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path

import pytest

from danqing.admission.rows import RowShelf
from danqing.admission.shelf import MemoryShelf, Shelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.core.clock import FixedClock
from danqing.database.sqlite import SqliteDatabase

MIGRATIONS = {"keys": resources.files("danqing.admission") / "migrations"}
ROOT = b"the root of all secrets"
REGION = "cn-beijing"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    yield database
    await database.close()


@pytest.fixture(params=["memory", "sqlite"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return MemoryShelf() if request.param == "memory" else RowShelf(request.getfixturevalue("database"))


@pytest.fixture
async def who(shelf: Shelf, clock: FixedClock) -> Tenancy:
    return await tenancy(shelf, clock, region=REGION, root=ROOT)
