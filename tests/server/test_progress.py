"""How far a task is, as those who wait and those who administer see it."""

from pathlib import Path

import pytest

from danqing.core.task import Claim
from danqing.server.admin import ADMIN
from tests.service import in_memory, running

pytestmark = pytest.mark.anyio


async def test_a_task_that_runs_says_how_far_it_is_until_it_ends(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path)) as service:
        service.fake.gate.clear()
        task_id = (await service.create()).json()["output"]["task_id"]
        ledger = service.service.gateway.ledger
        waits = await ledger.get("1", task_id)
        assert waits
        runs = await ledger.moved(waits) if waits.status == "PENDING" else waits
        quiet = await service.http.get(f"/api/v1/tasks/{task_id}")
        assert "X-Task-Progress" not in quiet.headers
        assert runs.job
        claim = Claim(
            task_id=task_id,
            account=runs.account,
            key_id=runs.key_id,
            request_id=runs.request_id,
            attempt=1,
            job=runs.job,
            submitted=runs.submitted,
            scheduled=runs.submitted,
        )
        await service.service.workers[0].queue.progress(claim, 0.425)
        told = await service.http.get(f"/api/v1/tasks/{task_id}")
        assert (told.json()["output"]["task_status"], told.headers["X-Task-Progress"]) == ("RUNNING", "0.42")
        admin = {"Authorization": f"Bearer {service.service.admin_token}"}
        (row,) = (await service.http.get(f"{ADMIN}/tasks", headers=admin)).json()["items"]
        assert row["progress"] == 0.425
        service.fake.gate.set()
        assert (await service.ended(task_id))["output"]["task_status"] == "SUCCEEDED"
        assert "X-Task-Progress" not in (await service.http.get(f"/api/v1/tasks/{task_id}")).headers
