"""A ledger that several processes share: PostgreSQL, in which each writes in its turn and hears of the others."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.resources.abc import Traversable
from threading import local
from typing import TypeVar

import asyncpg

from danqing.core.connection import Connection
from danqing.core.errors import Error, Unavailable
from danqing.database.news import Heard, Listeners
from danqing.database.postgres_migrations import migrate
from danqing.database.postgres_news import Ear
from danqing.database.postgres_session import Session
from danqing.database.postgres_writer import Writer
from danqing.database.queue import Queue, Write

T = TypeVar("T")

LOOKING = 4
"""Threads, and so sessions, for short reads."""


class PostgresDatabase:
    """The promises of `Database` for a server's; transactions of all processes happen one after the other.

    Used from one event loop, the one that opened it.
    """

    shared = True

    def __init__(self, url: str, name: str, writing: Session, *, own_time: bool) -> None:
        self.name = name
        """What the server knows the process by: the `application_name` of all its sessions."""
        self._queue, self._listeners = Queue(), Listeners()
        self._writer = Writer(writing, self._queue, self._listeners, own_time=own_time)
        self._ear = Ear(url, name, self._listeners, lambda: writing.pid)
        self._looks = _Readers(LOOKING, url, name)
        self._scans = _Readers(1, url, name, enable_seqscan="on")
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, migrations: Mapping[str, Traversable], *, own_time: bool = False
    ) -> "PostgresDatabase":
        """Connect to `postgresql://…` and run each stage's migrations, in the folder `postgres`, that it has not seen.

        Tables lie in the first schema of the search path, which `?search_path=…` sets; processes that name the same
        share a ledger. With `own_time` the clocks of the processes are trusted to be one. Raises Error if it cannot be
        reached, and for a ledger that a later version has written.
        """
        name = f"danqing {socket.gethostname()[:24]} {os.getpid()} {secrets.token_hex(4)}"
        writing = Session(url, name)
        try:
            await asyncio.to_thread(_prepare, writing, migrations)
        except (Unavailable, asyncpg.PostgresError, ValueError) as error:
            writing.drop()
            raise Error(f"the ledger's database cannot be opened: {error.__cause__ or error}") from error
        except Error:
            writing.drop()
            raise
        database = cls(url, name, writing, own_time=own_time)
        try:
            await database._ear.open()
        except Unavailable as error:
            await database.close()
            raise Error(f"the ledger's database cannot be opened: {error.__cause__}") from error
        return database

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation and return its result once it is durable; what it raises undoes it alone.

        Raises Unavailable when nothing was committed, or when nobody can say for too long whether it was: then it may
        have happened. It is never run a second time.
        """
        return await asyncio.shield(self.submit(operation))

    def submit(self, operation: Callable[[Connection], T], *, durable: bool = True) -> asyncio.Future[T]:
        """Queue an operation behind all earlier ones of this process, and return what will be its result."""
        if self._closed:
            raise Unavailable
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Write(operation, future, durable))
        return future

    def listen(self, topic: str, heard: Heard) -> None:
        """Have `heard` called with what any process tells of the topic; with None when something may be missed."""
        self._listeners.add(topic, heard)

    async def look(self, operation: Callable[[Connection], T]) -> T:
        """Run a look-up of a few rows."""
        return await self._read(self._looks, operation)

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read of many rows."""
        return await self._read(self._scans, operation)

    async def _read(self, readers: "_Readers", operation: Callable[[Connection], T]) -> T:
        if self._closed:
            raise Unavailable
        return await asyncio.get_running_loop().run_in_executor(readers.threads, readers.read, operation)

    async def close(self) -> None:
        """Commit what is queued, end the threads and sessions; a second call does nothing."""
        if self._closed:
            return
        with suppress(Unavailable):
            await self.write(lambda _: None)  # what the ends of the earlier writes set off is queued before the end
        self._closed = True
        await self._ear.close()
        self._queue.end()
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._looks.close)
        await asyncio.to_thread(self._scans.close)


class _Readers:
    """Threads with a session each, which is opened when it is first used."""

    def __init__(self, most: int, url: str, name: str, **settings: str) -> None:
        self.threads = ThreadPoolExecutor(most, thread_name_prefix="database-read")
        self._make = lambda: Session(url, name, default_transaction_read_only="on", **settings)
        self._own = local()
        self._opened = list[Session]()

    def read(self, operation: Callable[[Connection], T]) -> T:
        """Run an operation that only reads; once more if the session turns out to have been lost."""
        session = self._session()
        try:
            session.connect()
            return operation(session)
        except Unavailable:
            session.drop()
        session.connect()
        return operation(session)

    def close(self) -> None:
        """End threads and sessions."""
        self.threads.shutdown()
        for session in self._opened:
            session.close()

    def _session(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = self._make()
            self._opened.append(session)
        return session


def _prepare(session: Session, migrations: Mapping[str, Traversable]) -> None:
    session.connect()
    migrate(session, migrations)
