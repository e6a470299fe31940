"""The twenty rules that matter most to the SDKs, each as a test that has its number."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.core.job import Door
from tests.service import ASYNC, MULTIMODAL, PICTURE, T2I, Running, in_memory, running

pytestmark = pytest.mark.anyio
LIST = "/api/v1/tasks"
POLICY = "/api/v1/uploads?action=getPolicy&model=wanx-v1"


def leaves(value: Any) -> list[Any]:
    """Return every scalar and null in a JSON value."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


async def created(service: Running, **more: Any) -> str:
    return (await service.create(**more)).json()["output"]["task_id"]


async def three(service: Running) -> tuple[str, str, str]:
    """Return two tasks that run, as many as qwen-image documents, and one that waits."""
    service.fake.gate.clear()
    first, second, third = [await created(service) for _ in range(3)]
    return first, second, third


async def test_rule_1_success_is_200_exactly(service: Running) -> None:
    task_id = await created(service)
    answers = [
        await service.create(),
        await service.draw(),
        await service.http.get(f"{LIST}/{task_id}"),
        await service.http.get(LIST),
        await service.http.get(POLICY),
    ]
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/api/v1/nowhere", {}, 404),
        ("GET", "/", {}, 404),
        ("DELETE", LIST, {}, 405),
        ("GET", MULTIMODAL, {}, 405),
        ("POST", MULTIMODAL, {"content": b"{not json", "headers": {"content-type": "application/json"}}, 400),
        ("POST", MULTIMODAL, {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, 400),
        ("POST", MULTIMODAL, {"content": b"[]", "headers": {"content-type": "application/json"}}, 400),
        ("POST", MULTIMODAL, {"data": {"a": "b"}}, 400),
        ("POST", MULTIMODAL, {"content": b"", "headers": {"content-type": "application/json"}}, 400),
        ("POST", MULTIMODAL, {"json": {"model": "no-such-model"}}, 400),
        ("POST", MULTIMODAL, {"json": {"input": {}}}, 400),
        ("POST", T2I, {"json": {"model": "qwen-image", "input": {"prompt": "x"}}}, 403),
        ("POST", "/uploads", {"data": {"a": "b"}}, 400),
        ("GET", "/files/results/x.png", {}, 403),
        ("GET", "/api/v1/uploads?action=nonsense", {}, 400),
        ("GET", "/api/v1/tasks?page_no=0", {}, 400),
        ("GET", "/api/v1/tasks", {"headers": {"Authorization": "Bearer sk-wrong"}}, 401),
        ("POST", T2I, {"headers": {"Authorization": ""}, "json": {}}, 401),
    ],
)
async def test_rule_2_every_error_is_three_strings(
    service: Running, method: str, path: str, more: dict[str, Any], status: int
) -> None:
    answer = await service.http.request(method, path, **more)
    body = answer.json()
    assert (answer.status_code, set(body)) == (status, {"code", "message", "request_id"})
    assert all(isinstance(value, str) and value for value in body.values())
    assert answer.headers["content-type"].startswith("application/json")


