"""Fixtures that many stages share; everything runs on asyncio, in memory or in a temporary folder."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from danqing.core.clock import CountingIds, FixedClock
from tests import postgres

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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of the session's own."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip(postgres.NONE)
    with postgres.serving(programs) as server:
        yield server


@pytest.fixture(scope="session")
def _tables(postgres_server: postgres.Server) -> str:
    return postgres_server.ledger()


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, _tables: str) -> str:
    """The address of a ledger in which nothing is, though its tables may be there from another test."""
    return postgres_server.emptied(_tables)
