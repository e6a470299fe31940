"""The pool of drawing processes, with the fake drawer in real processes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from danqing.core.errors import EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.engine import Drawing
from danqing.engines.pool import Pool

pytestmark = pytest.mark.anyio
TARGET = "danqing.engines.fake:FakeDrawer"


def job(prompt: str = "a cat", n: int = 1) -> Job:
    return Job(
        door=Door.TEXT2IMAGE, model="m", kind=Kind.DRAW, prompt=prompt, n=n, seed=5, size=Size(width=64, height=32)
    )


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(TARGET, slots=1, job_seconds=20, recycle_after=2)
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
    pool = Pool(TARGET, slots=1, job_seconds=0.2, recycle_after=100)
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


async def test_a_drawer_that_cannot_be_loaded_is_told_at_once() -> None:
    pool = Pool("danqing.engines.nothing:Here", slots=2, job_seconds=5, recycle_after=5)
    with pytest.raises(EngineLost, match="did not start"):
        await pool.start()
