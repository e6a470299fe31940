"""How fast one may submit: of both ledgers, and for any spread of submissions over time."""

import math
from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from danqing.core.change import Change
from danqing.core.clock import CountingIds, FixedClock
from danqing.core.connection import Connection
from danqing.core.errors import InvalidParameter, RateLimited
from danqing.core.job import Call, Door, Job, Kind, Ticket
from danqing.core.task import Task
from danqing.database.database import Database
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.memory import MemoryTasks
from danqing.tasks.rate import Window, window
from danqing.tasks.store import Asker, Limits

pytestmark = pytest.mark.anyio
MODEL = "qwen-image"


@pytest.mark.parametrize(
    ("per_second", "skip", "seconds"), [(2, 1, 1), (1, 0, 1), (0.5, 0, 2), (2.5, 1, 0.8), (1000, 999, 1)]
)
def test_a_rate_is_so_many_in_so_many_seconds(per_second: float, skip: int, seconds: float) -> None:
    assert window(per_second, 100.0) == Window(100.0 - seconds, skip)


def test_an_infinite_rate_has_no_window() -> None:
    assert window(math.inf, 100.0) == Window(100.0, 0)


@given(
    st.sampled_from([0.3, 1.0, 2.0, 2.5, 7.0]),
    st.lists(st.floats(min_value=0, max_value=0.7), min_size=1, max_size=60),
)
def test_in_no_span_of_time_more_is_let_in_than_may_be(per_second: float, pauses: list[float]) -> None:
    now, taken = 0.0, list[float]()
    for pause in pauses:
        now += pause
        span = window(per_second, now)
        if len([at for at in taken if span.since < at <= now]) <= span.skip:
            taken.append(now)
    most = math.floor(max(1, per_second))
    seconds = pytest.approx(most / per_second)
    assert all(
        later - earlier > most / per_second or later - earlier == seconds
        for earlier, later in zip(taken, taken[most:], strict=False)
    )


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def tasks(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock, ids: CountingIds
) -> AsyncIterator[MemoryTasks | DurableTasks]:
    if request.param == "memory":
        yield MemoryTasks(clock, ids)
        return
    database: Database
    if request.param == "sqlite":
        database = SqliteDatabase.open(tmp_path / "ledger.db", MIGRATIONS)
    else:
        url = request.getfixturevalue("postgres_url")
        database = await PostgresDatabase.open(url, MIGRATIONS, own_time=True)
    yield DurableTasks(database, clock, ids)
    await database.close()


async def add(
    tasks: MemoryTasks | DurableTasks, rate: float = 2, account: str = "anna", model: str = MODEL, key: str = ""
) -> Task:
    job = Job(door=Door.TEXT2IMAGE, model=model, kind=Kind.DRAW, prompt="猫")
    ticket = Ticket(job=job, account=account, key_id="k", running_at_once=1, held=1, submissions_per_second=rate)
    return await tasks.add(ticket, Asker(account=account, key_id="k", request_id="r", digest="d", idempotency_key=key))


async def is_refused(tasks: MemoryTasks | DurableTasks, rate: float = 2) -> float:
    """Return how long to wait."""
    with pytest.raises(RateLimited) as raised:
        await add(tasks, rate)
    return raised.value.retry_after


async def test_what_comes_too_fast_is_refused_and_told_when_to_come_again(
    tasks: MemoryTasks | DurableTasks, clock: FixedClock
) -> None:
    await add(tasks)
    clock.advance(0.4)
    await add(tasks)
    assert await is_refused(tasks) == pytest.approx(0.6)
    clock.advance(0.5)
    assert await is_refused(tasks) == pytest.approx(0.1)
    clock.advance(0.125)
    await add(tasks)
    assert await is_refused(tasks) == pytest.approx(0.375)
    assert sum(depth.pending for depth in await tasks.depths()) == 3


async def test_other_accounts_and_other_models_are_not_slowed_down(tasks: MemoryTasks | DurableTasks) -> None:
    for account, model in [("anna", MODEL), ("bert", MODEL), ("anna", "wanx-v1")]:
        for _ in range(2):
            await add(tasks, account=account, model=model)
    await is_refused(tasks)


async def test_cancelled_tasks_were_submissions_and_repeated_requests_are_none(
    tasks: MemoryTasks | DurableTasks,
) -> None:
    first = await add(tasks, key="mine")
    for _ in range(5):
        assert await add(tasks, key="mine") == first
    await tasks.cancel("anna", first.id)
    await add(tasks)
    await is_refused(tasks)


