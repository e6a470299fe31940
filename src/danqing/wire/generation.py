"""`POST …/aigc/image-generation/generation`: pictures from one message, answered as a task."""

from danqing.core.job import Call, Door
from danqing.wire import messages


def decode(body: bytes, *, wants_async: bool) -> Call:
    """Return what was said. Raises BadRequest."""
    return messages.decode(Door.GENERATION, body, wants_async=wants_async)


def encode(call: Call) -> bytes:
    """Return the body that says `call`."""
    return messages.encode(call)
