"""The sky of a photograph: what is smooth, pale or blue, and hangs from the upper edge."""

import cv2
import numpy as np

from danqing.engines.composer.color import rgb
from danqing.engines.composer.edit.frame import resized
from danqing.engines.composer.edit.matte import laid_over, refined
from danqing.engines.composer.edit.palette import in_colors_of
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.style.plane import Pixels, Plane

_LOOKED_AT = 320
_LEAST = 0.06
"""The share of a picture that a sky must cover."""


def sky_of(picture: Pixels) -> Plane | None:
    """Return the sky's mask, float32 0 … 1 at the picture's size; None where there is none to be seen."""
    height, width = picture.shape[:2]
    scale = min(1.0, _LOOKED_AT / max(height, width))
    small = resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))
    if min(small.shape[:2]) < 24:
        return None
    mask = _hanging(small)
    if float(mask.mean()) < _LEAST or float(mask[0].mean()) < 0.4:
        return None
    return refined(picture, mask)


def _hanging(small: Pixels) -> Plane:
    """Flood from the upper edge through what changes slowly and is bright enough or blue."""
    lab: Plane = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_RGB2LAB)
    smooth = cv2.convertScaleAbs(cv2.Laplacian(lab[..., 0], cv2.CV_16S, ksize=3)) < 14
    heavenly = (lab[..., 2] < 134) | (lab[..., 0] > 205)
    open_ = (smooth & heavenly).astype(np.uint8)
    flooded = np.zeros((small.shape[0] + 2, small.shape[1] + 2), np.uint8)
    flooded[1:-1, 1:-1] = 1 - open_
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (2 << 8)
    for column in range(0, small.shape[1], max(1, small.shape[1] // 24)):
        if not flooded[1, column + 1]:
            cv2.floodFill(lab, flooded, (column, 0), (0, 0, 0), (4, 3, 3), (4, 3, 3), flags)
    mask = (flooded[1:-1, 1:-1] == 2).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return cv2.dilate(closed, np.ones((5, 5), np.uint8))  # what is smooth ends before the edge does


def under_sky(picture: Pixels, sky: Pixels, mask: Plane) -> Pixels:
    """Return the picture with another sky where the mask is, and some of that sky's light on the rest."""
    lit = in_colors_of(picture, sky, 0.12)
    return laid_over(lit, sky, mask)


def colored(picture: Pixels, color: str, mask: Plane) -> Pixels:
    """Return the picture with its sky tinted: the clouds stay."""
    tones: Plane = np.clip(
        cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32).mean(axis=2, keepdims=True) / 170, 0, 1.6
    )
    tint = np.array(rgb(hue(color)), np.float32)
    dark, light = tint * (0.35 + 0.65 * tones), tint + (255 - tint) * (tones - 1)
    return laid_over(picture, np.clip(np.where(tones < 1, dark, light), 0, 255).astype(np.uint8), mask)