async def test_a_clock_that_goes_back_locks_nobody_out(tasks: MemoryTasks | DurableTasks, clock: FixedClock) -> None:
    for _ in range(2):
        await add(tasks)
    clock.advance(-3600)
    for _ in range(2):
        await add(tasks)
    assert await is_refused(tasks) == pytest.approx(1)


async def test_limits_of_a_lanes_own_hold_at_once_and_until_they_are_taken_away(
    tasks: MemoryTasks | DurableTasks, clock: FixedClock
) -> None:
    for _ in range(2):
        await add(tasks)
    own = Limits(account="anna", model=MODEL, submissions_per_second=3.0, running_at_once=2)
    assert (await tasks.set_limits(own)).after == own
    assert [await tasks.claim("w", frozenset({MODEL})) is None for _ in range(3)] == [False, False, True]
    await add(tasks)
    await is_refused(tasks)
    off = Limits(account="anna", model=MODEL, submissions_per_second=math.inf)
    change = await tasks.set_limits(off)
    assert (change.before, await tasks.limits("anna"), await tasks.limits("bert")) == (own, (off,), ())
    for _ in range(5):
        await add(tasks)
    nothing = Limits(account="anna", model=MODEL)
    await tasks.set_limits(nothing)
    assert await tasks.limits() == ()
    await is_refused(tasks)
    clock.advance(1)
    await add(tasks)


async def test_limits_whose_witness_cannot_write_are_not_set(tasks: MemoryTasks | DurableTasks) -> None:
    def fail(db: Connection | None, change: Change[Limits]) -> None:
        del db
        raise ValueError(change.after)

    own = Limits(account="anna", model=MODEL, submissions_per_second=3.0)
    with pytest.raises(ValueError, match="anna"):
        await tasks.set_limits(own, fail)
    assert await tasks.limits() == ()


async def test_limits_may_be_set_before_anything_is_submitted(tasks: MemoryTasks | DurableTasks) -> None:
    await tasks.set_limits(Limits(account="anna", model=MODEL, submissions_per_second=1.0))
    await add(tasks)
    assert await is_refused(tasks) == pytest.approx(1)


async def refused(tasks: MemoryTasks | DurableTasks, per_second: float = 2.0) -> Task:
    call = Call(door=Door.TEXT2IMAGE, model=MODEL)
    who = Asker(account="anna", key_id="k", request_id="r", digest="d")
    return await tasks.refuse(call, who, InvalidParameter("n must be 1"), per_second)


async def test_refused_tasks_and_others_keep_to_one_rate(tasks: MemoryTasks | DurableTasks, clock: FixedClock) -> None:
    await refused(tasks)
    clock.advance(0.25)
    await add(tasks)
    assert await is_refused(tasks) == pytest.approx(0.75)
    clock.advance(0.75)
    await add(tasks)
    with pytest.raises(RateLimited):
        await refused(tasks)
    assert sum(depth.pending for depth in await tasks.depths()) == 2


async def test_what_would_be_too_fast_is_foreseen_and_a_repeated_request_is_not(
    tasks: MemoryTasks | DurableTasks, clock: FixedClock
) -> None:
    async def foresee(key: str = "", rate: float = 2) -> None:
        job = Job(door=Door.TEXT2IMAGE, model=MODEL, kind=Kind.DRAW, prompt="猫")
        ticket = Ticket(job=job, account="anna", key_id="k", running_at_once=1, held=1, submissions_per_second=rate)
        await tasks.foresee(ticket, Asker(account="anna", key_id="k", request_id="r", digest="d", idempotency_key=key))

    for number in range(2):
        await foresee()
        await add(tasks, key=str(number))
        clock.advance(0.25)
    with pytest.raises(RateLimited) as hasty:
        await foresee()
    assert hasty.value.retry_after == pytest.approx(0.5)
    await foresee(key="0")
    await foresee(rate=math.inf)
    await tasks.set_limits(Limits(account="anna", model=MODEL, submissions_per_second=5))
    await foresee()


async def test_refused_tasks_keep_to_the_rate_and_are_counted_in_it(
    tasks: MemoryTasks | DurableTasks, clock: FixedClock
) -> None:
    async def refuse(per_second: float = 2.0) -> Task:
        return await refused(tasks, per_second)

    await add(tasks)
    clock.advance(0.25)
    await refuse()
    with pytest.raises(RateLimited) as hasty:
        await refuse()
    assert hasty.value.retry_after == pytest.approx(0.75)
    await refuse(math.inf)
    await tasks.set_limits(Limits(account="anna", model=MODEL, submissions_per_second=math.inf))
    await refuse()
    await tasks.set_limits(Limits(account="anna", model=MODEL))
    clock.advance(1)
    await refuse()
