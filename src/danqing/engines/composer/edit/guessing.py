"""The style that a picture seems to be in: guessed from how colourful, how flat and how busy it is."""

import cv2
import numpy as np

from danqing.engines.composer.edit.frame import resized
from danqing.engines.composer.style.plane import Pixels, gray

_LOOKED_AT = 256


def style_of(picture: Pixels) -> str:
    """Return the name of the style of `data/styles.toml` that is nearest."""
    height, width = picture.shape[:2]
    scale = _LOOKED_AT / max(height, width)
    small = resized(picture, max(8, round(width * scale)), max(8, round(height * scale)))
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    saturation, value = float(hsv[..., 1].mean()) / 255, float(hsv[..., 2].mean()) / 255
    tones = np.asarray(gray(small), np.uint8)
    flat = _flatness(tones)
    edges = float(np.abs(cv2.Laplacian(tones, cv2.CV_16S)).mean())
    if saturation < 0.10:
        return "sketch" if value > 0.72 else "ink"
    if flat > 0.72:
        return "flat" if edges < 9 else "anime"
    if saturation < 0.32 and value > 0.68:
        return "watercolor"
    return "oil" if edges > 22 and saturation > 0.35 else "photo"


def _flatness(tones: Pixels) -> float:
    """Return the share of pixels that are as light as their neighbours to the right and below."""
    right = np.abs(np.diff(tones.astype(np.int16), axis=1))[:-1]
    below = np.abs(np.diff(tones.astype(np.int16), axis=0))[:, :-1]
    return float(((right <= 1) & (below <= 1)).mean())
