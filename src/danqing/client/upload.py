"""Bringing a file: the form that a policy allows, to the host that it names, without the key."""

import asyncio
import mimetypes
import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path

import httpx

from danqing.client.address import web
from danqing.client.answer import BROKEN, Answer
from danqing.client.connection import Pace, again, send
from danqing.core.errors import Error, InvalidParameter, TooLarge, Unavailable
from danqing.wire import errors, uploads
from danqing.wire.uploads import Policy

SECONDS = 600.0
"""For one file to go up."""

_TOLD = re.compile(rb"<(Code|Message)>(.*?)</\1>", re.DOTALL)
"""What object storages say, in XML."""


async def upload(http: httpx.AsyncClient, policy_for: Callable[[], Awaitable[Policy]], path: Path, pace: Pace) -> str:
    """Bring a file from the disk, as `bring` does. Raises InvalidParameter if it cannot be read."""
    return await bring(http, policy_for, (path.name, await asyncio.to_thread(_read, path)), pace)


async def bring(
    http: httpx.AsyncClient, policy_for: Callable[[], Awaitable[Policy]], file: tuple[str, bytes], pace: Pace
) -> str:
    """Bring bytes under a file name; return their `oss://` name. Raises Error with the host's code and message.

    Every try has a policy of its own, and so a place of its own: what an earlier one left there is in nobody's way.
    """
    name, content = file
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    brought: list[Policy] = []

    async def attempt() -> Answer:
        policy = await policy_for()
        brought[:] = [policy]
        return await send(http, _form(http, policy, (name, content, kind)))

    answer = await again("GET", attempt, pace)  # as safe to repeat as one
    if answer.status != 200:
        raise _refusal(answer, name, brought[0].upload_host)
    return uploads.name_of(f"{brought[0].upload_dir}/{name}")


def _form(http: httpx.AsyncClient, policy: Policy, file: tuple[str, bytes, str]) -> httpx.Request:
    name, content, kind = file
    host = web(policy.upload_host)
    if host is None:
        raise Error(f"{policy.upload_host[:80]!r} is no URL to bring files to")
    if len(content) > policy.max_file_size_mb << 20:
        raise TooLarge(f"{name} is larger than {policy.max_file_size_mb} MiB, the most that may be brought.")
    return http.build_request(
        "POST", host, data=uploads.form(policy, name, kind), files={uploads.FILE: file}, timeout=SECONDS
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be read: {error.strerror}") from error


def _refusal(answer: Answer, name: str, url: str) -> Error:
    host = httpx.URL(url).host
    if answer.status == BROKEN:
        return Unavailable(f"{name} could not be brought to {host}: {answer.broken}", code="ConnectionFailed")
    told = {found[1]: unescape(found[2].decode("utf-8", "replace")) for found in _TOLD.finditer(answer.body)}
    error = errors.decode(answer.status, answer.body)
    code, message = told.get(b"Code", error.code), told.get(b"Message", error.message)
    refusal = type(error)(f"{name} could not be brought to {host}: {message}", code=code)
    refusal.status = answer.status
    return refusal
