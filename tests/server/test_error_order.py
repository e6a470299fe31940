"""Of several faults in one request, the first in the API's order is told."""

from typing import Any

import pytest

from tests.service import ASYNC, MULTIMODAL, T2I, Running

pytestmark = pytest.mark.anyio
BAD = {"size": "1*1", "n": 99}


def body(door: str, model: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": [{"text": "a cat"}]}]
    return {"model": model, "input": {"prompt": "a cat"} if door == T2I else {"messages": messages}, "parameters": BAD}


@pytest.mark.parametrize(
    ("door", "model", "headers", "status", "code", "words"),
    [
        (MULTIMODAL, "wanx-v1", {"Authorization": "Bearer no"} | ASYNC, 401, "InvalidApiKey", "Invalid API-key"),
        (MULTIMODAL, "wanx-v1", ASYNC, 400, "InvalidParameter", "url error, please check url！"),
        (T2I, "qwen-image-edit", {}, 400, "InvalidParameter", "url error, please check url！"),
        (T2I, "no-such-model", {}, 400, "InvalidParameter", "Model not exist."),
        (MULTIMODAL, "no-such-model", ASYNC, 400, "InvalidParameter", "Model not exist."),
        (MULTIMODAL, "qwen-image", ASYNC, 403, "AccessDenied", "current user api does not support asynchronous calls"),
        (T2I, "qwen-image", {}, 403, "AccessDenied", "current user api does not support synchronous calls."),
        (T2I, "wanx-v1", {}, 403, "AccessDenied", "current user api does not support synchronous calls."),
        (MULTIMODAL, "qwen-image", {}, 400, "InvalidParameter", ""),
        (T2I, "wan2.2-t2i-plus", {}, 400, "InvalidParameter", ""),
        (T2I, "qwen-image", ASYNC, 200, None, ""),
    ],
)
async def test_faults_are_told_in_the_apis_order(
    service: Running, door: str, model: str, headers: dict[str, str], status: int, code: str | None, words: str
) -> None:
    answer = await service.http.post(door, json=body(door, model), headers=headers)
    told = answer.json()
    assert (answer.status_code, told.get("code")) == (status, code)
    assert told.get("message", "").startswith(words)


async def test_a_key_is_judged_before_the_body_is_read(service: Running) -> None:
    headers = {"Authorization": "", "content-type": "application/json"}
    answer = await service.http.post(T2I, content=b"{broken", headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, "No API-key provided.")


async def test_who_drew_is_told_in_a_header_of_every_finished_answer(service: Running) -> None:
    assert (await service.draw()).headers["x-image-engine"] == "fake/1.0"
    task_id = (await service.create()).json()["output"]["task_id"]
    await service.ended(task_id)
    assert (await service.http.get(f"/api/v1/tasks/{task_id}")).headers["x-image-engine"] == "fake/1.0"
