import re
import sqlite3
from importlib.resources import files

import pytest

from danqing.database.script import named
from danqing.database.sqlite import in_memory
from danqing.tasks.durable import MIGRATIONS
from danqing.tasks.queries import QUERIES

TASKS = files("danqing.tasks")
SQL = QUERIES.of("sqlite")


def test_a_name_gets_all_that_stands_below_it() -> None:
    assert named("-- name: a\n-- First.\nSELECT 1\n\n-- name: b\n-- Second.\nSELECT\n    2\n") == {
        "a": "-- First.\nSELECT 1",
        "b": "-- Second.\nSELECT\n    2",
    }


def test_no_block_is_lost_or_defined_twice() -> None:
    assert len(SQL) == (TASKS / "queries.sql").read_text("utf-8").count("-- name:")


@pytest.mark.parametrize("name", SQL)
def test_every_block_says_what_it_guarantees_and_is_one_statement(name: str) -> None:
    assert re.match(r"-- [A-Z].{20,}[.,;]?\n", SQL[name])
    assert sqlite3.complete_statement(SQL[name] + ";")
    assert ";" not in re.sub("--.*", "", SQL[name])


@pytest.mark.parametrize("name", SQL)
def test_every_block_fits_the_tables(name: str) -> None:
    connection = in_memory(MIGRATIONS)
    values = dict.fromkeys(re.findall(r"(?<=[\s(-]):(\w+)", SQL[name]))
    connection.execute("EXPLAIN " + SQL[name], values).fetchall()
    connection.close()


def test_every_migration_begins_with_a_sentence() -> None:
    for script in (TASKS / "migrations").iterdir():
        if script.name.endswith(".sql"):
            assert re.match(r"\d{4}_\w+\.sql$", script.name)
            assert re.match(r"-- [A-Z].+\.\n", script.read_text("utf-8"))
