"""Hand-drawn: contours that waver, coloured pencil over warm paper."""

import cv2
import numpy as np

from danqing.engines.composer.style.noise import hatching, noise, paper
from danqing.engines.composer.style.plane import Pixels, curves, less, scale_of, times
from danqing.engines.composer.style.warp import wobble

_WARM = curves((lambda t: 0.97 * t + 0.030, lambda t: 0.97 * t + 0.027, lambda t: 0.965 * t + 0.020))


def handdrawn(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as drawn with coloured pencils."""
    scale = scale_of(rgb)
    wavering = wobble(rgb, rng, 2.1 * scale, 34 * scale)
    strokes = hatching(rgb.shape, rng, round(19 * scale), 0.45) * 0.030
    pressed = times(wavering, strokes + noise(rgb.shape, rng, 50 * scale) * 0.013 + 1)
    return cv2.LUT(less(pressed, paper(rgb.shape, rng, 0.020)), _WARM).astype(np.uint8, copy=False)
