"""`POST …/aigc/image2image/image-synthesis`: a picture from a prompt and the images that it is about."""

from danqing.core.job import Call, Door
from danqing.wire import prompt


def decode(body: bytes, *, wants_async: bool) -> Call:
    """Return what was said. Raises BadRequest."""
    return prompt.decode(Door.IMAGE2IMAGE, body, wants_async=wants_async)


def encode(call: Call) -> bytes:
    """Return the body that says `call`."""
    return prompt.encode(call, one="images")
