"""Which codec speaks at which door."""

from collections.abc import Callable
from typing import Protocol

from danqing.core.job import Call, Door
from danqing.wire import generation, image2image, multimodal, text2image


class Decoder(Protocol):
    """A door's `decode`."""

    def __call__(self, body: bytes, *, wants_async: bool) -> Call:
        """Return what was said. Raises BadRequest."""
        ...


DECODE: dict[Door, Decoder] = {
    Door.TEXT2IMAGE: text2image.decode,
    Door.IMAGE2IMAGE: image2image.decode,
    Door.MULTIMODAL: multimodal.decode,
    Door.GENERATION: generation.decode,
}

ENCODE: dict[Door, Callable[[Call], bytes]] = {
    Door.TEXT2IMAGE: text2image.encode,
    Door.IMAGE2IMAGE: image2image.encode,
    Door.MULTIMODAL: multimodal.encode,
    Door.GENERATION: generation.encode,
}
