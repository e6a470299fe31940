"""The cloud as an engine: what is asked of it, what it answers, and what goes wrong on the way."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from danqing.client.connection import Pace
from danqing.client.schedule import Schedule
from danqing.core.errors import (
    EngineBusy,
    EngineError,
    EngineLost,
    EngineRejected,
    EngineTimeout,
    InvalidApiKey,
    InvalidParameter,
)
from danqing.core.image import Failure, Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.dashscope_cloud import DashscopeCloud, Terms, call_of
from danqing.engines.fake import plain_png
from danqing.wire import doors
from tests.client.recorded import DROP, SILENCE, Say, Server, page, picture, say
from tests.engines import loopback
from tests.engines.loopback import Time, jpeg
from tests.service import in_memory, running

pytestmark = pytest.mark.anyio

JOB = Job(
    door=Door.TEXT2IMAGE,
    model="wanx-v1",
    kind=Kind.DRAW,
    prompt="a cat",
    size=Size(width=1024, height=1024),
    seed=3,
    prompt_extend=False,
)
CREATE = "POST /api/v1/services/aigc/text2image/image-synthesis"
SYNC = "POST /api/v1/services/aigc/multimodal-generation/generation"
TASK = "GET /api/v1/tasks/t-1"
CANCEL = "POST /api/v1/tasks/t-1/cancel"
PENDING = say({"request_id": "r", "output": {"task_id": "t-1", "task_status": "PENDING"}})
PICTURE = plain_png(1024, 1024, 4)


def succeeded(*results: dict[str, str]) -> Say:
    return say({"request_id": "r", "output": {"task_id": "t-1", "task_status": "SUCCEEDED", "results": list(results)}})


def failed(code: str, message: str = "said there") -> Say:
    output = {"task_id": "t-1", "task_status": "FAILED", "code": code, "message": message}
    return say({"request_id": "r", "output": output})


@asynccontextmanager
async def cloud_at(server: Server, pace: Pace | None = None, **terms: Any) -> AsyncGenerator[DashscopeCloud]:
    wanted: dict[str, Any] = {"schedule": Schedule(quick=0.01), "job_seconds": 30.0, **terms}
    engine = DashscopeCloud(Terms(url=f"{server.url}/api/v1", key="sk-1", **wanted), pace or Time().pace)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def ends(server: Server, job: Job = JOB, **terms: Any) -> tuple[Image | Failure, ...]:
    async with cloud_at(server, **terms) as engine:
        return (await engine.run(job, ())).images


@pytest.fixture
def server() -> Any:
    with Server() as server:
        yield server.on(CREATE, PENDING)


@pytest.mark.parametrize(
    ("job", "known", "parameters"),
    [
        (JOB, None, {"size": "1024*1024", "prompt_extend": False}),
        (replace(JOB, prompt_extend=True, watermark="Qwen-Image"), None, {"prompt_extend": True, "watermark": True}),
        (replace(JOB, negative_prompt="dogs"), None, {}),
        (replace(JOB, style="watercolor", n=4), frozenset({"style", "size"}), {"style": "<watercolor>", "n": 4}),
        (replace(JOB, kind=Kind.REPAINT), None, {"ref_mode": "repaint", "ref_strength": 0.5}),
        (replace(JOB, kind=Kind.RESTYLE, ref_strength=0.9), None, {"ref_mode": "refonly", "ref_strength": 0.9}),
    ],
)
def test_a_job_is_said_in_the_words_of_the_api(
    job: Job, known: frozenset[str] | None, parameters: dict[str, object]
) -> None:
    call = call_of(job, "theirs", ["oss://a"] if job.kind is not Kind.DRAW else [], known)
    said = json.loads(doors.ENCODE[call.door](call))
    assert (said["model"], said["input"]["prompt"], call.wants_async) == ("theirs", "a cat", True)
    assert {name: said["parameters"].get(name) for name in parameters} == parameters
    assert said["parameters"]["seed"] == 3
    assert said["input"].get("negative_prompt", "") == job.negative_prompt


def test_what_a_model_does_not_know_is_not_said() -> None:
    job = replace(JOB, kind=Kind.EDIT, door=Door.MULTIMODAL, model="qwen-image-edit")
    call = call_of(job, "qwen-image-edit", ["oss://a", "oss://b"], frozenset({"negative_prompt", "watermark"}))
    said = json.loads(doors.ENCODE[call.door](call))
    assert said["parameters"] == {"n": 1, "seed": 3}
    assert said["input"]["messages"] == [
        {"role": "user", "content": [{"image": "oss://a"}, {"image": "oss://b"}, {"text": "a cat"}]}
    ]
    assert not call.wants_async


async def test_a_task_is_followed_to_its_end_and_its_results_are_read_at_once(server: Server) -> None:
    server.on(TASK, PENDING, PENDING, succeeded({"url": f"{server.url}/a.png", "actual_prompt": "a white cat"}))
    server.on("GET /a.png", picture(PICTURE))
    async with cloud_at(server, models={"wanx-v1": "wan2.2-t2i-flash"}) as engine:
        drawing = await engine.run(replace(JOB, prompt_extend=True), ())
    (image,) = drawing.images
    assert isinstance(image, Image)
    assert (image.png, image.seed, drawing.actual_prompt) == (PICTURE, 3, "a white cat")
    assert drawing.engine == "dashscope/wan2.2-t2i-flash"
    (created,) = server.got(CREATE)
    assert (created.json["model"], created.headers["authorization"]) == ("wan2.2-t2i-flash", "Bearer sk-1")
    assert "authorization" not in server.got("GET /a.png")[0].headers


async def test_a_picture_of_another_size_is_made_to_fit(server: Server) -> None:
    server.on(TASK, succeeded({"url": f"{server.url}/a.jpg"})).on("GET /a.jpg", picture(jpeg(300, 200)))
    (image,) = await ends(server)
    assert isinstance(image, Image)
    assert (image.width, image.height, image.png[:4]) == (1024, 1024, b"\x89PNG")


async def test_each_failure_stays_where_it_was_and_what_was_not_told_is_missing(server: Server) -> None:
    refused = {"code": "DataInspectionFailed", "message": "Output data may contain inappropriate content."}
    broken = {"code": "InternalError.Timeout", "message": "10.0.0.7 was too slow"}
    server.on(TASK, succeeded(refused, {"url": f"{server.url}/a.png"}, broken)).on("GET /a.png", picture(PICTURE))
    first, second, third, fourth = await ends(server, replace(JOB, n=4))
    assert first == Failure(**refused)
    assert isinstance(second, Image)
    assert second.seed == 4
    assert third == Failure(code=EngineTimeout.code, message=EngineTimeout.message)
    assert fourth == Failure(code=EngineError.code, message=EngineError.message)


@pytest.mark.parametrize(
    "answer", [Say(status=403, body=b"<Error>AccessDenied</Error>"), page(), picture(b""), picture(PICTURE[:-9])]
)
async def test_a_result_that_has_expired_or_is_broken_is_a_missing_picture(server: Server, answer: Say) -> None:
    server.on(TASK, succeeded({"url": f"{server.url}/a.png"})).on("GET /a.png", answer)
    (missing,) = await ends(server)
    assert missing == Failure(code=EngineError.code, message=EngineError.message)


async def test_a_result_whose_host_hangs_up_is_asked_for_again(server: Server) -> None:
    server.on(TASK, succeeded({"url": f"{server.url}/a.png"}))
    server.on("GET /a.png", Say(body=PICTURE[:9], promise=len(PICTURE)), picture(PICTURE))
    assert isinstance((await ends(server))[0], Image)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://", "not a url"])
async def test_an_address_that_is_none_is_a_missing_picture(server: Server, url: str) -> None:
    server.on(TASK, succeeded({"url": url}))
    assert isinstance((await ends(server))[0], Failure)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("InvalidParameter", EngineRejected),
        ("DataInspectionFailed", EngineRejected),
        ("InvalidURL.Timeout", EngineRejected),
        ("InternalError.Timeout", EngineTimeout),
        ("InternalError.Algo", EngineError),
        ("InternalError", EngineError),
        ("Throttling.RateQuota", EngineBusy),
        ("Throttling.AllocationQuota", EngineLost),
        ("Arrearage", EngineLost),
        ("AccessDenied.Unpurchased", EngineLost),
        ("AllocationQuota.FreeTierOnly", EngineLost),
    ],
)
async def test_why_a_task_failed_there_is_one_error_of_ours(server: Server, code: str, kind: type[EngineError]) -> None:
    server.on(TASK, failed(code, "said at http://10.0.0.7/x"))
    with pytest.raises(EngineError) as caught:
        await ends(server)
    assert type(caught.value) is kind
    if kind is EngineRejected:
        assert (caught.value.code, caught.value.message) == (code, "said at …")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (say({"code": "InvalidParameter", "message": "Model not exist."}, 400), EngineRejected),
        (say({"code": "InvalidApiKey", "message": "Invalid API-key provided."}, 401), EngineLost),
        (say({"code": "Model.AccessDenied", "message": "no"}, 403), EngineLost),
        (say({"code": "Throttling.RateQuota", "message": "slow down"}, 429), EngineBusy),
        (say({"code": "ModelUnavailable", "message": "later"}, 503), EngineBusy),
        (say({"code": "InternalError", "message": "oops"}, 500), EngineError),
        (page(502), EngineLost),
        (page(504), EngineLost),
        (page(200), EngineLost),
        (Say(body=b"\xff\x00"), EngineLost),
        (say({"request_id": "r"}), EngineError),
        (DROP, EngineLost),
    ],
    ids="400 401 403 429 503 500 502 504 html garbage nothing dropped".split(),
)
async def test_each_answer_that_is_no_task_is_one_error_of_ours(
    server: Server, answer: Say, kind: type[EngineError]
) -> None:
    server.on(CREATE, answer)
    with pytest.raises(EngineError) as caught:
        await ends(server)
    assert type(caught.value) is kind


async def test_a_throttled_request_is_sent_again_after_what_the_service_asks(server: Server) -> None:
    time = Time()
    server.on(CREATE, say({"code": "Throttling.RateQuota", "message": "x"}, 429, retry_after="5"), PENDING)
    server.on(TASK, succeeded({"url": f"{server.url}/a.png"})).on("GET /a.png", picture(PICTURE))
    async with cloud_at(server, time.pace) as engine:
        assert isinstance((await engine.run(JOB, ())).images[0], Image)
    assert time.slept[0] == 5


async def test_a_service_that_does_not_answer_in_time_is_a_timeout(server: Server) -> None:
    server.on(CREATE, SILENCE)
    with pytest.raises(EngineTimeout):
        await ends(server, job_seconds=0.1)


async def test_a_task_that_does_not_end_in_time_is_a_timeout_and_is_cancelled_there(server: Server) -> None:
    server.on(TASK, PENDING).on(CANCEL, say({"request_id": "r"}))
    with pytest.raises(EngineTimeout):
        await ends(server, schedule=Schedule(limit=10))
    assert len(server.got(CANCEL)) == 1


async def test_a_job_that_is_called_off_is_cancelled_there(server: Server) -> None:
    asked = asyncio.Event()

    async def sleep(seconds: float) -> None:
        del seconds
        asked.set()
        await asyncio.Event().wait()

    server.on(TASK, PENDING).on(CANCEL, say({"request_id": "r"}))
    async with cloud_at(server, Pace(sleep=sleep)) as engine:
        drawing = asyncio.create_task(engine.run(JOB, ()))
        await asked.wait()
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing
    assert len(server.got(CANCEL)) == 1


@pytest.mark.parametrize("status", ["UNKNOWN", "CANCELED"])
async def test_a_task_that_is_gone_may_be_drawn_by_another_engine(server: Server, status: str) -> None:
    server.on(TASK, say({"request_id": "r", "output": {"task_id": "t-1", "task_status": status}}))
    with pytest.raises(EngineLost):
        await ends(server)


@pytest.mark.parametrize(
    ("url", "key", "kind"),
    [("danqing:8000", "sk", InvalidParameter), ("http://danqing/api/v1", "clé", InvalidApiKey)],
)
def test_an_address_or_a_key_that_is_none_is_refused(url: str, key: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        DashscopeCloud(Terms(url=url, key=key))


async def test_references_are_brought_to_a_real_service_and_used_there(tmp_path: Path) -> None:
    job = replace(
        JOB, door=Door.MULTIMODAL, model="qwen-image-edit-plus", kind=Kind.EDIT, size=Size(width=640, height=512)
    )
    async with running(in_memory(tmp_path)) as upstream, loopback.serving(upstream.service.app) as origin:
        engine = DashscopeCloud(Terms(url=f"{origin}/api/v1", key=upstream.key))
        drawing = await engine.run(job, (plain_png(64, 64, 1), jpeg(80, 64)))
        await engine.stop()
        (drawn_there,) = upstream.fake.ran
    assert drawing.engine == "dashscope/fake/1.0"
    assert (drawn_there.kind, drawn_there.size, drawn_there.seed) == (Kind.EDIT, job.size, 3)
    assert [name.partition("://")[0] for name in drawn_there.images] == ["oss", "oss"]
