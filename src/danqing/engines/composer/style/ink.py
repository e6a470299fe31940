"""Ink wash: black that thins into gray on yellowed paper; of the colours, seal red and a little gold stay."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.noise import noise, paper
from danqing.engines.composer.style.plane import (
    Pixels,
    Plane,
    curve,
    curves,
    gray,
    inwards,
    less,
    scale_of,
    soft,
    times,
)
from danqing.engines.composer.style.warp import wobble

_XUAN_PAPER = curves((lambda t: 0.988 * t, lambda t: 0.972 * t, lambda t: 0.928 * t))
_WASH = curve(lambda t: 1.14 * t**0.84 - 0.08)  # mid tones thin out, so that paper shines through
_HUES = np.arange(256, dtype=np.float32) * 2  # OpenCV keeps hues in bytes at half their degrees
_RED = np.clip(1 - np.abs((_HUES + 180) % 360 - 180) / 34, 0, 1)
_GOLD = np.clip(1 - np.abs(_HUES - 45) / 18, 0, 1) * 0.7
_KEPT = (0.16 + 0.72 * np.maximum(_RED, _GOLD)).astype(np.float32)
"""The share of its saturation that a hue keeps."""


def ink(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as an ink painting."""
    scale = scale_of(rgb)
    thinned = _washed(kuwahara(wobble(rgb, rng, 1.5 * scale, 32 * scale), max(2, round(4 * scale))))
    inked = cv2.add(cv2.bitwise_not(thinned), cv2.merge([_outlines(thinned, rng, scale)] * 3))
    del thinned  # each picture as large as the canvas that is kept raises the peak of memory
    washes = cv2.bitwise_not(times(inked, _thickness(rgb.shape, rng, scale)))
    return cv2.LUT(less(washes, paper(rgb.shape, rng, 0.014)), _XUAN_PAPER).astype(np.uint8, copy=False)


def _washed(rgb: Plane) -> Plane:
    """Return the colours thinned with water, all but red and gold."""
    hue, saturation, value = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV))
    kept = cv2.multiply(saturation, cv2.LUT(hue, _KEPT), dtype=cv2.CV_8U)
    return cv2.cvtColor(cv2.merge([hue, kept, cv2.LUT(value, _WASH)]), cv2.COLOR_HSV2RGB)


def _thickness(shape: tuple[int, ...], rng: np.random.Generator, scale: float) -> Plane:
    """Return how much ink there is: uneven, and less towards the edges, where paper is left to be seen."""
    towards_edge = noise(shape, rng, 120 * scale) * np.float32(0.14)
    towards_edge += inwards(shape, 150 * scale)
    np.clip(np.subtract(1, towards_edge, out=towards_edge), 0, 1, out=towards_edge)
    uneven = cv2.addWeighted(noise(shape, rng, 110 * scale), 0.06, noise(shape, rng, 14 * scale), 0.03, 0.92)
    towards_edge *= towards_edge
    towards_edge *= np.float32(-0.72)
    towards_edge += 1
    uneven *= towards_edge
    return uneven


def _outlines(rgb: Plane, rng: np.random.Generator, scale: float) -> Plane:
    """Return how dark the brush's contours are, pressed more here and less there."""
    tones = gray(rgb)
    wide = cv2.subtract(soft(tones, 7 * scale), tones)
    fine = cv2.subtract(cv2.GaussianBlur(tones, (0, 0), max(0.6, 2.2 * scale)), tones)
    pressure = np.clip(noise(rgb.shape, rng, 60 * scale) * 0.45 + 1, 0.1, 2)
    return cv2.multiply(cv2.addWeighted(wide, 0.5, fine, 2.2, 0), pressure, dtype=cv2.CV_8U)
