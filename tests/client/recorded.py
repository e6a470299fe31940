"""A server on loopback that answers as it was told, and remembers every byte that arrived."""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """An answer to give."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    promise: int | None = None
    """A Content-Length other than the true one: the connection breaks in the middle."""
    drop: bool = False
    """Close the connection without a word."""
    silent: bool = False
    """Keep the connection open without a word, for ever."""


def say(body: object, status: int = 200, **headers: str) -> Say:
    """Return an answer of JSON; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Say(
        status=status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        headers={"content-type": "application/json;charset=UTF-8", **named},
    )


def page(status: int = 200) -> Say:
    """Return what a proxy on the way says."""
    body = b"<!DOCTYPE html><html><body>Gateway</body></html>"
    return Say(status=status, body=body, headers={"content-type": "text/html"})


def picture(body: bytes = PNG) -> Say:
    """Return a result."""
    return Say(body=body, headers={"content-type": "image/png"})


DROP = Say(drop=True)
SILENCE = Say(silent=True)


class Server:
    """Answers each `METHOD path` with its list of answers in order, the last one for ever; in a thread of its own."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._answers: dict[str, list[Say]] = defaultdict(list)
        self._loop = asyncio.new_event_loop()
        self._never = asyncio.Event()  # a task that waits for what nobody else knows may be collected as garbage
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.url = ""

    def on(self, what: str, *answers: Say) -> Self:
        """Set the answers to `METHOD path`, path without its query."""
        self._answers[what] = list(answers)
        return self

    def got(self, what: str) -> list[Seen]:
        """Return the requests that arrived for `METHOD path`."""
        return [seen for seen in self.seen if f"{seen.method} {seen.target.partition('?')[0]}" == what]

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connected, "127.0.0.1", 0), self._loop
        ).result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in self._serving:  # and not those that accept: cancelled, they would leave their socket open
                task.cancel()
            await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
        for writer in self._serving.values():  # one whose task was cancelled before it began closed nothing
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._serving.values()), return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving[asyncio.create_task(self._serve(reader, writer))] = writer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        seen = await _read(reader)
        self.seen.append(seen)
        answers = self._answers[f"{seen.method} {seen.target.partition('?')[0]}"]
        answer = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else Say(status=404)
        if answer.drop:
            return False
        if answer.silent:
            await self._never.wait()
        length = len(answer.body) if answer.promise is None else answer.promise
        lines = [f"HTTP/1.1 {answer.status} Said", f"content-length: {length}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body)
        await writer.drain()
        return answer.promise is None


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = start.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method=method, target=target, headers=headers, body=body)
