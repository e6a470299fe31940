"""The OpenAI images API at the door: over the same flow, limits, rights and bill."""

import asyncio
import time
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.admission.keyring import Scope
from danqing.catalog.load import load
from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import EngineError
from danqing.core.job import Door, Kind, Size
from danqing.core.progress import Step
from danqing.core.task import Task
from danqing.engines.fake import plain_png
from danqing.flow.previews import Previews
from danqing.metering.month import month_of
from danqing.server.edge import Edge
from danqing.server.openai_stream import Streaming
from danqing.storage import inputs
from danqing.telemetry import Metrics
from danqing.wire import openai_errors
from danqing.wire.openai_answers import WAITING, Stream
from danqing.wire.openai_requests import Wishes
from tests.live import Live
from tests.server.test_survival import client, create, raw, until_final
from tests.service import PICTURE, Running, fake_models, in_memory, running

pytestmark = pytest.mark.anyio
DRAW, EDIT = "/v1/images/generations", "/v1/images/edits"
BODY: dict[str, Any] = {"model": "qwen-image", "prompt": "a cat"}
PNG = plain_png(512, 320, 3)
LARGE = f"data:image/png;base64,{b64encode(PNG).decode()}"
ME = "1"


def said(answer: httpx.Response) -> tuple[int, str, str | None, str]:
    """Return status, type, param and code of a refusal."""
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"message", "type", "param", "code"}
    return answer.status_code, body["error"]["type"], body["error"]["param"], body["error"]["code"]


async def draw(service: Running, **more: Any) -> httpx.Response:
    return await service.http.post(DRAW, json=BODY | more)


@pytest.mark.parametrize("root", ["/v1", "/compatible-mode/v1"])
@pytest.mark.parametrize("model", [model.name for model in load().models if model.kind is Kind.DRAW])
async def test_every_model_that_draws_can_be_called_whichever_endpoint_it_has_elsewhere(
    service: Running, root: str, model: str
) -> None:
    answer = await service.http.post(f"{root}/images/generations", json=BODY | {"model": model})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == 1
    (row,) = (await service.http.get("/api/v1/tasks")).json()["data"]
    assert (row["model_name"], row["status"]) == (model, "SUCCEEDED")
    assert (await service.fetch(row["task_id"]))["output"]["task_status"] == "SUCCEEDED"


@pytest.mark.parametrize("model", [model.name for model in load().models if model.images.high])
async def test_every_model_that_takes_a_picture_can_be_called_with_a_file_or_a_reference(
    service: Running, model: str
) -> None:
    form = await service.http.post(EDIT, data={"model": model, "prompt": "blue"}, files={"image": PNG})
    assert form.status_code == 200, form.text
    reference = BODY | {"model": model, "images": [{"image_url": LARGE}]}
    assert (await service.http.post(EDIT, json=reference)).status_code == 200
    assert {job.kind for job in service.fake.ran} <= {Kind.EDIT, Kind.REPAINT}
    assert [len(job.images) for job in service.fake.ran] == [1, 1]


async def test_what_is_said_reaches_the_engine(service: Running) -> None:
    await draw(service, model="wan2.2-t2i-flash", n=3, size="768x1024", seed=5, negative_prompt="dogs")
    (job,) = service.fake.ran
    assert (job.n, job.size, job.seed, job.negative_prompt) == (3, Size(width=768, height=1024), 5, "dogs")
    assert job.door == Door.TEXT2IMAGE


async def test_one_picture_is_drawn_where_the_other_api_would_draw_four(service: Running) -> None:
    assert len((await draw(service, model="wanx-v1")).json()["data"]) == 1


async def test_a_name_of_openais_draws_once_an_operator_says_what(tmp_path: Path) -> None:
    settings = in_memory(tmp_path)
    path = fake_models(tmp_path)
    path.write_text(f'{path.read_text()}\n["gpt-image-1"]\nlike = "wan2.2-t2i-plus"\nengine = "fake"')
    async with running(settings) as service:
        one = (await draw(service, model="gpt-image-1", size="1024x1024", n=2)).json()
        assert [set(picture) for picture in one["data"]] == [{"b64_json", "revised_prompt"}] * 2
        by_url = await draw(service, model="gpt-image-1", response_format="url")
        assert "url" in by_url.json()["data"][0]


async def test_pictures_that_failed_are_left_out_and_not_billed(service: Running) -> None:
    answer = await draw(service, model="wan2.2-t2i-flash", n=4, prompt="[partial]")
    assert (len(answer.json()["data"]), answer.json()["usage"]["image_count"]) == (2, 2)


async def test_a_wanx_style_is_taken_and_told_where_there_is_none(service: Running) -> None:
    taken = await draw(service, model="wanx-v1", style="<anime>")
    assert (service.fake.ran[0].style, taken.headers.get("x-ignored")) == ("anime", None)
    assert (await draw(service, style="<anime>")).headers["x-ignored"] == "style"


