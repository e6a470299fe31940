"""The steps of one drawing, handed on: to whoever watches at once, to the ledger now and then."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from danqing.core.progress import Report, Step
from danqing.core.task import Claim
from danqing.flow.previews import Previews
from danqing.tasks.store import Queue
from danqing.telemetry import SERVICE, log

EVERY = 1.0
"""Least seconds between two writes to the ledger."""


@asynccontextmanager
async def telling(claim: Claim, queue: Queue, previews: Previews, every: float = EVERY) -> AsyncGenerator[Report]:
    """Give a report for the claimed task's steps, which hands them on for as long as the context is open."""
    part, moved = 0.0, asyncio.Event()

    def report(step: Step) -> None:
        nonlocal part
        part = min(1.0, step.done / max(1, step.of))
        moved.set()
        previews.tell(claim.task_id, step)

    async def write() -> None:
        while True:
            await moved.wait()
            moved.clear()
            try:
                await queue.progress(claim, part)
            except Exception:  # noqa: BLE001  a picture must not be lost over how far it was
                log.exception(SERVICE, message="progress could not be noted", task=claim.task_id)
            await asyncio.sleep(every)

    writing = asyncio.create_task(write())
    try:
        yield report
    finally:
        writing.cancel()
        await asyncio.wait((writing,))
