"""A running service for the tests of the doors."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.service import Running, in_memory, running


@pytest.fixture
async def service(tmp_path: Path) -> AsyncGenerator[Running]:
    async with running(in_memory(tmp_path)) as open_service:
        yield open_service
