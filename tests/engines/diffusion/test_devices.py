"""Several devices as one engine, with the fake drawer in real processes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from danqing.core.errors import EngineLost
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.core.progress import Step
from danqing.engines.diffusion.devices import Devices
from danqing.engines.pool import Terms

pytestmark = pytest.mark.anyio
FAKE = "danqing.engines.fake:FakeDrawer"
JOB = Job(door=Door.TEXT2IMAGE, model="a", kind=Kind.DRAW, prompt="a cat", size=Size(width=64, height=32))


@pytest.fixture
async def two() -> AsyncIterator[Devices]:
    devices = Devices([{}, {}], Terms(grace_seconds=20), FAKE)
    await devices.start()
    yield devices
    await devices.stop()


def drew(devices: Devices) -> list[list[str]]:
    """Return what each device has drawn with, the latest last."""
    return [device.models for device in devices._devices]


async def test_a_task_goes_to_the_device_that_has_its_model(two: Devices) -> None:
    """Weights of 57 GB are in memory there already."""
    slow = replace(JOB, prompt="[slow 0.5][steps 5]")
    started = asyncio.Event()
    first = asyncio.create_task(two.run(slow, (), lambda _: started.set()))
    await started.wait()
    await two.run(replace(JOB, model="b"), ())
    await first
    assert sorted(drew(two)) == [["a"], ["b"]]
    before = drew(two)
    for model in ("b", "a", "b", "b", "a"):
        await two.run(replace(JOB, model=model), ())
    assert drew(two) == before


async def test_a_model_that_nobody_has_goes_to_whichever_is_free(two: Devices) -> None:
    started = asyncio.Event()
    busy = asyncio.create_task(two.run(replace(JOB, prompt="[slow 60][steps 600]"), (), lambda _: started.set()))
    await started.wait()
    await two.run(JOB, ())
    await two.run(replace(JOB, model="c"), ())
    busy.cancel()
    with pytest.raises(asyncio.CancelledError):
        await busy
    assert ["a", "c"] in drew(two)


async def test_as_many_jobs_run_at_once_as_there_are_devices_and_the_others_wait(two: Devices) -> None:
    heard: list[Step] = []
    jobs = [replace(JOB, prompt="[steps 2]", seed=seed) for seed in range(6)]
    drawings = await asyncio.gather(*(two.run(job, (), heard.append) for job in jobs))
    images = [image for drawing in drawings for image in drawing.images]
    assert [image.seed for image in images if isinstance(image, Image)] == [*range(6)]
    assert len(heard) == 12


async def test_a_device_whose_process_dies_draws_the_next_job(two: Devices) -> None:
    for _ in range(3):
        with pytest.raises(EngineLost):
            await two.run(replace(JOB, prompt="[lost]"), ())
    assert (await two.run(JOB, ())).images


async def test_one_device_that_cannot_start_stops_them_all() -> None:
    devices = Devices([{}, {"unknown": 1}], Terms(), FAKE)
    with pytest.raises(EngineLost, match="did not start"):
        await devices.start()
