"""What the Java SDK 2.22.29 sends, byte for byte where it differs from Python, and what it needs back.

Its source was read and its OkHttp request-building replayed to see the bytes; see docs/wire.
"""

from typing import Any

import pytest

from danqing.engines.fake import plain_png
from tests.service import ASYNC, MULTIMODAL, T2I, Running

pytestmark = pytest.mark.anyio
JSON = "application/json; charset=utf-8"
AGENT = {"user-agent": "dashscope/2.22.29; java/17; platform/Linux; processor/amd64", "accept": JSON}
BOUNDARY = "52fd9d94-c765-42f9-ba61-649b57b4dab2"


def part(name: str, value: bytes, *, file: str = "") -> bytes:
    """Return one part as OkHttp writes it: every one with its length."""
    disposition = f'form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
    kind = "Content-Type: image/png\r\n" if file else ""
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n{kind}Content-Length: {len(value)}\r\n\r\n"
    return head.encode() + value + b"\r\n"


async def uploaded(service: Running, name: str, data: bytes) -> str:
    asked = {"content-type": JSON, **AGENT}
    policy = (await service.http.get("/api/v1/uploads?action=getPolicy&model=wanx-v1", headers=asked)).json()["data"]
    key = f"{policy['upload_dir']}/{name}"
    fields = {
        "OSSAccessKeyId": policy["oss_access_key_id"],
        "Signature": policy["signature"],
        "policy": policy["policy"],
        "key": key,
        "x-oss-object-acl": policy["x_oss_object_acl"],
        "x-oss-forbid-overwrite": policy["x_oss_forbid_overwrite"],
        "success_action_status": "200",
        "x-oss-content-type": "image/png",
    }
    parts = [part(field, value.encode()) for field, value in fields.items()] + [part("file", data, file=name)]
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "user-agent": "okhttp/4.12.0"}
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    answer = await service.http.post(policy["upload_host"], content=body, headers=headers | {"Authorization": ""})
    assert answer.is_success
    return f"oss://{key}"


async def test_gets_carry_a_content_type_and_no_body(service: Running) -> None:
    headers = {"content-type": "application/json", **AGENT}
    for path in ("/api/v1/tasks/x", "/api/v1/tasks", "/api/v1/uploads?action=getPolicy&model=m"):
        assert (await service.http.get(path, headers=headers)).status_code == 200


async def test_a_text_to_image_call_says_its_negative_prompt_twice(service: Running) -> None:
    body = {
        "model": "qwen-image",
        "input": {"prompt": "a cat", "negative_prompt": "blur"},
        "parameters": {"size": "1328*1328", "n": 1, "negative_prompt": "blur", "prompt_extend": True},
    }
    created = await service.http.post(T2I, json=body, headers=ASYNC | AGENT | {"content-type": JSON})
    await service.ended(created.json()["output"]["task_id"])
    assert service.fake.ran[-1].negative_prompt == "blur"


async def test_a_conversation_always_says_enable_search(service: Running) -> None:
    messages = [{"role": "user", "content": [{"text": "a cat"}]}]
    body = {"model": "qwen-image", "input": {"messages": messages}, "parameters": {"enable_search": False}}
    answer = (await service.http.post(MULTIMODAL, json=body, headers=AGENT | {"content-type": JSON})).json()
    assert all(isinstance(answer["usage"][name], int) for name in ("width", "height", "image_count"))


async def test_a_cancel_has_a_content_type_and_an_empty_body(service: Running) -> None:
    service.fake.gate.clear()
    tasks = [(await service.create()).json()["output"]["task_id"] for _ in range(3)]
    headers = {"content-type": JSON, "content-length": "0", **AGENT}
    answer = await service.http.post(f"/api/v1/tasks/{tasks[2]}/cancel", headers=headers)
    assert answer.json()["output"]["task_status"] == "CANCELED"


async def test_an_upload_has_a_length_on_every_part_and_is_found_without_a_resolve_header(service: Running) -> None:
    reference = await uploaded(service, "图 片.png", plain_png(400, 300, 1))
    body: dict[str, Any] = {"model": "wanx-v1", "input": {"prompt": "a cat", "ref_img": reference}}
    created = await service.http.post(T2I, json=body, headers=ASYNC | AGENT | {"content-type": JSON})
    assert (await service.ended(created.json()["output"]["task_id"]))["output"]["task_status"] == "SUCCEEDED"
    assert service.fake.ran[-1].images == (reference,)


async def test_lists_have_whole_numbers_and_no_output(service: Running) -> None:
    await service.ended((await service.create()).json()["output"]["task_id"])
    body = (await service.http.get("/api/v1/tasks", headers={"content-type": "application/json"})).json()
    assert "output" not in body
    counters = [body[name] for name in ("total", "total_page", "page_no", "page_size")]
    times = [body["data"][0][name] for name in ("gmt_create", "start_time", "end_time")]
    assert all(isinstance(value, int) for value in counters + times)


async def test_an_async_header_left_from_another_call_is_refused_at_the_sync_door(
    service: Running,
) -> None:
    messages = [{"role": "user", "content": [{"text": "a cat"}]}]
    body = {"model": "qwen-image", "input": {"messages": messages}}
    answer = await service.http.post(MULTIMODAL, json=body, headers=ASYNC | AGENT)
    assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
    assert answer.json()["message"] == "current user api does not support asynchronous calls"


async def test_a_stream_gets_one_event_with_the_whole_answer(service: Running) -> None:
    messages = [{"role": "user", "content": [{"text": "a cat"}]}]
    body = {"model": "qwen-image", "input": {"messages": messages}}
    headers = {"x-dashscope-sse": "enable", "accept": "text/event-stream"}
    answer = await service.http.post(MULTIMODAL, json=body, headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith('id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output"')
    refused = await service.http.post(MULTIMODAL, json=body | {"parameters": {"size": "1*1"}}, headers=headers)
    assert (refused.status_code, refused.text.split("\n")[1]) == (200, "event:error")
