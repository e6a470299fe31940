"""What the ledger, the books and the records of accounts lean on: one database, whichever it is."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from danqing.core.connection import Connection
from danqing.database.news import Heard

T = TypeVar("T")


class Database(Protocol):
    """Writes are durable once awaited, and run one after the other; reads see every write that was awaited before.

    What operations tell is heard by every process that listens.

    Used from one event loop. All of it raises Unavailable once the database is closed, and while it cannot be reached.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work in it."""
        ...

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation and return its result once it is durable; what it raises undoes it alone.

        An operation runs even if its caller is cancelled meanwhile.
        """
        ...

    def submit(self, operation: Callable[[Connection], T], *, durable: bool = True) -> asyncio.Future[T]:
        """Queue an operation behind all earlier ones of this process, and return what will be its result.

        One that need not be `durable` survives the death of this process, but perhaps not that of the machine.
        """
        ...

    def listen(self, topic: str, heard: Heard) -> None:
        """Have `heard` called with what the operations of any process `tell` of a topic, once it can be seen."""
        ...

    async def look(self, operation: Callable[[Connection], T]) -> T:
        """Run a look-up of a few rows, as quickly as can be."""
        ...

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read of many rows, in nobody's way."""
        ...

    async def close(self) -> None:
        """Commit what is queued and let go of the database; a second call does nothing."""
        ...
