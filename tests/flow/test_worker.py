"""What becomes of tasks: drawn, failed, tried again, handed back; in a whole service, in memory."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from danqing.app import Service
from danqing.core.job import Call, Door, Job, Kind, Size, Turn
from danqing.core.task import Status
from danqing.engines.fake import Fake, plain_png
from danqing.flow.worker import sized
from danqing.tasks.store import Asker
from tests.service import Running, in_memory, running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service(tmp_path: Path) -> AsyncGenerator[Running]:
    async with running(in_memory(tmp_path)) as open_service:
        yield open_service


async def end_of(service: Running, prompt: str, model: str = "wanx-v1", **parameters: int) -> dict[str, object]:
    created = await service.create(prompt, model, **parameters)
    return (await service.ended(created.json()["output"]["task_id"]))["output"]


async def test_a_task_whose_engine_dies_is_run_three_times_and_then_fails(service: Running) -> None:
    output = await end_of(service, "[lost]")
    assert (output["task_status"], output["code"]) == ("FAILED", "InternalError")
    assert len(service.fake.ran) == 3
    assert {job.seed for job in service.fake.ran} == {service.fake.ran[0].seed}


@pytest.mark.parametrize(
    ("prompt", "code"),
    [("[reject]", "InvalidParameter"), ("[error]", "InternalError.Algo"), ("[timeout]", "InternalError.Timeout")],
)
async def test_what_another_try_cannot_help_fails_at_once(service: Running, prompt: str, code: str) -> None:
    assert (await end_of(service, prompt))["code"] == code
    assert len(service.fake.ran) == 1


async def test_a_partial_failure_succeeds_and_counts_only_the_good_images(service: Running) -> None:
    created = (await service.create("[partial]", "wanx-v1", n=4)).json()["output"]["task_id"]
    body = await service.ended(created)
    assert body["output"]["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 2, "FAILED": 2}
    assert body["usage"] == {"image_count": 2}
    assert [sorted(item) for item in body["output"]["results"]] == [["url"], ["code", "message"]] * 2
    assert body["output"]["results"][1]["code"] == "InternalError.Timeout"


async def test_a_reference_that_cannot_be_fetched_is_a_task_that_failed(service: Running) -> None:
    body = {"model": "wanx-v1", "input": {"prompt": "a cat", "ref_img": "http://127.0.0.1:9/none.png"}}
    created = await service.http.post(
        "/api/v1/services/aigc/text2image/image-synthesis", json=body, headers={"X-DashScope-Async": "enable"}
    )
    output = (await service.ended(created.json()["output"]["task_id"]))["output"]
    assert output["task_status"] == "FAILED"
    assert service.fake.ran == []


async def test_a_stop_waits_so_long_for_what_runs_and_then_hands_it_back_uncounted(tmp_path: Path) -> None:
    settings = in_memory(tmp_path, server={"drain_seconds": 0.05})
    async with Service(settings=settings).open() as service:
        engine = service.workers[0].engine
        assert isinstance(engine, Fake)
        engine.gate.clear()
        call = Call(door=Door.TEXT2IMAGE, model="qwen-image", wants_async=True, turns=(Turn(parts=(("text", "x"),)),))
        task = await service.gateway.later(call, Asker(account="1", key_id="1", request_id="r", digest="d"))
        task = await service.gateway.ledger.moved(task)
        assert task.status is Status.RUNNING
    handed_back = await service.gateway.ledger.get("1", task.id)
    assert handed_back
    assert (handed_back.status, handed_back.attempts) == (Status.PENDING, 0)


async def test_metrics_count_tasks_images_and_requests(service: Running) -> None:
    await end_of(service, "a cat", n=2)
    text = (await service.http.get("/metrics")).text
    assert 'danqing_tasks_total{engine="fake/1.0",model="wanx-v1",outcome="succeeded"} 1.0' in text
    assert 'danqing_images_total{engine="fake/1.0",model="wanx-v1"} 2.0' in text
    assert 'danqing_requests_total{route="/api/v1/tasks/{task_id}",status="200"} 1.0' in text


def test_a_job_without_a_size_takes_the_last_references_ratio() -> None:
    job = Job(door=Door.MULTIMODAL, model="m", kind=Kind.EDIT, prompt="x", images=("a", "b"))
    assert sized(job, [plain_png(10, 400, 0), plain_png(400, 400, 0)]).size == Size(width=1024, height=1024)
    fixed = Job(door=Door.MULTIMODAL, model="m", kind=Kind.EDIT, prompt="x", size=Size(width=5, height=6))
    assert sized(fixed, [plain_png(400, 400, 0)]).size == Size(width=5, height=6)
