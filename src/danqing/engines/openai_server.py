"""Servers with `/v1/images/generations` and `/v1/images/edits` as an engine: vLLM-Omni, LocalAI, OpenAI, Danqing."""

import asyncio
import contextlib
import logging
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import httpx

from danqing.client.address import is_local, web
from danqing.client.answer import Answer
from danqing.client.connection import Pace
from danqing.core.errors import (
    EngineBusy,
    EngineError,
    EngineLost,
    EngineRejected,
    EngineTimeout,
    Error,
    InvalidParameter,
    Objectionable,
)
from danqing.core.image import Failure, Image
from danqing.core.job import Job, Size
from danqing.core.progress import Report, unheard
from danqing.engines.border import cleaned, named, size_of
from danqing.engines.delivery import MOST_BYTES, Fetch, Undeliverable, delivered, failure, read, whole
from danqing.engines.engine import READY, Drawing
from danqing.engines.servers import Search, Server, Servers
from danqing.wire import errors, openai
from danqing.wire.headers import ENGINE
from danqing.wire.openai import DIALECTS, Effort, Url

CONNECT_SECONDS = 10.0
PROBE_SECONDS = 5.0
MOST_ANSWERED = 8 * MOST_BYTES
"""An answer may hold several pictures."""

TRANSPORT: Mapping[type[Exception], type[EngineError]] = {
    httpx.ReadTimeout: EngineTimeout,
    httpx.WriteTimeout: EngineTimeout,
    httpx.PoolTimeout: EngineBusy,
    httpx.HTTPError: EngineLost,
    httpx.InvalidURL: EngineLost,
    httpx.StreamError: EngineLost,
    httpx.CookieConflict: EngineLost,
}
"""What each family of httpx's errors says of a server; the nearest ancestor counts."""

STATUSES: Mapping[int, type[EngineError]] = {
    401: EngineLost,  # our key, our address, our name for the model: nothing that a caller could mend
    403: EngineLost,
    404: EngineLost,
    405: EngineLost,
    407: EngineLost,
    408: EngineLost,
    429: EngineBusy,
    502: EngineLost,
    503: EngineBusy,
    504: EngineLost,
}
"""Other 4xx are refusals, and the rest faults of the engine at this picture."""

OBJECTIONS = frozenset({"content_policy_violation", "moderation_blocked"})
SPENT = frozenset({"insufficient_quota", "billing_not_active"})
"""Of a 429: our account there has nothing left, and waiting brings nothing."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to ask, and how."""

    urls: tuple[str, ...]
    """Up to `/v1`: `http://gpu-1:8000/v1`."""
    kind: str = "vllm-omni"
    """One of DIALECTS."""
    key: str = ""
    models: Mapping[str, str] = field(default_factory=dict[str, str])
    """Our name of a model → theirs, where it is another."""
    effort: Effort = field(default_factory=Effort)
    at_once: int = 1
    """Requests to one server."""
    image_seconds: float = 300.0
    """For one request, from sending it to having its pictures."""
    wait_seconds: float = 30.0
    """For a server that is up and takes something, if none does."""
    health_seconds: float = 5.0
    """Between two looks at every server."""


