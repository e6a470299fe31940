"""The named blocks of `queries.sql`, and running them."""

from collections.abc import Mapping
from importlib.resources import files

from danqing.core.connection import Connection, Row
from danqing.database.script import named

SQL: Mapping[str, str] = named((files("danqing.metering") / "queries.sql").read_text("utf-8"))

Value = str | float | None
"""What a column holds."""


def rows(db: Connection, name: str, values: Mapping[str, Value]) -> list[Row]:
    """Run a named statement to its end; an unfinished one would stand in the way of the commit."""
    return db.execute(SQL[name], values).fetchall()


def row(db: Connection, name: str, values: Mapping[str, Value]) -> Row | None:
    """Run a named statement and return its first row."""
    return next(iter(rows(db, name, values)), None)
