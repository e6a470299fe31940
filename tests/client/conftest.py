from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from danqing.client.connection import Pace
from tests.client.recorded import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@dataclass
class Time:
    """A clock that moves only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return Pace(now=lambda: self.now, sleep=self.sleep, dice=lambda: 0.5)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def http(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield http
