"""A database as the operations of the ledger see it: statements go in, rows come out, and somebody else commits."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

Value = str | float | None
"""What a column holds; truth values are 0 and 1."""


class Row(Protocol):
    """One row: its values by the names of their columns; iterated over, the values in the statement's order."""

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401  the statement says what it is
    def __iter__(self) -> Iterator[Any]: ...
    def keys(self) -> Iterable[str]:
        """Return the names of the columns."""
        ...


class Rows(Protocol):
    """What a statement gave back."""

    def __iter__(self) -> Iterator[Any]: ...
    def fetchall(self) -> list[Any]:
        """Return all rows; each is a Row."""
        ...


class Connection(Protocol):
    """One transaction of one database; `sqlite3.Connection` is one."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Rows:
        """Run one statement, in which `:name` stands for a value."""
        ...
