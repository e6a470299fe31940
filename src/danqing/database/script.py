"""Files of SQL: named statements, and scripts of several."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from danqing.core.connection import Connection, Row, Value

DIALECTS = ("sqlite", "postgres")

_BLOCK = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


def statements(script: str) -> Iterator[str]:
    """Split a script where SQLite says that a statement is complete; what follows the last one is dropped."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def named(script: str) -> dict[str, str]:
    """Return the statement under each `-- name: …`; its sentence stays with it."""
    return {name: block.strip() for name, block in _BLOCK.findall(script)}


class Queries:
    """The named statements of one stage: `queries.sql`; what a dialect says otherwise is in `queries.<dialect>.sql`."""

    def __init__(self, folder: Traversable) -> None:
        said = named((folder / "queries.sql").read_text("utf-8"))
        self._texts = {dialect: said | _own(folder / f"queries.{dialect}.sql") for dialect in DIALECTS}

    def of(self, dialect: str) -> Mapping[str, str]:
        """Return all statements as one dialect says them."""
        return self._texts[dialect]

    def rows(self, connection: Connection, name: str, values: Mapping[str, Value]) -> list[Row]:
        """Run a named statement to its end; an unfinished one would stand in the way of the commit."""
        return connection.execute(self._texts[connection.dialect][name], values).fetchall()

    def row(self, connection: Connection, name: str, values: Mapping[str, Value]) -> Row | None:
        """Run a named statement and return its first row."""
        return next(iter(self.rows(connection, name, values)), None)


def _own(file: Traversable) -> dict[str, str]:
    return named(file.read_text("utf-8")) if file.is_file() else {}
