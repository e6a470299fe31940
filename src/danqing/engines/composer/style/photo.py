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
_GRID = 160
_BLOOM = curve(lambda t: np.clip(t - 0.74, 0, 1) * 0.8)


def photo(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as through a lens and on film."""
    graded = cv2.LUT(rgb, _GRADE)
    lit = screen(graded, soft(cv2.LUT(graded, _BLOOM), 22 * scale_of(rgb)))
    grain = noise(rgb.shape, rng, 1) * 3.2
    shade = vignette(rgb.shape[0], rgb.shape[1], 0.60)
    developed = [cv2.add(cv2.multiply(c, shade, dtype=cv2.CV_8U), grain, dtype=cv2.CV_8U) for c in cv2.split(lit)]
    return cv2.merge(developed).astype(np.uint8, copy=False)


def vignette(height: int, width: int, strength: float) -> Plane:
    """Return how much light reaches each pixel: 1 in the middle, less in the corners."""
    return cv2.resize(_shade(height / width, strength), (width, height), interpolation=cv2.INTER_LINEAR)


@functools.lru_cache(8)
def _shade(aspect: float, strength: float) -> Plane:
    """The same on a small grid: it is smooth, and a plane of floats as large as the picture is 7 MB."""
    rows, columns = max(8, round(_GRID * aspect)), _GRID
    down = ((np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows - 0.5) ** 2
    across = ((np.arange(columns, dtype=np.float32)[None] + 0.5) / columns - 0.5) ** 2
    return 1 - strength * np.clip(np.sqrt(down + across) - 0.36, 0, 1) ** 1.2
