"""Bringing a file: the form that a policy allows, to the host that it names, without the key."""

import asyncio
import mimetypes
import re
from html import unescape
from pathlib import Path

import httpx

from danqing.client.answer import BROKEN, Answer
from danqing.client.connection import Pace, again, send
from danqing.core.errors import Error, InvalidParameter, TooLarge, Unavailable
from danqing.wire import errors, uploads
from danqing.wire.uploads import Policy

SECONDS = 600.0
"""For one file to go up."""

_TOLD = re.compile(rb"<(Code|Message)>(.*?)</\1>", re.DOTALL)
"""What object storages say, in XML."""


async def upload(http: httpx.AsyncClient, policy: Policy, path: Path, pace: Pace) -> str:
    """Post a file under a policy; return its `oss://` name. Raises Error with the host's code and message."""
    content = await asyncio.to_thread(_read, path)
    if len(content) > policy.max_file_size_mb << 20:
        raise TooLarge(f"{path.name} is larger than {policy.max_file_size_mb} MiB, the most that may be brought.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    form = uploads.form(policy, path.name, kind)
    request = http.build_request(
        "POST", policy.upload_host, data=form, files={uploads.FILE: (path.name, content, kind)}, timeout=SECONDS
    )
    answer = await again("POST", lambda: send(http, request), pace)
    if answer.status != 200:
        raise _refusal(answer, path.name, request.url.host)
    return uploads.name_of(f"{policy.upload_dir}/{path.name}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be read: {error.strerror}") from error


def _refusal(answer: Answer, name: str, host: str) -> Error:
    if answer.status == BROKEN:
        return Unavailable(f"{name} could not be brought to {host}: {answer.broken}", code="ConnectionFailed")
    told = {found[1]: unescape(found[2].decode("utf-8", "replace")) for found in _TOLD.finditer(answer.body)}
    error = errors.decode(answer.status, answer.body)
    code, message = told.get(b"Code", error.code), told.get(b"Message", error.message)
    refusal = type(error)(f"{name} could not be brought to {host}: {message}", code=code)
    refusal.status = answer.status
    return refusal
