"""Any drawer, in processes of its own: warm, recycled, ended at a time limit; a crash of one ends one task only."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from danqing.core.errors import EngineBusy, EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.job import Job
from danqing.core.progress import Report, unheard
from danqing.engines.child import Answer, Bug, Order, Trouble
from danqing.engines.engine import READY, Drawing
from danqing.engines.process import Process, Program

TROUBLES = {kind.__name__: kind for kind in (EngineError, EngineRejected, EngineBusy, EngineLost, EngineTimeout)}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How processes are kept."""

    job_seconds: float = 60.0
    """Time limit for one job."""
    recycle_after: int = 500
    """Jobs after which a process is replaced."""
    grace_seconds: float = 0.0
    """How long a process may go on with a job that was called off; past it the process is ended."""
    start_seconds: float = 60.0
    """Longest that a new process may take to load its drawer, on a busy machine."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of the processes, on top of the server's own."""


class Pool:
    """The Engine over a Drawer named `package.module:Class`, with `slots` processes.

    `options` are the drawer's own, and must be JSON.
    """

    def __init__(
        self, target: str, *, slots: int, terms: Terms | None = None, options: Mapping[str, object] | None = None
    ) -> None:
        self.name = target
        self.slots = slots
        self._terms = terms = terms or Terms()
        self._program = Program(
            target=target,
            options=json.dumps(dict(options or {})),
            seconds=terms.start_seconds,
            environment=terms.environment,
        )
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()
        self._all: set[Process] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def state(self) -> str:
        """READY while any process is."""
        states = [process.state for process in self._all] or ["starting"]
        return READY if READY in states else states[0]

    async def start(self) -> None:
        """Start every process and wait until each has loaded its drawer. Raises EngineLost."""
        results = await asyncio.gather(*(self._grow() for _ in range(self.slots)), return_exceptions=True)
        for fault in results:
            if fault is not None:
                await self.stop()
                raise fault

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw in a process that is idle, or as soon as one is."""
        process = await self._idle.get()
        try:
            async with asyncio.timeout(self._terms.job_seconds):
                answer = await process.ask(Order(job, tuple(references)), report)
        except TimeoutError as error:
            self._do(self._call_off(process))
            raise EngineTimeout from error
        except asyncio.CancelledError:
            self._do(self._call_off(process))
            raise
        except EngineLost:
            self._do(self._renew(process))
            raise
        self._keep(process)
        return _drawing(answer)

    async def stop(self) -> None:
        """End every process."""
        self._stopping = True
        # Ended first, so that nobody waits for one; and once more, since one that starts cannot be ended before it is
        # known.
        await self._end_all()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self._end_all()

    async def _end_all(self) -> None:
        ended, self._all = self._all, set()
        await asyncio.gather(*(process.end() for process in ended))

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    def _keep(self, process: Process) -> None:
        if process.served >= self._terms.recycle_after:
            self._do(self._renew(process))
        else:
            self._idle.put_nowait(process)

    async def _call_off(self, process: Process) -> None:
        try:
            await self._obeyed(process)
        except (TimeoutError, EngineLost):
            await self._renew(process)
        else:
            self._keep(process)

    async def _obeyed(self, process: Process) -> None:
        while True:
            try:
                async with asyncio.timeout(self._terms.grace_seconds):
                    return await process.call_off()
            except TimeoutError:
                if process.state == READY:
                    raise
                # It loads what the job needs, and would have to load it again.

    async def _renew(self, process: Process) -> None:
        self._all.discard(process)
        await process.end()
        while not self._stopping:
            try:
                await self._grow()
            except EngineLost:
                log.exception("a drawing process did not start")
                await asyncio.sleep(1)
            else:
                return

    async def _grow(self) -> None:
        process = await Process.start(self._program)
        self._all.add(process)
        self.name = process.name
        self._do(self._await(process))

    async def _await(self, process: Process) -> None:
        try:
            await process.ready()
        except EngineLost:
            await self._renew(process)
        else:
            self._idle.put_nowait(process)


def _drawing(answer: Answer) -> Drawing:
    match answer:
        case Drawing():
            return answer
        case Trouble():
            raise TROUBLES.get(answer.kind, EngineError)(answer.message, code=answer.code)
        case Bug():
            log.error("a drawer failed\n%s", answer.trace)
            raise EngineError
        case _:
            raise EngineLost
