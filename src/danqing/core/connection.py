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
    """One transaction of one database."""

    @property
    def dialect(self) -> str:
        """What kind of SQL it understands: `sqlite` or `postgres`."""
        ...

    @property
    def moment(self) -> float | None:
        """When the transaction's turn came, in seconds since the epoch, by the one clock of all who write there.

        No later transaction has an earlier one. None where no other process writes: this one's own clock will do.
        """
        ...

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Rows:
        """Run one statement, in which `:name` stands for a value."""
        ...

    def tell(self, topic: str, what: str = "") -> None:
        """Have every process that listens to the topic told, once the operation is committed; if it never is, nobody.

        `what` is short: an id.
        """
        ...
