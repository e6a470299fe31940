import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from danqing.core.errors import AccessDenied, Error, InvalidApiKey, Refused, TooLarge, Unavailable, UnsupportedOperation
from danqing.wire import errors


def tree(root: type[Error]) -> Iterator[type[Error]]:
    yield root
    for leaf in root.__subclasses__():
        yield from tree(leaf)


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("key", InvalidApiKey()),
        ("n", Refused("num_images_per_prompt must be 1")),
        (
            "cancel",
            UnsupportedOperation("Failed to cancel the task, please confirm if the task is in PENDING status."),
        ),
    ],
)
def test_an_error_is_said_as_the_real_service_says_it(case: str, error: Error, said: Callable[[str], Any]) -> None:
    body = said(f"errors/{case}.response")
    assert json.loads(errors.encode(error, body["request_id"])) == body


@pytest.mark.parametrize("kind", list(tree(Error)), ids=lambda kind: kind.__name__)
def test_every_error_is_three_strings_and_is_read_as_it_was_said(kind: type[Error]) -> None:
    error = kind()
    body = errors.encode(error, "r-1")
    assert json.loads(body) == {"code": error.code, "message": error.message, "request_id": "r-1"}
    read = errors.decode(error.status, body)
    assert (read.status, read.code, read.message) == (error.status, error.code, error.message)


def test_a_message_that_is_no_text_is_said_all_the_same() -> None:
    body = json.loads(errors.encode(Refused("bad \ud800 name"), "r-1"))
    assert body["message"] == "bad ? name"


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (500, b"", "Unknown", "HTTP 500 Internal Server Error"),
        (599, b"", "Unknown", "HTTP 599"),
        (502, b"<html><h1>Bad Gateway</h1></html>", "Unknown", "HTTP 502 Bad Gateway"),
        (500, b"out of memory\n", "Unknown", "out of memory"),
        (500, b"\xff\xfe", "Unknown", "��"),
        (400, b'{"code":null,"message":null,"request_id":null}', "Unknown", "HTTP 400 Bad Request"),
        (400, b'{"code":5,"message":["x"]}', "5", "HTTP 400 Bad Request"),
        (422, b'{"detail":"no such field"}', "Unknown", "no such field"),
        (429, b'{"error":"slow down"}', "Unknown", "slow down"),
        (401, b'{"error":{"message":"bad key","type":"t","code":"invalid_api_key"}}', "invalid_api_key", "bad key"),
        (400, b'{"error":{"message":"no","type":"invalid_request_error","code":null}}', "invalid_request_error", "no"),
        (400, b"[1]", "Unknown", "[1]"),
    ],
)
def test_answers_of_every_shape_make_an_error(status: int, body: bytes, code: str, message: str) -> None:
    error = errors.decode(status, body)
    assert (error.status, error.code, error.message) == (status, code, message)


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (401, InvalidApiKey, False),
        (403, AccessDenied, False),
        (413, TooLarge, False),
        (429, Refused, False),
        (500, Error, False),
        (502, Unavailable, True),
        (503, Unavailable, True),
        (504, Unavailable, True),
    ],
)
def test_the_status_says_whose_fault_it_is(status: int, kind: type[Error], retry: bool) -> None:
    error = errors.decode(status, b'{"code":"X","message":"y"}')
    assert type(error) is kind
    assert error.retry is retry


def test_a_page_of_text_is_cut() -> None:
    assert len(errors.decode(500, b"x" * 1_000_000).message) == errors.LONGEST


def test_the_request_has_the_id_of_the_body_or_else_of_the_headers() -> None:
    assert errors.request_id(b'{"request_id":"r-1"}', {"X-Request-ID": "r-2"}) == "r-1"
    assert errors.request_id(b'{"request_id":null}', {"X-Request-ID": "r-2"}) == "r-2"
    assert errors.request_id(b"", {}) == ""
