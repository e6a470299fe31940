"""What store.py promises, of every ledger that there is."""

import asyncio
import math
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from anyio import wait_all_tasks_blocked
from anyio.lowlevel import checkpoint

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import Error, InvalidParameter, LeaseLost, NotFound, RateLimited
from danqing.core.image import Failure
from danqing.core.job import Call, Door, Job, Kind, Size, Ticket, line_of
from danqing.core.task import Claim, Outcome, Picture, Status, Task
from danqing.core.usage import Usage
from danqing.database.database import Database
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.memory import MemoryTasks
from danqing.tasks.store import MOST_ATTEMPTS, Asker, Depth, Filter, Lanes, Ledger, Limits, Meter, Queue, Upkeep

pytestmark = pytest.mark.anyio

LEASE = 30.0
RESEND = 60.0
MODEL = "qwen-image"
MODELS = frozenset({MODEL})
EVER = Filter(since=0, until=1e12)

T = TypeVar("T")


class Tasks(Ledger, Queue, Upkeep, Lanes, Meter, Protocol):
    """All five halves."""


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def tasks(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock, ids: CountingIds
) -> AsyncIterator[Tasks]:
    if request.param == "memory":
        yield MemoryTasks(clock, ids, lease=LEASE, resend_window=RESEND)
        return
    database: Database
    if request.param == "sqlite":
        database = SqliteDatabase.open(tmp_path / "ledger.db", MIGRATIONS)
    else:
        url = request.getfixturevalue("postgres_url")
        database = await PostgresDatabase.open(url, MIGRATIONS, own_time=True)
    yield DurableTasks(database, clock, ids, lease=LEASE, resend_window=RESEND)
    await database.close()


def ticket(account: str = "anna", model: str = MODEL, at_once: int = 2, n: int = 2, prompt: str = "一只猫") -> Ticket:
    job = Job(
        door=Door.TEXT2IMAGE,
        model=model,
        kind=Kind.DRAW,
        prompt=prompt,
        size=Size(width=1328, height=1328),
        n=n,
        seed=7,
        images=("stash://a/b.png",),
    )
    return Ticket(job=job, account=account, key_id=f"key of {account}", running_at_once=at_once, held=n)


def asker(account: str = "anna", digest: str = "d", idempotency_key: str = "") -> Asker:
    return Asker(
        account=account,
        key_id=f"key of {account}",
        request_id="request",
        digest=digest,
        idempotency_key=idempotency_key,
    )


async def add(tasks: Tasks, account: str = "anna", model: str = MODEL, at_once: int = 2) -> Task:
    return await tasks.add(ticket(account, model, at_once), asker(account))


async def claim(tasks: Tasks, worker: str = "w1", models: frozenset[str] = MODELS) -> Claim:
    taken = await tasks.claim(worker, models)
    assert taken is not None
    return taken


async def get(tasks: Tasks, task: Task) -> Task:
    found = await tasks.get(task.account, task.id)
    assert found is not None
    return found


async def soon(awaited: Coroutine[Any, Any, T]) -> T:
    return await asyncio.wait_for(awaited, 5)


def outcome() -> Outcome:
    return Outcome(
        engine="composer/1.0",
        pictures=(
            Picture(key="results/1.png", width=1328, height=1328, seed=7),
            Failure(code="DataInspectionFailed", message="no"),
        ),
        actual_prompt="一只坐着的猫",
        notes={"understood": "cat"},
    )


def usage(claim: Claim, images: int = 1) -> Usage:
    return Usage(account=claim.account, key_id=claim.key_id, model=claim.job.model, images=images)


async def finish(tasks: Tasks, held: Claim) -> None:
    await tasks.finish(held, outcome(), usage(held))


async def test_a_promised_task_is_pending_and_tells_what_was_asked(tasks: Tasks, clock: FixedClock) -> None:
    asked = ticket()
    task = await tasks.add(asked, asker())
    assert task == Task(
        id=task.id,
        account="anna",
        key_id="key of anna",
        request_id="request",
        model=MODEL,
        status=Status.PENDING,
        submitted=clock.now(),
        job=asked.job,
        door="text2image/image-synthesis",
        n=2,
    )
    assert await tasks.get("anna", task.id) == task


async def test_strangers_and_unknown_ids_see_nothing(tasks: Tasks) -> None:
    task = await add(tasks)
    assert await tasks.get("bert", task.id) is None
    assert await tasks.get("anna", "no such id") is None
    assert (await tasks.list("bert", EVER)).total == 0
    assert not await tasks.cancel("bert", task.id)
    assert (await get(tasks, task)).status is Status.PENDING


