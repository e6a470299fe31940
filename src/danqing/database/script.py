"""Files of SQL: named statements, and scripts of several."""

import re
import sqlite3
from collections.abc import Iterator

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
