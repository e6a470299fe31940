"""The admin API as a platform team uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.server.admin import ADMIN
from tests.service import ASYNC, T2I, Running, in_memory, running

pytestmark = pytest.mark.anyio
Send = Callable[..., Any]


@pytest.fixture
def send(service: Running) -> Send:
    """Send a request as the first administrator; the answer's body, which must be good."""

    async def send(method: str, path: str, body: object = None, **headers: str) -> Any:
        answer = await raw(service, method, path, body, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return send


async def raw(service: Running, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
    named = {"Authorization": f"Bearer {service.service.admin_token}"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await service.http.request(method, f"{ADMIN}{path}", json=body, headers=named)


async def test_a_first_day_from_an_account_to_a_sub_users_picture(service: Running, send: Send) -> None:
    await send("PUT", "/accounts/team", {})
    await send("PUT", "/accounts/team/workspaces/llm-posters", {"name": "Posters", "models": ["qwen-image*"]})
    user = await send("PUT", "/accounts/team/users/anna", {"workspaces": ["llm-posters"]})
    assert (user["name"], user["main"], user["workspaces"]) == ("anna", False, ["llm-posters"])
    made = await send("POST", "/accounts/team/keys", {"user": "anna", "name": "laptop"})
    headers = {"Authorization": f"Bearer {made['secret']}", "X-DashScope-WorkSpace": "llm-posters"} | ASYNC
    answer = await service.http.post(T2I, json={"model": "qwen-image", "input": {"prompt": "a cat"}}, headers=headers)
    task_id = answer.json()["output"]["task_id"]
    task = await send("GET", f"/tasks/{task_id}")
    assert (task["model"], task["key"], task["account"]) == ("qwen-image", made["key"]["id"], user["account"])
    key = await send("GET", f"/keys/{made['key']['id']}")
    assert key["used"] is not None
    assert (await send("GET", "/tasks?account=team"))["total"] == 1
    assert (await send("GET", "/tasks?account=default"))["total"] == 0


async def test_the_same_put_twice_is_one_act(send: Send) -> None:
    for _ in range(2):
        await send("PUT", "/accounts/team", {"suspended": True})
    acts = (await send("GET", "/audit?account=team"))["items"]
    assert [(act["action"], act["who"]) for act in acts] == [
        ("user.made", "admin:first"),
        ("account.made", "admin:first"),
    ]
    assert acts[1]["after"] == {"id": acts[1]["account"], "name": "team", "suspended": True}


async def test_a_repeated_post_with_its_idempotency_key_is_told_the_same_secret(send: Send, service: Running) -> None:
    first = await send("POST", "/accounts/default/keys", {"name": "ci"}, Idempotency_Key="k-1")
    assert await send("POST", "/accounts/default/keys", {"name": "ci"}, Idempotency_Key="k-1") == first
    other = await raw(service, "POST", "/accounts/default/keys", {"name": "other"}, Idempotency_Key="k-1")
    assert (other.status_code, other.json()["code"]) == (400, "InvalidParameter")
    assert (await send("POST", "/accounts/default/keys", {"name": "ci"}))["secret"] != first["secret"]
    assert len((await send("GET", "/accounts/default/keys"))["items"]) == 3


async def test_a_key_can_be_taken_in_changed_and_revoked(send: Send, service: Running) -> None:
    taken = await send("POST", "/accounts/default/keys", {"secret": "d1xxx2a4", "models": ["wanx-v1"]})
    assert taken["secret"] is None
    key_id = taken["key"]["id"]
    changed = await send("PUT", f"/keys/{key_id}", {"name": "old", "models": ["*"], "expires": "2099-01-01T00:00:00Z"})
    assert (changed["name"], changed["models"], changed["expires"]) == ("old", ["*"], "2099-01-01T00:00:00Z")
    headers = {"Authorization": "Bearer d1xxx2a4"}
    assert (await service.http.get("/api/v1/tasks", headers=headers)).status_code == 200
    revoked = await send("DELETE", f"/keys/{key_id}")
    assert await send("DELETE", f"/keys/{key_id}") == revoked
    assert (await service.http.get("/api/v1/tasks", headers=headers)).status_code == 401
    assert (await raw(service, "PUT", f"/keys/{key_id}", {})).status_code == 400


async def test_lists_come_in_pages(send: Send) -> None:
    for name in ("b", "c", "d"):
        await send("PUT", f"/accounts/{name}", {})
    page = await send("GET", "/accounts?page=2&page_size=3")
    assert ([one["name"] for one in page["items"]], page["total"], page["page"], page["page_size"]) == (["d"], 4, 2, 3)


async def test_tasks_of_all_accounts_are_listed_newest_first_in_pages(service: Running, send: Send) -> None:
    await send("PUT", "/accounts/team", {})
    secret = (await send("POST", "/accounts/team/keys", {}))["secret"]
    ids: list[str] = []
    for number in range(5):
        key = secret if number % 2 else service.key
        body = {"model": "wanx-v1", "input": {"prompt": "a cat"}}
        answer = await service.http.post(T2I, json=body, headers={"Authorization": f"Bearer {key}"} | ASYNC)
        ids.append(answer.json()["output"]["task_id"])
    pages = [await send("GET", f"/tasks?page={page}&page_size=2") for page in (1, 2, 3)]
    assert [task["id"] for page in pages for task in page["items"]] == ids[::-1]
    assert {page["total"] for page in pages} == {5}
    assert (await raw(service, "GET", "/tasks?page=11&page_size=1000")).status_code == 400


async def test_an_operator_cancels_anybodys_waiting_task_and_it_is_written_down(service: Running, send: Send) -> None:
    service.fake.gate.clear()
    waiting = [(await service.create()).json()["output"]["task_id"] for _ in range(5)][-1]
    cancelled = await send("POST", f"/tasks/{waiting}/cancel", {})
    assert cancelled["status"] == "CANCELED"
    assert await send("POST", f"/tasks/{waiting}/cancel") == cancelled
    (act,) = (await send("GET", "/audit?action=task.cancelled"))["items"]
    assert (act["target"], act["account"]) == (f"task:{waiting}", cancelled["account"])
    assert (await raw(service, "POST", "/tasks/none/cancel")).status_code == 404


async def test_refusals_of_the_admin_api_are_written_down_too(service: Running, send: Send) -> None:
    viewer = (await send("POST", "/tokens", {"name": "console"}))["secret"]
    refused = await raw(service, "PUT", "/accounts/x", {}, Authorization=f"Bearer {viewer}")
    assert refused.status_code == 403
    assert "'admin'" in refused.json()["message"]
    assert (await raw(service, "GET", "/accounts", Authorization="Bearer adm-no")).status_code == 401
    entries = (await send("GET", "/audit?action=access.refused"))["items"]
    assert [(one["who"], one["code"]) for one in entries] == [
        ("nobody", "InvalidApiKey"),
        ("admin:console", "AccessDenied"),
    ]
    assert entries[1]["request_id"] == refused.json()["request_id"]


async def test_a_revoked_token_opens_nothing(service: Running, send: Send) -> None:
    made = await send("POST", "/tokens", {"name": "console", "role": "admin"})
    await send("DELETE", f"/tokens/{made['token']['id']}")
    answer = await raw(service, "GET", "/accounts", Authorization=f"Bearer {made['secret']}")
    assert answer.status_code == 401


async def test_no_answer_holds_a_secret_again(service: Running, send: Send) -> None:
    made = await send("POST", "/accounts/default/keys", {})
    token = await send("POST", "/tokens", {"name": "x"})
    for path in ("/accounts/default/keys", "/tokens", "/audit", f"/keys/{made['key']['id']}"):
        text = (await raw(service, "GET", path)).text
        for secret in (made["secret"], token["secret"], service.service.admin_token):
            assert secret not in text


async def test_a_body_that_is_too_large_or_no_json_is_refused(service: Running) -> None:
    big = await raw(service, "PUT", "/accounts/x", {"suspended": "x" * 70_000})
    assert big.status_code == 413
    headers = {"Authorization": f"Bearer {service.service.admin_token}", "content-type": "application/json"}
    broken = await service.http.put(f"{ADMIN}/accounts/x", content=b"{", headers=headers)
    assert (broken.status_code, broken.json()["code"]) == (400, "BadRequest.IllegalInput")


async def test_a_wrong_method_is_told_all_the_right_ones(service: Running) -> None:
    answer = await raw(service, "POST", "/accounts/default/workspaces/w")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "PUT", "DELETE"}
    assert (await raw(service, "HEAD", "/accounts")).status_code == 200


@pytest.mark.parametrize("since", ["2026", "0.5", "2026-11-01", "2026-11-01T00:00:00"])
async def test_a_time_in_a_query_has_a_day_an_hour_and_a_zone(service: Running, since: str) -> None:
    assert (await raw(service, "GET", f"/usage?since={since}")).status_code == 400


async def test_the_first_token_lies_in_the_data_folder_readable_by_its_owner_alone(tmp_path: Path) -> None:
    settings = in_memory(tmp_path, data={"folder": tmp_path / "data", "ephemeral": False})
    file = tmp_path / "data" / "admin-token"
    async with running(settings) as service:
        assert file.read_text().strip() == service.service.admin_token
        assert file.stat().st_mode & 0o777 == 0o600
        made = (await raw(service, "POST", "/tokens", {"name": "x", "role": "admin"})).json()["secret"]
    async with running(settings) as again:
        assert again.service.admin_token == file.read_text().strip()
        assert (await raw(again, "GET", "/health", Authorization=f"Bearer {made}")).json()["status"] == "ready"
    file.unlink()
    async with running(settings) as renewed:
        assert renewed.service.admin_token == file.read_text().strip()
