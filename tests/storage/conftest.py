"""A small real web server on loopback, and pictures to serve."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import pytest
from PIL import Image


@pytest.fixture
def asked() -> list[str]:
    """The heads of all requests that `serve` was sent."""
    return []


@pytest.fixture
async def serve(asked: list[str]) -> AsyncIterator[Callable[..., str]]:
    """Return `serve(path, body, status="200 OK", raw=False, **headers)`: answer a path so, and return its URL.

    `raw` bytes are the whole answer, to the letter; a path that was given nothing is never answered.
    """
    answers: dict[str, bytes] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            found = answers.get(asked[-1].split(" ")[1])
            if found is None:
                await reader.read()  # until the other side hangs up
            else:
                writer.write(found)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    def serving(path: str, body: bytes = b"", *, status: str = "200 OK", raw: bool = False, **headers: str) -> str:
        lines = {"Content-Length": str(len(body)), "Connection": "close"}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        answers[path] = body if raw else f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        return url + path

    yield serving
    server.close()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Return `picture(kind, size, mode, **options)`: a noisy image, the same every time, encoded."""

    def make(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object) -> bytes:
        encoded = BytesIO()
        noise = random.Random(0).randbytes(size[0] * size[1])
        Image.frombytes("L", size, noise).convert(mode).save(encoded, kind, **options)
        return encoded.getvalue()

    return make
