"""What only a ledger in a file can do: outlive its process, and find its way without reading everything."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.image import Failure
from danqing.core.job import Door, Job, Kind, Ticket
from danqing.core.task import Claim, Outcome, Picture, Status, Task
from danqing.core.usage import Usage
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.queries import QUERIES
from danqing.tasks.store import MOST_ATTEMPTS, Asker, Filter

pytestmark = pytest.mark.anyio

MODEL = "qwen-image"
MODELS = frozenset({MODEL})


class File:
    """A ledger file, and a new process's view of it after each `opened`."""

    def __init__(self, path: Path, clock: FixedClock) -> None:
        self.path = path
        self.clock = clock
        self.ids = CountingIds()
        self.database: SqliteDatabase | None = None

    async def opened(self) -> DurableTasks:
        await self.close()
        self.database = SqliteDatabase.open(self.path, MIGRATIONS)
        tasks = DurableTasks(self.database, self.clock, self.ids, lease=30, resend_window=60)
        await tasks.recover()
        return tasks

    async def close(self) -> None:
        if self.database is not None:
            await self.database.close()


@pytest.fixture
async def file(tmp_path: Path, clock: FixedClock) -> AsyncIterator[File]:
    file = File(tmp_path / "ledger.db", clock)
    yield file
    await file.close()


async def add(tasks: DurableTasks, at_once: int = 2, idempotency_key: str = "") -> Task:
    job = Job(door=Door.TEXT2IMAGE, model=MODEL, kind=Kind.DRAW, prompt="猫")
    ticket = Ticket(job=job, account="anna", key_id="k", running_at_once=at_once, held=1)
    asker = Asker(account="anna", key_id="k", request_id="r", digest="d", idempotency_key=idempotency_key)
    return await tasks.add(ticket, asker)


async def claim(tasks: DurableTasks) -> Claim:
    taken = await tasks.claim("w", MODELS)
    assert taken is not None
    return taken


async def status(tasks: DurableTasks, task: Task) -> Status:
    found = await tasks.get(task.account, task.id)
    assert found is not None
    return found.status


async def test_every_task_is_found_again_as_it_was(file: File) -> None:
    tasks = await file.opened()
    done = await add(tasks)
    held = await claim(tasks)
    made = Outcome(
        engine="composer/1.0",
        pictures=(Picture(key="k.png", width=1, height=2, seed=3), Failure(code="c", message="m")),
        notes={"ignored": "style"},
    )
    usage = Usage(account="anna", key_id="k", model=MODEL, images=1)
    await tasks.finish(held, made, usage)
    waiting = await add(tasks)
    before = await tasks.get("anna", done.id)
    tasks = await file.opened()
    assert await tasks.get("anna", done.id) == before
    assert before is not None
    assert before.outcome == made
    assert await tasks.get("anna", waiting.id) == waiting
    assert await tasks.used(0, 1e12) == (usage,)


async def test_what_ran_when_the_process_died_waits_again_in_its_old_place(file: File) -> None:
    tasks = await file.opened()
    first, second = await add(tasks), await add(tasks)
    await claim(tasks)
    tasks = await file.opened()
    assert [await status(tasks, task) for task in (first, second)] == [Status.PENDING, Status.PENDING]
    again = await claim(tasks)
    assert (again.task_id, again.attempt) == (first.id, 2)


async def test_a_task_that_every_process_died_of_has_failed(file: File) -> None:
    tasks = await file.opened()
    poison, behind = await add(tasks, at_once=1), await add(tasks, at_once=1)
    for _ in range(MOST_ATTEMPTS):
        assert (await claim(tasks)).task_id == poison.id
        tasks = await file.opened()
    assert await status(tasks, poison) is Status.FAILED
    assert (await claim(tasks)).task_id == behind.id


async def test_an_answer_never_reported_counts_as_lost_once_the_file_is_opened_again(file: File) -> None:
    tasks = await file.opened()
    first = await add(tasks)
    file.clock.advance(1000)
    tasks = await file.opened()
    file.clock.advance(59)
    assert (await add(tasks)).id == first.id
    file.clock.advance(1)
    assert (await add(tasks)).id != first.id


async def test_an_answer_that_was_reported_is_remembered_as_it_was(file: File) -> None:
    tasks = await file.opened()
    delivered = await add(tasks)
    await tasks.answered(delivered.id, delivered=True)
    lost = await add(tasks)
    await tasks.answered(lost.id, delivered=False)
    file.clock.advance(50)
    tasks = await file.opened()
    assert (await add(tasks)).id == lost.id
    file.clock.advance(20)
    assert (await add(tasks)).id not in {delivered.id, lost.id}


async def test_an_idempotency_key_outlives_the_process(file: File) -> None:
    tasks = await file.opened()
    first = await add(tasks, idempotency_key="mine")
    await tasks.answered(first.id, delivered=True)
    tasks = await file.opened()
    file.clock.advance(80_000)
    assert await add(tasks, idempotency_key="mine") == first


