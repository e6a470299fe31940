"""One SQLite file: owned by one process, written by one thread that commits whatever queued up in the meantime."""

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.resources.abc import Traversable
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from danqing.core.connection import Connection
from danqing.core.errors import Error, Unavailable
from danqing.database.news import Heard, Listeners, News
from danqing.database.queue import Queue, Write, deliver
from danqing.database.script import statements

T = TypeVar("T")

PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA busy_timeout = 5000;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -32768;
"""
"""FULL: what was acknowledged survives a power cut. 4000 pages: a checkpoint is what makes the slowest commits slow."""

MIGRATION_TABLE = """
    CREATE TABLE IF NOT EXISTS migration (
        stage TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (stage, number)
    ) STRICT
"""


class SqliteConnection(sqlite3.Connection):
    """A connection to a file or to memory, whose news is collected for whoever commits."""

    dialect = "sqlite"
    moment: float | None = None

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  as sqlite3.connect makes it
        super().__init__(*args, **more)
        self.row_factory = sqlite3.Row
        self.told = list[News]()

    def tell(self, topic: str, what: str = "") -> None:
        """Collect it."""
        self.told.append((topic, what))


class SqliteDatabase:
    """Writes are durable once awaited, and run one after the other; reads see every write that was awaited before.

    Rows are `sqlite3.Row`. Used from one event loop; `open` does not need one.
    """

    shared = False

    def __init__(self, path: Path, lock: TextIOWrapper, writer: SqliteConnection) -> None:
        self._lock = lock
        self._writer = writer
        self._reader = _connect(path, read_only=True)
        self._scanner = _connect(path, read_only=True)
        self._scans = ThreadPoolExecutor(1, thread_name_prefix="database-scan")
        self._queue = Queue()
        self._listeners = Listeners()
        self._closed = False
        self._thread = Thread(target=self._commit_what_queued, name="database-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path, migrations: Mapping[str, Traversable]) -> "SqliteDatabase":
        """Open the file, made anew if need be, and run each stage's migrations that it has not seen.

        `migrations` names the folders of `0001_what.sql`, by stage. Raises Error for a file that is open elsewhere, and
        for one that a later version has written. Blocks for milliseconds.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            lock = undo.enter_context(_own(path))
            try:
                writer = undo.enter_context(closing(_connect(path)))
                for stage, folder in migrations.items():
                    _migrate(writer, stage, folder)
            except sqlite3.Error as error:
                raise Error(f"{path} cannot be opened: {error}") from error
            undo.pop_all()
        return cls(path, lock, writer)

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation and return its result once it is durable; what it raises undoes it alone.

        An operation runs even if its caller is cancelled meanwhile. Raises Unavailable when nothing can be committed.
        """
        return await asyncio.shield(self.submit(operation))

    def submit(self, operation: Callable[[Connection], T], *, durable: bool = True) -> asyncio.Future[T]:
        """Queue an operation behind all earlier ones, and return what will be its result.

        One that need not be `durable` survives the death of this process, but perhaps not that of the machine; it is on
        the disk with the next one that must be.
        """
        if self._closed:
            raise Unavailable
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Write(operation, future, durable))
        return future

    def listen(self, topic: str, heard: Heard) -> None:
        """Have this process's own news of the topic told; there is no other's."""
        self._listeners.add(topic, heard)

    async def look(self, operation: Callable[[Connection], T]) -> T:
        """Run a look-up of a few rows at once, on this thread: shorter than a hop to another would take."""
        return self.read(operation)

    def read(self, operation: Callable[[Connection], T]) -> T:
        """Do the same where nothing can be awaited."""
        if self._closed:
            raise Unavailable
        return operation(self._reader)

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read of many rows on a thread of its own."""
        if self._closed:
            raise Unavailable
        return await asyncio.get_running_loop().run_in_executor(self._scans, operation, self._scanner)

    async def close(self) -> None:
        """Commit what is queued, end the threads and let go of the file; a second call does nothing."""
        if self._closed:
            return
        with suppress(Unavailable):
            await self.write(lambda _: None)  # what the ends of the earlier writes set off is queued before the end
        self._closed = True
        self._queue.end()
        await asyncio.to_thread(self._thread.join)
        self._scans.shutdown()
        for connection in (self._scanner, self._reader, self._writer):  # the last to close folds the WAL in
            connection.close()
        self._lock.close()

    def _commit_what_queued(self) -> None:
        stopping = False
        while not stopping:
            writes, stopping = self._queue.batch()
            if writes:
                _commit(self._writer, writes)
                deliver(writes, self._listeners)


def _own(path: Path) -> TextIOWrapper:
    lock = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise Error(f"{path} is in use by another process; a database file serves one process at a time") from error
    return lock


def _connect(path: Path, *, read_only: bool = False) -> SqliteConnection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=SqliteConnection)
    try:
        connection.executescript(PRAGMAS)
        connection.execute(f"PRAGMA query_only = {read_only:d}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _migrate(connection: SqliteConnection, stage: str, folder: Traversable) -> None:
    connection.execute(MIGRATION_TABLE)
    scripts = {int(file.name[:4]): file for file in folder.iterdir() if file.name.endswith(".sql")}
    rows = connection.execute("SELECT number FROM migration WHERE stage = ?", (stage,)).fetchall()
    done = {int(row["number"]) for row in rows}
    if unknown := done - scripts.keys():
        raise Error(f"the file has migration {max(unknown)} of {stage}, which this version of Danqing does not know")
    for number in sorted(scripts.keys() - done):
        with _transaction(connection):
            for statement in statements(scripts[number].read_text("utf-8")):
                connection.execute(statement)
            connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (stage, number, scripts[number].name))


@contextmanager
def _transaction(connection: SqliteConnection) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _commit(connection: SqliteConnection, writes: list[Write]) -> None:
    alone = len(writes) == 1
    try:
        # In WAL mode NORMAL only leaves out the wait for the disk; the order of commits is kept.
        connection.execute(f"PRAGMA synchronous = {'FULL' if any(write.durable for write in writes) else 'NORMAL'}")
        with suppress(_Undone), _transaction(connection):
            for write in writes:
                (_run_alone if alone else _run)(connection, write)
    except sqlite3.Error as error:  # a full disk, a broken one: none of them happened
        for write in writes:
            write.undone(error)


class _Undone(Exception):
    """The transaction's only operation has failed: nothing is left to commit."""


def _run_alone(connection: SqliteConnection, write: Write) -> None:
    connection.told = write.told
    try:
        write.result = write.operation(connection)
    except BaseException as error:
        if isinstance(error, sqlite3.Error) and not connection.in_transaction:
            raise  # SQLite undid everything, as it does when the disk is full
        write.failed(error)
        raise _Undone from error


def _run(connection: SqliteConnection, write: Write) -> None:
    connection.execute("SAVEPOINT operation")
    connection.told = write.told
    try:
        write.result = write.operation(connection)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
        write.failed(error)
        connection.execute("ROLLBACK TO operation")  # fails, and the whole batch with it, if SQLite undid everything
    connection.execute("RELEASE operation")


def in_memory(migrations: Mapping[str, Traversable]) -> SqliteConnection:
    """Return an empty database that ends with the process; each statement is committed at once."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=SqliteConnection)
    for stage, folder in migrations.items():
        _migrate(connection, stage, folder)
    return connection
