"""The inside of a drawing process: take a job, draw it, answer, again; and listen meanwhile.

Frames both ways: eight bytes of length, then a pickle. Both ends are ours, over a private socket pair.
"""

import json
import logging
import pickle
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from queue import SimpleQueue
from typing import Any, cast

from danqing.core.errors import EngineError, Error
from danqing.core.job import Job
from danqing.core.progress import CalledOff, Step
from danqing.engines.engine import READY, Drawer, Drawing, Preparing

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Hello:
    """The drawer is loaded; it calls itself so."""

    name: str


@dataclass(frozen=True, slots=True)
class State:
    """What the drawer is doing while it takes no jobs; READY once it does."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line for the log."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """One job and its references."""

    job: Job
    references: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """The order that was sent last is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The order was called off before it was drawn."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The drawer raised an Error of this class."""

    kind: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Bug:
    """The drawer raised what it must not; the text is for the log."""

    trace: str


Answer = Drawing | Trouble | Bug | Stopped
Message = Hello | State | Line | Order | Cancel | Step | Answer


def pack(message: Message) -> bytes:
    """Return the frame of a message."""
    body = pickle.dumps(message, protocol=5)
    return LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> Message:
    """Return the message of a frame's body."""
    return cast("Message", pickle.loads(body))  # noqa: S301  written by the process at the other end of our own socket


def load(target: str, options: Mapping[str, object]) -> Drawer:
    """Return a new drawer of the class named `package.module:Class`, made with `options`."""
    module, _, name = target.partition(":")
    return cast("Drawer", getattr(import_module(module), name)(**options))


@dataclass(eq=False)
class Wire:
    """The child's end: sends from any thread, and hears of a cancel while something is drawn."""

    connection: socket.socket
    _orders: SimpleQueue[Order | None] = field(default_factory=SimpleQueue[Order | None], init=False)
    _called_off: threading.Event = field(default_factory=threading.Event, init=False)
    _sending: threading.Lock = field(default_factory=threading.Lock, init=False)

    def send(self, message: Message) -> None:
        """Send a message whole."""
        with self._sending:
            self.connection.sendall(pack(message))

    def report(self, step: Step) -> None:
        """Send a step. Raises CalledOff if the order that is drawn is no longer wanted."""
        if self._called_off.is_set():
            raise CalledOff
        self.send(step)

    def listen(self) -> None:
        """Take messages until the other end closes; then nothing is wanted any more."""
        # Killed with something unread, the other end does not close but reset.
        with suppress(ConnectionResetError), self.connection.makefile("rb") as stream:
            while head := stream.read(LENGTH.size):
                match unpack(stream.read(*LENGTH.unpack(head))):
                    case Order() as order:
                        self._called_off.clear()  # it was for an order that had been answered already
                        self._orders.put(order)
                    case Cancel():
                        self._called_off.set()
                    case _:
                        break
        self._called_off.set()
        self._orders.put(None)

    def orders(self) -> Iterator[Order]:
        """Yield orders as they come, until the other end closes."""
        while (order := self._orders.get()) is not None:
            yield order


def answer(drawer: Drawer, order: Order, wire: Wire) -> Answer:
    """Draw one order; whatever the drawer raises becomes a message."""
    try:
        return drawer.draw(order.job, order.references, wire.report)
    except CalledOff:
        return Stopped()
    except EngineError as error:
        return Trouble(type(error).__name__, error.code, error.message)
    except Exception:  # noqa: BLE001  a bug in a drawer is told to the parent, which logs it; the process goes on
        return Bug(traceback.format_exc())


def serve(wire: Wire, drawer: Drawer) -> None:
    """Prepare the drawer and answer orders until the other end closes."""
    wire.send(Hello(drawer.name))
    if hasattr(drawer, "prepare"):
        cast("Preparing", drawer).prepare(lambda text: wire.send(State(text)))
    wire.send(State(READY))
    for order in wire.orders():
        wire.send(answer(drawer, order, wire))


class _ToParent(logging.Handler):
    """Hands the log's lines to the process that has a log."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(logging.INFO)
        self._wire = wire

    def emit(self, record: logging.LogRecord) -> None:
        self._wire.send(Line(record.levelno, self.format(record)))


def _run(wire: Wire, target: str, options: dict[str, Any]) -> None:
    logging.getLogger("danqing").addHandler(_ToParent(wire))
    logging.getLogger("danqing").setLevel(logging.INFO)
    try:
        drawer = load(target, options)
    except Error as error:
        wire.send(Trouble(type(error).__name__, error.code, error.message))
        sys.exit(1)
    threading.Thread(target=wire.listen, daemon=True).start()
    serve(wire, drawer)


def main() -> None:
    """Run as `python -c … FD TARGET OPTIONS`, started by the pool alone; OPTIONS is JSON."""
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        try:
            _run(Wire(connection), sys.argv[2], json.loads(sys.argv[3]))
        except (BrokenPipeError, ConnectionResetError, EOFError):
            sys.exit(1)  # the parent is gone, or no longer wants this process


if __name__ == "__main__":
    main()