async def test_a_running_task_tells_how_far_it_is_until_its_attempt_ends(tasks: Tasks) -> None:
    task = await add(tasks)
    assert task.progress is None
    held = await claim(tasks)
    assert (await get(tasks, task)).progress is None
    for part in (0.0, 0.25, 1.0):
        await tasks.progress(held, part)
        assert (await get(tasks, task)).progress == part
    await tasks.give_back(held, counted=True)
    assert (await get(tasks, task)).progress is None
    again = await claim(tasks)
    with pytest.raises(LeaseLost):
        await tasks.progress(held, 0.9)  # of an attempt that is over
    assert (await get(tasks, task)).progress is None
    await tasks.progress(again, 0.5)
    await finish(tasks, again)
    assert (await get(tasks, task)).progress is None
    with pytest.raises(LeaseLost):
        await tasks.progress(again, 0.6)
    assert (await get(tasks, task)).progress is None


async def test_a_claim_tells_all_that_a_worker_needs(tasks: Tasks, clock: FixedClock) -> None:
    task = await add(tasks)
    submitted = clock.now()
    clock.advance(3)
    held = await claim(tasks)
    assert held == Claim(
        task_id=task.id,
        account="anna",
        key_id="key of anna",
        request_id="request",
        attempt=1,
        job=ticket().job,
        submitted=submitted,
        scheduled=clock.now(),
    )
    running = await get(tasks, task)
    assert (running.status, running.scheduled, running.attempts) == (Status.RUNNING, clock.now(), 1)


async def test_a_task_is_given_to_one_worker_only(tasks: Tasks) -> None:
    for _ in range(10):
        await add(tasks, at_once=100)
    taken = await asyncio.gather(*(tasks.claim(f"w{i}", MODELS) for i in range(15)))
    held = [one.task_id for one in taken if one is not None]
    assert len(held) == len(set(held)) == 10


async def test_a_worker_is_given_nothing_but_its_models(tasks: Tasks) -> None:
    await add(tasks, model="wanx-v1")
    assert await tasks.claim("w1", MODELS) is None
    assert await tasks.claim("w1", frozenset()) is None
    assert (await claim(tasks, models=frozenset({MODEL, "wanx-v1"}))).job.model == "wanx-v1"


async def test_a_lane_is_served_in_the_order_of_promises(tasks: Tasks) -> None:
    promised = [(await add(tasks, at_once=5)).id for _ in range(5)]
    assert [(await claim(tasks)).task_id for _ in range(5)] == promised


async def test_accounts_take_turns_however_many_tasks_they_have(tasks: Tasks) -> None:
    for _ in range(500):
        await add(tasks, "anna", at_once=500)
    await claim(tasks)
    task = await add(tasks, "bert")
    next_two = [await claim(tasks), await claim(tasks)]
    assert task.id in {held.task_id for held in next_two}


async def test_the_lane_served_longest_ago_comes_first_across_models(tasks: Tasks) -> None:
    both = frozenset({MODEL, "wanx-v1"})
    for account, model in [("anna", MODEL), ("bert", "wanx-v1"), ("anna", MODEL), ("bert", "wanx-v1")]:
        await add(tasks, account, model)
    served = [(await claim(tasks, models=both)).account for _ in range(4)]
    assert served == ["anna", "bert", "anna", "bert"]


async def test_a_lane_runs_no_more_at_once_than_its_limit(tasks: Tasks) -> None:
    for _ in range(3):
        await add(tasks, at_once=2)
    first = await claim(tasks)
    await claim(tasks)
    assert await tasks.claim("w2", MODELS) is None
    await finish(tasks, first)
    await claim(tasks)
    assert await tasks.claim("w2", MODELS) is None


async def test_the_limit_of_the_latest_ticket_holds(tasks: Tasks) -> None:
    for at_once in (1, 1, 2):
        await add(tasks, at_once=at_once)
    await claim(tasks)
    await claim(tasks)
    assert await tasks.claim("w1", MODELS) is None


async def test_a_blocked_lane_does_not_hold_up_the_others(tasks: Tasks) -> None:
    for account in ("anna", "anna", "bert"):
        await add(tasks, account, at_once=1)
    assert [(await claim(tasks)).account for _ in range(2)] == ["anna", "bert"]


