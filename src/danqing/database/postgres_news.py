"""Hearing what other processes told, and noticing when something may have been missed."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg

from danqing.core.errors import Unavailable
from danqing.database.news import Listeners
from danqing.database.postgres_session import LOST, SETTINGS, connected

ASKED_EVERY = 5.0
"""Seconds of silence after which the server is asked whether it is still there."""
AGAIN_AFTER = 0.5
"""Seconds between attempts to connect."""

CHANNEL = "SELECT 'danqing ' || current_schema()"


class Ear:
    """A session that only listens, on the event loop of those who are told."""

    def __init__(self, url: str, name: str, listeners: Listeners, own: Callable[[], int]) -> None:
        """`own` returns the number of this process's writing session: its news was told already."""
        self._url = url
        self._name = name
        self._listeners = listeners
        self._own = own
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen; raises Unavailable if the server is not there."""
        try:
            link = await self._connect()
        except LOST as error:
            raise Unavailable from error
        self._listening = asyncio.create_task(self._listen(link))

    async def close(self) -> None:
        """Listen no more."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _connect(self) -> "asyncpg.Connection[Any]":
        link = await connected(self._url, {**SETTINGS, "application_name": self._name})
        await link.add_listener(await link.fetchval(CHANNEL), self._heard)
        return link

    async def _listen(self, link: "asyncpg.Connection[Any]") -> None:
        while True:
            await _lost(link)
            link.terminate()
            link = await self._connected_again()
            self._listeners.missed()

    async def _connected_again(self) -> "asyncpg.Connection[Any]":
        while True:
            try:
                return await self._connect()
            except (*LOST, asyncpg.PostgresError):
                await asyncio.sleep(AGAIN_AFTER)

    def _heard(self, link: object, pid: int, channel: str, payload: object) -> None:
        del link, channel
        if pid != self._own():
            self._listeners.tell((str(topic), str(what)) for topic, what in json.loads(str(payload)))


async def _lost(link: "asyncpg.Connection[Any]") -> None:
    """Return once the connection is gone, whether or not the other end has said so."""
    gone = asyncio.Event()
    link.add_termination_listener(lambda _: gone.set())
    try:
        while not gone.is_set() and not link.is_closed():
            with suppress(TimeoutError):
                async with asyncio.timeout(ASKED_EVERY):
                    await gone.wait()
                continue
            await link.fetchval("SELECT 1", timeout=ASKED_EVERY)
    except LOST:
        return
    except asyncio.CancelledError:
        link.terminate()
        raise
