"""No body, however wrong, gets a client of OpenAI anything but an answer or an error in its own shape."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.wire.openai_errors import FINER, TABLE
from tests.service import PICTURE, Running, in_memory, running

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
MODELS = ["qwen-image", "qwen-image-edit-max", "qwen-image-edit", "wanx-v1", "wan2.2-t2i-flash", "gpt-image-1", "no"]
NAMES = (
    "size n seed style ref_mode ref_strength watermark prompt_extend negative_prompt quality background user mask "
    "response_format output_format output_compression stream partial_images image images moderation"
).split()
VALUES = JSON | st.sampled_from(
    ["1024x1024", "auto", 1, 2, True, "<anime>", "vivid", "b64_json", "webp", PICTURE, "oss://x", "data:,", "\ud83d"]
)
REFERENCES = st.lists(st.fixed_dictionaries({}, optional={"image_url": VALUES, "file_id": VALUES}) | VALUES, max_size=4)
SAID = {"prompt": st.text(max_size=20) | JSON, **dict.fromkeys(NAMES, VALUES), "images": REFERENCES}
LIKELY = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS[:5]), "prompt": st.just("a cat")},
    optional={
        "n": st.sampled_from([1, 2, None]),
        "images": st.just([PICTURE]) | REFERENCES,
        "stream": st.booleans(),
        "partial_images": st.integers(0, 3),
        "output_format": st.sampled_from(["png", "webp", "jpeg"]),
        "size": st.sampled_from(["auto", "1328x1328", "1024x1024"]),
        "quality": VALUES,
    },
)
"""What somebody might mean."""
BODIES = LIKELY | JSON | st.fixed_dictionaries({"model": st.sampled_from(MODELS) | JSON}, optional=SAID)
RAW = BODIES.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=200)

FIELDS = st.sampled_from(["model", "prompt", "image", "image[]", *NAMES]) | st.text('ab"[]; \r\n图', max_size=5)
FILLED = st.sampled_from([b"1", b"2", b"true", b"auto", b"1024x1024", b"a cat", PICTURE.encode(), b"", b"\xff\xfe"])
PARTS = st.lists(st.tuples(FIELDS, FILLED | st.binary(max_size=30), st.booleans()), max_size=6)
CODES = {told.code for told in TABLE.values()} | set(FINER.values())


def form(parts: list[tuple[str, bytes, bool]], model: str) -> bytes:
    body = b""
    meant = [("model", model.encode(), False), ("prompt", b"a cat", False), ("image", PICTURE.encode(), False)]
    for name, data, is_file in [*meant, *parts]:
        file = '; filename="x.png"' if is_file else ""
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + data + b"\r\n"
    return body + b"--b--\r\n"


FORMS = st.builds(form, PARTS, st.sampled_from(MODELS)) | st.binary(max_size=200)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BlockingPortal, Running]]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        settings = in_memory(
            tmp_path_factory.mktemp("any"),
            limits={"running_at_once": "off"},
            inputs={"allow_private_networks": False, "fetch_seconds": 1},
        )
        yield portal, stack.enter_context(portal.wrap_async_context_manager(running(settings)))


SEEN: set[int] = set()


def judged(answer: httpx.Response) -> None:
    """Fail for what is neither an answer nor an error of the API."""
    SEEN.add(answer.status_code)
    if answer.status_code == 200:
        if answer.headers["content-type"].startswith("text/event-stream"):
            assert answer.text.startswith("event: image_")
        else:
            assert answer.json()["data"]
        return
    assert 400 <= answer.status_code < 500, answer.text
    told: dict[str, Any] = answer.json()
    assert set(told) == {"error"}
    assert set(told["error"]) == {"message", "type", "param", "code"}
    assert told["error"]["message"]
    assert told["error"]["code"] in CODES, told


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(["/v1/images/generations", "/compatible-mode/v1/images/edits"]), body=RAW)
def test_any_json_gets_an_answer_or_an_error(service: tuple[BlockingPortal, Running], path: str, body: bytes) -> None:
    portal, running_service = service

    async def ask() -> httpx.Response:
        return await running_service.http.post(path, content=body, headers={"content-type": "application/json"})

    judged(portal.call(ask))


@settings(max_examples=300, deadline=None)
@given(body=FORMS)
def test_any_form_gets_an_answer_or_an_error(service: tuple[BlockingPortal, Running], body: bytes) -> None:
    portal, running_service = service

    async def ask() -> httpx.Response:
        headers = {"content-type": "multipart/form-data; boundary=b"}
        return await running_service.http.post("/v1/images/edits", content=body, headers=headers)

    judged(portal.call(ask))


def test_there_were_answers_of_both_kinds_among_them() -> None:
    assert {200, 400, 404} <= SEEN