async def test_a_size_that_cannot_be_chosen_is_told(service: Running) -> None:
    fields = {"model": "qwen-image-edit", "prompt": "blue", "size": "1024x1024"}
    answer = await service.http.post(EDIT, data=fields, files={"image": PNG})
    assert (answer.status_code, answer.headers["x-ignored"]) == (200, "size")


@pytest.mark.parametrize(
    ("path", "body", "parameter"),
    [
        (DRAW, {"model": "qwen-image-edit"}, "model"),
        (EDIT, {"model": "wan2.2-t2i-plus", "images": [PICTURE]}, "model"),
        (EDIT, {"model": "wanx-v1", "images": [PICTURE] * 2}, "image"),
        (EDIT, {"model": "qwen-image-edit", "images": [PICTURE] * 4}, "image"),
        (EDIT, {"model": "qwen-image-edit"}, "image"),
        (EDIT, {"model": "qwen-image-edit", "images": [5]}, "image"),
        (EDIT, {"model": "qwen-image-edit", "images": ["stash://inputs/x"]}, "image"),
        (DRAW, {"n": 99, "model": "wanx-v1"}, "n"),
        (DRAW, {"n": "2"}, "n"),
        (DRAW, {"size": "16x16"}, "size"),
        (DRAW, {"size": 5}, "size"),
        (DRAW, {"negative_prompt": 5}, "negative_prompt"),
        (DRAW, {"model": "wanx-v1", "style": "<none>"}, "style"),
        (DRAW, {"model": "wanx-v1", "ref_strength": 2}, "ref_strength"),
        (DRAW, {"watermark": "yes"}, "watermark"),
    ],
)
async def test_a_refusal_names_the_parameter(service: Running, path: str, body: dict[str, Any], parameter: str) -> None:
    answer = await service.http.post(path, json=BODY | body)
    status, kind, param, _ = said(answer)
    assert (status, kind, param) == (400, "invalid_request_error", parameter)
    assert answer.headers["x-should-retry"] == "false"


async def test_nothing_is_a_task_that_was_refused(service: Running) -> None:
    await draw(service, size="1x1")
    await draw(service, model="wanx-v1", n=99)
    assert (await service.http.get("/api/v1/tasks")).json()["total"] == 0


async def test_keys_and_workspaces_open_the_same_models(service: Running) -> None:
    who = service.service.tenancy
    await who.administration.put_workspace("default", "llm-posters", name="Posters", models=["qwen-image"])
    await who.administration.put_user("default", "anna", ["llm-posters"])
    _, secret = await who.keyring.create("default", "anna")
    headers = {"Authorization": f"Bearer {secret}"}
    project = headers | {"OpenAI-Project": "llm-posters"}
    assert said(await service.http.post(DRAW, json=BODY, headers=headers))[::3] == (403, "workspace_access_denied")
    assert (await service.http.post(DRAW, json=BODY, headers=project)).status_code == 200
    other = await service.http.post(DRAW, json=BODY | {"model": "wanx-v1"}, headers=project)
    assert said(other)[::3] == (403, "model_access_denied")
    nowhere = await service.http.post(DRAW, json=BODY, headers={"OpenAI-Project": "llm-none"})
    assert said(nowhere)[::3] == (404, "workspace_not_found")


async def test_a_key_for_other_models_is_refused(service: Running) -> None:
    scope = Scope(name="", models=("wan*",), expires=None)
    _, secret = await service.service.tenancy.keyring.create("default", scope=scope)
    headers = {"Authorization": f"Bearer {secret}"}
    assert said(await service.http.post(DRAW, json=BODY, headers=headers))[::3] == (403, "model_access_denied")
    listed = (await service.http.get("/v1/models", headers=headers)).json()["data"]
    assert {model["id"][:3] for model in listed} == {"wan"}
    assert said(await service.http.get("/v1/models/qwen-image", headers=headers))[::3] == (404, "model_not_found")
    assert (await service.http.get("/v1/models/wanx-v1", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("POST", DRAW), ("POST", EDIT), ("GET", "/v1/models"), ("GET", "/v1/models/x")]
)
async def test_the_key_comes_before_everything(service: Running, method: str, path: str) -> None:
    answer = await service.http.request(method, path, content=b"{", headers={"Authorization": "Bearer sk-no"})
    assert said(answer) == (401, "invalid_request_error", None, "invalid_api_key")


