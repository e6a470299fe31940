"""The steps of one drawing, handed on: to whoever watches at once, to the ledger now and then."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from danqing.core.errors import LeaseLost
from danqing.core.progress import Report, Step
from danqing.core.task import Claim
from danqing.flow.previews import Previews
from danqing.tasks.store import Queue
from danqing.telemetry import SERVICE, log

EVERY = 1.0
"""Least seconds between two writes to the ledger."""


@asynccontextmanager
async def telling(claim: Claim, queue: Queue, previews: Previews) -> AsyncGenerator[Report]:
    """Give a report for the claimed task's steps, which hands them on for as long as the context is open.

    Once the task is somebody else's, what runs inside is cancelled and LeaseLost is raised.
    """
    told = _Told(claim, queue, previews)
    drawing, writing = asyncio.current_task(), asyncio.create_task(told.write())

    def end(_: object) -> None:
        if told.lost is not None and drawing is not None:
            drawing.cancel()

    writing.add_done_callback(end)
    try:
        yield told.report
    except asyncio.CancelledError:
        if told.lost is None or drawing is None or drawing.uncancel():
            raise
        raise told.lost from None
    finally:
        writing.remove_done_callback(end)
        writing.cancel()
        await asyncio.wait((writing,))


@dataclass(eq=False, slots=True)
class _Told:
    """How far a drawing is, and what the ledger knows of it."""

    claim: Claim
    queue: Queue
    previews: Previews
    lost: LeaseLost | None = None
    _part: float = 0.0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def report(self, step: Step) -> None:
        """Take a step."""
        self._part = min(1.0, step.done / max(1, step.of))
        self._moved.set()
        self.previews.tell(self.claim.task_id, step)

    async def write(self) -> None:
        """Tell the ledger, again and again until the task is somebody else's."""
        while self.lost is None:
            await self._moved.wait()
            self._moved.clear()
            await self._note()
            await asyncio.sleep(0 if self.lost else EVERY)

    async def _note(self) -> None:
        try:
            await self.queue.progress(self.claim, self._part)
        except LeaseLost as error:
            self.lost = error
        except Exception:  # noqa: BLE001  a picture must not be lost over how far it was
            log.exception(SERVICE, message="progress could not be noted", task=self.claim.task_id)
