"""A ledger that an earlier version has written is one of this version's once it is opened."""

import shutil
from collections.abc import Mapping
from importlib.resources import as_file
from pathlib import Path

import pytest

from danqing.core.connection import Connection
from danqing.database.database import Database
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS

pytestmark = pytest.mark.anyio

(STAGE,) = MIGRATIONS

LANES = {
    ("anna", "qwen-image"): 1,
    ("anna", "qwen-image → cloud"): 2,
    ("anna", "qwen-image → openai, cloud"): 0,
    ("anna", "qwen-image-plus"): 1,
    ("bert", "qwen-image"): 0,
}
"""What ran in each."""

ADD = "INSERT INTO lane (account, model, lim, running) VALUES (:account, :model, 2, :running)"
TOLD = "SELECT account, model, of_model, busy FROM lane"


class Ledgers:
    """One ledger, opened by one version after the other."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    async def opened(self, migrations: Path) -> Database:
        if self.url:
            return await PostgresDatabase.open(self.url, {STAGE: migrations})
        return SqliteDatabase.open(self.folder / "ledger.db", {STAGE: migrations})


@pytest.fixture(params=["sqlite", "postgres"])
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Ledgers:
    url = request.getfixturevalue("postgres_server").ledger() if request.param == "postgres" else ""
    return Ledgers(tmp_path, url)


def before(name: str, newest: Path, folder: Path) -> Path:
    """Copy the migrations that were there before those of that name."""
    shutil.copytree(newest, folder)
    for own in (folder, folder / "postgres"):
        (first,) = own.glob(f"*_{name}.sql")
        for script in own.glob("*.sql"):
            if script.name >= first.name:
                script.unlink()
    return folder


async def test_what_runs_in_all_lines_of_a_model_is_known_after_the_change(ledgers: Ledgers, tmp_path: Path) -> None:
    def fill(connection: Connection) -> None:
        for (account, model), running in LANES.items():
            connection.execute(ADD, {"account": account, "model": model, "running": running})

    def look(connection: Connection) -> Mapping[tuple[str, str], tuple[str, int]]:
        found = connection.execute(TOLD, {}).fetchall()
        return {(row["account"], row["model"]): (row["of_model"], row["busy"]) for row in found}

    with as_file(MIGRATIONS[STAGE]) as newest:
        earlier = await ledgers.opened(before("lines", newest, tmp_path / "earlier"))
        await earlier.write(fill)
        await earlier.close()
        ours = await ledgers.opened(newest)
        try:
            known = await ours.scan(look)
        finally:
            await ours.close()
    assert known == {
        ("anna", "qwen-image"): ("qwen-image", 3),
        ("anna", "qwen-image → cloud"): ("qwen-image", 3),
        ("anna", "qwen-image → openai, cloud"): ("qwen-image", 3),
        ("anna", "qwen-image-plus"): ("qwen-image-plus", 1),
        ("bert", "qwen-image"): ("qwen-image", 0),
    }