async def test_a_budget_that_is_used_up_is_no_rate_limit(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path, server={"region": "ap-southeast-1"})) as service:
        await service.service.accounting.set_budget(ME, Decimal("0.05"), "USD")
        assert (await draw(service)).status_code == 200
        answer = await draw(service)
        assert said(answer) == (429, "insufficient_quota", None, "insufficient_quota")
        assert (answer.headers["x-should-retry"], "retry-after" in answer.headers) == ("false", False)
        bill = await service.service.reports.bill(ME, month_of(time.time()))
    assert bill.totals == {"USD": Decimal("0.035")}


async def test_free_images_that_are_used_up_and_arrears_are_quota_too(service: Running) -> None:
    await service.service.accounting.set_account_free_only(ME, on=True)
    assert said(await draw(service))[::3] == (429, "insufficient_quota")
    await service.service.tenancy.administration.put_account("default", suspended=True)
    assert said(await draw(service))[::3] == (429, "billing_not_active")


async def test_the_rate_is_the_same_whichever_api_asks(tmp_path: Path, clock: FixedClock) -> None:
    settings = in_memory(tmp_path, limits={"submissions_per_second": "documented"})
    async with running(settings, clock) as service:
        assert (await service.create()).status_code == (await draw(service)).status_code == 200
        answer = await draw(service)
        assert said(answer) == (429, "requests", None, "rate_limit_exceeded")
        assert (answer.headers["x-should-retry"], answer.headers["retry-after"]) == ("true", "1")
        edit = BODY | {"model": "qwen-image-edit", "images": [PICTURE]}
        assert (await service.http.post(EDIT, json=edit)).status_code == 200
        await service.http.post(DRAW, json=BODY | {"model": "wanx-v1"})
        taken = await service.service.janitor.storage.older(inputs.PREFIX, time.time() + 3600)
    assert len(taken) == 1


async def test_a_repeated_key_with_another_body_is_refused(service: Running) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await service.http.post(DRAW, json=BODY, headers=headers)
    again = await service.http.post(DRAW, json=BODY, headers=headers)
    assert first.json() == again.json()
    other = await service.http.post(DRAW, json=BODY | {"prompt": "a dog"}, headers=headers)
    assert said(other)[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", DRAW, (405, "method_not_supported")),
        ("POST", "/v1/models", (405, "method_not_supported")),
        ("POST", "/v1/chat/completions", (404, "not_found")),
        ("GET", "/compatible-mode/v1", (404, "not_found")),
        ("GET", "/v1/models/no/such", (404, "model_not_found")),
    ],
)
async def test_wrong_urls_are_told_in_the_shape_of_their_api(
    service: Running, method: str, path: str, answer: tuple[int, str]
) -> None:
    assert said(await service.http.request(method, path))[::3] == answer


@pytest.mark.parametrize("path", ["/v10/images", "/api/v1/no", "/compatible-mode"])
async def test_other_urls_keep_theirs(service: Running, path: str) -> None:
    assert set((await service.http.get(path)).json()) == {"code", "message", "request_id"}


async def test_a_slash_at_the_end_makes_no_difference(service: Running) -> None:
    assert (await service.http.post(f"{DRAW}/", json=BODY)).status_code == 200


async def test_a_bug_is_told_in_the_shape_of_its_api() -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    edge = Edge(broken, CountingIds(), Metrics(), {"/v1": openai_errors.encode})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://h") as http:
        assert said(await http.get("/v1/models")) == (500, "server_error", None, "internal_error")


@pytest.fixture
async def narrow(tmp_path: Path) -> AsyncGenerator[Running]:
    """A service that takes bodies of at most a MiB."""
    async with running(in_memory(tmp_path, server={"max_body_mb": 1})) as service:
        yield service


async def test_large_bodies_are_refused_whether_their_length_is_told_or_not(narrow: Running) -> None:
    large = b"x" * (2**20 + 1)

    async def pieces() -> AsyncGenerator[bytes]:
        for start in range(0, len(large), 2**16):
            yield large[start : start + 2**16]

    kinds = {DRAW: ("application/json",), EDIT: ("application/json", "multipart/form-data; boundary=b")}
    for path, types in kinds.items():
        for kind in types:
            for body in (large, pieces()):
                answer = await narrow.http.post(path, content=body, headers={"Content-Type": kind})
                assert said(answer)[::3] == (413, "request_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_another_content_type_is_refused(service: Running, kind: str) -> None:
    for path in (DRAW, EDIT):
        assert said(await service.http.post(path, content=b"x", headers={"Content-Type": kind}))[0] == 400


async def test_a_stream_has_the_headers_of_an_answer(service: Running) -> None:
    answer = await draw(service, stream=True, quality="high")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["x-ignored"], answer.headers["x-image-engine"]) == ("quality", "fake/1.0")


async def test_a_stream_of_several_pictures_has_an_event_for_each(service: Running) -> None:
    answer = await draw(service, model="wan2.2-t2i-flash", n=3, stream=True)
    assert answer.text.count("event: image_generation.completed\n") == 3


