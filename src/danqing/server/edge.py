"""The outermost layer: names every request, turns every error into an answer, writes one line about each."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from danqing.core.clock import Ids
from danqing.core.errors import BadRequest, Error, MethodNotAllowed, NotFound
from danqing.telemetry import REQUEST, SERVICE, Metrics, log
from danqing.wire import errors
from danqing.wire.headers import ALLOW, JSON, REQUEST_ID, RETRY_AFTER, SHOULD_RETRY

CONTEXT = "danqing"

Voice = Callable[[Error, str], tuple[int, bytes]]
"""Says an error with its request's id: the status and the body."""


@dataclass(slots=True)
class Context:
    """What is learned about a request on its way; told in its one line."""

    request_id: str
    began: float = field(default_factory=time.perf_counter)
    route: str = "other"
    account: str = ""
    model: str = ""
    code: str = ""
    status: int = 0
    sent: int = 0


def context(request: Request) -> Context:
    """Return what is known of the request."""
    found: Context = request.scope[CONTEXT]
    return found


class Edge:
    """An ASGI application around another; `voices` are those of other APIs, by how their URLs begin."""

    def __init__(self, app: ASGIApp, ids: Ids, metrics: Metrics, voices: Mapping[str, Voice]) -> None:
        self._app = app
        self._ids = ids
        self._metrics = metrics
        self._voices = voices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = scope[CONTEXT] = Context(self._ids.new())
        # Both spellings of every URL are part of the contract: one is made of the other here, before any routing.
        scope["path"] = scope["path"].rstrip("/") or "/"
        scope["app"] = self  # makes starlette raise for 404 and 405 instead of answering in plain text

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.status = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_ID.lower().encode(), told.request_id.encode())]
            else:
                told.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  the one place where everything becomes an answer
            if told.status:
                log.exception(SERVICE, message="an answer broke off", request_id=told.request_id)
            else:
                await _refuse(known(error, scope, told), told, self._voice(scope["path"]), sending)
        finally:
            self._tell(told, scope)

    def _voice(self, path: str) -> Voice:
        return next((voice for begin, voice in self._voices.items() if f"{path}/".startswith(f"{begin}/")), _plain)

    def _tell(self, told: Context, scope: Scope) -> None:
        self._metrics.requests.labels(told.route, str(told.status)).inc()
        log.info(
            REQUEST,
            request_id=told.request_id,
            method=scope["method"],
            route=told.route,
            status=told.status,
            code=told.code,
            account=told.account,
            model=told.model,
            ms=round((time.perf_counter() - told.began) * 1e3, 2),
            bytes=told.sent,
        )


def known(error: Exception, scope: Scope, told: Context) -> Error:
    """Return the error of ours that `error` is to a caller; a bug is logged and told as InternalError."""
    if isinstance(error, Error):
        return error
    if isinstance(error, HTTPException):
        if error.status_code == NotFound.status:
            return NotFound()
        if error.status_code == MethodNotAllowed.status:
            allowed = (error.headers or {}).get(ALLOW, "")
            return MethodNotAllowed(f"Request method '{scope['method']}' is not supported.", allowed=allowed)
        return BadRequest(str(error.detail), code="InvalidParameter")
    log.exception(SERVICE, message="a request met a bug", request_id=told.request_id)
    return Error()


def _plain(error: Error, request_id: str) -> tuple[int, bytes]:
    return error.status, errors.encode(error, request_id)


async def _refuse(error: Error, told: Context, voice: Voice, send: Send) -> None:
    told.code = error.code
    status, body = voice(error, told.request_id)
    headers = [
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (SHOULD_RETRY.lower().encode(), b"true" if error.retry else b"false"),
    ]
    if error.retry:
        seconds = max(1, math.ceil(error.retry_after))  # whole seconds are all that every client can read
        headers.append((RETRY_AFTER.lower().encode(), str(seconds).encode()))
    if isinstance(error, MethodNotAllowed):
        headers.append((ALLOW.lower().encode(), error.allowed.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
