"""Other servers on loopback: a tiny one that speaks the OpenAI images API, and anything else that is an ASGI app."""

import asyncio
import json
import socket
from base64 import b64encode
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import uvicorn
from PIL import Image
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from danqing.client.connection import Pace
from danqing.engines.fake import plain_png


class Quiet(uvicorn.Server):
    """A server that leaves the signals of the test's own process alone."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncGenerator[str]:
    """Serve an application on a free port, and yield its origin; connections wait until it has started."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Quiet(uvicorn.Config(app, lifespan="off", log_level="critical", ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await running


def jpeg(width: int, height: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(made, "JPEG")
    return made.getvalue()


@dataclass
class Images:
    """The OpenAI images API over plain pictures; a prompt may hold what Fake's may, and `as_url` is set by tests."""

    models: tuple[str, ...] = ()
    picture: bytes | None = None
    """What to send instead of a PNG of the size that was asked for."""
    as_url: str = ""
    """Answer with this URL instead of with bytes."""
    most: int = 10
    """Pictures in one answer."""
    status: int = 200
    revises: bool = True
    """Whether an answer says that something else was drawn."""
    retry_after: str = ""
    busy: int = 0
    """How many requests to answer with 429 before the first is served."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    expected: int = 1
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when as many requests as are expected are here at once."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a caller has hung up."""
    seen: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What was said in each request, pictures as bytes under `images`."""
    keys: list[str] = field(default_factory=list[str])
    running: int = 0
    most_running: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.keys.append(request.headers.get("authorization", ""))
        if request.url.path == "/v1/models":
            await answer(send, {"data": [{"id": name} for name in self.models]}, self.status)
        elif request.url.path == "/picture.png":
            await answer(send, plain_png(64, 32, 1))
        elif request.method == "POST":
            self.running += 1
            self.most_running = max(self.most_running, self.running)
            try:
                await self._draw(request, send)
            finally:
                self.running -= 1
        else:
            await answer(send, {"detail": "Not Found"}, 404)

    async def _draw(self, request: Request, send: Send) -> None:
        said = await self._said(request)
        self.seen.append(said)
        if self.running >= self.expected:
            self.begun.set()
        if self.busy:
            self.busy -= 1
            await answer(send, {"error": {"message": "slow down"}}, 429, retry_after=self.retry_after)
            return
        if not await self._may_go_on(request):
            return
        prompt = said["prompt"]
        if "[reject]" in prompt:
            told = {"error": {"message": f"no:\n{prompt} at http://gpu-1:8000/v1 in /srv/models/x.py", "code": "bad"}}
            await answer(send, told, 400)
        elif "[error]" in prompt:
            await answer(send, {"error": {"message": "CUDA out of memory"}}, 500)
        elif "[lost]" in prompt:
            await answer(send, {"data": []}, promise=1000)
        else:
            await answer(send, {"data": [self._item(said) for _ in range(min(int(said["n"]), self.most))]})

    async def _may_go_on(self, request: Request) -> bool:
        waiting = asyncio.ensure_future(self.gate.wait())
        hung_up = asyncio.ensure_future(request.receive())
        await asyncio.wait((waiting, hung_up), return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            self.left.set()
        waiting.cancel()
        hung_up.cancel()
        return not self.left.is_set()

    async def _said(self, request: Request) -> dict[str, Any]:
        if request.url.path == "/v1/images/generations":
            return {"path": "generations", **(await request.json())}
        async with request.form() as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            files = [(name, value) for name, value in form.multi_items() if not isinstance(value, str)]
            images = [(name, file.filename, file.content_type, await file.read()) for name, file in files]
            return {"path": "edits", **fields, "images": images}

    def _item(self, said: dict[str, Any]) -> dict[str, str]:
        if self.as_url:
            return {"url": self.as_url}
        width, height = map(int, said["size"].split("x"))
        picture = self.picture or plain_png(width, height, int(said.get("seed", 0)) % 7)
        revised = {"revised_prompt": f"{said['prompt']}, revised"} if self.revises else {}
        return {"b64_json": b64encode(picture).decode(), **revised}


async def answer(
    send: Send, body: object, status: int = 200, *, retry_after: str = "", promise: int | None = None
) -> None:
    """Send an answer; with `promise`, break off in its middle."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(promise or len(data)).encode())]
    if retry_after:
        headers.append((b"retry-after", retry_after.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


@dataclass
class Time:
    """A clock that moves only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return Pace(now=lambda: self.now, sleep=self.sleep, dice=lambda: 0.5)
