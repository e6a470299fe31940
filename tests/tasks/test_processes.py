"""What holds for a ledger that several processes share."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import LeaseLost
from danqing.core.task import Outcome, Status, Task
from danqing.core.usage import Usage
from danqing.database.postgres import PostgresDatabase
from danqing.metering import books
from danqing.metering.accounting import Accounting, Quota
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from tests import postgres
from tests.metering.booked import WANX, asking, ticket
from tests.tasks import crowd

pytestmark = pytest.mark.anyio

MODELS = frozenset({WANX})
HERE, THERE = 0, 1


class Nodes:
    """Two processes, as far as the ledger can tell."""

    def __init__(self, url: str, clock: FixedClock) -> None:
        self.url, self.clock, self.ids = url, clock, CountingIds()
        self.databases = list[PostgresDatabase]()
        self.tasks = list[DurableTasks]()

    async def open(self) -> DurableTasks:
        database = await PostgresDatabase.open(self.url, MIGRATIONS, own_time=True)
        tasks = DurableTasks(database, self.clock, self.ids, lease=30, resend_window=60)
        self.databases.append(database)
        self.tasks.append(tasks)
        return tasks

    async def add(self, where: int, digest: str = "d", at_once: int = 2) -> Task:
        return await self.tasks[where].add(ticket("anna", WANX, 1, at_once), asking("anna", digest=digest))


@pytest.fixture
async def nodes(postgres_url: str, clock: FixedClock) -> AsyncIterator[Nodes]:
    nodes = Nodes(postgres_url, clock)
    await nodes.open()
    await nodes.open()
    yield nodes
    for database in nodes.databases:
        await database.close()


async def soon(awaited: Any) -> Any:
    return await asyncio.wait_for(awaited, 10)


async def finish(tasks: DurableTasks) -> None:
    claim = await tasks.claim("w", MODELS)
    assert claim is not None
    await tasks.finish(
        claim, Outcome(engine="e/1", pictures=()), Usage(account="anna", key_id="k", model=WANX, images=1)
    )


async def test_who_waits_for_a_task_hears_that_another_process_has_moved_it(nodes: Nodes) -> None:
    task = await nodes.add(HERE)
    moved = asyncio.ensure_future(nodes.tasks[HERE].moved(task))
    claim = await nodes.tasks[THERE].claim("w", MODELS)
    assert claim is not None
    running: Task = await soon(moved)
    assert running.status is Status.RUNNING
    ended = asyncio.ensure_future(nodes.tasks[HERE].moved(running))
    await nodes.tasks[THERE].cancel("anna", task.id)  # tells, and does nothing
    usage = Usage(account="anna", key_id="k", model=WANX, images=1)
    await nodes.tasks[THERE].finish(claim, Outcome(engine="e/1", pictures=()), usage)
    assert (await soon(ended)).status is Status.SUCCEEDED


async def test_a_worker_hears_that_another_process_has_work(nodes: Nodes) -> None:
    assert await nodes.tasks[HERE].claim("w", MODELS) is None
    waiting = asyncio.ensure_future(nodes.tasks[HERE].waiting())
    task = await nodes.add(THERE)
    await soon(waiting)
    claim = await nodes.tasks[HERE].claim("w", MODELS)
    assert claim is not None
    assert claim.task_id == task.id


async def test_what_was_told_while_nobody_could_hear_is_found(nodes: Nodes, postgres_server: postgres.Server) -> None:
    task = await nodes.add(HERE)
    moved = asyncio.ensure_future(nodes.tasks[HERE].moved(task))
    for asked in (nodes.tasks[THERE].reap(), nodes.tasks[THERE].get("anna", task.id)):
        await asked  # its sessions are there, and will stay
    name = nodes.databases[HERE].name
    await asyncio.to_thread(postgres_server.do, "ALTER DATABASE postgres ALLOW_CONNECTIONS false", "template1")
    try:
        ending = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{name}'"
        await asyncio.to_thread(postgres_server.do, ending, "template1")
        await finish(nodes.tasks[THERE])
    finally:
        await asyncio.to_thread(postgres_server.do, "ALTER DATABASE postgres ALLOW_CONNECTIONS true", "template1")
    assert (await soon(moved)).status is Status.SUCCEEDED


async def test_a_process_that_starts_leaves_alone_what_others_are_at(nodes: Nodes, clock: FixedClock) -> None:
    task = await nodes.add(HERE)
    claim = await nodes.tasks[HERE].claim("w", MODELS)
    assert claim is not None
    third = await nodes.open()
    assert await third.recover() == 0
    assert (await nodes.add(THERE)).id != task.id  # the answer is still being given
    clock.advance(30)
    assert await third.recover() == 1
    with pytest.raises(LeaseLost):
        await nodes.tasks[HERE].give_back(claim, counted=False)


async def test_answers_of_a_process_that_is_gone_are_lost(nodes: Nodes) -> None:
    task = await nodes.add(HERE)
    await nodes.databases[HERE].close()

    async def again() -> Task:
        while True:  # until the server has noticed
            await nodes.tasks[THERE].reap()
            repeated = await nodes.add(THERE)
            if repeated.id == task.id:
                return repeated
            await nodes.tasks[THERE].answered(repeated.id, delivered=True)

    assert (await soon(again())).id == task.id


class Crowd:
    """A process of `crowd.py`, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = list[list[str]]()

    @classmethod
    async def start(cls, url: str, kind: str) -> "Crowd":
        program = [sys.executable, "-m", "tests.tasks.crowd", url, kind]
        root = Path(__file__).parents[2]
        return cls(await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE, cwd=root))

    async def hear(self, until: str) -> None:
        """Listen until it has said a word, or everything."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.said.append(line.decode().split())
            if self.said[-1][0] == until:
                return

    def all(self, word: str) -> list[str]:
        return [words[1] for words in self.said if words[0] == word]


@dataclass(frozen=True)
class Lived:
    """What two processes said while they lived, of which one was killed, and what is in their ledger."""

    doomed: Crowd
    other: Crowd
    tasks: Sequence[Mapping[str, Any]]
    used: Sequence[Mapping[str, Any]]
    quota: Quota


@pytest.fixture(scope="module")
def lived(postgres_server: postgres.Server) -> Lived:
    return asyncio.run(_live(postgres_server, postgres_server.ledger()))


async def _live(server: postgres.Server, url: str) -> Lived:
    database = await PostgresDatabase.open(url, {**MIGRATIONS, **books.MIGRATIONS})
    accounting = Accounting(database)
    await accounting.offer("anna", WANX, crowd.IMAGES, None, free_only=True)
    schema = url.rpartition("=")[2]
    # What must hold at every moment is asked of the server itself.
    server.do(f"ALTER TABLE {schema}.lane ADD CHECK (running <= lim)")
    server.do(f"ALTER TABLE {schema}.quota ADD CHECK (used + held <= images)")
    doomed, other = await asyncio.gather(Crowd.start(url, "doomed"), Crowd.start(url, "lasting"))
    rest = asyncio.ensure_future(other.hear("done"))
    await asyncio.wait_for(doomed.hear("holding"), 30)
    os.kill(doomed.process.pid, signal.SIGKILL)
    await doomed.hear("")
    await asyncio.wait_for(rest, 60)
    assert (await other.process.wait(), await doomed.process.wait()) == (0, -signal.SIGKILL)
    (quota,) = await accounting.quotas("anna")
    await database.close()
    connection = await asyncpg.connect(url)
    tasks, used = (
        await connection.fetch("SELECT * FROM task ORDER BY seq"),
        await connection.fetch("SELECT * FROM usage"),
    )
    await connection.close()
    return Lived(doomed, other, [dict(one.items()) for one in tasks], [dict(one.items()) for one in used], quota)


def test_two_processes_give_one_account_no_image_more_than_it_has(lived: Lived) -> None:
    assert (lived.quota.used, lived.quota.held) == (crowd.IMAGES, 0)
    assert len(lived.tasks) == len(lived.used) == crowd.IMAGES


def test_every_task_of_two_processes_is_done_once_though_one_of_them_died(lived: Lived) -> None:
    doomed, other = lived.doomed, lived.other
    assert {task["status"] for task in lived.tasks} == {"SUCCEEDED"}
    promised = [*doomed.all("promised"), *other.all("promised")]
    assert set(promised) <= {task["id"] for task in lived.tasks}
    finished = [*doomed.all("finished"), *other.all("finished")]
    assert len(finished) == len(set(finished))
    assert len(doomed.all("finished")) >= crowd.DOOMED_AFTER
    assert len(other.all("finished")) > 0
    assert doomed.all("holding")
    assert set(doomed.all("holding")) <= {task["id"] for task in lived.tasks if task["attempt"] > 1}


def test_two_processes_take_from_one_account_no_more_in_any_second_than_its_rate(lived: Lived) -> None:
    moments = [task["submitted"] for task in lived.tasks]
    assert moments == sorted(moments)
    assert min(b - a for a, b in zip(moments, moments[crowd.PER_SECOND :], strict=False)) >= 1


def test_two_processes_run_no_more_of_one_account_at_once_than_its_limit(lived: Lived) -> None:
    begun = [(task["scheduled"], 1) for task in lived.tasks]
    ended = [(task["ended"], -1) for task in lived.tasks]
    at_once = list(accumulate(change for _, change in sorted(begun + ended)))
    assert max(at_once) == crowd.AT_ONCE