class OpenAIServer:
    """The Engine over such servers. Several pictures of a job are several requests, unless no seed can be said."""

    def __init__(self, terms: Terms, fetch: Fetch, pace: Pace | None = None) -> None:
        """`fetch` reads results that lie elsewhere than on their own server.

        Raises InvalidParameter for an address that is none.
        """
        for url in terms.urls:
            if web(url) is None:
                raise InvalidParameter(f"{url!r} is no address of a server; it looks like http://gpu-1:8000/v1")
        self.name = terms.kind
        self.slots = len(terms.urls) * terms.at_once
        self._terms = terms
        self._dialect = DIALECTS[terms.kind]
        self._fetch = fetch
        self._pace = pace or Pace()
        self._servers = Servers(terms.urls, at_once=terms.at_once, wait_seconds=terms.wait_seconds, pace=self._pace)
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(terms.image_seconds, connect=CONNECT_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=None),
            headers={"Authorization": f"Bearer {terms.key}"} if terms.key else {},
            trust_env=not all(map(is_local, terms.urls)),
        )
        self._looking: asyncio.Task[None] | None = None

    @property
    def state(self) -> str:
        """READY while any server is up."""
        return READY if any(server.is_up for server in self._servers.all) else "no server is up"

    async def start(self) -> None:
        """Look at every server once, and from then on again and again; servers that are down may come up later."""
        await self.look()
        self._looking = asyncio.create_task(self._look_on())

    async def stop(self) -> None:
        """Close every connection."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait((self._looking,))
        await self._http.aclose()

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw on whichever server has most room; one that is lost is left for another."""
        del report  # that API tells no steps
        parts = _parts(job) if self._dialect.seed else [job]
        drawn = await asyncio.gather(*(self._part(part, references) for part in parts), return_exceptions=True)
        faults = [end for end in drawn if isinstance(end, BaseException)]
        if strange := [fault for fault in faults if not isinstance(fault, Error)]:
            raise strange[0]
        if len(faults) == len(parts):
            raise faults[0]
        ended = [
            Drawing(images=(failure(end),) * part.n) if isinstance(end, Error) else end
            for part, end in zip(parts, drawn, strict=True)
            if isinstance(end, Drawing | Error)
        ]
        return Drawing(
            images=tuple(image for drawing in ended for image in drawing.images),
            actual_prompt=next((one.actual_prompt for one in ended if one.actual_prompt), None),
            notes=self._notes(job),
            engine=next((one.engine for one in ended if one.engine), f"{self.name}/{self._model(job)}"),
        )

    async def look(self) -> None:
        """Ask every server what it serves."""
        await asyncio.gather(*map(self._look_at, self._servers.all))

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(self._terms.health_seconds)
            await self.look()

    async def _look_at(self, server: Server) -> None:
        was_up = server.is_up
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                answer = await self._http.get(f"{server.url}/{openai.MODELS}")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            self._servers.seen(server, None)
        else:
            known = openai.decode_models(answer.content) if answer.status_code == 200 else frozenset[str]()
            self._servers.seen(server, None if answer.status_code >= 500 else known)
        if was_up != server.is_up:
            log.warning("the image server %s is %s", server.url, "up" if server.is_up else "down")

    async def _part(self, job: Job, references: Sequence[bytes]) -> Drawing:
        search = Search(model=self._model(job))
        while True:
            server = await self._servers.take(search)
            try:
                return await self._drawn(server, job, references)
            except EngineLost as error:
                log.warning("an image server was lost: %s", error)
                self._servers.lose(server, search)
            except EngineBusy as error:
                self._servers.spare(server, error.retry_after)
            finally:
                self._servers.give(server)

    async def _drawn(self, server: Server, job: Job, references: Sequence[bytes]) -> Drawing:
        try:
            async with asyncio.timeout(self._terms.image_seconds):
                with engine_errors(server.url):
                    answer = await self._asked(server, job, references)
                    images = await self._images(server, answer, job)
        except TimeoutError as error:
            raise EngineTimeout from error
        revised = answer.revised_prompt if job.prompt_extend else ""
        return Drawing(
            images=images,
            actual_prompt=revised if revised != job.prompt else None,
            engine=f"{self.name}/{cleaned(answer.engine) if answer.engine else self._model(job)}",
        )

    async def _asked(self, server: Server, job: Job, references: Sequence[bytes]) -> openai.Answer:
        said = openai.fields(job, self._model(job), self._dialect, self._terms.effort)
        if references:
            files = [
                (self._dialect.image, (name, data, kind))
                for data, (name, kind) in ((data, named(n, data)) for n, data in enumerate(references, start=1))
            ]
            request = self._http.build_request(
                "POST", f"{server.url}/{openai.EDITS}", data=openai.form(said), files=files
            )
        else:
            request = self._http.build_request(
                "POST",
                f"{server.url}/{openai.GENERATIONS}",
                content=openai.generation(said),
                headers={"Content-Type": "application/json"},
            )
        answer = await self._answered(request)
        if answer.status != 200:
            raise refusal(answer)
        try:
            return replace(openai.decode(answer.body), engine=answer.headers.get(ENGINE.lower(), ""))
        except Error as error:
            raise EngineLost(f"{server.url} does not speak the images API: {error}") from error

    async def _answered(self, request: httpx.Request) -> Answer:
        response = await self._http.send(request, stream=True)
        try:
            body = await whole(response, MOST_ANSWERED)
        finally:
            await response.aclose()
        return Answer(status=response.status_code, headers=dict(response.headers), body=body)

    async def _images(self, server: Server, answer: openai.Answer, job: Job) -> tuple[Image | Failure, ...]:
        size = size_of(job)
        pictures = answer.pictures[: job.n]
        images = await asyncio.gather(
            *(self._image(server, picture, size, job.seed + number) for number, picture in enumerate(pictures))
        )
        return (*images, *[failure(EngineError())] * (job.n - len(pictures)))

    async def _image(self, server: Server, picture: bytes | Url, size: Size, seed: int) -> Image | Failure:
        try:
            data = picture if isinstance(picture, bytes) else await self._fetched(server, picture.url)
            return await delivered(data, size, seed)
        except Undeliverable as error:
            log.warning("a picture of %s could not be had: %s", server.url, error)
            return failure(error)

    async def _fetched(self, server: Server, url: str) -> bytes:
        home = httpx.URL(server.url)
        try:
            there = home.join(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise Undeliverable("its address is none") from error
        if (there.scheme, there.netloc) == (home.scheme, home.netloc):
            return await read(self._http, self._http.build_request("GET", there), self._pace)
        try:
            return await self._fetch(str(there))
        except Error as error:
            raise Undeliverable(str(error)) from error

    def _model(self, job: Job) -> str:
        return self._terms.models.get(job.model, job.model)

    def _notes(self, job: Job) -> dict[str, str]:
        lost = openai.ignored(job, self._dialect)
        return {"ignored": ", ".join(lost)} if lost else {}


@contextlib.contextmanager
def engine_errors(about: str) -> Generator[None]:
    """Turn what a connection to a server raises into an engine's error."""
    try:
        yield
    except tuple(TRANSPORT) as error:
        kind = next(TRANSPORT[family] for family in type(error).__mro__ if family in TRANSPORT)
        raise kind(f"{about}: {type(error).__name__}") from error


def refusal(answer: Answer) -> EngineError:
    """Return the error in an answer that is no 200; its message is fit for a caller if it is EngineRejected."""
    said = errors.decode(answer.status, answer.body)
    usual = EngineRejected if 400 <= answer.status < 500 else EngineError
    kind = EngineLost if said.code in SPENT else STATUSES.get(answer.status, usual)
    if kind is EngineRejected and said.code in OBJECTIONS:
        return EngineRejected(Objectionable.message, code=Objectionable.code)
    error = kind(cleaned(said.message))
    if answer.retry_after is not None:
        error.retry_after = answer.retry_after
    return error


def _parts(job: Job) -> list[Job]:
    return [replace(job, n=1, seed=job.seed + number) for number in range(job.n)]
