"""References: whatever a caller sent, as RGB pixels the right way up."""

import io
import struct
import warnings
from typing import cast

import numpy as np
from PIL import Image

from danqing.core.errors import EngineRejected
from danqing.engines.composer.ink import Pixels

LONGEST = 3072
"""Pixels of the longer side; more is reduced while it is decoded, for no edit looks at more (1.5 times 2048)."""
STRIP = 64
"""Rows that are converted at once: a reference of 64 million pixels is never held in more than one mode."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32, tag 274 (Orientation): what undoes it."""


def decode(data: bytes) -> Pixels:
    """Return the first frame of an encoded image as RGB, (height, width, 3): turned as its EXIF says, alpha over white.

    Palettes, CMYK and 16 bits a channel are converted; sides beyond LONGEST are divided by a whole number. Raises
    EngineRejected for bytes that are no readable image.
    """
    try:
        # Of odd metadata and large pictures nothing need be said: size and format were checked before.
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            image.seek(0)
            turn = UPRIGHT.get(_orientation(image))
            times = -(-max(image.size) // LONGEST)
            image.draft("", (image.width // times, image.height // times))  # a JPEG is decoded smaller, if it can be
            opaque = _converted(image, -(-max(image.size) // LONGEST))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise EngineRejected("The image cannot be decoded.") from error
    return np.asarray(opaque.transpose(turn) if turn is not None else opaque, np.uint8)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, ZeroDivisionError, struct.error):
        return 1  # broken EXIF spoils no picture


def _converted(image: Image.Image, times: int) -> Image.Image:
    """Return `image` as RGB, its sides divided by `times`."""
    image.load()
    top = _brightest(image)
    width, height = image.size
    whole = Image.new("RGB", (-(-width // times), -(-height // times)))
    for row in range(0, height, STRIP * times):
        strip = image.crop((0, row, width, min(height, row + STRIP * times)))
        whole.paste(_opaque(_eight_bits(strip, top)).reduce(times), (0, row // times))
    return whole


def _brightest(image: Image.Image) -> float:
    """Return the value that stands for white in a mode of more than 8 bits."""
    if image.mode not in {"I", "F"}:
        return 65535.0
    _, most = cast("tuple[float, float]", image.getextrema())
    return 65535.0 if most > 255 else 255.0


def _eight_bits(image: Image.Image, top: float) -> Image.Image:
    if image.mode not in {"I", "I;16", "I;16B", "I;16L", "F"}:
        return image
    values = np.asarray(image, np.float32)
    return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8))


def _opaque(image: Image.Image) -> Image.Image:
    if not (image.has_transparency_data or image.mode in {"LA", "PA", "RGBA", "La", "RGBa"}):
        return image.convert("RGB")
    layer = image.convert("RGBA")
    under = Image.new("RGBA", layer.size, cast("tuple[int, int, int, int]", (255, 255, 255, 255)))
    return Image.alpha_composite(under, layer).convert("RGB")
