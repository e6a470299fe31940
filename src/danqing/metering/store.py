"""Where the books lie, for those who come from outside the ledger's transactions."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from danqing.core.connection import Connection

T = TypeVar("T")


class Store(Protocol):
    """A `Database`, or its like in memory."""

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation in one transaction; what it raises undoes it."""
        ...

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read of many rows."""
        ...


class Memory:
    """Books in memory: used from one thread, so that nothing comes between an operation's statements."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation."""
        self._db.execute("BEGIN")
        try:
            result = operation(self._db)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return result

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation."""
        return operation(self._db)