async def test_a_refusal_of_a_stream_is_an_http_error(service: Running) -> None:
    answer = await draw(service, size="1x1", stream=True, partial_images=3)
    assert said(answer) == (400, "invalid_request_error", "size", "invalid_value")


async def test_no_more_previews_come_than_were_wished_for(service: Running) -> None:
    answer = await draw(service, prompt="[steps 9]", stream=True, partial_images=2)
    assert answer.text.count("event: image_generation.partial_image\n") == 2
    assert service.fake.ran[0].previews == 2


@pytest.mark.parametrize("prompt", ["a cat", "[steps 4]", "[error]", "[error] [steps 4]"])
async def test_nobody_is_watched_once_the_stream_is_over(service: Running, prompt: str) -> None:
    await draw(service, prompt=prompt, stream=True, partial_images=3)
    previews = service.service.previews
    assert (previews._watchers, service.fake.ran[0].previews) == ({}, 3)


def streaming(previews: Previews, wishes: Wishes) -> Streaming:
    async def finish(task: Task) -> list[str]:
        del task
        return []

    return Streaming(
        previews=previews,
        clock=FixedClock(),
        stream=Stream.GENERATION,
        wishes=wishes,
        finish=finish,
        patience=0.01,
    )


async def events(answer: Any) -> AsyncGenerator[bytes]:
    async for event in answer.body_iterator:
        yield event


@pytest.fixture
async def promised(service: Running) -> Task:
    """A task that is done."""
    created = (await service.create()).json()["output"]["task_id"]
    await service.ended(created)
    task = await service.service.gateway.read(ME, created)
    assert task
    return task


async def test_who_waits_long_hears_that_it_is_drawn_and_then_of_a_failure(promised: Task) -> None:
    work: asyncio.Future[Task] = asyncio.get_running_loop().create_future()
    stream = streaming(Previews(), Wishes(encoded=True, stream=True))
    answer = events(await stream.respond(asyncio.ensure_future(_awaited(work)), {}))
    assert [await anext(answer), await anext(answer)] == [WAITING, WAITING]
    work.set_exception(EngineError())
    rest = [event async for event in answer if event != WAITING]
    assert len(rest) == 1
    assert rest[0].startswith(b'event: error\ndata: {"error":')


async def test_previews_of_each_picture_are_counted_by_themselves_and_end_with_the_stream(promised: Task) -> None:
    previews, work = Previews(), asyncio.get_running_loop().create_future()
    stream = streaming(previews, Wishes(encoded=True, stream=True, previews=2))
    stream.watch(promised)
    for number in (0, 1, 0, 1):
        previews.tell(promised.id, Step(1, 9, PNG, number))
    previews.tell(promised.id, Step(1, 9, PNG, 0))  # a third of that image: one too many
    previews.tell(promised.id, Step(2, 9))
    answer = events(await stream.respond(asyncio.ensure_future(_awaited(work)), {}))
    told = [await anext(answer) for _ in range(4)]
    assert [b'"partial_image_index":1' in event for event in told] == [False, False, True, True]
    assert await anext(answer) == WAITING
    await answer.aclose()
    work.cancel()
    assert b64decode(told[0].partition(b'"b64_json":"')[2].partition(b'"')[0]) == PNG


async def _awaited(work: "asyncio.Future[Task]") -> Task:
    return await work


@pytest.fixture
def live(tmp_path: Path) -> Any:
    with Live(tmp_path / "data", engines__models_file=fake_models(tmp_path)) as server:
        yield server


def test_who_hangs_up_in_the_middle_of_a_stream_leaves_a_task_that_ends_and_a_server_that_answers(live: Live) -> None:
    body = {"model": "qwen-image", "prompt": "[slow 1] [steps 8]", "stream": True, "partial_images": 3}
    with client(live) as http:
        connection = raw(live, DRAW, body, {})
        seen = b""
        while b"event: image_generation.partial_image" not in seen:
            seen += connection.recv(65536)
        connection.close()
        (row,) = http.get("/api/v1/tasks").json()["data"]
        assert until_final(http, row["task_id"])["task_status"] == "SUCCEEDED"
        assert http.post(DRAW, json=BODY).status_code == 200


@pytest.mark.parametrize("stream", [False, True])
def test_a_call_whose_client_hangs_up_before_it_begins_is_given_up(live: Live, stream: bool) -> None:
    with client(live) as http:
        ahead = [create(http, "a cat [slow 1]") for _ in range(2)]  # as many as may run at once
        raw(live, DRAW, BODY | {"stream": stream, "partial_images": 1}, {}).close()
        for task_id in ahead:
            until_final(http, task_id)
        rows = http.get("/api/v1/tasks").json()["data"]
    assert [row["status"] for row in rows if row["task_id"] not in ahead] in ([], ["CANCELED"])
