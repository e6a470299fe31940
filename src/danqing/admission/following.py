"""Learning what other processes did to tenants and moderation: as soon as they say so, and in any case each second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from danqing.admission.keys import WRITTEN_EVERY, Keys
from danqing.core.errors import Unavailable
from danqing.database.database import Database
from danqing.telemetry import SERVICE, log

EVERY = 1.0
"""Seconds until somebody looks who has heard nothing: what was said while the connection was lost is found then."""


class Following:
    """Keeps what a process knows by heart as it is in the database.

    While the database cannot be reached nothing is learned; but then no call is taken in and no task told either.
    """

    def __init__(self, database: Database, learn: Mapping[str, Callable[[], Awaitable[None]]], keys: Keys) -> None:
        """`learn` says how to catch up, by the stage of `revision.advance`."""
        self._learn = learn
        self._keys = keys
        self._news = asyncio.Event()
        for stage in learn:
            database.listen(stage, lambda _: self._news.set())

    async def run(self) -> None:
        """Follow until cancelled."""
        for tick in range(2**62):
            try:
                for learn in self._learn.values():
                    await learn()
                if tick % int(WRITTEN_EVERY / EVERY) == 0:
                    await self._keys.share()
            except Unavailable:
                """Learned once the database is back."""
            except Exception:  # noqa: BLE001  what was not learned now is learned next time
                log.exception(SERVICE, message="what other processes did could not be learned")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._news.wait()
            self._news.clear()
