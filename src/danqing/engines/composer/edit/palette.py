"""One picture's colours for another's: Reinhard, Ashikhmin, Gooch and Shirley's transfer (2001), in Lab."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Pixels

_STRETCH = 0.55, 1.7
"""How far the spread of a channel may change: more tears colours apart that belong together."""


def in_colors_of(picture: Pixels, reference: Pixels, share: float) -> Pixels:
    """Return the picture with its mean and spread of colours moved `share` (0 … 1) of the way to the reference's."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    tables = [_moved(*own, *other, share) for own, other in zip(_facts(picture), _facts(reference), strict=True)]
    moved = cv2.LUT(lab, np.stack(tables, axis=-1)[None])
    return np.asarray(cv2.cvtColor(moved, cv2.COLOR_LAB2RGB), np.uint8)


def _facts(picture: Pixels) -> list[tuple[float, float]]:
    mean, spread = cv2.meanStdDev(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB))
    return [(float(m), float(s)) for m, s in zip(mean.ravel(), spread.ravel(), strict=True)]


def _moved(mean: float, spread: float, other: float, other_spread: float, share: float) -> Pixels:
    tones = np.arange(256, dtype=np.float32)
    gain = min(_STRETCH[1], max(_STRETCH[0], other_spread / max(spread, 1.0)))
    target = (tones - mean) * gain + other
    return np.clip(tones + (target - tones) * share + 0.5, 0, 255).astype(np.uint8)