async def test_a_finished_task_has_its_outcome_and_is_counted(tasks: Tasks, clock: FixedClock) -> None:
    task = await add(tasks)
    held = await claim(tasks)
    clock.advance(2)
    await finish(tasks, held)
    done = await get(tasks, task)
    assert (done.status, done.ended, done.outcome, done.failure) == (Status.SUCCEEDED, clock.now(), outcome(), None)
    assert await tasks.used(clock.now(), clock.now() + 1) == (usage(held),)
    assert await tasks.used(0, clock.now()) == ()


async def test_usage_is_summed_up_by_account_key_and_model(tasks: Tasks) -> None:
    for account in ("anna", "bert", "anna"):
        await add(tasks, account)
        await finish(tasks, await claim(tasks))
    used = await tasks.used(0, 1e12)
    assert [(one.account, one.key_id, one.images) for one in used] == [
        ("anna", "key of anna", 2),
        ("bert", "key of bert", 1),
    ]


async def test_a_failed_task_says_why_and_costs_nothing(tasks: Tasks) -> None:
    task = await add(tasks)
    held = await claim(tasks)
    failure = Failure(code="InternalError.Algo", message="broken")
    await tasks.fail(held, failure)
    failed = await get(tasks, task)
    assert (failed.status, failed.failure, failed.outcome) == (Status.FAILED, failure, None)
    assert await tasks.used(0, 1e12) == ()


async def test_a_task_ends_once(tasks: Tasks) -> None:
    task = await add(tasks)
    held = await claim(tasks)
    await finish(tasks, held)
    done = await get(tasks, task)
    with pytest.raises(LeaseLost):
        await finish(tasks, held)
    with pytest.raises(LeaseLost):
        await tasks.fail(held, Failure(code="x", message="y"))
    with pytest.raises(LeaseLost):
        await tasks.give_back(held, counted=True)
    assert await get(tasks, task) == done
    assert await tasks.used(0, 1e12) == (usage(held),)


async def test_a_task_whose_lease_ran_out_is_given_again(tasks: Tasks, clock: FixedClock) -> None:
    task = await add(tasks)
    first = await claim(tasks)
    clock.advance(LEASE - 1)
    assert await tasks.reap() == 0
    clock.advance(2)
    assert await tasks.reap() == 1
    assert (await get(tasks, task)).status is Status.PENDING
    again = await claim(tasks, "w2")
    assert (again.task_id, again.attempt) == (first.task_id, 2)


async def test_a_beating_worker_keeps_the_claims_it_names_and_nobody_elses(tasks: Tasks, clock: FixedClock) -> None:
    kept = {(await add(tasks)).id for _ in range(2)}
    for _ in kept:
        await claim(tasks, "alive")
    dropped = await add(tasks, "cara")
    await claim(tasks, "alive")
    lost = await add(tasks, "bert")
    await claim(tasks, "dead")
    clock.advance(LEASE - 1)
    await tasks.beat("alive", {*kept, lost.id})
    clock.advance(LEASE - 1)
    assert await tasks.reap() == 2
    assert (await get(tasks, lost)).status is (await get(tasks, dropped)).status is Status.PENDING


async def test_a_worker_that_lost_its_lease_cannot_finish_and_nothing_is_counted(
    tasks: Tasks, clock: FixedClock
) -> None:
    task = await add(tasks)
    zombie = await claim(tasks)
    clock.advance(LEASE + 1)
    await tasks.reap()
    with pytest.raises(LeaseLost):
        await finish(tasks, zombie)
    assert (await get(tasks, task)).status is Status.PENDING
    heir = await claim(tasks, "w2")
    with pytest.raises(LeaseLost):
        await finish(tasks, zombie)
    with pytest.raises(LeaseLost):
        await tasks.fail(zombie, Failure(code="x", message="y"))
    assert (await get(tasks, task)).status is Status.RUNNING
    assert await tasks.used(0, 1e12) == ()
    await finish(tasks, heir)
    assert await tasks.used(0, 1e12) == (usage(heir),)


async def test_a_task_given_back_is_first_in_its_lane_again(tasks: Tasks) -> None:
    first = await add(tasks, at_once=1)
    await add(tasks, at_once=1)
    held = await claim(tasks)
    await tasks.give_back(held, counted=False)
    given_back = await get(tasks, first)
    assert (given_back.status, given_back.scheduled) == (Status.PENDING, None)
    assert (await claim(tasks)).task_id == first.id


