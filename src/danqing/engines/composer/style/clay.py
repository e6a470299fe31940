"""Clay and plastic: subjects with a rounded body and light on it."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Pixels, saturate, scale_of, soft
from danqing.engines.composer.style.relief import Body, relief

_CLAY = Body(depth=1.0, gloss=0.16, fibre=0.10, fray=0.0)
_PLASTIC = Body(depth=1.15, gloss=0.46, fibre=0.0, fray=0.0)


def clay(rgba: Pixels, rng: np.random.Generator) -> Pixels:
    """Return subjects as kneaded: matt, with the marks of fingers."""
    return relief(rgba, rng, _CLAY)


def cartoon3d(rgba: Pixels, rng: np.random.Generator) -> Pixels:
    """Return subjects as rendered in three dimensions: smooth and glossy."""
    return relief(rgba, rng, _PLASTIC)


def studio(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return the ground behind such subjects: a little out of focus, its colours clean."""
    blurred = soft(rgb, 3.5 * scale_of(rgb))
    return saturate(cv2.addWeighted(rgb, 0.35, blurred, 0.65, 4), 1.08).astype(np.uint8, copy=False)
