"""The named blocks of `queries.sql`, and running them."""

import sqlite3
from collections.abc import Mapping
from importlib.resources import files

from danqing.database import named

SQL: Mapping[str, str] = named((files("danqing.metering") / "queries.sql").read_text("utf-8"))

Value = str | float | None
"""What a column holds."""


def rows(db: sqlite3.Connection, name: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
    """Run a named statement to its end; an unfinished one would stand in the way of the commit."""
    return db.execute(SQL[name], values).fetchall()


def row(db: sqlite3.Connection, name: str, values: Mapping[str, Value]) -> sqlite3.Row | None:
    """Run a named statement and return its first row."""
    return next(iter(rows(db, name, values)), None)