async def test_a_task_given_back_for_the_third_counted_time_fails(tasks: Tasks) -> None:
    task = await add(tasks)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert (await get(tasks, task)).status is Status.PENDING
        held = await claim(tasks)
        assert held.attempt == attempt
        await tasks.give_back(held, counted=True)
    failed = await get(tasks, task)
    assert (failed.status, failed.attempts) == (Status.FAILED, MOST_ATTEMPTS)
    assert failed.failure == Failure(code="InternalError", message=Error.message)
    assert failed.ended is not None
    assert await tasks.claim("w1", MODELS) is None


async def test_a_task_whose_workers_died_three_times_fails_and_frees_its_lane(tasks: Tasks, clock: FixedClock) -> None:
    task, behind = await add(tasks, at_once=1), await add(tasks, at_once=1)
    for _ in range(MOST_ATTEMPTS):
        assert (await claim(tasks)).task_id == task.id
        clock.advance(LEASE + 1)
        assert await tasks.reap() == 1
    assert (await get(tasks, task)).status is Status.FAILED
    assert (await claim(tasks)).task_id == behind.id


async def test_a_task_given_back_uncounted_loses_no_attempt_but_fences_all_the_same(tasks: Tasks) -> None:
    task = await add(tasks)
    numbers = list[int]()
    for _ in range(MOST_ATTEMPTS + 2):
        held = await claim(tasks)
        numbers.append(held.attempt)
        await tasks.give_back(held, counted=False)
        with pytest.raises(LeaseLost):
            await tasks.give_back(held, counted=False)
    assert numbers == sorted(set(numbers))
    assert ((await get(tasks, task)).status, (await get(tasks, task)).attempts) == (Status.PENDING, 0)
    for _ in range(MOST_ATTEMPTS):
        await tasks.give_back(await claim(tasks), counted=True)
    assert (await get(tasks, task)).status is Status.FAILED


async def test_only_a_pending_task_is_cancelled(tasks: Tasks, clock: FixedClock) -> None:
    running, waiting = await add(tasks, at_once=5), await add(tasks, at_once=5)
    held = await claim(tasks)
    assert not await tasks.cancel("anna", running.id)
    assert (await get(tasks, running)).status is Status.RUNNING
    assert await tasks.cancel("anna", waiting.id)
    cancelled = await get(tasks, waiting)
    assert (cancelled.status, cancelled.ended) == (Status.CANCELED, clock.now())
    assert not await tasks.cancel("anna", waiting.id)
    assert not await tasks.cancel("anna", "no such id")
    await finish(tasks, held)
    assert not await tasks.cancel("anna", running.id)
    assert await tasks.claim("w1", MODELS) is None


async def test_a_list_has_the_newest_first_in_pages(tasks: Tasks, clock: FixedClock) -> None:
    ids = list[str]()
    for i in range(5):
        ids.append((await add(tasks)).id)
        clock.advance(i % 2)  # some have the same time
    ids.reverse()
    pages = [await tasks.list("anna", replace(EVER, page=page, page_size=2)) for page in (1, 2, 3, 4)]
    assert [[task.id for task in page.tasks] for page in pages] == [ids[:2], ids[2:4], ids[4:], []]
    assert {page.total for page in pages} == {5}


async def test_a_list_is_filtered_by_everything_that_a_filter_has(tasks: Tasks, clock: FixedClock) -> None:
    start = clock.now()
    old = await add(tasks)
    clock.advance(10)
    other_model = await add(tasks, model="wanx-v1")
    other_key = await tasks.add(replace(ticket(), key_id="second key"), replace(asker(), key_id="second key"))
    await claim(tasks)

    async def listed(wanted: Filter) -> set[str]:
        page = await tasks.list("anna", wanted)
        assert page.total == len(page.tasks)
        return {task.id for task in page.tasks}

    assert await listed(EVER) == {old.id, other_model.id, other_key.id}
    assert await listed(replace(EVER, task_id=old.id)) == {old.id}
    assert await listed(replace(EVER, model="wanx-v1")) == {other_model.id}
    assert await listed(replace(EVER, key_id="second key")) == {other_key.id}
    assert await listed(replace(EVER, status=Status.RUNNING)) == {old.id}
    assert await listed(replace(EVER, status=Status.CANCELED)) == set()
    assert await listed(replace(EVER, since=start, until=start)) == {old.id}
    assert await listed(replace(EVER, since=start + 1)) == {other_model.id, other_key.id}
    assert await listed(replace(EVER, until=start - 1)) == set()


