"""Server-sent events for one drawing: unfinished pictures on the way, then what was drawn."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import anyio.to_thread
from starlette.responses import Response, StreamingResponse

from danqing.core.clock import Clock
from danqing.core.errors import Error
from danqing.core.progress import Step
from danqing.core.task import Task
from danqing.flow.previews import Previews
from danqing.server import asking
from danqing.server.openai_shown import encoded
from danqing.wire import headers, openai_answers
from danqing.wire.openai_answers import Stream
from danqing.wire.openai_requests import Wishes

PATIENCE = 15.0
"""Seconds without an event after which a comment is sent, so that nobody on the way takes the connection for dead."""

AT_ONCE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Keeps proxies from holding events back until there are many."""


@dataclass(kw_only=True, eq=False)
class Streaming:
    """One answer. Until its first event is due it can still be an error with its own HTTP status."""

    previews: Previews
    clock: Clock
    stream: Stream
    wishes: Wishes
    finish: Callable[[Task], Awaitable[Sequence[str]]]
    """Return the pictures of a task that SUCCEEDED, in base64."""
    patience: float = PATIENCE
    _shown: asyncio.Queue[tuple[int, bytes]] = field(default_factory=asyncio.Queue[tuple[int, bytes]], init=False)
    """Unfinished pictures to send, each with its number among those of the same image."""
    _taken: Counter[int] = field(default_factory=Counter[int], init=False)
    _watching: ExitStack = field(default_factory=ExitStack, init=False)

    def watch(self, task: Task) -> None:
        """Send the previews of this task, as many of each image as were wished for."""
        if self.wishes.previews:
            self._watching.enter_context(self.previews.watch(task.id, self._take))

    async def respond(self, work: asyncio.Task[Task], told: Mapping[str, str]) -> Response:
        """Answer with what comes of `work`; `told` are headers. Raises what `work` raises before the first event."""
        work.add_done_callback(self._ended)
        try:
            first = await self._next(work)
            if first is None:
                task = work.result()
                named = {**told, **asking.drawn(task)}
                return Response(b"".join(await self._last(task)), media_type=headers.EVENTS, headers=named)
        except BaseException:
            work.cancel()
            raise
        return StreamingResponse(self._events(first, work), media_type=headers.EVENTS, headers={**told, **AT_ONCE})

    async def _events(self, first: bytes, work: asyncio.Task[Task]) -> AsyncGenerator[bytes]:
        event: bytes | None = first
        try:
            while event is not None:
                yield event
                event = await self._next(work)
            for last in await self._last(work.result()):
                yield last
        except Error as error:
            yield openai_answers.broken(error)
        finally:
            work.cancel()

    async def _next(self, work: asyncio.Task[Task]) -> bytes | None:
        """Return the next event before the end; None at the end."""
        shown = asyncio.ensure_future(self._shown.get())
        try:
            await asyncio.wait((work, shown), timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if shown.done():
                return await self._partial(*shown.result())
            return None if work.done() else openai_answers.WAITING
        finally:
            shown.cancel()

    async def _last(self, task: Task) -> Sequence[bytes]:
        return openai_answers.completed(self.stream, task, await self.finish(task), self.wishes)

    async def _partial(self, number: int, preview: bytes) -> bytes:
        picture = await anyio.to_thread.run_sync(encoded, preview, self.wishes)
        return openai_answers.partial(self.stream, number, picture, self.wishes, self.clock.now())

    def _take(self, step: Step) -> None:
        number = self._taken[step.number]
        if step.preview is not None and number < self.wishes.previews:
            self._taken[step.number] += 1
            self._shown.put_nowait((number, step.preview))

    def _ended(self, work: asyncio.Task[Task]) -> None:
        """Watch no longer, and take notice of how the work ended: perhaps nobody else will."""
        self._watching.close()
        if not work.cancelled():
            work.exception()
