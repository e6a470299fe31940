"""Oil: patches of paint, bristle marks that follow the forms, and light on their ridges."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.plane import Pixels, Plane, gray, saturate, scale_of, soft
from danqing.engines.composer.style.warp import warp, wobble

_STEPS = 7


def oil(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as an oil painting."""
    scale = scale_of(rgb)
    patches = kuwahara(wobble(saturate(rgb, 1.22), rng, 1.8 * scale, 16 * scale), max(2, round(5 * scale)))
    patches = kuwahara(patches, max(2, round(3 * scale)))
    bristles = _bristles(patches, rng, scale)
    # A stroke has more of its own colour in its middle: warm colours gain a little more than cold ones.
    strokes = [
        cv2.multiply(channel, bristles * gain + 1, dtype=cv2.CV_8U)
        for channel, gain in zip(cv2.split(patches), (0.060, 0.050, 0.040), strict=True)
    ]
    ridges = cv2.Sobel(bristles, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(bristles, cv2.CV_32F, 0, 1, ksize=3)
    lit = np.clip(ridges * (2.1 * scale), -12, 22)
    return cv2.merge([cv2.add(stroke, lit, dtype=cv2.CV_8U) for stroke in strokes]).astype(np.uint8, copy=False)


def _bristles(rgb: Plane, rng: np.random.Generator, scale: float) -> Plane:
    """Return noise smeared along the picture's contours, worked out at half its size."""
    height, width = rgb.shape[:2]
    half = (max(1, width // 2), max(1, height // 2))
    forms = soft(cv2.resize(gray(rgb), half, interpolation=cv2.INTER_AREA).astype(np.float32), 6 * scale)
    slope_x, slope_y = cv2.Sobel(forms, cv2.CV_32F, 1, 0), cv2.Sobel(forms, cv2.CV_32F, 0, 1)
    # Where nothing slopes, the hand does as it likes: a broad field of directions takes over.
    like = noise(forms.shape, rng, 230 * scale) * 0.8 + 0.6
    slope_x, slope_y = slope_x + 5.0 * np.sin(like), slope_y + 5.0 * np.cos(like)
    length = np.sqrt(slope_x * slope_x + slope_y * slope_y) + 1e-3
    along_x, along_y = -slope_y / length, slope_x / length
    grains = noise(forms.shape, rng, max(1.0, 3 * scale))
    smeared = np.zeros_like(grains)
    for step in np.linspace(-10 * scale, 10 * scale, _STEPS).tolist():
        smeared += warp(grains, along_x * step, along_y * step)
    smeared *= 1 / max(float(smeared.std()), 1e-6)
    return cv2.resize(smeared, (width, height), interpolation=cv2.INTER_CUBIC)