async def test_a_refused_task_has_failed_with_its_three_times_and_no_lane(tasks: Tasks, clock: FixedClock) -> None:
    call = Call(door=Door.IMAGE2IMAGE, model=MODEL, wants_async=True, parameters={"n": 10**40})
    task = await tasks.refuse(call, asker(), InvalidParameter("n must be 1"))
    assert task == Task(
        id=task.id,
        account="anna",
        key_id="key of anna",
        request_id="request",
        model=MODEL,
        status=Status.FAILED,
        submitted=clock.now(),
        scheduled=clock.now(),
        ended=clock.now(),
        door="image2image/image-synthesis",
        failure=Failure(code="InvalidParameter", message="n must be 1"),
    )
    assert await tasks.get("anna", task.id) == task
    assert (await tasks.list("anna", EVER)).tasks == (task,)
    assert await tasks.depths() == ()
    assert await tasks.claim("w1", MODELS) is None
    assert await tasks.used(0, 1e12) == ()


async def test_a_refused_request_is_repeated_as_any_other(tasks: Tasks) -> None:
    call = Call(door=Door.IMAGE2IMAGE, model=MODEL)
    keyed = asker(idempotency_key="k")
    first = await tasks.refuse(call, keyed, InvalidParameter("bad"))
    assert await tasks.refuse(call, keyed, InvalidParameter("bad")) == first
    second = await tasks.refuse(call, asker(), InvalidParameter("bad"))
    assert second.id != first.id
    await tasks.answered(second.id, delivered=False)
    assert await tasks.refuse(call, asker(), InvalidParameter("bad")) == second


async def test_the_same_idempotency_key_gives_the_first_task_at_any_time(tasks: Tasks, clock: FixedClock) -> None:
    keyed = asker(idempotency_key="mine")
    first = await tasks.add(ticket(), keyed)
    assert await tasks.add(ticket(), keyed) == first
    await tasks.answered(first.id, delivered=True)
    await finish(tasks, await claim(tasks))
    clock.advance(86_000)
    assert await tasks.add(ticket(), keyed) == await get(tasks, first)
    assert await tasks.depths() == ()


async def test_the_same_idempotency_key_with_another_request_is_refused(tasks: Tasks) -> None:
    first = await tasks.add(ticket(), asker(idempotency_key="mine"))
    await tasks.answered(first.id, delivered=True)
    with pytest.raises(InvalidParameter, match="Idempotency-Key 'mine' was used before"):
        await tasks.add(ticket(), asker(digest="other", idempotency_key="mine"))
    assert (await tasks.list("anna", EVER)).total == 1


async def test_an_idempotency_key_belongs_to_its_account(tasks: Tasks) -> None:
    annas = await tasks.add(ticket("anna"), asker("anna", idempotency_key="1"))
    berts = await tasks.add(ticket("bert"), asker("bert", idempotency_key="1"))
    assert annas.id != berts.id


async def test_a_request_whose_answer_was_lost_gives_its_first_task(tasks: Tasks, clock: FixedClock) -> None:
    first = await add(tasks)
    await tasks.answered(first.id, delivered=False)
    clock.advance(RESEND - 1)
    assert await add(tasks) == first
    assert (await tasks.add(ticket(), asker(digest="other"))).id != first.id
    assert (await tasks.add(ticket("bert"), asker("bert"))).id != first.id


async def test_a_request_whose_answer_was_lost_long_ago_is_new(tasks: Tasks, clock: FixedClock) -> None:
    first = await add(tasks)
    await tasks.answered(first.id, delivered=False)
    clock.advance(RESEND)
    assert (await add(tasks)).id != first.id


async def test_a_request_whose_answer_was_delivered_is_new(tasks: Tasks) -> None:
    first = await add(tasks)
    await tasks.answered(first.id, delivered=True)
    second = await add(tasks)
    assert second.id != first.id
    await tasks.answered(first.id, delivered=False)  # a late report changes nothing
    await tasks.answered("no such id", delivered=False)
    assert (await add(tasks)).id not in {first.id, second.id}


async def test_a_request_whose_answer_is_not_reported_yet_is_new(tasks: Tasks) -> None:
    assert (await add(tasks)).id != (await add(tasks)).id