async def test_turns_go_on_where_they_were(file: File) -> None:
    tasks = await file.opened()
    for account in ("anna", "anna", "anna", "bert", "bert"):
        job = Job(door=Door.TEXT2IMAGE, model=MODEL, kind=Kind.DRAW, prompt="猫")
        ticket = Ticket(job=job, account=account, key_id="k", running_at_once=9, held=1)
        await tasks.add(ticket, Asker(account=account, key_id="k", request_id="r", digest="d"))
    served = [(await claim(tasks)).account for _ in range(2)]
    tasks = await file.opened()
    served += [(await claim(tasks)).account for _ in range(2)]
    assert served == ["anna", "bert", "anna", "bert"]


async def test_closing_while_a_claim_is_on_its_way_takes_no_attempt_from_its_task(file: File) -> None:
    tasks = await file.opened()
    task = await add(tasks)
    worker = asyncio.create_task(tasks.claim("w", MODELS))
    await asyncio.sleep(0)
    worker.cancel()
    tasks = await file.opened()
    assert worker.cancelled()
    found = await tasks.get("anna", task.id)
    assert found is not None
    assert (found.status, found.attempts) == (Status.PENDING, 0)


def plan(path: Path, name: str, **values: object) -> list[str]:
    connection = sqlite3.connect(path)
    found = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + QUERIES.of("sqlite")[name], values)]
    connection.close()
    return found


INDEXES = {
    "seen_by_key": {"task_idempotency"},
    "seen_by_digest": {"task_undelivered"},
    "all_lost": {"task_undelivered"},
    "join_lane": {"task_came", "lane_of_model"},
    "earlier": {"task_came"},
    "take_turn": {"lane_ready", "lane_of_model"},
    "take": {"task_pending"},
    "beat": {"task_running"},
    "expired": {"task_running"},
    "list": {"task_submitted"},
    "purge": {"task_ended"},
    "used": {"usage_at"},
}


@pytest.mark.parametrize("name", INDEXES)
async def test_a_statement_goes_by_its_index(file: File, name: str) -> None:
    await file.opened()
    values = dict.fromkeys(
        ("account", "digest", "idempotency_key", "since", "until", "now", "models", "turn", "lane", "worker", "lease",
         "task_id", "model", "status", "key_id", "most", "skip", "before", "lim", "held", "of_model")
    )  # fmt: skip
    steps = plan(file.path, name, **values)
    assert all(any(index in step for step in steps) for index in INDEXES[name]), steps


async def test_a_claim_neither_sorts_the_waiting_tasks_nor_meets_a_blocked_lane(file: File) -> None:
    await file.opened()
    steps = plan(file.path, "take_turn", models="[]", turn=1) + plan(
        file.path, "take", worker="w", lease=1, now=1, lane=1
    )
    few = ("SCAN asked", "SCAN next")  # the models, and the one lane whose turn it is
    scans = [step for step in steps if step.startswith("SCAN") and not step.startswith(few)]
    assert scans == []
    sorts = [step for step in steps if "TEMP B-TREE" in step]
    assert len(sorts) <= 1, steps  # of one head for each model, never of tasks


async def test_a_request_sent_ten_thousand_times_is_looked_up_as_fast_as_the_first(file: File) -> None:
    # Went through every task of the same digest whose answer was not reported yet: adding them was quadratic.
    await file.opened()
    steps = plan(file.path, "seen_by_digest", digest="d", account="a", since=1.0)
    assert any("task_undelivered (digest=? AND lost>?)" in step for step in steps), steps


CHILD = """
import asyncio, sys
from pathlib import Path
from danqing.core.clock import RandomIds, SystemClock
from danqing.core.job import Door, Job, Kind, Ticket
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.store import Asker

async def caller(tasks, account):
    job = Job(door=Door.TEXT2IMAGE, model="qwen-image", kind=Kind.DRAW, prompt="cat")
    ticket = Ticket(job=job, account=account, key_id="k", running_at_once=2, held=1)
    while True:
        task = await tasks.add(ticket, Asker(account=account, key_id="k", request_id="r", digest="d"))
        print(account, task.id, flush=True)

async def main():
    database = SqliteDatabase.open(Path(sys.argv[1]), MIGRATIONS)
    tasks = DurableTasks(database, SystemClock(), RandomIds())
    await asyncio.gather(*(caller(tasks, f"account-{i}") for i in range(16)))

asyncio.run(main())
"""


def acknowledged_before_a_kill(path: Path, least: int) -> list[tuple[str, str]]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines = list[str]()
    with child.stdout as said:
        for line in said:
            lines.append(line)
            if len(lines) == least:
                child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    whole = (line.split() for line in lines if line.endswith("\n"))  # the last one may have been cut off
    return [(account, task_id) for account, task_id in whole]


async def test_no_acknowledged_task_is_lost_by_a_kill(file: File) -> None:
    acknowledged = [said for _ in range(2) for said in acknowledged_before_a_kill(file.path, least=300)]
    assert len(acknowledged) >= 600
    tasks = await file.opened()
    assert [task_id for account, task_id in acknowledged if await tasks.get(account, task_id) is None] == []
    ever = Filter(since=0, until=1e12)
    kept = sum([(await tasks.list(f"account-{i}", ever)).total for i in range(16)])
    assert len(acknowledged) <= kept
    assert sum(depth.pending for depth in await tasks.depths()) == kept
