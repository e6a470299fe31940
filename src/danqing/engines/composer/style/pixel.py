"""Pixel art: a coarse grid and few colours, dithered where they are not enough."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Pixels, saturate

_CELLS = 166  # along the longer side
_LEVELS = 8
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.5
"""The order in which the cells of a 4*4 block are lit (Bayer 1973), around 0."""


def pixel(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` in cells of one colour each."""
    height, width = rgb.shape[:2]
    side = max(2, max(height, width) // _CELLS)
    rows, columns = -(-height // side), -(-width // side)
    cells = saturate(cv2.resize(rgb, (columns, rows), interpolation=cv2.INTER_AREA), 1.15).astype(np.float32)
    order = np.tile(_BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns, None]
    step = 255 / _LEVELS
    few = np.clip(np.round(cells / step + order * 0.25) * step, 0, 255).astype(np.uint8)
    grown = cv2.resize(few, (columns * side, rows * side), interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(grown[:height, :width]).astype(np.uint8, copy=False)
