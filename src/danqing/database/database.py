"""What the ledger, the books and the records of accounts lean on: one database, whichever it is."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from danqing.core.connection import Connection

T = TypeVar("T")


class Database(Protocol):
    """Writes are durable once awaited, and run one after the other; reads see every write that was awaited before.

    Used from one event loop. All of it raises Unavailable once the database is closed, and while it cannot be reached.
    """

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

    async def look(self, operation: Callable[[Connection], T]) -> T:
        """Run a look-up of a few rows, as quickly as can be."""
        ...

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read of many rows, in nobody's way."""
        ...

    async def close(self) -> None:
        """Commit what is queued and let go of the database; a second call does nothing."""
        ...
