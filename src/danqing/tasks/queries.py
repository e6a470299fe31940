"""The named blocks of `queries.sql`."""

from collections.abc import Mapping
from importlib.resources import files

from danqing.database.script import named

SQL: Mapping[str, str] = named((files("danqing.tasks") / "queries.sql").read_text("utf-8"))
