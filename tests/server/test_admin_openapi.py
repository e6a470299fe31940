"""The document says what is answered: whatever is sent, the answer is one that it documents."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.server.admin import ADMIN
from tests.server.schemas import ANYTHING, Json, drawn, faults
from tests.service import Running, in_memory, running

Open = tuple[BlockingPortal, Running, Json]
SAID = st.sampled_from(["default", "team", "main", "anna", "llm-1", "1", "2", "3", "wanx-v1", "2026-11", "none"])
NAMES = SAID | st.text(min_size=1, max_size=12)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        context = running(in_memory(tmp_path_factory.mktemp("admin")))
        service = stack.enter_context(portal.wrap_async_context_manager(context))
        described = portal.call(service.http.get, f"{ADMIN}/openapi.json").json()
        yield portal, service, described


def operations(described: Json) -> list[tuple[str, str, Json]]:
    return [(method, path, said) for path, said in described["paths"].items() for method, said in said.items()]


def ask(opened: Open, method: str, url: str, **more: Any) -> httpx.Response:
    portal, service, _ = opened
    more["headers"] = {"Authorization": f"Bearer {service.service.admin_token}"} | more.get("headers", {})
    return portal.call(lambda: service.http.request(method, url, **more))


def judge(opened: Open, said: Json, answer: httpx.Response) -> None:
    described = opened[2]
    assert str(answer.status_code) in said["responses"], answer.text
    schema = said["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    body = answer.json()
    assert list(faults(body, schema, described["components"]["schemas"])) == []
    if answer.status_code != 200:
        assert all(isinstance(value, str) and value for value in body.values())


def test_the_document_is_openapi_3_1_and_whole(opened: Open) -> None:
    described = opened[2]
    assert described["openapi"] == "3.1.0"
    names = [said["operationId"] for _, _, said in operations(described)]
    assert len(set(names)) == len(names) >= 24
    assert set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described))) <= set(
        described["components"]["schemas"]
    )
    for method, path, said in operations(described):
        assert said["summary"].endswith(".")
        assert [one["name"] for one in said["parameters"] if one["in"] == "path"] == re.findall(r"{(\w+)}", path)
        assert ("requestBody" in said) == (method in {"post", "put"})


def test_every_operation_wants_a_token_with_its_role(opened: Open) -> None:
    _, service, described = opened
    roles = ["viewer", "operator", "admin"]
    tokens = {
        role: ask(opened, "POST", f"{ADMIN}/tokens", json={"name": role, "role": role}).json()["secret"]
        for role in roles
    }
    for method, path, said in operations(described):
        url = re.sub(r"{\w+}", "none", path)
        for wrong in ("", "Bearer no", f"Bearer {service.key}"):
            answer = ask(opened, method, url, headers={"Authorization": wrong})
            judge(opened, said, answer)
            assert answer.status_code == 401
        needed = roles.index(re.findall(r"`(\w+)`", said["description"])[0])
        for role in roles:
            answer = ask(opened, method, url, headers={"Authorization": f"Bearer {tokens[role]}"}, content=b"?")
            judge(opened, said, answer)
            assert (answer.status_code == 403) == (roles.index(role) < needed), f"{role} {method} {path}"


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_whatever_is_asked_is_answered_as_documented(opened: Open, data: st.DataObject) -> None:
    described = opened[2]
    components = described["components"]["schemas"]
    method, path, said = data.draw(st.sampled_from(operations(described)))
    url = re.sub(r"{\w+}", lambda _: quote(data.draw(NAMES), safe=""), path)
    queries = {one["name"]: one["schema"] for one in said["parameters"] if one["in"] == "query"}
    values = {name: drawn(schema, components) | SAID for name, schema in queries.items()}
    query = data.draw(st.fixed_dictionaries({}, optional=values))
    more: Json = {"params": {name: value for name, value in query.items() if isinstance(value, str | int)}}
    if "requestBody" in said:
        schema = said["requestBody"]["content"]["application/json"]["schema"]
        body = data.draw(st.one_of(drawn(schema, components), drawn(schema, components), ANYTHING))
        more["content"] = data.draw(st.just(json.dumps(body).encode()) | st.binary(max_size=20))
        more["headers"] = {"Idempotency-Key": data.draw(st.sampled_from(["", "", "one", "two"]))}
    answer = ask(opened, method, url, **more)
    if "." in url.rpartition(ADMIN)[2].split("/") or ".." in url.split("/") or "%2F" in url:
        return  # another path than the one meant
    judge(opened, said, answer)


def test_the_judge_of_this_test_finds_faults() -> None:
    schema: Json = {
        "type": "object",
        "properties": {"n": {"type": "integer", "minimum": 1}, "at": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
        "required": ["n"],
        "additionalProperties": False,
    }
    for wrong in ({}, {"n": 0}, {"n": True}, {"n": 1, "x": 1}, {"n": 1, "at": 5}, [], {"n": None}):
        assert list(faults(wrong, schema, {}))
    assert list(faults({"n": 1, "at": None}, schema, {})) == []
