"""Errors on the wire: `{"code", "message", "request_id"}`, three strings, none of them ever null."""

from collections.abc import Mapping
from http import HTTPStatus

from danqing.core.errors import (
    AccessDenied,
    Error,
    InvalidApiKey,
    MethodNotAllowed,
    NotFound,
    Refused,
    TooLarge,
    Unavailable,
)
from danqing.wire import headers, lenient
from danqing.wire.body import ENCODER

NO_CODE = "Unknown"
"""The code of an answer that has none; the official SDKs call it so too."""

KINDS: dict[int, type[Error]] = {
    401: InvalidApiKey,
    403: AccessDenied,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}
"""What a status means to a client; other 4xx are Refused, and the rest plain Errors."""

LONGEST = 1000
"""Characters of a body that is no JSON to keep as a message."""


def encode(error: Error, request_id: str) -> bytes:
    """Return the body that says the error."""
    said = {"code": error.code, "message": error.message, "request_id": request_id}
    # A message may quote what the caller sent, and that may be no text at all.
    return ENCODER.encode({name: value.encode("utf-8", "replace").decode() for name, value in said.items()})


def decode(status: int, body: bytes) -> Error:
    """Return the error in an answer, whatever its shape; its `status` is the one that came."""
    said = lenient.read(body)
    code, message = _plain(body) if said is None else _said(said)
    kind = KINDS.get(status, Refused if 400 <= status < 500 else Error)
    error = kind(message or _phrase(status), code=code or NO_CODE)
    error.status = status
    return error


def request_id(body: bytes, answered: Mapping[str, str]) -> str:
    """Return the id by which the server knows the request: from the body, else from the answer's headers."""
    said = lenient.text((lenient.read(body) or {}).get("request_id"))
    named = {name.lower(): value for name, value in answered.items()}
    return said or named.get(headers.REQUEST_ID.lower(), "")


def _said(said: dict[str, object]) -> tuple[str, str]:
    """Read our own shape, OpenAI's `{"error": {…}}` or `{"error": "…"}`, and FastAPI's `{"detail": …}`."""
    inner = lenient.table(said.get("error"))
    codes = (said.get("code"), inner.get("code"), inner.get("type"))
    messages = (said.get("message"), inner.get("message"), said.get("error"), said.get("detail"))
    return _first(codes), _first(messages)


def _first(values: tuple[object, ...]) -> str:
    return next((text for text in map(lenient.text, values) if text), "")


def _plain(body: bytes) -> tuple[str, str]:
    # A page made for people's eyes, as gateways send it, says less than the status does.
    text = body[: 4 * LONGEST].decode("utf-8", "replace").strip()[:LONGEST]
    return "", "" if text.startswith("<") else text


def _phrase(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
