"""Fetching a result before it expires: whole or not at all, and without telling its host who we are."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

import httpx

from danqing.client.address import web
from danqing.client.answer import Answer
from danqing.client.connection import Pace, again, broken
from danqing.core.errors import Error

MOST_BYTES = 256 << 20
"""No picture of the API comes near it; an answer without end must end somewhere."""

_CHUNK = 1 << 16

_MARKUP = ("text/html", "application/xhtml", "text/xml", "application/xml", "application/json")
"""What hosts send instead of a picture, some of them with status 200."""


def failed(message: str) -> Error:
    """Return the error for a result that could not be had."""
    return Error(message, code="DownloadFailed")


async def download(http: httpx.AsyncClient, url: str, target: Path, pace: Pace) -> None:
    """Write what lies under `url` to `target`, tried again while its trouble may pass.

    The file appears under its name when it is whole and on the disk; whatever was there before is replaced.
    Raises an Error with the code `DownloadFailed`.
    """
    address = web(url)
    if address is None:
        raise failed(f"{url[:80]!r} is no URL to fetch a result from")
    request = http.build_request("GET", address, headers={"accept": "image/*,*/*;q=0.5"})
    answer = await again("GET", lambda: _fetch(http, request, target), pace)
    if answer.status != 200:
        raise failed(f"{answer.broken or f'HTTP status {answer.status}'} from {request.url.host} for {target.name}")


async def _fetch(http: httpx.AsyncClient, request: httpx.Request, target: Path) -> Answer:
    try:
        response = await http.send(request, stream=True, follow_redirects=True)
        try:
            if response.status_code == 200:
                await _land(response, target)
        finally:
            await response.aclose()
    except (httpx.RequestError, httpx.InvalidURL) as error:
        return broken(error)
    return Answer(status=response.status_code, headers=dict(response.headers))


async def _land(response: httpx.Response, target: Path) -> None:
    if response.headers.get("content-type", "").lower().startswith(_MARKUP):
        raise failed(f"{response.url.host} sent {response.headers['content-type']} instead of {target.name}")
    try:
        part, file = await asyncio.to_thread(_open, target)
        try:
            with file:
                await _write(response.aiter_bytes(_CHUNK), file, target.name)
            await asyncio.to_thread(part.replace, target)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
        await asyncio.to_thread(_settle, target.parent)
    except OSError as error:
        raise failed(f"{target} cannot be written: {error.strerror}") from error


def _open(target: Path) -> tuple[Path, BinaryIO]:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")  # same folder: renaming is atomic there
    return part, part.open("xb")


async def _write(chunks: AsyncIterator[bytes], file: BinaryIO, name: str) -> None:
    size = 0
    async for chunk in chunks:
        if size == 0 and chunk.lstrip()[:1] in {b"<", b"{"}:
            raise failed(f"a page came instead of {name}")
        size += len(chunk)
        if size > MOST_BYTES:
            raise failed(f"{name} is larger than {MOST_BYTES >> 20} MiB")
        await asyncio.to_thread(file.write, chunk)
    if size == 0:
        raise failed(f"{name} came empty")
    file.flush()
    await asyncio.to_thread(os.fsync, file.fileno())


def _settle(folder: Path) -> None:
    """Put a new name on the disk too; a file is safe only once its folder is."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
