"""Any drawer, in processes of its own: warm, recycled, ended at a time limit; a crash of one ends one task only."""

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
from collections.abc import Mapping, Sequence

from danqing.core.errors import EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.image import Failure
from danqing.core.job import Job
from danqing.engines.child import LENGTH, Bug, Hello, Message, Order, pack, unpack
from danqing.engines.engine import Drawing

START_SECONDS = 60.0
"""Longest that a new process may take to load its drawer, on a busy machine."""
_BUFFER = 8 * 2**20  # a picture arrives in one or two reads
_START = "from danqing.engines.child import main; main()"  # not `-m`: its classes must have one name at both ends

log = logging.getLogger(__name__)


class Pool:
    """The Engine over a Drawer named `package.module:Class`, with `slots` processes.

    `options` are the drawer's own, and must be JSON.
    """

    def __init__(
        self,
        target: str,
        *,
        slots: int,
        job_seconds: float,
        recycle_after: int,
        options: Mapping[str, object] | None = None,
    ) -> None:
        self.name = target
        self.slots = slots
        self._target = target
        self._options = json.dumps(dict(options or {}))
        self._job_seconds = job_seconds
        self._recycle_after = recycle_after
        self._idle: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        self._all: set[_Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Start every process and wait until each has loaded its drawer. Raises EngineLost."""
        results = await asyncio.gather(*(self._grow() for _ in range(self.slots)), return_exceptions=True)
        for fault in results:
            if fault is not None:
                await self.stop()
                raise fault

    async def run(self, job: Job, references: Sequence[bytes]) -> Drawing:
        """Draw in a process that is idle, or as soon as one is."""
        process = await self._idle.get()
        try:
            async with asyncio.timeout(self._job_seconds):
                message = await process.ask(Order(job, tuple(references)))
        except TimeoutError as error:
            self._replace(process)
            raise EngineTimeout from error
        except (EngineLost, asyncio.CancelledError):
            self._replace(process)
            raise
        if process.served >= self._recycle_after:
            self._replace(process)
        else:
            self._idle.put_nowait(process)
        return _drawing(message)

    async def stop(self) -> None:
        """End every process."""
        self._stopping = True
        # Not cancelled but awaited: a process cannot be ended before it is known.
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(process.end() for process in self._all))
        self._all.clear()

    def _replace(self, process: "_Process") -> None:
        if not self._stopping:
            task = asyncio.create_task(self._renew(process))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _renew(self, process: "_Process") -> None:
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
        process = await _Process.start(self._target, self._options)
        self._all.add(process)
        self.name = process.name
        self._idle.put_nowait(process)


def _drawing(message: Message) -> Drawing:
    match message:
        case Drawing():
            return message
        case Failure():
            raise EngineRejected(message.message, code=message.code)
        case Bug():
            log.error("a drawer failed\n%s", message.trace)
            raise EngineError
        case _:
            raise EngineLost


class _Process:
    """One drawing process and the socket to it."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.name = ""
        self.served = 0
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, target: str, options: str) -> "_Process":
        """Start a process and wait for its hello. Raises EngineLost."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _START,
                str(theirs.fileno()),
                target,
                options,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C at the terminal is for the server, which ends its processes itself
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
            )
        self = cls(process, *await asyncio.open_connection(sock=ours, limit=_BUFFER))
        try:
            async with asyncio.timeout(START_SECONDS):
                hello = await self._read()
        except (TimeoutError, EngineLost, asyncio.CancelledError) as error:
            await self.end()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise EngineLost(f"the drawing process for {target} did not start") from error
        self.name = hello.name if isinstance(hello, Hello) else target
        return self

    async def ask(self, order: Order) -> Message:
        """Send an order and wait for its answer. Raises EngineLost."""
        try:
            self._writer.write(pack(order))
            await self._writer.drain()
        except ConnectionError as error:
            raise EngineLost from error
        message = await self._read()
        self.served += 1
        return message

    async def end(self) -> None:
        """End the process and reap it."""
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _read(self) -> Message:
        try:
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            return unpack(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EngineLost from error
