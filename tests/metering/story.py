"""A short life of a ledger with books, told in a process that may end at any point; and what must be true after."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from decimal import Decimal
from pathlib import Path

from danqing.admission.audit import Audit
from danqing.admission.entry import Act
from danqing.admission.moderation_overrulings import Overrulings, RowOverrulings
from danqing.admission.rows import RowShelf
from danqing.core.change import Change
from danqing.core.clock import Clock, RandomIds, SystemClock
from danqing.core.connection import Connection
from danqing.core.errors import Refused
from danqing.core.image import Failure
from danqing.database.sqlite import SqliteDatabase
from danqing.metering.accounting import Accounting, Tag
from danqing.server.admin_witness import Deed, Witnessed
from danqing.tasks.store import Limits
from tests.metering.booked import MODELS, QWEN, REGION, WANX, Booked, sqlite

CREDIT = Decimal(10)


def tell(path: Path, said: Path, last: int) -> None:
    """Live the story; kill this process before its `last`th BEGIN or COMMIT. What is done is written to `said`.

    Between two of these nothing reaches the file, so that a kill there leaves what a kill at the next one does.
    """
    asyncio.run(_live(path, said, last))


async def _live(path: Path, said: Path, last: int) -> None:
    async with sqlite(path, SystemClock(), RandomIds()) as booked:
        store = booked.reports.store
        assert isinstance(store, SqliteDatabase)
        await store.write(lambda db: _counting_down(db, last))
        with said.open("a") as acknowledged:
            await _story(booked, acknowledged.fileno(), SystemClock())


def _counting_down(db: Connection, last: int) -> None:
    assert isinstance(db, sqlite3.Connection)
    db.set_trace_callback(_Countdown(last))


class _Countdown:
    """Ends the process, as a power cut would, when it has been called so often."""

    def __init__(self, last: int) -> None:
        self._left = last

    def __call__(self, statement: str) -> None:
        self._left -= statement.startswith(("BEGIN", "COMMIT"))
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def _story(booked: Booked, acknowledged: int, clock: Clock) -> None:
    def done(what: str) -> None:
        os.write(acknowledged, f"{what}\n".encode())

    await booked.accounting.set_quota("anna", WANX, 5)
    await booked.accounting.top_up("anna", CREDIT, "CNY")
    done("credit")
    await _administered(booked, clock, done)
    waiting = [await booked.add(n=4), await booked.add(n=4), await booked.add("bert", QWEN, 2), await booked.add(n=3)]
    for task in waiting:
        done(f"promised {task.id}")
    if await booked.tasks.cancel("anna", waiting[-1].id):
        done(f"CANCELED {waiting[-1].id}")
    first = await booked.claim()
    await booked.finish(first, 3)
    done(f"SUCCEEDED {first.task_id}")
    await booked.accounting.set_price(
        Tag(model=WANX, region=REGION, currency="CNY", valid_from=clock.now(), amount=Decimal("0.2"))
    )
    with suppress(Refused):
        await booked.add(n=100)
    second = await booked.claim()
    await booked.tasks.give_back(second, counted=True)
    third = await booked.claim()
    await booked.tasks.fail(third, Failure(code="InternalError.Algo", message="broken"))
    done(f"FAILED {third.task_id}")
    await booked.add(n=2)
    while claim := await booked.tasks.claim("w", MODELS):
        await booked.finish(claim, claim.job.n)
        done(f"SUCCEEDED {claim.task_id}")


async def _administered(booked: Booked, clock: Clock, done: Callable[[str], None]) -> None:
    """Act on free images, limits and moderation: each act has a line in the log."""
    store = booked.reports.store
    assert isinstance(store, SqliteDatabase)
    audit, by = Audit(RowShelf(store), clock), Act(who="admin:first", request_id="r")

    def tell(db: Connection | None, change: Change[Limits]) -> None:
        del change
        audit.within(db, audit.entry(by, "limit.set", f"model:{QWEN}", account="cara"))

    deed = Deed(by=by, action="quota.set", target=f"model:{QWEN}", account="cara")
    await Accounting(Witnessed(store, audit, deed)).offer("cara", QWEN, 5, None, free_only=True)
    done("quota.set")
    await booked.tasks.set_limits(Limits(account="cara", model=QWEN, running_at_once=1), tell)
    done("limit.set")
    await Overrulings(RowOverrulings(store), audit, clock).put("allow:blood orange", by=by)
    done("moderation.overruled")


def faults(path: Path, acknowledged: list[str]) -> list[str]:
    """Return what does not add up in a ledger that nobody has open."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        statuses = dict(db.execute("SELECT id, status FROM task").fetchall())
        log = {row["action"] for row in db.execute("SELECT action FROM audit")}
        unwritten = [f"{act} is not in the log" for act in {*acknowledged} & ACTS.keys() - log]
        return [*unwritten, *_lost(statuses, acknowledged), *_unequal(db), *_unpaid(db, acknowledged)]


