"""Waking those who wait for a task to move or for work to come, without ever looking twice for nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Watch:
    """Used from one event loop; whoever changes the ledger rings once the change can be seen."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._idle: set[asyncio.Event] = set()
        self._rings = 0
        self._seen = 0

    def moved(self, task_id: str | None) -> None:
        """Wake those who wait for this task; None: for any."""
        waking = self._watchers.values() if task_id is None else (self._watchers.get(task_id, ()),)
        for events in waking:
            for event in events:
                event.set()

    async def until(self, task_id: str, look: Callable[[], Awaitable[T | None]]) -> T:
        """Return what `look` finds; it looks now, and again whenever the task has moved."""
        event = asyncio.Event()
        # Registered before the first look: what moves the task after the look then sets the event.
        watchers = self._watchers.setdefault(task_id, set())
        watchers.add(event)
        try:
            while (found := await look()) is None:
                await event.wait()
                event.clear()
            return found
        finally:
            watchers.discard(event)
            if not watchers and self._watchers.get(task_id) is watchers:
                del self._watchers[task_id]

    def work(self) -> None:
        """Wake those who wait for work: there may be some that was not there before."""
        self._rings += 1
        for event in self._idle:
            event.set()

    @property
    def rings(self) -> int:
        """How often work was announced so far; for `nothing`."""
        return self._rings

    def nothing(self, rings: int) -> None:
        """Note that a worker found no work, having asked when this many rings had been heard."""
        self._seen = rings

    def news(self) -> Coroutine[Any, Any, None]:
        """Return once work was announced after the latest question, as of this call, that found nothing.

        No coroutine function: between this call and the first step of a task made of it, others may ask in vain.
        """
        return self._after(self._seen)

    async def _after(self, seen: int) -> None:
        if self._rings > seen:
            return
        event = asyncio.Event()
        self._idle.add(event)
        try:
            await event.wait()
        finally:
            self._idle.discard(event)
