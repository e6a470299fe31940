"""Anime: flat fields of bright colour, a soft step between light and shade, thin contours, light that blooms."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.plane import Pixels, Plane, curve, gray, less, saturate, scale_of, screen, soft


def _ease(t: Plane) -> Plane:
    return np.clip((t - 0.5) * 3 + 0.5, 0, 1)


_STEPS = 5
_SHADED = curve(lambda t: 0.35 * t + 0.65 * (np.floor(t * _STEPS) + _ease(t * _STEPS % 1)) / _STEPS + 0.015)
_BLOOM = curve(lambda t: np.clip(t - 0.70, 0, 1) * 1.1)
_CONTOUR = curve(lambda t: np.clip(t * 255 - 2.0, 0, 26) * 8.5 / 255)


def anime(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as a frame of an animation."""
    scale = scale_of(rgb)
    fields = saturate(kuwahara(rgb, max(2, round(3 * scale))), 1.30)
    hue, saturation, value = cv2.split(cv2.cvtColor(fields, cv2.COLOR_RGB2HSV))
    shaded = cv2.cvtColor(cv2.merge([hue, saturation, cv2.LUT(value, _SHADED)]), cv2.COLOR_HSV2RGB)
    lit = screen(shaded, soft(cv2.LUT(shaded, _BLOOM), 18 * scale))
    tones = gray(fields)
    near, far = (cv2.GaussianBlur(tones, (0, 0), max(0.4, sigma * scale)) for sigma in (0.9, 3.0))
    return less(lit, cv2.LUT(cv2.subtract(far, near), _CONTOUR)).astype(np.uint8, copy=False)
