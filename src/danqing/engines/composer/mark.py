"""The composer's mark, for callers who ask for a watermark."""

import cv2
import numpy as np

from danqing.engines.composer.ink import Pixels, Shadow, surface_over
from danqing.engines.composer.text.block import text_block

TEXT = "Danqing Composer"
"""Whatever mark a model documents, the composer draws its own: it does not claim to be that model."""


def marked(pixels: Pixels) -> Pixels:
    """Return RGB with the mark in its lower right corner."""
    layer = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA), np.uint8)
    height, width = pixels.shape[:2]
    size = min(width, height) * 0.024
    box = (width * 0.5, height - size * 2.2, width * 0.5 - size, size * 1.6)
    text_block(
        surface_over(layer).getCanvas(),
        TEXT,
        box,
        chain="round",
        maxsize=size,
        minsize=6,
        maxlines=1,
        align="right",
        fill="#ffffff",
        shadow=Shadow("#000000", 0.0, 0.04, 0.08, 0.75),
        alpha=0.92,
    )
    return np.ascontiguousarray(layer[..., :3])
