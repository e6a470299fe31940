"""Flat illustration: few, clear colours and no shading."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.plane import Pixels, curve, saturate, scale_of

_STEPS = 12
_FEW = curve(lambda t: np.round(t * _STEPS) / _STEPS)


def flat(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` in fields of one lightness each."""
    fields = kuwahara(rgb, max(2, round(3 * scale_of(rgb))))
    lightness, a, b = cv2.split(cv2.cvtColor(fields, cv2.COLOR_RGB2Lab))
    few = cv2.medianBlur(cv2.LUT(lightness, _FEW), 7)  # the steps of a fine gradient are ragged before
    stepped = cv2.cvtColor(cv2.merge([few, a, b]), cv2.COLOR_Lab2RGB)
    return saturate(stepped, 1.10).astype(np.uint8, copy=False)
