"""No body, however wrong, gets anything but an answer or a documented error."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.core import errors
from danqing.core.job import Door
from tests.service import Running, in_memory, running

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
MODELS = st.sampled_from(["qwen-image", "qwen-image-edit-max", "qwen-image-edit", "wanx-v1", "wan2.2-t2i-flash", "no"])
NAMES = "size n seed style ref_mode ref_strength watermark prompt_extend negative_prompt".split()
VALUES = JSON | st.sampled_from(["1024*1024", 1, 2, True, "<anime>", "repaint", 0.5])
PARAMETERS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, VALUES))
IMAGE = JSON | st.just("data:image/png;base64,AAAA")
PARTS = st.lists(JSON | st.fixed_dictionaries({"text": JSON}) | st.fixed_dictionaries({"image": IMAGE}), max_size=4)
MESSAGE = st.fixed_dictionaries({"role": JSON | st.just("user"), "content": JSON | PARTS})
MESSAGES = JSON | st.lists(JSON | MESSAGE, max_size=2)
INPUT = st.fixed_dictionaries({}, optional={"prompt": JSON, "messages": MESSAGES, "ref_img": JSON, "images": JSON})
SAID = {"input": JSON | INPUT, "parameters": JSON | PARAMETERS}
BODIES = JSON | st.fixed_dictionaries({"model": MODELS | JSON}, optional=SAID)
RAW = st.binary(max_size=200) | BODIES.map(lambda body: json.dumps(body).encode())


def codes(kind: type[errors.Error]) -> set[str]:
    """Return the codes of a branch of the tree."""
    return {kind.code}.union(*(codes(leaf) for leaf in kind.__subclasses__()))


KNOWN = codes(errors.Error) | {
    "BadRequest.EmptyInput",
    "BadRequest.EmptyModel",
    "BadRequest.InputDownloadFailed",
    "BadRequest.UnsupportedFileFormat",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BlockingPortal, Running]]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        context = running(in_memory(tmp_path_factory.mktemp("any"), limits={"running_at_once": "off"}))
        yield portal, stack.enter_context(portal.wrap_async_context_manager(context))


@settings(max_examples=400, deadline=None)
@given(door=st.sampled_from(list(Door)), body=RAW, wants_async=st.booleans())
def test_any_body_gets_an_answer_or_a_documented_error(
    service: tuple[BlockingPortal, Running], door: Door, body: bytes, wants_async: bool
) -> None:
    portal, running_service = service
    headers = {"content-type": "application/json"} | ({"X-DashScope-Async": "enable"} if wants_async else {})

    async def ask() -> httpx.Response:
        return await running_service.http.post(f"/api/v1/services/aigc/{door}", content=body, headers=headers)

    answer = portal.call(ask)
    told: dict[str, Any] = answer.json()
    if answer.status_code == 200:
        assert "output" in told
        return
    assert 400 <= answer.status_code < 500, told
    assert set(told) == {"code", "message", "request_id"}
    assert all(isinstance(value, str) and value for value in told.values())
    assert told["code"] in KNOWN, told
