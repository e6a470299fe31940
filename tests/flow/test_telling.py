"""How far a running task is: what the ledger and whoever watches hear of it."""

import asyncio
from pathlib import Path

import pytest

from danqing.core.errors import LeaseLost
from danqing.core.progress import Step
from danqing.core.task import Claim
from danqing.flow.previews import Previews
from danqing.flow.telling import telling
from tests.service import Running, in_memory, running

pytestmark = pytest.mark.anyio


def test_only_the_watched_task_is_heard_and_only_while_it_is_watched() -> None:
    previews, heard = Previews(), list[Step]()
    with previews.watch("a", heard.append):
        previews.tell("a", Step(1, 2))
        previews.tell("b", Step(1, 2))
    previews.tell("a", Step(2, 2))
    assert heard == [Step(1, 2)]
    assert not previews._watchers


async def test_a_watcher_hears_each_step_and_the_ledger_knows_how_far_the_task_is(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path)) as service:
        worker = next(worker for worker in service.service.workers if "wanx-v1" in worker.lines)
        service.fake.gate.clear()
        task_id = (await service.create("[steps 4][slow 0.4]", "wanx-v1", n=1)).json()["output"]["task_id"]
        heard: list[int] = []
        with worker.previews.watch(task_id, lambda step: heard.append(step.done)):
            service.fake.gate.set()
            await service.ended(task_id)
        assert heard == [1, 2, 3, 4]


async def test_the_ledger_knows_how_far_a_running_task_is(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path)) as service:
        ledger, parts = service.service.gateway.ledger, list[float | None]()
        task_id = (await service.create("[steps 2][slow 0.2]", "wanx-v1", n=1)).json()["output"]["task_id"]
        task = await ledger.get("1", task_id)
        while task and not task.status.is_final:
            parts.append(task.progress)
            await asyncio.sleep(0.02)
            task = await ledger.get("1", task_id)
        assert 0.5 in parts
        assert task
        assert task.progress is None


async def test_a_drawing_whose_task_is_somebody_elses_is_ended(tmp_path: Path) -> None:
    """A worker that had been asleep for longer than its lease drew on, for nobody, until the last step."""
    ended: list[str] = []

    async def draw(service: Running, claim: Claim) -> None:
        async with telling(claim, service.service.workers[0].queue, Previews()) as report:
            report(Step(1, 2))
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("drawing")

    async with running(in_memory(tmp_path)) as service:
        queue = service.service.workers[0].queue
        service.service.drain()
        await service.create("a cat", "wanx-v1", n=1)
        claim = await queue.claim("somebody", frozenset({"wanx-v1"}))
        assert claim
        await queue.give_back(claim, counted=True)
        with pytest.raises(LeaseLost):
            await draw(service, claim)
    current = asyncio.current_task()
    assert current
    assert (ended, current.cancelling()) == (["drawing"], 0)