def _lost(statuses: dict[str, str], acknowledged: list[str]) -> list[str]:
    said = [line.split() for line in acknowledged if " " in line]
    return [
        f"{task} was {what}, and is {statuses.get(task)}"
        for what, task in said
        if task not in statuses or what not in {"promised", statuses[task]}
    ]


ACTS = {
    "quota.set": "quota WHERE account = 'cara' AND images = 5 AND free_only",
    "limit.set": "lane WHERE own_lim IS NOT NULL",
    "moderation.overruled": "overruling",
}
"""What is in the books, exactly if its line is in the log."""

SUMS = {
    **{
        f"{act} done and told": f"SELECT (SELECT count(*) FROM {done}), count(*) FROM audit WHERE action = '{act}'"
        for act, done in ACTS.items()
    },
    "free images given and refused beyond": """
        SELECT (SELECT count(*) FROM quota WHERE account = 'cara' AND images = 5),
            (SELECT count(*) FROM quota WHERE account = 'cara' AND free_only)""",
    "images in usage, on bills and in hours": """
        SELECT (SELECT coalesce(sum(images), 0) FROM usage), (SELECT coalesce(sum(free + paid), 0) FROM line),
            (SELECT coalesce(sum(images), 0) FROM rollup)""",
    "tasks that ended and calls": """
        SELECT (SELECT count(*) FROM task WHERE status IN ('SUCCEEDED', 'FAILED', 'CANCELED')),
            (SELECT coalesce(sum(calls), 0) FROM rollup JOIN series ON id = series WHERE outcome <> 'REFUSED')""",
    "successes and rows of usage": """
        SELECT (SELECT count(*) FROM task WHERE status = 'SUCCEEDED'), (SELECT count(*) FROM usage)""",
    "free images of quotas and bills": """
        SELECT (SELECT coalesce(sum(used), 0) FROM quota), (SELECT coalesce(sum(free), 0) FROM line)""",
    "free images held by quotas and tasks": """
        SELECT (SELECT coalesce(sum(held), 0) FROM quota),
            (SELECT coalesce(sum(hold ->> 'free'), 0) FROM task WHERE status IN ('PENDING', 'RUNNING'))""",
    "paid images held by bills and tasks": """
        SELECT (SELECT coalesce(sum(held), 0) FROM line),
            (SELECT coalesce(sum(hold ->> 'paid'), 0) FROM task WHERE status IN ('PENDING', 'RUNNING'))""",
    "waiting tasks and lanes": """
        SELECT (SELECT count(*) FROM task WHERE status = 'PENDING'), (SELECT coalesce(sum(pending), 0) FROM lane)""",
}
"""What must be equal, whenever nothing is on its way."""


def _unequal(db: sqlite3.Connection) -> list[str]:
    found = {what: tuple(db.execute(statement).fetchone()) for what, statement in SUMS.items()}
    return [f"{what}: {values}" for what, values in found.items() if len(set(values)) > 1]


def _unpaid(db: sqlite3.Connection, acknowledged: list[str]) -> list[str]:
    row = db.execute("SELECT credit FROM funds WHERE account = 'anna'").fetchone()
    if row is None or row["credit"] is None:
        return ["the credit is gone"] if "credit" in acknowledged else []
    lines = db.execute("SELECT price, paid FROM line WHERE account = 'anna'").fetchall()
    fees = sum((Decimal(line["price"]) * line["paid"] for line in lines), Decimal(0))
    return [] if Decimal(row["credit"]) + fees == CREDIT else [f"{row['credit']} left and {fees} paid of {CREDIT}"]