async def test_the_answer_to_the_repetition_may_be_lost_too(tasks: Tasks, clock: FixedClock) -> None:
    first = await add(tasks)
    for _ in range(3):
        await tasks.answered(first.id, delivered=False)
        clock.advance(RESEND - 1)
        assert (await add(tasks)).id == first.id
    await tasks.answered(first.id, delivered=True)
    assert (await add(tasks)).id != first.id


@pytest.mark.parametrize("key", ["", "mine"])
async def test_a_task_called_off_before_its_answer_arrived_is_not_given_back(tasks: Tasks, key: str) -> None:
    again = asker(idempotency_key=key)
    first = await tasks.add(ticket(), again)
    await asyncio.gather(tasks.cancel("anna", first.id), tasks.answered(first.id, delivered=False))
    second = await tasks.add(ticket(), again)
    assert (second.id != first.id, second.status) == (True, Status.PENDING)
    await tasks.answered(second.id, delivered=False)
    assert await tasks.add(ticket(), again) == second


async def test_a_task_called_off_by_who_knows_of_it_is_given_back_by_its_key(tasks: Tasks) -> None:
    first = await tasks.add(ticket(), asker(idempotency_key="mine"))
    await tasks.answered(first.id, delivered=True)
    await tasks.answered(first.id, delivered=False)
    await tasks.cancel("anna", first.id)
    assert (await tasks.add(ticket(), asker(idempotency_key="mine"))).id == first.id


async def test_moved_returns_even_if_the_task_moved_before_anybody_listened(tasks: Tasks) -> None:
    task = await add(tasks)
    await claim(tasks)
    assert (await soon(tasks.moved(task))).status is Status.RUNNING


async def test_moved_returns_at_each_move_and_not_before(tasks: Tasks) -> None:
    task = await add(tasks)
    other = await add(tasks)
    listeners = [asyncio.create_task(tasks.moved(task)) for _ in range(3)]
    await wait_all_tasks_blocked()
    await tasks.cancel("anna", other.id)
    await wait_all_tasks_blocked()
    assert not any(listener.done() for listener in listeners)
    held = await claim(tasks)
    running = await soon(asyncio.gather(*listeners))  # pyright: ignore[reportArgumentType] - a future does as well
    assert {task.status for task in running} == {Status.RUNNING}
    listener = asyncio.create_task(tasks.moved(running[0]))
    await wait_all_tasks_blocked()
    assert not listener.done()
    await finish(tasks, held)
    assert (await asyncio.wait_for(listener, 5)).outcome == outcome()


@pytest.mark.parametrize("how", ["cancel", "fail", "give_back", "reap"])
async def test_every_move_wakes_its_listener(tasks: Tasks, clock: FixedClock, how: str) -> None:
    task = await add(tasks)
    held = None if how == "cancel" else await claim(tasks)
    listener = asyncio.create_task(tasks.moved(await get(tasks, task)))
    await wait_all_tasks_blocked()
    if held is None:
        await tasks.cancel("anna", task.id)
    elif how == "fail":
        await tasks.fail(held, Failure(code="x", message="y"))
    elif how == "give_back":
        await tasks.give_back(held, counted=True)
    else:
        clock.advance(LEASE)
        await tasks.reap()
    expected = {"cancel": Status.CANCELED, "fail": Status.FAILED}.get(how, Status.PENDING)
    assert (await asyncio.wait_for(listener, 5)).status is expected


async def test_moved_of_a_forgotten_task_says_so(tasks: Tasks, clock: FixedClock) -> None:
    task = await add(tasks)
    await tasks.cancel("anna", task.id)
    clock.advance(1)
    await tasks.purge(clock.now(), 1)
    with pytest.raises(NotFound):
        await soon(tasks.moved(task))


async def test_waiting_returns_when_work_comes_and_not_before(tasks: Tasks) -> None:
    assert await tasks.claim("w1", MODELS) is None
    waiter = asyncio.create_task(tasks.waiting())
    await wait_all_tasks_blocked()
    assert not waiter.done()
    await add(tasks)
    await asyncio.wait_for(waiter, 5)


async def test_work_that_came_while_the_claim_was_on_its_way_is_not_missed(tasks: Tasks) -> None:
    empty, _ = await asyncio.gather(tasks.claim("w1", MODELS), add(tasks))
    if empty is None:
        await soon(tasks.waiting())
        empty = await tasks.claim("w1", MODELS)
    assert empty is not None


