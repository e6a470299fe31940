"""The outside of a drawing process: start it, give it orders, hear what it says, call it off, end it."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from danqing.core.errors import EngineLost
from danqing.core.progress import Report, Step, unheard
from danqing.engines.child import (
    LENGTH,
    Answer,
    Bug,
    Cancel,
    Hello,
    Line,
    Message,
    Order,
    State,
    Stopped,
    Trouble,
    pack,
    unpack,
)
from danqing.engines.engine import READY, Drawing

BUFFER = 8 * 2**20
"""Bytes read at once: a picture arrives in one or two reads."""
_START = "from danqing.engines.child import main; main()"  # not `-m`: its classes must have one name at both ends

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a process runs."""

    target: str
    """The drawer's class, `package.module:Class`."""
    options: str
    """The drawer's own, as JSON."""
    seconds: float = 60.0
    """Longest that a new process may take to load its drawer, on a busy machine."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """On top of the server's own."""


class Process:
    """One drawing process and the socket to it; takes one order at a time."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.name = ""
        self.served = 0
        self.state = "starting"
        self._process = process
        self._reader = reader
        self._writer = writer
        self._ready = asyncio.Event()
        self._report: Report = unheard
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, program: Program) -> "Process":
        """Start a process and wait for its hello. Raises EngineLost."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _START,
                str(theirs.fileno()),
                program.target,
                program.options,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C at the terminal is for the server, which ends its processes itself
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", **program.environment},
            )
        self = cls(process, *await asyncio.open_connection(sock=ours, limit=BUFFER))
        try:
            async with asyncio.timeout(program.seconds):
                self.name = await self._hello(program)
        except BaseException as error:
            await self.end()
            if isinstance(error, TimeoutError):
                raise EngineLost(_unstarted(program)) from error
            raise
        self._listening = asyncio.create_task(self._listen())
        return self

    async def ready(self) -> None:
        """Return once the process takes orders. Raises EngineLost."""
        ready = asyncio.ensure_future(self._ready.wait())
        try:
            await asyncio.wait((ready, self._answer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._answer.done():  # before anything was asked: it is gone
            raise EngineLost

    async def ask(self, order: Order, report: Report) -> Answer:
        """Send an order and wait for its answer. Raises EngineLost."""
        if self._answer.done():
            raise EngineLost
        self._report = report
        await self._send(order)
        return await self._answered()

    async def call_off(self) -> None:
        """Let go of the order that runs; return once the process takes another. Raises EngineLost."""
        self._report = unheard
        await self._send(Cancel())
        await self._answered()

    async def end(self) -> None:
        """End the process and reap it."""
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        if self._listening is not None:
            await asyncio.wait((self._listening,))

    async def _hello(self, program: Program) -> str:
        try:
            first = await self._read()
        except EngineLost as error:
            raise EngineLost(_unstarted(program)) from error
        match first:
            case Hello(name):
                return name
            case Trouble():
                raise EngineLost(f"{_unstarted(program)}: {first.message}")
            case _:
                raise EngineLost(_unstarted(program))

    async def _send(self, message: Message) -> None:
        try:
            self._writer.write(pack(message))
            await self._writer.drain()
        except ConnectionError as error:
            raise EngineLost from error

    async def _answered(self) -> Answer:
        # Shielded: whoever asked may be gone, and the answer must be awaited all the same before the next order.
        answer = await asyncio.shield(self._answer)
        self._answer = asyncio.get_running_loop().create_future()
        self.served += 1
        self._report = unheard
        return answer

    async def _listen(self) -> None:
        try:
            while True:
                self._hear(await self._read())
        except EngineLost:
            self.state = "lost"
        finally:
            if not self._answer.done():
                self._answer.set_exception(EngineLost())
                self._answer.exception()  # it may be that nobody waits for it

    def _hear(self, message: Message) -> None:
        match message:
            case State(text):
                self.state = text
                if text == READY:
                    self._ready.set()
            case Line():
                log.log(message.level, message.text)
            case Step():
                self._report(message)
            case Drawing() | Trouble() | Bug() | Stopped():
                self._answer.set_result(message)
            case _:
                raise EngineLost

    async def _read(self) -> Message:
        try:
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            return unpack(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EngineLost from error


def _unstarted(program: Program) -> str:
    return f"the drawing process for {program.target} did not start"
