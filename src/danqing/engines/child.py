"""The inside of a drawing process: take a job, draw it, answer, again.

Frames both ways: eight bytes of length, then a pickle. Both ends are ours, over a private socket pair.
"""

import json
import pickle
import socket
import struct
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from danqing.core.errors import EngineRejected
from danqing.core.image import Failure
from danqing.core.job import Job
from danqing.engines.engine import Drawer, Drawing

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Hello:
    """The drawer is loaded; it calls itself so."""

    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """One job and its references."""

    job: Job
    references: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bug:
    """The drawer raised what it must not; the text is for the log."""

    trace: str


Message = Hello | Order | Drawing | Failure | Bug


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


def answer(drawer: Drawer, order: Order) -> Message:
    """Draw one order; whatever the drawer raises becomes a message."""
    try:
        return drawer.draw(order.job, order.references)
    except EngineRejected as error:
        return Failure(code=error.code, message=error.message)
    except Exception:  # noqa: BLE001  a bug in a drawer is told to the parent, which logs it; the process goes on
        return Bug(traceback.format_exc())


def serve(connection: socket.socket, drawer: Drawer) -> None:
    """Answer orders until the other end closes."""
    stream = connection.makefile("rwb")
    stream.write(pack(Hello(drawer.name)))
    stream.flush()
    while head := stream.read(LENGTH.size):
        message = unpack(stream.read(*LENGTH.unpack(head)))
        if isinstance(message, Order):
            stream.write(pack(answer(drawer, message)))
            stream.flush()


def main() -> None:
    """Run as `python -c … FD TARGET OPTIONS`, started by the pool alone; OPTIONS is JSON."""
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        try:
            serve(connection, load(sys.argv[2], json.loads(sys.argv[3])))
        except (BrokenPipeError, ConnectionResetError, EOFError):
            sys.exit(1)  # the parent is gone, or no longer wants this process


if __name__ == "__main__":
    main()
