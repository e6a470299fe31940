"""Operations on their way from event loops to the thread that writes, and their results on the way back."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from danqing.core.connection import Connection
from danqing.core.errors import Unavailable
from danqing.database.news import Listeners, News


@dataclass(slots=True)
class Write:
    """An operation, and what became of it."""

    operation: Callable[[Connection], object]
    future: asyncio.Future[Any]
    durable: bool = True
    result: object = None
    error: BaseException | None = None
    told: list[News] = field(default_factory=list[News])

    def failed(self, error: BaseException) -> None:
        """Note what the operation raised."""
        # A future refuses a StopIteration, which would leave the rest of the batch without an answer.
        self.error = RuntimeError("the operation ran out of rows") if isinstance(error, StopIteration) else error

    def undone(self, cause: BaseException) -> None:
        """Note that the operation did not happen, or that nobody can say whether it did."""
        self.error = Unavailable()
        self.error.__cause__ = cause


class Queue:
    """Filled from any thread, emptied by one."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Write | None] = SimpleQueue()

    def put(self, write: Write) -> None:
        """Queue a write behind all others."""
        self._waiting.put(write)

    def end(self) -> None:
        """Let the batch that comes to this be the last."""
        self._waiting.put(None)

    def batch(self, most: int = 2**31) -> tuple[list[Write], bool]:
        """Wait for writes and return all there are, `most` at once, and whether they are the last."""
        found = [self._waiting.get()]
        while len(found) < most and not self._waiting.empty():  # nobody else takes from it
            found.append(self._waiting.get())
        writes = [write for write in found if write is not None]
        return writes, len(writes) < len(found)


def deliver(writes: list[Write], listeners: Listeners) -> None:
    """Bring results and news to the event loops that wait for them."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[Write]] = defaultdict(list)
    for write in writes:
        by_loop[write.future.get_loop()].append(write)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve, theirs, listeners)


def _resolve(writes: list[Write], listeners: Listeners) -> None:
    for write in writes:
        if write.error is None:
            listeners.tell(write.told)
        if write.future.done():  # cancelled
            continue
        if write.error is None:
            write.future.set_result(write.result)
        else:
            write.future.set_exception(write.error)
