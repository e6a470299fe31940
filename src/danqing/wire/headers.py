"""The headers of the API: what a caller says in them, and what a client must send."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

REQUEST_ID = "X-Request-Id"
"""On every answer: the `request_id` of its body."""
RETRY_AFTER = "Retry-After"
"""Seconds; the 2.0 client waits that long, 8 at most, before it sends again."""
SHOULD_RETRY = "X-Should-Retry"
"""`false` keeps the 2.0 client from sending a failed request again."""
ALLOW = "Allow"
"""With a 405: the methods that the URL has."""
ENGINE = "X-Image-Engine"
"""Who really drew: name and version."""
PROGRESS = "X-Task-Progress"
"""How far a RUNNING task is, from 0 to 1; only where its engine tells."""
JSON = "application/json"
EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What a request says outside its body."""

    api_key: str | None = None
    wants_async: bool = False
    workspace: str = ""
    wants_events: bool = False
    """Answers as server-sent events."""
    idempotency_key: str = ""
    encrypted: bool = False
    """The body is encrypted, and cannot be read here."""


def read(headers: Mapping[str, str]) -> Headers:
    """Read a request's headers, however their names are spelled; those that the API does not know are ignored."""
    said = {name.lower(): value for name, value in headers.items()}
    return Headers(
        api_key=_bearer(said.get("authorization", "")),
        wants_async=_enabled(said.get("x-dashscope-async", "")),
        workspace=said.get("x-dashscope-workspace", "").strip(),
        wants_events=_enabled(said.get("x-dashscope-sse", "")),
        idempotency_key=said.get("idempotency-key", "").strip(),
        encrypted="x-dashscope-encryptionkey" in said,
    )


def write(headers: Headers, *, resolve_oss: bool = False) -> dict[str, str]:
    """Return the headers that a client must send; `resolve_oss` if the body names an `oss://` image."""
    written = {
        "Accept": EVENTS if headers.wants_events else JSON,
        "Content-Type": f"{JSON}; charset=utf-8",
        "Authorization": f"Bearer {headers.api_key}" if headers.api_key else "",
        "X-DashScope-Async": "enable" if headers.wants_async else "",
        "X-DashScope-WorkSpace": headers.workspace,
        "X-DashScope-SSE": "enable" if headers.wants_events else "",
        "X-DashScope-OssResourceResolve": "enable" if resolve_oss else "",
        "Idempotency-Key": headers.idempotency_key,
    }
    return {name: value for name, value in written.items() if value}


def drawn(engine: str, notes: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that say who drew and what it made of the request: `X-Composer-Understood` and the like.

    Values are percent-encoded UTF-8 wherever they are not printable ASCII.
    """
    family = engine.partition("/")[0].capitalize()
    named = {ENGINE: engine} | {f"X-{family}-{key.capitalize()}": value for key, value in notes.items()}
    return {name: quote(value, safe=" !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~") for name, value in named.items()}


def running(progress: float | None) -> dict[str, str]:
    """Return the header that says how far a task is; none where that is not known."""
    return {} if progress is None else {PROGRESS: f"{progress:.2f}"}


def how_far(said: str) -> float | None:
    """Return what PROGRESS says; None for nothing, and for anything that is no number from 0 to 1."""
    try:
        progress = float(said)
    except ValueError:
        return None
    return progress if 0 <= progress <= 1 else None


def _bearer(said: str) -> str | None:
    scheme, _, key = said.strip().partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def _enabled(said: str) -> bool:
    return said.strip().lower() == "enable"
