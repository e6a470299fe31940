"""Moving pixels: the wobble of a hand, the run of wet colour."""

import functools

import cv2
import numpy as np

from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.plane import Plane


def warp(plane: Plane, dx: Plane, dy: Plane) -> Plane:
    """Return the picture with each pixel taken from (dx, dy) pixels beside it; beyond the edge it is mirrored."""
    across, down = _grid(plane.shape[0], plane.shape[1])
    return cv2.remap(plane, across + dx, down + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def wobble(plane: Plane, rng: np.random.Generator, reach: float, scale: float) -> Plane:
    """Return the picture bent by up to about two `reach` pixels, in waves `scale` pixels wide."""
    dx, dy = (noise(plane.shape, rng, scale) * reach for _ in range(2))
    return warp(plane, dx, dy)


@functools.lru_cache(4)
def _grid(height: int, width: int) -> tuple[Plane, Plane]:
    across = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    down = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], (height, width))
    return across, down
