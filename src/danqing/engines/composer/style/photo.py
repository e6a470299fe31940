"""Photograph: what a camera adds to a scene. A grade, blooming lights, darker corners, grain."""

import functools

import cv2
import numpy as np

from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.plane import Pixels, Plane, curve, curves, scale_of, screen, soft


def _contrast(t: Plane) -> Plane:
    return t + 0.16 * (t - 0.5) * (1 - np.abs(2 * t - 1))


_GRADE = curves(
    (  # shadows a little blue, lights a little warm
        lambda t: _contrast(t) * 1.018 - 0.006,
        _contrast,
        lambda t: _contrast(t) * 0.975 + 0.016,
    )
)
_BLOOM = curve(lambda t: np.clip(t - 0.74, 0, 1) * 0.8)


def photo(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as through a lens and on film."""
    graded = cv2.LUT(rgb, _GRADE)
    lit = screen(graded, soft(cv2.LUT(graded, _BLOOM), 22 * scale_of(rgb)))
    grain = noise(rgb.shape, rng, 1) * 3.2
    shade = vignette(rgb.shape[0], rgb.shape[1], 0.60)
    developed = [cv2.add(cv2.multiply(c, shade, dtype=cv2.CV_8U), grain, dtype=cv2.CV_8U) for c in cv2.split(lit)]
    return cv2.merge(developed).astype(np.uint8, copy=False)


@functools.lru_cache(2)
def vignette(height: int, width: int, strength: float) -> Plane:
    """Return how much light reaches each pixel: 1 in the middle, less in the corners."""
    down = (np.arange(height, dtype=np.float32)[:, None] / height - 0.5) ** 2
    across = (np.arange(width, dtype=np.float32)[None] / width - 0.5) ** 2
    return 1 - strength * np.clip(np.sqrt(down + across) - 0.36, 0, 1) ** 1.2
