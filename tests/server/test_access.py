"""Keys, users, workspaces and tokens as somebody meets them at the doors."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.admission.keyring import Scope
from danqing.admission.tenancy import Tenancy
from tests.live import Live
from tests.service import ASYNC, MULTIMODAL, T2I, Running, fake_models, in_memory, running

pytestmark = pytest.mark.anyio
WORKSPACE = "X-DashScope-WorkSpace"
MODEL_DENIED = (403, "Model.AccessDenied", "Model access denied.")
WORKSPACE_DENIED = (403, "Workspace.AccessDenied", "Workspace access denied.")
NO_WORKSPACE = (404, "WorkSpaceNotFound", "WorkSpace can not be found.")


def bearer(secret: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} | {name.replace("_", "-"): value for name, value in more.items()}


def told(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert body["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, body["code"], body["message"]


@pytest.fixture
def who(service: Running) -> Tenancy:
    return service.service.tenancy


@pytest.fixture
async def sub_key(who: Tenancy) -> str:
    """The key of a sub-user of the first account, who works in a workspace that may draw with Qwen-Image."""
    await who.administration.put_workspace("default", "llm-posters", name="Posters", models=["qwen-image*"])
    await who.administration.put_workspace("default", "llm-other", name="Other", models=["*"])
    await who.administration.put_user("default", "anna", ["llm-posters"])
    return (await who.keyring.create("default", "anna"))[1]


async def create(service: Running, headers: Mapping[str, str], model: str = "qwen-image") -> httpx.Response:
    body = {"model": model, "input": {"prompt": "a cat"}, "parameters": {"size": "1*1", "n": 99}}
    return await service.http.post(T2I, json=body, headers=ASYNC | dict(headers))


async def draw(service: Running, headers: Mapping[str, str]) -> httpx.Response:
    body: dict[str, Any] = {"model": "qwen-image", "input": {"messages": []}, "parameters": {}}
    return await service.http.post(MULTIMODAL, json=body, headers=headers)


@pytest.mark.parametrize(
    ("workspace", "model", "answer"),
    [
        ("", "qwen-image", WORKSPACE_DENIED),
        ("llm-other", "qwen-image", WORKSPACE_DENIED),
        ("llm-none", "qwen-image", NO_WORKSPACE),
        ("llm-posters", "wanx-v1", MODEL_DENIED),
    ],
)
async def test_what_a_sub_user_may_not_call_is_refused_at_once_and_before_its_parameters(
    service: Running, sub_key: str, workspace: str, model: str, answer: tuple[int, str, str]
) -> None:
    headers = bearer(sub_key) | ({WORKSPACE: workspace} if workspace else {})
    assert told(await create(service, headers, model)) == answer
    if model == "qwen-image":
        assert told(await draw(service, headers)) == answer
    page = await service.http.get("/api/v1/tasks")
    assert page.json()["total"] == 0


async def test_a_wrong_url_model_or_mode_is_told_before_rights(service: Running, sub_key: str) -> None:
    headers = bearer(sub_key)
    assert told(await create(service, headers, "no-such-model"))[2] == "Model not exist."
    assert told(await create(service, headers, "qwen-image-edit"))[2].startswith("url error")
    assert told(await draw(service, headers | ASYNC))[1] == "AccessDenied"


async def test_an_event_stream_tells_the_refusal_as_an_event(service: Running, sub_key: str) -> None:
    answer = await draw(service, bearer(sub_key, X_DashScope_SSE="enable"))
    assert answer.status_code == 200
    assert ":HTTP_STATUS/403" in answer.text
    assert "Workspace.AccessDenied" in answer.text


async def test_a_sub_user_in_its_workspace_draws_and_every_key_of_the_account_sees_the_task(
    service: Running, sub_key: str, who: Tenancy
) -> None:
    body = {"model": "qwen-image", "input": {"prompt": "a cat"}}
    answer = await service.http.post(T2I, json=body, headers=bearer(sub_key) | ASYNC | {WORKSPACE: "llm-posters"})
    task_id = answer.json()["output"]["task_id"]
    await who.administration.put_account("strangers")
    stranger = (await who.keyring.create("strangers"))[1]
    seen = {name: await service.http.get(f"/api/v1/tasks/{task_id}", headers=bearer(key))
            for name, key in (("sub", sub_key), ("main", service.key), ("stranger", stranger))}  # fmt: skip
    states = {name: found.json()["output"]["task_status"] for name, found in seen.items()}
    assert states["stranger"] == "UNKNOWN"
    assert states["sub"] != "UNKNOWN"
    assert states["main"] != "UNKNOWN"
    totals = [(await service.http.get("/api/v1/tasks", headers=bearer(key))).json()["total"] for key in
              (sub_key, service.key, stranger)]  # fmt: skip
    assert totals == [1, 1, 0]
    cancelled = await service.http.post(f"/api/v1/tasks/{task_id}/cancel", headers=bearer(stranger))
    assert told(cancelled)[1] == "UnsupportedOperation"


async def test_a_main_key_has_its_own_rights_or_those_of_the_workspace_that_it_names(
    service: Running, sub_key: str
) -> None:
    del sub_key  # makes the workspaces
    assert (await create(service, {}, "wanx-v1")).status_code == 200
    assert told(await create(service, {WORKSPACE: "llm-posters"}, "wanx-v1")) == MODEL_DENIED
    assert (await create(service, {WORKSPACE: "llm-other"}, "wanx-v1")).status_code == 200
    assert told(await create(service, {WORKSPACE: "llm-none"}, "wanx-v1")) == NO_WORKSPACE


async def test_a_suspended_account_reads_its_tasks_and_asks_for_no_new_ones(service: Running, who: Tenancy) -> None:
    task_id = (await service.create()).json()["output"]["task_id"]
    await who.administration.put_account("default", suspended=True)
    words = "Access denied, please make sure your account is in good standing."
    assert told(await service.create()) == (400, "Arrearage", words)
    assert told(await service.draw()) == (400, "Arrearage", words)
    assert (await service.fetch(task_id))["output"]["task_status"] != "UNKNOWN"


async def test_a_temporary_token_has_its_keys_rights_and_tells_its_end(service: Running, who: Tenancy) -> None:
    key, secret = await who.keyring.create("default", scope=Scope(models=["qwen-image"]))
    answer = await service.http.post("/api/v1/tokens?expire_in_seconds=1800", headers=bearer(secret))
    body = answer.json()
    assert set(body) == {"token", "expires_at"}
    assert abs(body["expires_at"] - service.service.clock.now() - 1800) < 5
    token = body["token"]
    assert told(await create(service, bearer(token), "wanx-v1")) == MODEL_DENIED
    task_id = (await create(service, bearer(token))).json()["output"]["task_id"]
    listed = (await service.http.get("/api/v1/tasks", headers=bearer(token))).json()["data"]
    assert [(row["task_id"], row["api_key_id"]) for row in listed] == [(task_id, key.id)]
    assert told(await service.http.post("/api/v1/tokens", headers=bearer(token)))[0] == 403


@pytest.mark.parametrize("seconds", ["0", "1801", "-1", "x", ""])
async def test_a_token_is_made_for_one_to_1800_seconds(service: Running, seconds: str) -> None:
    answer = await service.http.post(f"/api/v1/tokens?expire_in_seconds={seconds}")
    assert told(answer)[:2] == (400, "InvalidParameter")
    assert "1800" in answer.json()["message"]


async def test_a_key_of_another_region_is_no_key(tmp_path: Path) -> None:
    def settings(region: str) -> Any:
        data = {"folder": tmp_path / "data", "ephemeral": False}
        return in_memory(tmp_path, data=data, server={"region": region})

    async with running(settings("cn-beijing")) as beijing:
        key = beijing.key
        assert (await beijing.create()).status_code == 200
    async with running(settings("ap-southeast-1")) as singapore:
        answer = await singapore.http.get("/api/v1/tasks", headers=bearer(key))
        assert told(answer) == (401, "InvalidApiKey", "Invalid API-key provided.")
    async with running(settings("cn-beijing")) as beijing:
        assert (await beijing.http.get("/api/v1/tasks", headers=bearer(key))).json()["total"] == 1


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with Live(tmp_path / "data", engines__models_file=fake_models(tmp_path)) as server:
        yield server


def test_a_sub_user_is_set_up_draws_and_is_still_there_after_the_server_was_killed(live: Live, tmp_path: Path) -> None:
    token = (live.folder / "admin-token").read_text().strip()

    def admin(server: Live, method: str, path: str, body: object = None) -> Any:
        url = f"{server.origin}/admin/v1{path}"
        answer = httpx.request(method, url, json=body, headers=bearer(token))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def drawn(server: Live, secret: str, **headers: str) -> httpx.Response:
        messages = [{"role": "user", "content": [{"text": "a cat"}]}]
        body = {"model": "qwen-image", "input": {"messages": messages}}
        return httpx.post(f"{server.origin}{MULTIMODAL}", json=body, headers=bearer(secret, **headers))

    admin(live, "PUT", "/accounts/team", {})
    admin(live, "PUT", "/accounts/team/workspaces/llm-posters", {"models": ["qwen-image*"]})
    admin(live, "PUT", "/accounts/team/users/anna", {"workspaces": ["llm-posters"]})
    made = admin(live, "POST", "/accounts/team/keys", {"user": "anna"})
    secret = made["secret"]
    assert told(drawn(live, secret)) == WORKSPACE_DENIED
    admin(live, "PUT", f"/keys/{made['key']['id']}", {"name": "laptop"})  # durable, and so is what was noted before it
    live.kill()
    with Live(tmp_path / "data", engines__models_file=fake_models(tmp_path)) as again:
        answer = drawn(again, secret, X_DashScope_WorkSpace="llm-posters")
        assert answer.status_code == 200
        url = answer.json()["output"]["choices"][0]["message"]["content"][0]["image"]
        assert httpx.get(url).content.startswith(b"\x89PNG")
        log = [entry["action"] for entry in admin(again, "GET", "/audit?account=team")["items"]]
        assert log[:3] == ["key.changed", "access.refused", "key.made"]
        assert log[3:] == ["user.made", "workspace.made", "user.made", "account.made"]
