"""The audit log is only ever added to, is read in pages, and outlives the process."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from danqing.admission.entry import Act, Wanted
from danqing.admission.keys import Closed
from danqing.admission.rows import RowShelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.core.clock import FixedClock
from danqing.core.errors import AccessDenied
from danqing.database.sqlite import SqliteDatabase
from tests.admission.conftest import MIGRATIONS

pytestmark = pytest.mark.anyio

DIES = """
import asyncio, os, signal, sys
from pathlib import Path
from danqing.admission.rows import RowShelf
from danqing.admission.tenancy import tenancy
from danqing.core.clock import SystemClock
from danqing.database.sqlite import SqliteDatabase
from tests.admission.conftest import MIGRATIONS

async def run():
    who = await tenancy(RowShelf(SqliteDatabase.open(Path(sys.argv[1]), MIGRATIONS)), SystemClock())
    await who.administration.put_account("team")
    for number in range(1000):
        key, secret = await who.keyring.create("team")
        if number % 3 == 0:
            await who.keyring.revoke(key.id)
        print(number, secret, flush=True)

asyncio.run(run())
"""


async def test_entries_come_newest_first_in_pages_and_by_what_is_asked(who: Tenancy, clock: FixedClock) -> None:
    for number in range(5):
        clock.advance(1)
        act = Act(who=f"admin:{number % 2}", request_id=f"r-{number}")
        await who.audit.add(who.audit.entry(act, "price.changed", "model:wanx-v1", after={"price": "0.16"}))
    page = await who.audit.entries(Wanted(page=2, page_size=2))
    assert ([one.request_id for one in page.entries], page.total) == (["r-2", "r-1"], 5)
    assert page.entries[0].id == page.entries[1].id + 1
    assert (await who.audit.entries(Wanted(who="admin:1"))).total == 2
    assert (await who.audit.entries(Wanted(since=clock.now()))).total == 1
    assert (await who.audit.entries(Wanted(request_id="r-3"))).entries[0].after == {"price": "0.16"}
    assert (await who.audit.entries(Wanted(action="price.changed", account="9"))).total == 0


async def test_no_entry_is_changed_or_taken_away(database: SqliteDatabase, clock: FixedClock) -> None:
    who = await tenancy(RowShelf(database), clock)
    who.audit.refused(Act(who="nobody"), AccessDenied(), "model:wanx-v1")
    for statement in (
        "UPDATE audit SET who = 'somebody'",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            await database.write(lambda db, statement=statement: db.execute(statement))
    (entry,) = (await who.audit.entries(Wanted())).entries
    assert (entry.who, entry.code, entry.before) == ("nobody", "AccessDenied", None)


def killed(file: Path) -> list[list[str]]:
    """Let a process make keys, kill it in the middle, and return what it had promised."""
    with subprocess.Popen([sys.executable, "-c", DIES, str(file)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        promised = [process.stdout.readline().split() for _ in range(30)]
        os.kill(process.pid, signal.SIGKILL)
        return promised + [line.split() for line in process.stdout if line.endswith("\n")]


async def test_what_was_promised_is_there_after_a_kill_and_written_down(tmp_path: Path, clock: FixedClock) -> None:
    promised = killed(tmp_path / "danqing.db")
    database = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    try:
        who = await tenancy(RowShelf(database), clock)
        closed = [isinstance(who.keys.judge(secret), Closed) for _, secret in promised]
        assert closed == [int(number) % 3 == 0 for number, _ in promised]
        revoked = [key for key in who.directory.keys if key.revoked is not None]
        assert (await who.audit.entries(Wanted(action="key.made"))).total == len(who.directory.keys)
        assert (await who.audit.entries(Wanted(action="key.revoked"))).total == len(revoked)
    finally:
        await database.close()
