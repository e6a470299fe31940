"""The ledger by itself: how many promises it keeps a second, and how long a claim takes behind a long queue."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from bench.table import Row
from danqing.core.clock import RandomIds, SystemClock
from danqing.core.job import Door, Job, Kind, Size, Ticket
from danqing.core.task import Outcome, Picture
from danqing.core.usage import Usage
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.store import Asker

MODELS = ("qwen-image", "wanx-v1", "wan2.2-t2i-flash")
WAITING, ACCOUNTS = 100_000, 1_000
SECONDS = 2.0


def rows() -> list[Row]:
    """Measure on a file in the temporary folder: its disk is what is measured too."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure())


async def _measure() -> list[Row]:
    measured = list[Row]()
    for callers, aim in ((1, 2_000), (32, 8_000), (256, 12_000)):
        async with _ledger() as tasks:
            rate = await _adds(tasks, callers)
        measured.append(Row(f"durable adds, {callers} at once", f"{rate:,.0f}/s", f"≥ {aim:,}/s"))
    for pairs, aim in ((1, 500), (32, 2_500)):
        async with _ledger() as tasks:
            rate = await _round_trips(tasks, pairs)
        measured.append(Row(f"add, claim and finish, {pairs} at once", f"{rate:,.0f}/s", f"≥ {aim:,}/s"))
    async with _ledger() as tasks:
        await _fill(tasks)
        times = await _claims(tasks, 2_000)
    name = f"claim, {WAITING:,} waiting in {ACCOUNTS * len(MODELS):,} lanes"
    return [
        *measured,
        Row(f"{name}, p50", f"{times[len(times) // 2] * 1e3:.2f} ms", "≤ 1 ms"),
        Row(f"{name}, p99", f"{times[len(times) * 99 // 100] * 1e3:.2f} ms", "≤ 2 ms"),
    ]


@asynccontextmanager
async def _ledger() -> AsyncGenerator[DurableTasks]:
    with tempfile.TemporaryDirectory(prefix="danqing-bench-") as folder:
        database = SqliteDatabase.open(Path(folder) / "ledger.db", MIGRATIONS)
        yield DurableTasks(database, SystemClock(), RandomIds())
        await database.close()


async def _adds(tasks: DurableTasks, callers: int) -> float:
    added = 0
    began = time.perf_counter()

    async def call(account: str) -> None:
        nonlocal added
        while time.perf_counter() - began < SECONDS:
            await tasks.add(*_asked(account, MODELS[0]))
            added += 1

    await asyncio.gather(*(call(f"account-{i}") for i in range(callers)))
    return added / (time.perf_counter() - began)


async def _round_trips(tasks: DurableTasks, pairs: int) -> float:
    done = 0
    began = time.perf_counter()

    async def go_round(name: str) -> None:
        nonlocal done
        while time.perf_counter() - began < SECONDS:
            await tasks.add(*_asked(name, MODELS[0]))
            claim = await tasks.claim(name, frozenset(MODELS))
            if claim is not None:
                picture = Picture(key=f"results/{claim.task_id}/1.png", width=1328, height=1328, seed=7)
                usage = Usage(account=claim.account, key_id=claim.key_id, model=claim.job.model, images=1)
                await tasks.finish(claim, Outcome(engine="none/1.0", pictures=(picture,)), usage)
                done += 1

    await asyncio.gather(*(go_round(f"account-{i}") for i in range(pairs)))
    return done / (time.perf_counter() - began)


async def _fill(tasks: DurableTasks) -> None:
    lanes = itertools.cycle([(f"account-{i}", model) for i in range(ACCOUNTS) for model in MODELS])
    for _ in range(WAITING // 1_000):
        await asyncio.gather(*(tasks.add(*_asked(*next(lanes))) for _ in range(1_000)))


async def _claims(tasks: DurableTasks, count: int) -> list[float]:
    times = list[float]()
    for _ in range(count):
        began = time.perf_counter()
        claim = await tasks.claim("bench", frozenset(MODELS))
        times.append(time.perf_counter() - began)
        if claim is None:
            raise RuntimeError("the queue is empty: what was measured is no claim")
    return sorted(times)


def _asked(account: str, model: str) -> tuple[Ticket, Asker]:
    job = Job(
        door=Door.TEXT2IMAGE,
        model=model,
        kind=Kind.DRAW,
        prompt="水墨画风格的山村，清晨薄雾，溪边有一座小木桥和几只鸭子" * 4,
        size=Size(width=1328, height=1328),
        seed=7,
    )
    ticket = Ticket(job=job, account=account, key_id="k", running_at_once=2, held=1)
    return ticket, Asker(account=account, key_id="k", request_id="r", digest="d" * 64)
