"""Pencil: lines where tones change, hatching for the shade, paper for the light."""

import cv2
import numpy as np

from danqing.engines.composer.style.noise import hatching, paper
from danqing.engines.composer.style.plane import Pixels, Plane, curve, gray, scale_of, soft
from danqing.engines.composer.style.warp import wobble

_TONES = np.arange(256, dtype=np.float32) / 255
_SHADE = np.clip((0.86 - _TONES) * 0.80, 0, 0.62)
_DEEP_SHADE = np.clip((0.46 - _TONES) * 1.15, 0, 0.55)
_GRAPHITE = curve(lambda t: 0.07 + 0.92 * t)
_PAPER = (0.985, 0.978, 0.958)


def sketch(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as a pencil drawing."""
    scale = scale_of(rgb)
    tones = gray(wobble(rgb, rng, 0.9 * scale, 26 * scale))
    drawn = _lines(tones, scale) * _hatched(tones, rng, scale)
    graphite = cv2.LUT((np.clip(drawn, 0, 1) * 255).astype(np.uint8), _GRAPHITE)
    on_paper = cv2.subtract(graphite, paper(rgb.shape, rng, 0.022))
    return cv2.merge([cv2.convertScaleAbs(on_paper, alpha=share) for share in _PAPER]).astype(np.uint8, copy=False)


def _lines(tones: Plane, scale: float) -> Plane:
    """Return 1 on even tone and less on the dark side of its changes, as if dodged in a darkroom."""
    around = soft(cv2.bitwise_not(tones), 6 * scale)
    dodged = cv2.divide(tones, cv2.bitwise_not(around), scale=255)
    return cv2.LUT(dodged, _TONES**2.6)


def _hatched(tones: Plane, rng: np.random.Generator, scale: float) -> Plane:
    """Return the light that is left after hatching one way for shade, and across for deep shade."""
    even = cv2.GaussianBlur(tones, (0, 0), max(0.5, 2 * scale))
    length = round(27 * scale)
    one_way = np.clip(hatching(tones.shape, rng, length, 0.8) * 0.46 + 0.75, 0, 1.5)
    across = np.clip(hatching(tones.shape, rng, length, -0.6) * 0.42 + 0.62, 0, 1.4)
    return np.clip(1 - cv2.LUT(even, _SHADE) * one_way - cv2.LUT(even, _DEEP_SHADE) * across, 0.04, 1)
