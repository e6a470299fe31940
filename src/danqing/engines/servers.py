"""Several servers that draw the same: which one takes the next picture, and what is known of each."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from danqing.client.connection import Pace
from danqing.core.errors import EngineBusy, EngineLost


@dataclass(eq=False, slots=True)
class Server:
    """One server, as it was last seen."""

    url: str
    """Up to `/v1`, without a slash at the end."""
    models: frozenset[str] = frozenset()
    """Those that it says it serves; none: it does not say."""
    is_up: bool = True
    rests_until: float = 0.0
    """It said that it takes nothing before."""
    running: int = 0
    served: int = 0

    def is_ready(self, now: float) -> bool:
        """Say whether it may be asked, if it has room."""
        return self.is_up and self.rests_until <= now


@dataclass(eq=False, slots=True, kw_only=True)
class Search:
    """One picture's way through the servers."""

    model: str
    tried: set[Server] = field(default_factory=set[Server])
    """Those that were lost with it: a picture that ends servers ends each of them once."""
    waited: float = 0.0
    """Seconds in which no server would have taken it, had it had room."""


def serving(servers: Iterable[Server], model: str) -> list[Server]:
    """Return those that serve a model or may; all of them where every one says that it does not."""
    every = list(servers)
    return [server for server in every if not server.models or model in server.models] or every


def least_busy(servers: Iterable[Server], at_once: int) -> Server | None:
    """Return the one with most room, and of those the one that has served least; None: they are full."""
    free = [server for server in servers if server.running < at_once]
    return min(free, key=lambda server: (server.running, server.served), default=None)


class Servers:
    """The servers of one engine; use it from one event loop."""

    def __init__(self, urls: Sequence[str], *, at_once: int, wait_seconds: float, pace: Pace) -> None:
        self.all = tuple(Server(url.rstrip("/")) for url in urls)
        self._at_once = at_once
        self._wait_seconds = wait_seconds
        self._pace = pace
        self._changed = asyncio.Event()

    async def take(self, search: Search) -> Server:
        """Return the least busy server, as soon as one has room; whoever takes one gives it back.

        Raises EngineBusy or EngineLost if no server would take the picture for longer than it may wait.
        """
        while True:
            now = self._pace.now()
            able = [server for server in serving(self.all, search.model) if server not in search.tried]
            if not able:
                raise EngineLost
            ready = [server for server in able if server.is_ready(now)]
            server = least_busy(ready, self._at_once)
            if server is not None:
                server.running += 1
                server.served += 1
                return server
            await self._rest(search, None if ready else self._pause(search, able, now))

    def give(self, server: Server) -> None:
        """Hand back a server that was taken."""
        server.running -= 1
        self._tell()

    def lose(self, server: Server, search: Search) -> None:
        """Note that a server did not answer: it is asked nothing more until it is seen again."""
        server.is_up = False
        search.tried.add(server)

    def spare(self, server: Server, seconds: float) -> None:
        """Note that a server takes nothing for so long."""
        server.rests_until = self._pace.now() + seconds

    def seen(self, server: Server, models: frozenset[str] | None) -> None:
        """Note what a server answered to the question what it serves; None: nothing that can be used."""
        server.is_up = models is not None
        server.models = models or frozenset()
        self._tell()

    def _pause(self, search: Search, able: Sequence[Server], now: float) -> float:
        left = self._wait_seconds - search.waited
        resting = [server.rests_until - now for server in able if server.is_up]
        if left <= 0:
            raise EngineBusy if resting else EngineLost
        return min(left, *resting) if resting else left

    async def _rest(self, search: Search, seconds: float | None) -> None:
        """Wait until something changes, `seconds` at most; None: the picture waits for room, and that has no limit."""
        began = self._pace.now()
        waiting: list[asyncio.Task[object]] = [asyncio.create_task(self._changed.wait())]
        if seconds is not None:
            waiting.append(asyncio.ensure_future(self._pace.sleep(seconds)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in waiting:
                future.cancel()
        if seconds is not None:
            search.waited += self._pace.now() - began

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