async def test_rule_2_a_body_over_the_limit_is_413(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path, server={"max_body_mb": 1})) as service:
        big = b'{"model": "' + b"x" * 2**20 + b'"}'
        answer = await service.http.post(T2I, content=big, headers=ASYNC | {"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "BadRequest.TooLarge")


@pytest.mark.parametrize("slash", ["", "/"])
async def test_rule_3_trailing_slashes_are_part_of_the_contract(service: Running, slash: str) -> None:
    task_id = await created(service)
    body = {"model": "qwen-image", "input": {"prompt": "x"}}
    for answer in (
        await service.http.post(T2I + slash, json=body, headers=ASYNC),
        await service.http.get(f"{LIST}/{task_id}{slash}"),
        await service.http.get(f"{LIST}{slash}"),
        await service.http.get(f"{LIST}{slash}?page_no=1"),
        await service.http.get(f"/api/v1/uploads{slash}?action=getPolicy&model=m"),
    ):
        assert (answer.status_code, answer.history) == (200, [])


async def test_rule_4_the_query_of_a_poll_is_ignored(service: Running) -> None:
    task_id = await created(service)
    answer = await service.http.get(f"{LIST}/{task_id}/?size=1328*1328&n=1&prompt_extend=true&watermark=false")
    assert answer.json()["output"]["task_id"] == task_id


@pytest.mark.parametrize(
    ("method", "slash", "more"),
    [
        ("POST", "", {}),
        ("POST", "", {"headers": {"content-type": "application/json; charset=utf-8", "content-length": "0"}}),
        ("POST", "/", {"json": {"model": "", "parameters": {}, "input": ""}}),
        ("POST", "", {"content": b"\x00junk", "headers": {"content-type": "application/json"}}),
        ("GET", "/", {}),
    ],
)
async def test_rule_5_cancel_takes_every_shape(service: Running, method: str, slash: str, more: dict[str, Any]) -> None:
    running_task, _, waiting_task = await three(service)
    cancelled = await service.http.request(method, f"{LIST}/{waiting_task}/cancel{slash}", **more)
    assert (cancelled.status_code, cancelled.json()["output"]["task_status"]) == (200, "CANCELED")
    again = await service.http.request(method, f"{LIST}/{waiting_task}/cancel{slash}", **more)
    runs = await service.http.request(method, f"{LIST}/{running_task}/cancel{slash}", **more)
    for refused in (again, runs):
        assert (refused.status_code, refused.json()["code"]) == (400, "UnsupportedOperation")
        assert refused.json()["message"].startswith("Failed to cancel the task, please confirm")
    assert (await service.fetch(waiting_task))["output"]["task_status"] == "CANCELED"


async def test_rule_6_parameters_that_nobody_asked_for_are_ignored(service: Running) -> None:
    more = {"result_format": "message", "is_async": True, "enable_search": False, "negative_prompt": "blur", "x": [1]}
    assert (await service.draw(**more)).status_code == 200
    assert (await service.ended(await created(service, **more)))["output"]["task_status"] == "SUCCEEDED"


async def test_rule_7_polls_never_meet_a_limit(service: Running) -> None:
    task_id = await created(service)
    answers = [await service.http.get(f"{LIST}/{task_id}") for _ in range(200)]
    assert {answer.status_code for answer in answers} == {200}


async def test_rule_8_a_failed_task_is_a_200_with_its_code_inside_output(service: Running) -> None:
    body = await service.ended(await created(service, prompt="[error]"))
    assert set(body) == {"request_id", "output"}
    assert body["output"]["task_status"] == "FAILED"
    assert body["output"]["code"] == "InternalError.Algo"
    assert body["output"]["message"].startswith("An internal error has occured")


async def test_rule_9_a_bad_parameter_of_an_asynchronous_call_is_a_task_that_failed(service: Running) -> None:
    answer = await service.create(model="wanx-v1", size="1*1")
    assert (answer.status_code, answer.json()["output"]["task_status"]) == (200, "PENDING")
    output = (await service.fetch(answer.json()["output"]["task_id"]))["output"]
    words = "The size is not match the allowed size ['1024*1024', '720*1280', '1280*720']"
    assert (output["task_status"], output["code"], output["message"]) == ("FAILED", "InvalidParameter", words)
    assert (await service.draw(size="1*1")).status_code == 400


async def test_rule_10_an_unknown_task_is_a_200(service: Running) -> None:
    await service.service.tenancy.administration.put_account("somebody else")
    _, stranger = await service.service.tenancy.keyring.create("somebody else")
    task_id = await created(service)
    unknown = await service.fetch("no-such-id")
    assert unknown["output"] == {"task_id": "no-such-id", "task_status": "UNKNOWN"}
    foreign = await service.http.get(f"{LIST}/{task_id}", headers={"Authorization": f"Bearer {stranger}"})
    assert foreign.json()["output"] == {"task_id": task_id, "task_status": "UNKNOWN"}


async def test_rule_11_every_task_answer_has_id_and_status(service: Running) -> None:
    first, _, third = await three(service)
    for task_id in (first, third):
        assert {"task_id", "task_status"} <= set((await service.fetch(task_id))["output"])
    assert {"task_id", "task_status"} == set((await service.create()).json()["output"])


async def test_rule_12_results_are_flat_and_never_null(service: Running) -> None:
    waiting = (await three(service))[2]
    assert "results" not in (await service.fetch(waiting))["output"]
    service.fake.gate.set()
    for model, prompt in (("qwen-image", "a cat"), ("wanx-v1", "[partial]")):
        results = (await service.ended(await created(service, model=model, prompt=prompt)))["output"]["results"]
        assert all(isinstance(value, str) for item in results for value in item.values())


async def test_rule_13_the_role_is_assistant_and_nothing_is_null(service: Running) -> None:
    body = (await service.draw()).json()
    assert body["output"]["choices"][0]["message"]["role"] == "assistant"
    assert None not in leaves(body)


async def test_rule_14_request_ids_are_strings_and_in_the_header_too(service: Running) -> None:
    for path in (LIST, f"{LIST}/x", POLICY, "/api/v1/models", "/api/v1/nothing"):
        answer = await service.http.get(path)
        assert answer.headers["x-request-id"] == answer.json()["request_id"]
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.json()["request_id"])


async def upload(service: Running, name: str, data: bytes, key: str = "") -> tuple[httpx.Response, str]:
    policy = (await service.http.get(POLICY)).json()["data"]
    path = key or f"{policy['upload_dir']}/{name}"
    form = {
        "OSSAccessKeyId": policy["oss_access_key_id"],
        "Signature": policy["signature"],
        "policy": policy["policy"],
        "key": path,
        "x-oss-object-acl": policy["x_oss_object_acl"],
        "x-oss-forbid-overwrite": policy["x_oss_forbid_overwrite"],
        "success_action_status": "200",
        "x-oss-content-type": "image/png",
    }
    headers = {"Authorization": ""}
    answer = await service.http.post(policy["upload_host"], data=form, files={"file": (name, data)}, headers=headers)
    return answer, f"oss://{path}"


async def test_rule_15_an_upload_is_answered_200_exactly_and_needs_no_key(service: Running) -> None:
    answer, _ = await upload(service, "图 片.png", b"bytes")
    assert answer.status_code == 200
    foreign, _ = await upload(service, "x.png", b"bytes", key="dashscope-instant/elsewhere/x.png")
    assert (foreign.status_code, set(foreign.json())) == (403, {"code", "message", "request_id"})


async def test_rule_16_a_policy_has_seven_strings_and_no_output(service: Running) -> None:
    body = (await service.http.get(POLICY)).json()
    assert set(body) == {"data", "request_id"}
    names = "policy signature upload_dir upload_host oss_access_key_id x_oss_object_acl x_oss_forbid_overwrite"
    assert all(isinstance(body["data"][name], str) and body["data"][name] for name in names.split())
    assert body["data"]["x_oss_forbid_overwrite"] == "true"


async def test_rule_17_the_list_is_flat_and_has_both_shapes(service: Running) -> None:
    await service.ended(await created(service))
    body = (await service.http.get(LIST)).json()
    assert {"data", "tasks", "total", "total_page", "page_no", "page_size", "request_id"} == set(body)
    assert all(isinstance(body["data"][0][name], int) for name in ("gmt_create", "start_time", "end_time"))
    assert all(isinstance(body["tasks"][0][name], str) for name in ("submit_time", "end_time", "status"))


async def test_rule_18_result_urls_need_no_header_and_end_in_a_unique_file_name(service: Running) -> None:
    results = (await service.ended(await created(service, model="wanx-v1")))["output"]["results"]
    names = {httpx.URL(result["url"]).path.rsplit("/", 1)[-1] for result in results}
    assert (len(names), all(name.endswith(".png") for name in names)) == (4, True)
    for result in results:
        answer = await service.http.get(result["url"], headers={"Authorization": ""})
        assert (answer.status_code, answer.headers["content-type"], answer.content[:4]) == (
            200,
            "image/png",
            b"\x89PNG",
        )


async def test_rule_19_a_synchronous_call_ends_in_time_and_gives_its_task_up(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path, server={"sync_seconds": 0.05})) as service:
        waiting = [await created(service) for _ in range(2) if not service.fake.gate.clear()]
        answer = await service.draw()
        assert (answer.status_code, answer.json()["code"]) == (500, "RequestTimeOut")
        listed = (await service.http.get(LIST)).json()["data"]
        assert {row["status"] for row in listed if row["task_id"] not in waiting} == {"CANCELED"}


