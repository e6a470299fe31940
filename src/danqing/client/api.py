"""The API from the caller's side: this server's, or the real cloud's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote

import httpx

from danqing.client import download, upload
from danqing.client.address import is_local, web
from danqing.client.answer import BROKEN, Answer
from danqing.client.connection import Pace, again, send
from danqing.client.schedule import Schedule
from danqing.core.errors import Error, InvalidApiKey, InvalidParameter, TimedOut, Unavailable
from danqing.core.job import Call
from danqing.core.listing import Filter
from danqing.core.task import Status
from danqing.wire import doors, errors, headers, lenient, listing, models, reply, uploads
from danqing.wire.models import Entry
from danqing.wire.reply import Reply, Rows
from danqing.wire.uploads import Policy

CONNECT_SECONDS = 10.0
POLL_SECONDS = 30.0
"""For questions, which any server answers at once."""
SYNC_SECONDS = 300.0
"""A little more than the 298 seconds in which the real service answers a synchronous call."""

CREATE_SECONDS = 60.0
"""For a task to be promised; a server may look at the reference images first."""

MOST_PAGES = 100

UNSAID = frozenset({"start_time", "end_time"})
"""Left out, they are the last 24 hours by the server's clock; ours may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Reply):
    """A reply, and what its headers told."""

    engine: str = ""
    """Who really drew; empty: the server does not say."""
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the engine wants known of its reading, by name in lower case: `understood`, `ignored`."""
    progress: float | None = None
    """How far the task is, from 0 to 1; None: the server does not say."""


Progress = Callable[[Told, float], None]
"""Is told how a task stands and the seconds waited for it, at every poll."""


class Api:
    """One server and one key. Every failure is an Error with the server's code and message.

    What may pass is waited for as `backoff` says, with the code `ConnectionFailed` if nothing came in the end.
    """

    def __init__(
        self, base_url: str, api_key: str, *, http: httpx.AsyncClient | None = None, pace: Pace | None = None
    ) -> None:
        """Raises InvalidParameter for a base URL that is none, InvalidApiKey for a key that no header can carry."""
        if web(base_url) is None:
            raise InvalidParameter(f"{base_url!r} is no base URL; it looks like http://127.0.0.1:8000/api/v1")
        if not (api_key.isascii() and api_key.isprintable()):
            raise InvalidApiKey("The API-key has characters that no key has.")
        self._base = base_url.rstrip("/")
        self._key = api_key
        self._http = http or _client(base_url)
        self._pace = pace or Pace()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def create(self, call: Call, *, seconds: float = SYNC_SECONDS) -> Told:
        """Send a call; return its images if it is synchronous, else its task. `seconds` is how long to wait for that.

        A POST whose connection breaks is not repeated: it may have been obeyed.
        """
        said = headers.Headers(api_key=self._key, wants_async=call.wants_async)
        request = self._http.build_request(
            "POST",
            f"{self._base}/services/aigc/{call.door.value}",
            content=doors.ENCODE[call.door](call),
            headers=headers.write(said, resolve_oss=_names_upload(call)),
            timeout=_timeout(seconds),
        )
        answer = await self._sent(request)
        return _told((reply.decode_task if call.wants_async else reply.decode_answer)(answer.body), answer)

    async def generate(self, call: Call, schedule: Schedule | None = None, progress: Progress | None = None) -> Told:
        """Send a call and return what came of it, however long its task takes. Raises TimedOut.

        A FAILED task is a reply like any other: its `code` and `message` say why.
        """
        plan = schedule or Schedule()
        told = await self.create(call, seconds=CREATE_SECONDS if call.wants_async else plan.limit)
        return await self._follow(told, plan, progress) if call.wants_async else told

    async def fetch(self, task_id: str) -> Told:
        """Return what is told of a task; an id that no task has is a reply with the status UNKNOWN."""
        answer = await self._ask("GET", _task_path(task_id))
        return _told(reply.decode_task(answer.body), answer)

    async def wait(self, task_id: str, schedule: Schedule | None = None, progress: Progress | None = None) -> Told:
        """Return what came of a task, once it has ended. Raises TimedOut."""
        return await self._follow(await self.fetch(task_id), schedule or Schedule(), progress)

    async def cancel(self, task_id: str) -> None:
        """Cancel a task that is PENDING. Raises UnsupportedOperation, by code, for any other."""
        await self._ask("POST", f"{_task_path(task_id)}/cancel")

    async def list(self, *, status: Status | None = None, model: str = "", page: int = 1, page_size: int = 10) -> Rows:
        """Return a page of the account's tasks of the last 24 hours, newest first."""
        wanted = Filter(since=0, until=0, status=status, model=model, page=page, page_size=page_size)
        query = {name: said for name, said in listing.query_of(wanted).items() if name not in UNSAID}
        return reply.decode_list((await self._ask("GET", "/tasks", query)).body)

    async def models(self) -> tuple[Entry, ...]:
        """Return the names that the server knows."""
        known: dict[str, Entry] = {}
        for page in range(1, MOST_PAGES + 1):
            answer = await self._ask("GET", "/models", {"page_no": str(page), "page_size": "100"})
            fresh = {entry.model: entry for entry in models.decode(answer.body) if entry.model not in known}
            if not fresh:
                break
            known |= fresh
        return tuple(known.values())

    async def upload(self, path: Path, model: str) -> str:
        """Bring a file for use with a model, and return its `oss://` name; it can be used for 48 hours."""
        return await upload.upload(self._http, self._policy_for(model), path, self._pace)

    async def bring(self, name: str, content: bytes, model: str) -> str:
        """Bring bytes under a file name, as `upload` does."""
        return await upload.bring(self._http, self._policy_for(model), (name, content), self._pace)

    async def download(self, url: str, target: Path) -> None:
        """Write a result to a file, whole or not at all. Raises Error with the code `DownloadFailed`."""
        await download.download(self._http, url, target, self._pace)

    def _policy_for(self, model: str) -> Callable[[], Awaitable[Policy]]:
        async def policy() -> Policy:
            return uploads.decode((await self._ask("GET", "/uploads", uploads.query_of(model))).body)

        return policy

    async def _follow(self, told: Told, schedule: Schedule, progress: Progress | None) -> Told:
        began = self._pace.now()
        trouble: Error | None = None
        while True:
            waited = self._pace.now() - began
            if progress:
                progress(told, waited)
            if told.is_final:
                return told
            pause = schedule.pause(waited)
            if pause is None:
                raise trouble or _given_up(told, schedule.limit)
            await self._pace.sleep(pause)
            try:
                told, trouble = await self.fetch(told.task_id), None
            except Error as error:  # a server that restarts answers again before long
                if not error.retry:
                    raise
                trouble = error

    async def _ask(self, method: str, path: str, query: dict[str, str] | None = None) -> Answer:
        said = headers.write(headers.Headers(api_key=self._key))
        if method == "GET":
            del said["Content-Type"]
        return await self._sent(self._http.build_request(method, self._base + path, params=query, headers=said))

    async def _sent(self, request: httpx.Request) -> Answer:
        answer = await again(request.method, lambda: send(self._http, request), self._pace)
        host = request.url.netloc.decode("ascii")
        if answer.status == BROKEN:
            raise _no_answer(answer, host)
        if answer.status != 200:
            raise errors.decode(answer.status, answer.body)
        if lenient.read(answer.body) is None:
            raise Error(f"{host} did not answer with JSON; is {self._base} the address of the API?", code="NoJson")
        return answer


