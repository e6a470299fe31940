"""Fixtures that many stages share; everything runs on asyncio, in memory or in a temporary folder."""

import os

import pytest
from hypothesis import HealthCheck, settings

from danqing.core.clock import CountingIds, FixedClock

# Machines are noisy, so nothing is judged by its time. In CI every run tries the same examples; elsewhere new ones.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()
