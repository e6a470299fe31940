"""The named blocks of `queries.sql`."""

import re
from collections.abc import Mapping
from importlib.resources import files

_BLOCK = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


def named(script: str) -> dict[str, str]:
    """Return the statement under each `-- name: …`; its sentence stays with it."""
    return {name: block.strip() for name, block in _BLOCK.findall(script)}


SQL: Mapping[str, str] = named((files("danqing.tasks") / "queries.sql").read_text("utf-8"))
