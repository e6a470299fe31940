"""One account's flood is its own: another's task starts as if there were none."""

import asyncio
from pathlib import Path

import pytest

from danqing.core.task import Task
from tests.service import ASYNC, T2I, Running, in_memory, running

pytestmark = pytest.mark.anyio
FLOOD, CALLERS = 5_000, 16
SECONDS = 0.5
"""One task's time."""


async def submit(service: Running, key: str) -> str:
    body = {"model": "qwen-image", "input": {"prompt": f"a cat [slow {SECONDS}]"}}
    answer = await service.http.post(T2I, json=body, headers={**ASYNC, "Authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.text
    return answer.json()["output"]["task_id"]


async def started(service: Running, account: str, task_id: str) -> Task:
    task = await service.service.gateway.read(account, task_id)
    while task is not None and task.scheduled is None:
        task = await service.service.gateway.ledger.moved(task)
    assert task is not None
    return task


async def test_behind_five_thousand_tasks_of_one_account_anothers_starts_within_twice_one_tasks_time(
    tmp_path: Path,
) -> None:
    settings = in_memory(tmp_path, limits={"submissions_per_second": "off", "running_at_once": "off"})
    async with running(settings) as service:
        who = service.service.tenancy
        other = (await who.administration.put_account("other")).id
        _, key = await who.keyring.create(other)
        numbers = iter(range(FLOOD))

        async def flood() -> None:
            for _ in numbers:
                await submit(service, service.key)

        await asyncio.gather(*(flood() for _ in range(CALLERS)))
        (depth,) = await service.service.janitor.upkeep.depths()
        assert depth.pending > FLOOD * 0.9
        for _ in range(3):  # one after the other: each is the only one of its account
            task = await started(service, other, await submit(service, key))
            assert task.scheduled is not None
            assert task.scheduled - task.submitted < 2 * SECONDS
        (depth,) = await service.service.janitor.upkeep.depths()
        assert depth.pending > FLOOD * 0.8, "nobody waited behind the flood"
