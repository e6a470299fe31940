"""The pool of drawing processes, with the fake drawer in real processes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from danqing.core.errors import EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.core.progress import Step
from danqing.engines.engine import READY, Drawing
from danqing.engines.pool import Pool, Terms

pytestmark = pytest.mark.anyio
TARGET = "danqing.engines.fake:FakeDrawer"


def job(prompt: str = "a cat", n: int = 1) -> Job:
    return Job(
        door=Door.TEXT2IMAGE, model="m", kind=Kind.DRAW, prompt=prompt, n=n, seed=5, size=Size(width=64, height=32)
    )


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(TARGET, slots=1, terms=Terms(job_seconds=20, recycle_after=2))
    await pool.start()
    yield pool
    await pool.stop()


async def test_a_job_is_drawn_in_another_process_under_the_drawers_own_name(pool: Pool) -> None:
    drawing = await pool.run(job(n=3), [])
    drawn = [image for image in drawing.images if isinstance(image, Image)]
    assert [(image.width, image.height, image.seed) for image in drawn] == [(64, 32, seed) for seed in (5, 6, 7)]
    assert pool.name == "fake/1.0"


async def test_a_process_that_dies_loses_its_job_only(pool: Pool) -> None:
    with pytest.raises(EngineLost):
        await pool.run(job("[lost]"), [])
    assert isinstance(await pool.run(job(), []), Drawing)


async def test_a_refusal_keeps_its_words_and_a_bug_keeps_its_trace_to_itself(pool: Pool) -> None:
    with pytest.raises(EngineRejected, match="told to refuse"):
        await pool.run(job("[reject]"), [])
    with pytest.raises(EngineError) as caught:
        await pool.run(job("[bug]"), [])
    assert "ZeroDivision" not in caught.value.message


async def test_a_job_past_its_time_limit_is_ended_and_the_next_one_drawn() -> None:
    pool = Pool(TARGET, slots=1, terms=Terms(job_seconds=0.2))
    await pool.start()
    with pytest.raises(EngineTimeout):
        await pool.run(job("[slow 100]"), [])
    assert isinstance(await pool.run(job(), []), Drawing)
    await pool.stop()


async def test_processes_are_replaced_after_so_many_jobs(pool: Pool) -> None:
    for _ in range(7):
        assert isinstance(await pool.run(job(), []), Drawing)


async def test_a_cancelled_job_frees_its_process(pool: Pool) -> None:
    task = asyncio.create_task(pool.run(job("[slow 100]"), []))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(await pool.run(job(), []), Drawing)


async def test_steps_and_previews_are_told_while_the_job_is_drawn(pool: Pool) -> None:
    heard: list[Step] = []
    await pool.run(replace(job("[steps 4]"), previews=1), [], heard.append)
    assert [(step.done, step.of) for step in heard] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [step.done for step in heard if step.preview] == [2]


async def started(pool: Pool, prompt: str) -> asyncio.Task[Drawing]:
    """Return a run whose first step has been told."""
    told = asyncio.Event()
    task = asyncio.create_task(pool.run(job(prompt), [], lambda _: told.set()))
    await told.wait()
    return task


@pytest.mark.parametrize(("grace_seconds", "is_kept"), [(20, True), (0, False)])
async def test_a_drawer_that_obeys_a_cancel_in_time_keeps_its_process(grace_seconds: float, is_kept: bool) -> None:
    """A process that holds 57 GB of weights was ended and loaded anew for each task that nobody wanted any more."""
    pool = Pool(TARGET, slots=1, terms=Terms(grace_seconds=grace_seconds))
    await pool.start()
    (before,) = pool._all
    task = await started(pool, "[slow 50][steps 500]")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(await pool.run(job(), []), Drawing)
    assert (pool._all == {before}) == is_kept
    await pool.stop()


async def test_a_job_past_its_time_limit_ends_within_a_step_and_keeps_its_process() -> None:
    pool = Pool(TARGET, slots=1, terms=Terms(job_seconds=0.3, grace_seconds=20))
    await pool.start()
    (before,) = pool._all
    with pytest.raises(EngineTimeout):
        await pool.run(job("[slow 50][steps 500]"), [])
    assert isinstance(await pool.run(job(), []), Drawing)
    assert pool._all == {before}
    await pool.stop()


async def test_a_pool_is_ready_once_a_process_takes_jobs(pool: Pool) -> None:
    assert isinstance(await pool.run(job(), []), Drawing)
    assert pool.state == READY


async def test_a_drawer_that_cannot_be_loaded_is_told_at_once() -> None:
    pool = Pool("danqing.engines.nothing:Here", slots=2)
    with pytest.raises(EngineLost, match="did not start"):
        await pool.start()
