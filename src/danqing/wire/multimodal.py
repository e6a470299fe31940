"""`POST …/aigc/multimodal-generation/generation`: pictures from one message, answered at once."""

from danqing.core.job import Call, Door
from danqing.wire import messages


def decode(body: bytes, *, wants_async: bool) -> Call:
    """Return what was said. Raises BadRequest."""
    return messages.decode(Door.MULTIMODAL, body, wants_async=wants_async)


def encode(call: Call) -> bytes:
    """Return the body that says `call`."""
    return messages.encode(call)