async def test_rule_20_a_refusal_after_work_began_is_not_to_be_sent_again(service: Running) -> None:
    answer = await service.draw("[error]")
    assert (answer.status_code, answer.headers["x-should-retry"]) == (500, "false")


async def test_rule_20_two_deliberate_identical_calls_are_two_tasks(service: Running) -> None:
    assert await created(service) != await created(service)


async def test_rule_20_an_idempotency_key_makes_one_task_of_two_calls(service: Running) -> None:
    body = {"model": "qwen-image", "input": {"prompt": "x"}}
    once = ASYNC | {"Idempotency-Key": "once"}
    first, again = [await service.http.post(T2I, json=body, headers=once) for _ in range(2)]
    assert first.json()["output"]["task_id"] == again.json()["output"]["task_id"]
    other = await service.http.post(T2I, json=body | {"parameters": {"seed": 1}}, headers=once)
    assert (other.status_code, other.json()["code"]) == (400, "InvalidParameter")


async def test_all_doors_say_the_right_path_for_a_model_at_the_wrong_one(service: Running) -> None:
    for door in Door:
        body = {"model": "wanx-v1", "input": {"prompt": "x"}}
        answer = await service.http.post(f"/api/v1/services/aigc/{door}", json=body, headers=ASYNC)
        if door is Door.TEXT2IMAGE:
            continue
        assert answer.json()["message"].startswith("url error, please check url！")
        assert T2I in answer.json()["message"]


async def test_an_edit_takes_a_picture_and_answers_in_its_ratio(service: Running) -> None:
    content = [{"image": PICTURE}, {"text": "make it blue"}]
    body = {"model": "qwen-image-edit", "input": {"messages": [{"role": "user", "content": content}]}}
    answer = (await service.http.post(MULTIMODAL, json=body)).json()
    assert answer["usage"] == {"width": 1456, "height": 720, "image_count": 1}
    assert "task_metric" not in answer["output"]
