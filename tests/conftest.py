"""Fixtures that many stages share; everything runs on asyncio, in memory or in a temporary folder."""

import pytest

from danqing.core.clock import CountingIds, FixedClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()