async def test_work_is_not_missed_because_another_worker_asked_for_other_work_in_vain(tasks: Tasks) -> None:
    assert await tasks.claim("w1", MODELS) is None
    waiting = tasks.waiting()
    await add(tasks)
    assert await tasks.claim("w2", frozenset({"wanx-v1"})) is None
    await soon(waiting)


async def test_a_lane_that_may_run_again_is_work(tasks: Tasks, clock: FixedClock) -> None:
    await add(tasks, at_once=1)
    await add(tasks, at_once=1)
    for end in (finish, lambda tasks, held: tasks.give_back(held, counted=False)):
        held = await claim(tasks)
        assert await tasks.claim("w1", MODELS) is None
        waiter = asyncio.create_task(tasks.waiting())
        await wait_all_tasks_blocked()
        assert not waiter.done()
        await end(tasks, held)
        await asyncio.wait_for(waiter, 5)
    await claim(tasks)
    assert await tasks.claim("w1", MODELS) is None
    waiter = asyncio.create_task(tasks.waiting())
    await wait_all_tasks_blocked()
    clock.advance(LEASE)
    await tasks.reap()
    await asyncio.wait_for(waiter, 5)


async def test_a_claim_whose_worker_was_stopped_meanwhile_is_given_to_the_next(tasks: Tasks) -> None:
    task = await add(tasks, at_once=1)
    stopped = asyncio.create_task(tasks.claim("w1", MODELS))
    await checkpoint()
    stopped.cancel()
    await asyncio.wait({stopped})
    held = None if stopped.cancelled() else stopped.result()
    while held is None:
        held = await tasks.claim("w2", MODELS)
    assert held.task_id == task.id
    assert (await get(tasks, task)).attempts == 1


async def test_a_request_that_was_dropped_while_it_was_promised_is_recognised(tasks: Tasks) -> None:
    dropped = asyncio.create_task(add(tasks))
    await checkpoint()
    dropped.cancel()
    await asyncio.wait({dropped})
    if not dropped.cancelled():
        await tasks.answered(dropped.result().id, delivered=False)
    await tasks.depths()  # what was queued is behind us
    while (await tasks.list("anna", EVER)).total < 1:
        await checkpoint()
    for _ in range(2):  # a commit can be read before its caller is told: what that sets off is behind us, too
        await tasks.beat("nobody", ())
    again = await add(tasks)
    assert (await tasks.list("anna", EVER)).tasks == (again,)


async def test_purge_returns_the_oldest_that_ended_and_keeps_what_they_used(tasks: Tasks, clock: FixedClock) -> None:
    done = list[str]()
    for _ in range(3):
        task = await add(tasks)
        await finish(tasks, await claim(tasks))
        done.append(task.id)
        clock.advance(1)
    waiting = await add(tasks)
    clock.advance(100)
    used = await tasks.used(0, 1e12)
    assert [task.id for task in await tasks.purge(clock.now(), 2)] == done[:2]
    assert await tasks.get("anna", done[0]) is None
    last = await tasks.purge(clock.now(), 2)
    assert [(task.id, task.status, task.outcome) for task in last] == [(done[2], Status.SUCCEEDED, outcome())]
    assert await tasks.purge(clock.now(), 2) == ()
    assert (await tasks.list("anna", EVER)).tasks == (waiting,)
    assert await tasks.used(0, 1e12) == used


async def test_purge_leaves_what_ended_later(tasks: Tasks, clock: FixedClock) -> None:
    task = await add(tasks)
    await tasks.cancel("anna", task.id)
    assert await tasks.purge(clock.now(), 10) == ()


async def test_a_purged_idempotency_key_may_be_used_again(tasks: Tasks, clock: FixedClock) -> None:
    first = await tasks.add(ticket(), asker(idempotency_key="k"))
    await tasks.cancel("anna", first.id)
    clock.advance(1)
    await tasks.purge(clock.now(), 10)
    assert (await tasks.add(ticket(), asker(digest="other", idempotency_key="k"))).id != first.id


async def test_depths_say_what_waits_and_runs_of_each_model(tasks: Tasks) -> None:
    for account, model in [("anna", MODEL), ("bert", MODEL), ("anna", MODEL), ("anna", "wanx-v1")]:
        await add(tasks, account, model)
    held = await claim(tasks)
    assert await tasks.depths() == (
        Depth(model=MODEL, pending=2, running=1),
        Depth(model="wanx-v1", pending=1, running=0),
    )
    await tasks.give_back(held, counted=True)
    assert (await tasks.depths())[0] == Depth(model=MODEL, pending=3, running=0)


