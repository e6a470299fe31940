from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from danqing.core.clock import CountingIds, FixedClock
from danqing.metering.prices import Tariff
from tests.metering.booked import GIVING, TARIFF, Booked, memory, postgres, sqlite


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> str:
    return request.param


class Opener:
    """Opens the ledger that the test is for."""

    def __init__(self, request: pytest.FixtureRequest, where: str, clock: FixedClock, ids: CountingIds) -> None:
        self.request, self.where, self.clock, self.ids = request, where, clock, ids

    def __call__(self, tariff: Tariff) -> AbstractAsyncContextManager[Booked]:
        if self.where == "memory":
            return memory(self.clock, self.ids, tariff)
        if self.where == "postgres":
            return postgres(self.request.getfixturevalue("postgres_url"), self.clock, self.ids, tariff)
        path: Path = self.request.getfixturevalue("tmp_path")
        return sqlite(path / "ledger.db", self.clock, self.ids, tariff)


@pytest.fixture
def opener(request: pytest.FixtureRequest, where: str, clock: FixedClock, ids: CountingIds) -> Opener:
    return Opener(request, where, clock, ids)


@pytest.fixture
async def booked(opener: Opener) -> AsyncIterator[Booked]:
    """A ledger with the offers' prices and no free images."""
    async with opener(TARIFF) as booked:
        yield booked


@pytest.fixture
async def giving(opener: Opener) -> AsyncIterator[Booked]:
    """The same with the offers' free images."""
    async with opener(GIVING) as booked:
        yield booked
