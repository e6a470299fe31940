"""Felted wool: fibres everywhere, edges that fray, and, for subjects, a soft body."""

import cv2
import numpy as np

from danqing.engines.composer.style.noise import hatching, noise
from danqing.engines.composer.style.plane import Pixels, scale_of, times
from danqing.engines.composer.style.relief import Body, relief
from danqing.engines.composer.style.warp import warp


def felt(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return a ground of felt."""
    scale = scale_of(rgb)
    frayed = cv2.GaussianBlur(rgb, (0, 0), max(0.5, 1.6 * scale))
    dx, dy = (
        noise(rgb.shape, rng, max(2.0, 3 * scale)) * (1.1 * scale) + noise(rgb.shape, rng, 9 * scale) * (1.3 * scale)
        for _ in range(2)
    )
    fibres = hatching(rgb.shape, rng, round(15 * scale), 0.7) * 0.035
    fibres += hatching(rgb.shape, rng, round(13 * scale), -0.5) * 0.035
    return times(warp(frayed, dx, dy), fibres + noise(rgb.shape, rng, max(2.0, 4 * scale)) * 0.022 + 1).astype(
        np.uint8, copy=False
    )


_WOOL = Body(depth=1.0, gloss=0.0, fibre=0.34, fray=1.0)


def felted(rgba: Pixels, rng: np.random.Generator) -> Pixels:
    """Return subjects as needle-felted figures."""
    return relief(rgba, rng, _WOOL)
