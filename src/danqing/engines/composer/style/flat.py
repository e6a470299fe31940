"""Flat illustration: few, clear colours and no shading."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.plane import Pixels, Plane, curve, saturate, scale_of, soft

_STEPS = 12
_STEPPED = 0.45
"""How hard the steps are: a night sky of three bands and nothing between them looks broken."""
_FEW = curve(lambda t: np.round(t * _STEPS) / _STEPS)


def flat(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` in fields of one lightness each."""
    scale = scale_of(rgb)
    fields = kuwahara(rgb, max(2, round(3 * scale)))
    lightness, a, b = cv2.split(cv2.cvtColor(fields, cv2.COLOR_RGB2Lab))
    calmed = _calmed(lightness, scale)
    few = cv2.medianBlur(cv2.LUT(calmed, _FEW), 5)
    few = cv2.addWeighted(few, _STEPPED, calmed, 1 - _STEPPED, 0)
    stepped = cv2.cvtColor(cv2.merge([few, a, b]), cv2.COLOR_Lab2RGB)
    return saturate(stepped, 1.10).astype(np.uint8, copy=False)


def _calmed(lightness: Plane, scale: float) -> Plane:
    """Return wide gradients without their grain, which would fray the border of every step; edges stay."""
    calm = soft(lightness, 9 * scale)
    _, edges = cv2.threshold(cv2.absdiff(lightness, calm), 5, 255, cv2.THRESH_BINARY)
    reach = 2 * round(10 * scale) + 1  # as far as an edge colours the blur
    return cv2.copyTo(lightness, cv2.dilate(edges, np.ones((reach, reach), np.uint8)), calm)
