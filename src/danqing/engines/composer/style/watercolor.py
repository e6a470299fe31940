"""Watercolour: colour that ran, gathered dark at its edges, and left the rim of the paper white."""

import cv2
import numpy as np

from danqing.engines.composer.style.kuwahara import kuwahara
from danqing.engines.composer.style.noise import noise, paper
from danqing.engines.composer.style.plane import (
    Pixels,
    Plane,
    curves,
    gray,
    inwards,
    less,
    saturate,
    scale_of,
    soft,
    times,
)
from danqing.engines.composer.style.warp import warp

_ON_PAPER = curves(
    (
        lambda t: 0.022 + 0.972 * t**0.92,
        lambda t: 0.022 + 0.966 * t**0.93,
        lambda t: 0.030 + 0.938 * t**0.95,
    )
)
_RIM = 40  # pixels of paper that stay white, where the picture is 1328 wide


def watercolor(rgb: Pixels, rng: np.random.Generator) -> Pixels:
    """Return `rgb` as a watercolour."""
    scale = scale_of(rgb)
    dx, dy = (
        noise(rgb.shape, rng, 44 * scale) * (2.6 * scale) + noise(rgb.shape, rng, 9 * scale) * (0.8 * scale)
        for _ in range(2)
    )
    washed = kuwahara(warp(saturate(rgb, 1.12), dx, dy), max(2, round(4 * scale)))
    density = _pigment(washed, rng, scale) * _painted(rgb.shape, rng, scale)
    on_paper = cv2.bitwise_not(times(cv2.bitwise_not(washed), density))
    return cv2.LUT(less(on_paper, paper(rgb.shape, rng, 0.022)), _ON_PAPER).astype(np.uint8, copy=False)


def _pigment(washed: Plane, rng: np.random.Generator, scale: float) -> Plane:
    """Return how much colour lies where: uneven, with blooms, and gathered on the dark side of every edge."""
    brightness = gray(washed)
    gathered = cv2.LUT(
        cv2.subtract(soft(brightness, 4.5 * scale), brightness),
        np.minimum(np.arange(256, dtype=np.float32) / 24, 1) * np.float32(0.46),
    )
    uneven = noise(washed.shape, rng, 100 * scale) * 0.085 + noise(washed.shape, rng, 18 * scale) * 0.05
    grain = noise(washed.shape, rng, max(1.0, 2 * scale)) * 0.02
    return (uneven + grain + 0.88) * (gathered + 1)


def _painted(shape: tuple[int, ...], rng: np.random.Generator, scale: float) -> Plane:
    """Return 1 where the brush went and 0 on the ragged rim."""
    ragged = inwards(shape, _RIM * scale)
    ragged += noise(shape, rng, 36 * scale) * 0.22 + noise(shape, rng, 7 * scale) * 0.07
    return np.clip((ragged - 0.42) * 3.0, 0, 1)
