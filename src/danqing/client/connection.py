"""Requests, sent again for as long as their trouble may pass; whatever comes back is an Answer."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from danqing.client.answer import BROKEN, Answer
from danqing.client.backoff import Tried, pause, trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The clock that a client waits by, its way of waiting, and its dice."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    dice: Callable[[], float] = secrets.SystemRandom().random
    """In [0, 1)."""


async def again(method: str, attempt: Callable[[], Awaitable[Answer]], pace: Pace) -> Answer:
    """Return the first final answer, or the last of as many as the trouble is worth."""
    began, tries = pace.now(), 0
    while True:
        answer = await attempt()
        tries += 1
        seconds = _pause(method, answer, Tried(tries=tries, waited=pace.now() - began), pace.dice())
        if seconds is None:
            return answer
        await pace.sleep(seconds)


async def send(http: httpx.AsyncClient, request: httpx.Request) -> Answer:
    """Send a request once."""
    try:
        response = await http.send(request)
    except (httpx.RequestError, httpx.InvalidURL) as error:
        return broken(error)
    return Answer(status=response.status_code, headers=dict(response.headers), body=response.content)


def broken(error: httpx.RequestError | httpx.InvalidURL) -> Answer:
    """Return the answer that a connection which failed gave."""
    return Answer(
        status=BROKEN,
        broken=f"{type(error).__name__} {error}".strip(),
        late=isinstance(error, httpx.ReadTimeout),
    )


def _pause(method: str, answer: Answer, tried: Tried, dice: float) -> float | None:
    found = None if answer.forbids_repeating else trouble(method, answer.status, answer.code)
    return None if found is None else pause(found, tried, dice=dice, asked=answer.retry_after)
