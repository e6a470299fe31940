from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from danqing.core.clock import CountingIds, FixedClock
from tests.metering.booked import GIVING, Booked, memory, sqlite


@pytest.fixture(params=["memory", "sqlite"])
def where(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def booked(where: str, tmp_path: Path, clock: FixedClock, ids: CountingIds) -> AsyncIterator[Booked]:
    """A ledger with the offers' prices and no free images."""
    opened = memory(clock, ids) if where == "memory" else sqlite(tmp_path / "ledger.db", clock, ids)
    async with opened as booked:
        yield booked


@pytest.fixture
async def giving(where: str, tmp_path: Path, clock: FixedClock, ids: CountingIds) -> AsyncIterator[Booked]:
    """The same with the offers' free images."""
    opened = memory(clock, ids, GIVING) if where == "memory" else sqlite(tmp_path / "ledger.db", clock, ids, GIVING)
    async with opened as booked:
        yield booked
