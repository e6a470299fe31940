"""The real service, or another Danqing, as an engine: what is asked for here is drawn there, under our own key."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from danqing.client.address import is_local, web
from danqing.client.api import Api, Told
from danqing.client.connection import Pace
from danqing.client.schedule import Schedule
from danqing.core.errors import (
    EngineBusy,
    EngineError,
    EngineLost,
    EngineRejected,
    EngineTimeout,
    Error,
)
from danqing.core.image import Failure, Image
from danqing.core.job import Call, Door, Job, Said, Size, Turn
from danqing.core.progress import Report, unheard
from danqing.core.task import Status
from danqing.engines.border import cleaned, named, size_of
from danqing.engines.delivery import Undeliverable, delivered, failure, read
from danqing.engines.engine import READY, Drawing
from danqing.wire import parameters

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
CALL_OFF_SECONDS = 3.0

REGIONS: Mapping[str, str] = {
    "cn-beijing": "https://dashscope.aliyuncs.com/api/v1",
    "ap-southeast-1": "https://dashscope-intl.aliyuncs.com/api/v1",
}
"""Where the real service is; a key is good in its own region only."""

CODES: tuple[tuple[str, type[EngineError]], ...] = (
    ("Throttling.AllocationQuota", EngineLost),  # a budget there is used up: waiting does not help
    ("Throttling", EngineBusy),
    ("ModelUnavailable", EngineBusy),
    ("ConnectionFailed", EngineLost),
    ("NoJson", EngineLost),
    ("RequestTimeOut", EngineTimeout),
    ("InternalError.Timeout", EngineTimeout),
    ("InternalError", EngineError),
    # Ours to mend, and nothing that our caller could: the key, its rights, its money.
    ("InvalidApiKey", EngineLost),
    ("AccessDenied", EngineLost),
    ("Model.AccessDenied", EngineLost),
    ("Workspace.AccessDenied", EngineLost),
    ("Arrearage", EngineLost),
    ("AllocationQuota", EngineLost),
)
"""How a code begins, and what it says of the engine; the first that fits counts. What no line has is by its status."""

STATUSES: Mapping[int, type[EngineError]] = {
    401: EngineLost,
    403: EngineLost,
    404: EngineLost,
    405: EngineLost,
    429: EngineBusy,
    502: EngineLost,
    503: EngineBusy,
    504: EngineLost,
}


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to ask, and how."""

    url: str
    """Up to `/api/v1`."""
    key: str = ""
    models: Mapping[str, str] = field(default_factory=dict[str, str])
    """Our name of a model → theirs, where it is another."""
    parameters: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """What each of our models knows beside prompt, pictures, n and seed; of a model that is not here, everything."""
    at_once: int = 2
    job_seconds: float = 300.0
    """From the upload of the references to having every picture."""
    schedule: Schedule = field(default_factory=Schedule)
    """When to ask how a task stands; `job_seconds` is its limit."""


class DashscopeCloud:
    """The Engine over one base URL and one key."""

    state = READY

    def __init__(self, terms: Terms, pace: Pace | None = None) -> None:
        """Raises InvalidParameter or InvalidApiKey for an address or a key that is none."""
        self.name = "dashscope"
        self.slots = terms.at_once
        self._terms = terms
        self._pace = pace or Pace()
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=None),
            trust_env=not is_local(terms.url),
        )
        self._api = Api(terms.url, terms.key, http=self._http, pace=self._pace)
        self._free = asyncio.Semaphore(terms.at_once)

    async def start(self) -> None:
        """There is nothing to start: nothing is asked, and nothing costs, before there is a job."""

    async def stop(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Have a job drawn there; a task that is no longer wanted is cancelled there, if it has not begun."""
        del report  # that API tells no steps
        async with self._free:
            try:
                async with asyncio.timeout(self._terms.job_seconds):
                    told = await self._told(job, references)
                    images = await self._images(job, told)
            except TimeoutError as error:
                raise EngineTimeout from error
            except EngineError:
                raise
            except Error as error:
                raise translated(error) from error
        return Drawing(
            images=images,
            actual_prompt=(told.actual_prompt or None) if job.prompt_extend else None,
            notes=dict(told.notes),
            engine=f"{self.name}/{told.engine or self._model(job)}",
        )

    async def _told(self, job: Job, references: Sequence[bytes]) -> Told:
        names = [
            await self._api.bring(named(number, data)[0], data, self._model(job))
            for number, data in enumerate(references, start=1)
        ]
        call = call_of(job, self._model(job), names, self._terms.parameters.get(job.model))
        told = await self._api.create(call, seconds=self._terms.job_seconds)
        if call.wants_async:
            told = await self._end(told.task_id)
        if told.status == Status.FAILED:
            raise _by_code(told.code, told.message, 400)
        if told.status != Status.SUCCEEDED:
            raise EngineLost(f"the task there is {told.status}")
        return told

    async def _end(self, task_id: str) -> Told:
        try:
            return await self._api.wait(task_id, self._terms.schedule)
        except BaseException:
            await self._call_off(task_id)
            raise

    async def _call_off(self, task_id: str) -> None:
        with contextlib.suppress(Error, TimeoutError):
            async with asyncio.timeout(CALL_OFF_SECONDS):
                await self._api.cancel(task_id)

    async def _images(self, job: Job, told: Told) -> tuple[Image | Failure, ...]:
        size = size_of(job)
        given = told.images[: job.n]
        images = await asyncio.gather(*(self._image(one, size, job.seed + number) for number, one in enumerate(given)))
        return (*images, *[failure(EngineError())] * (job.n - len(given)))

    async def _image(self, given: str | Failure, size: Size, seed: int) -> Image | Failure:
        if isinstance(given, Failure):
            return failure(_by_code(given.code, given.message, 400))
        try:
            return await delivered(await self._fetched(given), size, seed)
        except Undeliverable as error:
            log.warning("a picture could not be had: %s", error)
            return failure(error)

    async def _fetched(self, url: str) -> bytes:
        address = web(url)
        if address is None:
            raise Undeliverable("its address is none")
        return await read(self._http, self._http.build_request("GET", address), self._pace, follow=True)

    def _model(self, job: Job) -> str:
        return self._terms.models.get(job.model, job.model)


def call_of(job: Job, model: str, names: Sequence[str], known: frozenset[str] | None) -> Call:
    """Return what is asked of the service for a job; `names` are the URLs of its references, in order.

    `known` are the parameters that the model has; None: every one.
    """
    parts: list[tuple[str, Said]] = [("image", name) for name in names]
    text: tuple[str, Said] = ("text", job.prompt)
    said = parameters.of(job).items()
    heard = {name: value for name, value in said if value is not None and (known is None or name in known)}
    return Call(
        door=job.door,
        model=model,
        wants_async=job.door is not Door.MULTIMODAL,
        turns=(Turn(parts=(*parts, text) if job.door.speaks_messages else (text, *parts)),),
        parameters={**heard, "n": job.n, "seed": job.seed},
    )


def translated(error: Error) -> EngineError:
    """Return an error of the service as an engine's."""
    known = _by_code(error.code, error.message, error.status)
    known.retry_after = error.retry_after
    return known


def _by_code(code: str, message: str, status: int) -> EngineError:
    usual = EngineRejected if 400 <= status < 500 else EngineError
    by_status = STATUSES.get(status, usual)
    kind = next((kind for start, kind in CODES if code == start or code.startswith(f"{start}.")), by_status)
    if kind is EngineRejected:
        return EngineRejected(cleaned(message), code=code or None)
    if kind is EngineLost:
        log.warning("the cloud does not draw: %s: %s", code, message)
    return kind(message)
