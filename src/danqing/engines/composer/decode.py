"""References: whatever a caller sent, as RGB pixels the right way up."""

import io
import struct
import warnings
from typing import cast

import numpy as np
from PIL import Image, ImageOps

from danqing.core.errors import EngineRejected
from danqing.engines.composer.ink import Pixels


def decode(data: bytes) -> Pixels:
    """Return the first frame of an encoded image as RGB, (height, width, 3): turned as its EXIF says, alpha over white.

    Palettes, CMYK and 16 bits a channel are converted. Raises EngineRejected for bytes that are no readable image.
    """
    try:
        # Of odd metadata and large pictures nothing need be said: size and format were checked before.
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            image.seek(0)
            return np.asarray(_opaque(_eight_bits(_upright(image))), np.uint8)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise EngineRejected("The image cannot be decoded.") from error


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, ZeroDivisionError, struct.error):
        return image  # broken EXIF spoils no picture


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode not in {"I", "I;16", "I;16B", "I;16L", "F"}:
        return image
    values = np.asarray(image, np.float64)
    top = 65535.0 if image.mode.startswith("I;16") or values.max(initial=0) > 255 else 255.0
    return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8))


def _opaque(image: Image.Image) -> Image.Image:
    if not (image.has_transparency_data or image.mode in {"LA", "PA", "RGBA", "La", "RGBa"}):
        return image.convert("RGB")
    layer = image.convert("RGBA")
    under = Image.new("RGBA", layer.size, cast("tuple[int, int, int, int]", (255, 255, 255, 255)))
    return Image.alpha_composite(under, layer).convert("RGB")