CLOUD = ("cloud",)
ROUTE = line_of(MODEL, CLOUD)


def routed(at_once: int = 2, route: tuple[str, ...] = CLOUD, per_second: float = math.inf) -> Ticket:
    asked = ticket(at_once=at_once)
    return replace(asked, job=replace(asked.job, route=route), submissions_per_second=per_second)


async def test_a_route_is_a_line_of_its_own_and_its_tasks_are_its_models(tasks: Tasks) -> None:
    task = await tasks.add(routed(), asker())
    assert task.model == MODEL
    assert await tasks.claim("w1", MODELS) is None
    own = await add(tasks)
    assert (await claim(tasks)).task_id == own.id
    held = await claim(tasks, models=frozenset({ROUTE}))
    assert (held.task_id, held.job.route) == (task.id, CLOUD)
    assert [(depth.model, depth.running) for depth in await tasks.depths()] == [(MODEL, 1), (ROUTE, 1)]
    await tasks.give_back(held, counted=True)
    assert (await claim(tasks, models=frozenset({ROUTE}))).task_id == task.id
    assert {one.id for one in (await tasks.list("anna", replace(EVER, model=MODEL))).tasks} == {task.id, own.id}


async def test_no_more_run_at_once_over_all_lines_of_a_model_than_tickets_say(tasks: Tasks) -> None:
    lines = frozenset({MODEL, ROUTE})
    await tasks.add(routed(), asker())
    held = [await claim(tasks, models=lines)]
    await add(tasks)
    held.append(await claim(tasks, models=lines))
    await tasks.add(routed(), asker())
    await add(tasks)
    assert await tasks.claim("w1", lines) is None
    await add(tasks, "bert")
    assert (await claim(tasks, models=lines)).account == "bert"
    await tasks.give_back(held[0], counted=True)
    await claim(tasks, models=lines)
    assert await tasks.claim("w1", lines) is None
    await finish(tasks, held[1])
    await claim(tasks, models=lines)
    assert await tasks.claim("w1", lines) is None


async def test_the_end_of_a_task_wakes_who_waits_for_another_line_of_its_model(tasks: Tasks) -> None:
    await add(tasks, at_once=1)
    held = await claim(tasks)
    await tasks.add(routed(at_once=1), asker())
    assert await tasks.claim("w2", frozenset({ROUTE})) is None
    news = asyncio.ensure_future(tasks.waiting())
    await wait_all_tasks_blocked()
    assert not news.done()
    await finish(tasks, held)
    await asyncio.wait_for(news, 5)
    await claim(tasks, models=frozenset({ROUTE}))


async def test_what_is_set_for_a_model_holds_for_its_routes_at_once_and_later(tasks: Tasks) -> None:
    for _ in range(4):
        await tasks.add(routed(at_once=1), asker())
    await claim(tasks, models=frozenset({ROUTE}))
    await tasks.set_limits(Limits(account="anna", model=MODEL, running_at_once=2))
    await claim(tasks, models=frozenset({ROUTE}))
    assert await tasks.claim("w1", frozenset({ROUTE})) is None
    await tasks.add(routed(at_once=9), asker())
    assert await tasks.claim("w1", frozenset({ROUTE})) is None
    assert await tasks.limits("anna") == (Limits(account="anna", model=MODEL, running_at_once=2),)


async def test_the_rate_of_a_model_holds_over_all_of_its_lines(tasks: Tasks, clock: FixedClock) -> None:
    await tasks.add(routed(per_second=2), asker())
    await tasks.add(replace(ticket(), submissions_per_second=2), asker())
    for hasty in routed(per_second=2), routed(per_second=2, route=("other",)):
        with pytest.raises(RateLimited):
            await tasks.foresee(hasty, asker())
        with pytest.raises(RateLimited):
            await tasks.add(hasty, asker())
    clock.advance(1)
    await tasks.add(routed(per_second=2), asker())


async def test_the_rate_that_is_set_for_a_model_holds_over_all_of_its_lines(tasks: Tasks, clock: FixedClock) -> None:
    await tasks.set_limits(Limits(account="anna", model=MODEL, submissions_per_second=1))
    await tasks.add(routed(per_second=100), asker())
    for hasty in routed(per_second=100), ticket():
        with pytest.raises(RateLimited):
            await tasks.add(hasty, asker())
    clock.advance(1)
    await tasks.add(routed(per_second=100), asker())
