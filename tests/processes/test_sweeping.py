"""Every process of a ledger sweeps; nothing is swept twice."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from danqing.core.clock import FixedClock, RandomIds
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Ticket
from danqing.core.task import Outcome, Task
from danqing.core.usage import Usage
from danqing.database.postgres import PostgresDatabase
from danqing.engines.fake import plain_png
from danqing.flow.janitor import Janitor
from danqing.metering import books
from danqing.metering.report import Reports
from danqing.storage import objects, results
from danqing.storage.results import Results
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.store import Asker
from danqing.telemetry import Metrics

pytestmark = pytest.mark.anyio
MODEL = "qwen-image"
EVER = 1e12


@dataclass
class Sweeper:
    """One process's ledger, which notes what it has purged, and its janitor."""

    tasks: DurableTasks
    janitor: Janitor


class Noted(Results):
    """Notes which tasks' files were deleted."""

    def __init__(self, folder: Path) -> None:
        self.storage = objects.folder(folder)
        super().__init__(self.storage)
        self.forgotten: list[str] = []

    async def forget(self, tasks: Iterable[Task]) -> None:
        gone = tuple(tasks)
        self.forgotten += [task.id for task in gone]
        await super().forget(gone)


@pytest.fixture
def kept(tmp_path: Path) -> Noted:
    return Noted(tmp_path / "files")


@pytest.fixture
async def sweepers(postgres_url: str, kept: Noted, clock: FixedClock) -> AsyncIterator[list[Sweeper]]:
    async with AsyncExitStack() as stack:
        made: list[Sweeper] = []
        for _ in range(3):
            database = await PostgresDatabase.open(postgres_url, {**MIGRATIONS, **books.MIGRATIONS}, own_time=True)
            stack.push_async_callback(database.close)
            tasks = DurableTasks(database, clock, RandomIds(), lease=10)
            janitor = Janitor(
                upkeep=tasks,
                reports=Reports(database),
                results=kept,
                storage=kept.storage,
                clock=clock,
                metrics=Metrics(),
                retention=60,
                kept_for={},
            )
            made.append(Sweeper(tasks, janitor))
        yield made


async def promised(tasks: DurableTasks) -> Task:
    job = Job(door=Door.TEXT2IMAGE, model=MODEL, kind=Kind.DRAW, prompt="猫")
    ticket = Ticket(job=job, account="anna", key_id="k", running_at_once=100, held=1)
    return await tasks.add(ticket, Asker(account="anna", key_id="k", request_id="r", digest="d"))


async def drawn(tasks: DurableTasks, kept: Results) -> str:
    await promised(tasks)
    claim = await tasks.claim("w", frozenset({MODEL}))
    assert claim is not None
    pictures = await kept.keep(claim, (Image(png=plain_png(8, 8, 1), width=8, height=8, seed=1),))
    used = Usage(account="anna", key_id="k", model=MODEL, images=1)
    await tasks.finish(claim, Outcome(engine="fake", pictures=pictures), used)
    return claim.task_id


async def test_a_task_is_forgotten_and_its_files_deleted_by_one_process(
    sweepers: list[Sweeper], kept: Noted, clock: FixedClock
) -> None:
    done = [await drawn(sweepers[number % 3].tasks, kept) for number in range(30)]
    assert len(await kept.storage.older(results.PREFIX, EVER)) == 30
    clock.advance(61)
    await asyncio.gather(*(sweeper.janitor.forget_tasks() for sweeper in sweepers))
    assert sorted(kept.forgotten) == sorted(done)
    assert await kept.storage.older(results.PREFIX, EVER) == ()
    (used,) = await sweepers[0].tasks.used(0, EVER)
    assert used.images == 30


async def test_what_nobody_beats_for_is_given_back_by_one_process(sweepers: list[Sweeper], clock: FixedClock) -> None:
    for _ in range(10):
        await promised(sweepers[0].tasks)
        assert await sweepers[0].tasks.claim("killed", frozenset({MODEL})) is not None
    clock.advance(11)
    assert sum(await asyncio.gather(*(sweeper.tasks.reap() for sweeper in sweepers))) == 10
    (depth,) = await sweepers[1].tasks.depths()
    assert (depth.pending, depth.running) == (10, 0)
    again = [await sweepers[2].tasks.claim("w", frozenset({MODEL})) for _ in range(10)]
    assert {claim.attempt for claim in again if claim} == {2}
