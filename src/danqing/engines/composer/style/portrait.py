"""Portrait: soft focus and warm light, as a studio flatters."""

import cv2
import numpy as np

from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.photo import vignette
from danqing.engines.composer.style.plane import Pixels, curves, scale_of, soft

_WARM = curves(
    (
        lambda t: t**0.94 * 1.005 + 0.008,
        lambda t: t**0.97 * 0.99 + 0.006,
        lambda t: t**1.02 * 0.96 + 0.010,
    )
)


def portrait(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` softly lit."""
    glow = soft(rgb, 9 * scale_of(rgb))
    # Orton's way: the sharp picture, and over it the same out of focus, multiplied and brightened.
    lit = cv2.addWeighted(rgb, 0.66, cv2.max(rgb, glow), 0.34, 0)
    warm = cv2.LUT(cv2.addWeighted(lit, 0.86, glow, 0.14, 0), _WARM)
    grain = noise(rgb.shape, rng, 1) * 1.6
    shade = vignette(rgb.shape[0], rgb.shape[1], 0.55)
    developed = [cv2.add(cv2.multiply(c, shade, dtype=cv2.CV_8U), grain, dtype=cv2.CV_8U) for c in cv2.split(warm)]
    return cv2.merge(developed).astype(np.uint8, copy=False)
