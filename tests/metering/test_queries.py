import re
import sqlite3
from importlib.resources import files

import pytest

from danqing.database.sqlite import in_memory
from danqing.metering.books import MIGRATIONS
from danqing.metering.queries import QUERIES

METERING = files("danqing.metering")
SQL = QUERIES.of("sqlite")


def test_no_block_is_lost_or_defined_twice() -> None:
    assert len(SQL) == (METERING / "queries.sql").read_text("utf-8").count("-- name:")


@pytest.mark.parametrize("name", SQL)
def test_every_block_says_what_it_guarantees_and_is_one_statement(name: str) -> None:
    assert re.match(r"-- [A-Z].{20,}[.,;]?\n", SQL[name])
    assert sqlite3.complete_statement(SQL[name] + ";")
    assert ";" not in re.sub("--.*", "", SQL[name])


@pytest.mark.parametrize("name", SQL)
def test_every_block_fits_the_tables(name: str) -> None:
    statement = (
        SQL[name].replace("{columns}", "model AS by_model").replace("{by}", "by_model").replace("{only}", "true")
    )
    values = dict.fromkeys(re.findall(r"(?<=[\s(-]):(\w+)", statement))
    db = in_memory(MIGRATIONS)
    db.execute("EXPLAIN " + statement, values).fetchall()
    db.close()


def test_every_migration_begins_with_a_sentence() -> None:
    for script in (METERING / "migrations").iterdir():
        if script.name.endswith(".sql"):
            assert re.match(r"\d{4}_\w+\.sql$", script.name)
            assert re.match(r"-- [A-Z].+\.\n", script.read_text("utf-8"))
