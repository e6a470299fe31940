"""One session of PostgreSQL, used like a connection of SQLite: from one thread at a time, a statement after another."""

import asyncio
import re
from collections.abc import Coroutine, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import asyncpg
import uvloop

from danqing.core.errors import Unavailable
from danqing.database.news import News

T = TypeVar("T")

REACHED_WITHIN = 5.0
"""Seconds for a connection to be made."""
ANSWERED_WITHIN = 30.0
"""Seconds for a statement; the longest is to wait for one's turn to write."""

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "jit": "off",
        "enable_seqscan": "off",  # every statement has its index; a table that was empty a minute ago has no statistics
        "lock_timeout": "20s",
        # A process that hangs in the middle of its turn, or its machine, must not keep all others waiting.
        "idle_in_transaction_session_timeout": "10s",
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
    }
)

LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.IdleInTransactionSessionTimeoutError,
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.InternalServerError,
)
"""What says nothing about the statement: nobody is there, or nobody who can."""

_COMMENT = re.compile(r"--.*")
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


class Found:
    """The rows of one statement, by the names of their columns."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def fetchall(self) -> list[Any]:
        """Return all of them."""
        return self._rows


class Session:
    """Connects when it is first needed, and again after it was lost. Everything raises Unavailable while it cannot."""

    dialect = "postgres"

    def __init__(self, url: str, name: str, **settings: str) -> None:
        """`name` is what the server knows the process by; `settings` are the session's own."""
        self._url = url
        self._settings = {**SETTINGS, "application_name": name, **settings}
        self._loop = uvloop.new_event_loop()
        self._link: asyncpg.Connection[Any] | None = None
        self.pid = 0
        """The server's number of the session; another one after each connecting."""
        self.moment: float | None = None
        self.told = list[News]()

    def tell(self, topic: str, what: str = "") -> None:
        """Collect it for whoever commits."""
        self.told.append((topic, what))

    def execute(self, statement: str, values: Mapping[str, Any] = MappingProxyType({}), /) -> Found:
        """Run one statement, in which `:name` stands for a value."""
        text, names = numbered(statement)
        return Found(self._run(self._connected().fetch(text, *[values[name] for name in names])))

    def do(self, script: str) -> None:
        """Run statements without values or rows, all in one message."""
        self._run(self._connected().execute(script))

    def connect(self) -> None:
        """Make the connection, unless it is there."""
        if self._link is None or self._link.is_closed():
            try:
                self._link = self._run(connected(self._url, self._settings))
            except asyncpg.PostgresError as error:  # it is there, and lets nobody in
                raise Unavailable from error
            self.pid = self._link.get_server_pid()

    def drop(self) -> None:
        """Give the connection up; what was not committed is undone by the server."""
        if self._link is not None:
            self._link.terminate()
        self._link = None

    def close(self) -> None:
        """End the session for good."""
        self.drop()
        self._run(asyncio.sleep(0))  # the socket is closed by the loop
        self._loop.close()

    def _connected(self) -> "asyncpg.Connection[Any]":
        if self._link is None:
            raise Unavailable
        return self._link

    def _run(self, awaited: Coroutine[Any, Any, T]) -> T:
        try:
            return self._loop.run_until_complete(awaited)
        except LOST as error:
            if isinstance(error, asyncpg.InterfaceError) and self._link is not None and not self._link.is_closed():
                raise  # a value that does not fit its statement
            raise Unavailable from error


async def connected(url: str, settings: Mapping[str, str]) -> "asyncpg.Connection[Any]":
    """Return a new connection."""
    return await asyncpg.connect(
        url, timeout=REACHED_WITHIN, command_timeout=ANSWERED_WITHIN, server_settings=dict(settings)
    )


@cache
def numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement as PostgreSQL wants it, with `$1` for the first of the names that are returned too."""
    names = dict[str, int]()
    bare = _COMMENT.sub("", statement)
    text = _PARAMETER.sub(lambda found: f"${names.setdefault(found[1], len(names) + 1)}", bare)
    return text, tuple(names)
