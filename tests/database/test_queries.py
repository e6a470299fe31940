"""Every statement of every stage, as PostgreSQL says it, fits the tables that its migrations make."""

import re

import asyncpg
import pytest

from danqing.database.postgres import PostgresDatabase
from danqing.database.postgres_session import numbered
from danqing.metering.books import MIGRATIONS as BOOKS
from danqing.metering.queries import QUERIES as BOOKED
from danqing.tasks.durable import MIGRATIONS as TASKS
from danqing.tasks.queries import QUERIES

pytestmark = pytest.mark.anyio

STATEMENTS = {
    f"{stage}-{name}": text
    for stage, queries in (("tasks", QUERIES), ("books", BOOKED))
    for name, text in queries.of("postgres").items()
}


def test_a_dialect_says_nothing_that_the_other_does_not_know() -> None:
    for queries in (QUERIES, BOOKED):
        assert set(queries.of("postgres")) == set(queries.of("sqlite"))


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_block_says_what_it_guarantees_and_is_one_statement(name: str) -> None:
    assert re.match(r"-- [A-Z].{20,}[.,;]?\n", STATEMENTS[name])
    assert ";" not in re.sub("--.*", "", STATEMENTS[name])


async def test_every_block_fits_the_tables(postgres_url: str) -> None:
    await (await PostgresDatabase.open(postgres_url, {**TASKS, **BOOKS})).close()
    connection = await asyncpg.connect(postgres_url)
    for name, text in STATEMENTS.items():
        filled = text.replace("{columns}", "model AS by_model").replace("{by}", "by_model").replace("{only}", "true")
        statement, values = numbered(filled)
        prepared = await connection.prepare(statement)
        assert len(prepared.get_parameters()) == len(values), name
    await connection.close()


@pytest.mark.parametrize("stage", ["tasks", "metering"])
def test_every_migration_begins_with_a_sentence(stage: str) -> None:
    for script in ({**TASKS, **BOOKS}[stage] / "postgres").iterdir():
        assert re.match(r"\d{4}_\w+\.sql$", script.name)
        assert re.match(r"-- [A-Z].+\.\n", script.read_text("utf-8"))
