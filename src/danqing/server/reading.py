"""Reading requests: the body within its limit, and whether somebody still waits for the answer."""

import asyncio
import contextlib
from collections.abc import Coroutine, Generator
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from danqing.core.errors import BadRequest, Error, TooLarge
from danqing.wire.headers import JSON

T = TypeVar("T")


class HungUp(Error):
    """The client closed its connection before the answer; nobody reads what is sent now."""

    status = 499  # nginx's number for the same, for the log
    code = "ClientClosedRequest"
    message = "The client closed the connection."


async def read_json(request: Request, limit: int) -> bytes:
    """Return the body, at most `limit` bytes. Raises BadRequest for another content type, TooLarge, HungUp."""
    kind = kind_of(request)
    if kind not in {JSON, ""}:
        raise BadRequest(
            f"Required body invalid, please check the request body format. Content-Type is {kind!r}, "
            "it must be 'application/json'.",
            code="InvalidParameter",
        )
    return await read(request, limit)


def kind_of(request: Request) -> str:
    """Return the content type without what follows it; `application/json` where none is said."""
    return request.headers.get("content-type", JSON).partition(";")[0].strip().lower()


async def read(request: Request, limit: int) -> bytes:
    """Return the body, at most `limit` bytes. Raises TooLarge, HungUp."""
    if int(request.headers.get("content-length") or 0) > limit:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    with _leaving():
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge
            chunks.append(chunk)
    return b"".join(chunks)


async def while_connected(request: Request, work: Coroutine[object, object, T]) -> T:
    """Return what `work` returns; if the client hangs up first, cancel it and raise HungUp."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HungUp
        return working.result()
    finally:
        leaving.cancel()
        if working.cancel():
            with contextlib.suppress(asyncio.CancelledError):
                await working


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


@contextlib.contextmanager
def _leaving() -> Generator[None]:
    try:
        yield
    except ClientDisconnect as error:
        raise HungUp from error