def _timeout(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=CONNECT_SECONDS)


def _client(base_url: str) -> httpx.AsyncClient:
    """Return a client without the key, which goes with single requests: results and uploads lie on other hosts."""
    name = f"danqing/{version('danqing')}"
    # What is on this machine is behind no proxy, whatever the environment says of the rest of the world.
    return httpx.AsyncClient(
        timeout=_timeout(POLL_SECONDS), headers={"user-agent": name}, trust_env=not is_local(base_url)
    )


def _task_path(task_id: str) -> str:
    if not task_id:
        raise InvalidParameter("the id of a task must not be empty")
    return f"/tasks/{quote(task_id, safe='')}"


def _names_upload(call: Call) -> bool:
    values = (value for turn in call.turns for _, value in turn.parts)
    return any(isinstance(value, str) and value.startswith(uploads.SCHEME) for value in values)


def _told(said: Reply, answer: Answer) -> Told:
    known = {one.name: getattr(said, one.name) for one in fields(said)}
    engine = unquote(answer.headers.get(headers.ENGINE.lower(), ""))
    prefix = f"x-{engine.partition('/')[0].lower()}-"  # `X-Composer-Ignored`
    notes = {
        name.removeprefix(prefix): unquote(text) for name, text in answer.headers.items() if name.startswith(prefix)
    }
    progress = headers.how_far(answer.headers.get(headers.PROGRESS.lower(), ""))
    return Told(**known, engine=engine, notes=notes if engine else {}, progress=progress)


def _no_answer(answer: Answer, host: str) -> Error:
    if answer.late:
        return TimedOut(f"{host} did not answer in time")
    return Unavailable(f"no answer from {host}: {answer.broken}", code="ConnectionFailed")


def _given_up(told: Told, seconds: float) -> TimedOut:
    return TimedOut(f"task {told.task_id} is {told.status} after {seconds:g} seconds; it goes on without us")
