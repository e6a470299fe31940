"""The ledger by itself: how many promises it keeps a second, and how long a claim takes behind a long queue."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import uvloop

from bench.table import Row
from danqing.core.clock import RandomIds, SystemClock
from danqing.core.image import Failure
from danqing.core.job import Door, Job, Kind, Size, Ticket
from danqing.core.task import Outcome, Picture, Status
from danqing.core.usage import Usage
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.store import Asker
from tests import postgres

MODELS = ("qwen-image", "wanx-v1", "wan2.2-t2i-flash")
ACCOUNTS = 1_000
SECONDS = 2.0


@dataclass(frozen=True)
class Place:
    """A kind of ledger, and what is aimed at with it: adds a second by callers, whole lives by pairs, and claims."""

    name: str
    open: Callable[[], AbstractAsyncContextManager[DurableTasks]]
    adds: Mapping[int, int]
    lives: Mapping[int, int]
    waiting: int
    claim_ms: tuple[float, float]
    """p50 and p99."""


def rows() -> list[Row]:
    """Measure on a file in the temporary folder, and on a server that keeps its files there; the disk is part of it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = runner.run(_measure(SQLITE))
        programs = postgres.programs()
        if programs is None:
            return [*measured, Row("PostgreSQL", postgres.NONE)]
        with postgres.serving(programs) as server:
            there = replace(POSTGRES, open=partial(_shared, server))
            return [*measured, *runner.run(_measure(there)), *runner.run(_together(server))]


async def _measure(place: Place) -> list[Row]:
    measured = list[Row]()
    for callers, aim in place.adds.items():
        async with place.open() as tasks:
            rate = await _adds(tasks, callers)
        measured.append(Row(f"{place.name}durable adds, {callers} at once", f"{rate:,.0f}/s", f"≥ {aim:,}/s"))
    for pairs, aim in place.lives.items():
        async with place.open() as tasks:
            rate = await _round_trips(tasks, pairs)
        name = f"{place.name}add, claim and finish, {pairs} at once"
        measured.append(Row(name, f"{rate:,.0f}/s", f"≥ {aim:,}/s"))
    async with place.open() as tasks:
        await _fill(tasks, place.waiting)
        times = await _claims(tasks, 2_000)
    name = f"{place.name}claim, {place.waiting:,} waiting in {ACCOUNTS * len(MODELS):,} lanes"
    return [
        *measured,
        Row(f"{name}, p50", f"{times[len(times) // 2] * 1e3:.2f} ms", f"≤ {place.claim_ms[0]:g} ms"),
        Row(f"{name}, p99", f"{times[len(times) * 99 // 100] * 1e3:.2f} ms", f"≤ {place.claim_ms[1]:g} ms"),
    ]


async def _together(server: postgres.Server) -> list[Row]:
    """Measure how soon one process hears of what another did."""
    url = server.ledger()
    async with _shared(server, url) as here, _shared(server, url) as there:
        times = list[float]()
        for _ in range(200):
            task = await here.add(*_asked("account", MODELS[0]))
            claim = await there.claim("bench", frozenset(MODELS))
            moved = asyncio.ensure_future(here.moved(replace(task, status=Status.RUNNING)))
            await asyncio.sleep(0)
            if claim is None:
                raise RuntimeError("nothing was there")
            began = time.perf_counter()
            await there.fail(claim, Failure(code="InternalError", message="measured"))
            await moved
            times.append(time.perf_counter() - began)
    middle = sorted(times)[len(times) // 2]
    return [Row("PostgreSQL: ended by one process and told by another, p50", f"{middle * 1e3:.2f} ms", "≤ 5 ms")]


@asynccontextmanager
async def _alone() -> AsyncGenerator[DurableTasks]:
    with tempfile.TemporaryDirectory(prefix="danqing-bench-") as folder:
        database = SqliteDatabase.open(Path(folder) / "ledger.db", MIGRATIONS)
        yield DurableTasks(database, SystemClock(), RandomIds())
        await database.close()


@asynccontextmanager
async def _shared(server: postgres.Server, url: str = "") -> AsyncGenerator[DurableTasks]:
    database = await PostgresDatabase.open(url or server.ledger(), MIGRATIONS)
    yield DurableTasks(database, SystemClock(), RandomIds())
    await database.close()


SQLITE = Place(
    name="",
    open=_alone,
    adds={1: 2_000, 32: 8_000, 256: 12_000},
    lives={1: 500, 32: 2_500},
    waiting=100_000,
    claim_ms=(1, 2),
)
POSTGRES = Place(
    name="PostgreSQL: ",
    open=_alone,
    adds={1: 500, 32: 1_000, 256: 1_000},
    lives={1: 150, 32: 300},
    waiting=20_000,
    claim_ms=(1.5, 5),
)


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


async def _fill(tasks: DurableTasks, waiting: int) -> None:
    lanes = itertools.cycle([(f"account-{i}", model) for i in range(ACCOUNTS) for model in MODELS])
    for _ in range(waiting // 1_000):
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
