"""Noise: what makes paper paper and a hand a hand. Fields have mean 0 and variance 1."""

import functools

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Plane

_TILE = 512


def noise(shape: tuple[int, ...], rng: np.random.Generator, scale: float) -> Plane:
    """Return (height, width) float32 noise whose blobs are about `scale` pixels wide."""
    height, width = shape[:2]
    if scale <= 8:
        return _cut(_fine_tile(max(1, round(scale))), height, width, rng)
    rows, columns = int(height / scale) + 4, int(width / scale) + 4
    coarse = rng.standard_normal((rows, columns), np.float32)
    coarse /= max(float(coarse.std()), 1e-6)
    # Resized to twice the grid by the smooth filter, and from there by the fast one: no difference that can be seen.
    smooth = cv2.resize(coarse, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    grown = smooth[4 : 4 + int(height / scale * 4) + 2, 4 : 4 + int(width / scale * 4) + 2]
    return cv2.resize(grown, (width, height), interpolation=cv2.INTER_LINEAR) * 1.25


def paper(shape: tuple[int, ...], rng: np.random.Generator, strength: float) -> Plane:
    """Return the shadows of a paper's tooth as bytes to be subtracted, about `strength` (0 … 1) deep."""
    height, width = shape[:2]
    return _cut(_tooth(round(strength * 1000)), height, width, rng)


def hatching(shape: tuple[int, ...], rng: np.random.Generator, length: int, slope: float) -> Plane:
    """Return float32 noise drawn out into strokes; `slope` is the rise over the run, -1 … 1."""
    height, width = shape[:2]
    return _cut(_strokes(max(3, length | 1), slope), height, width, rng)


def _cut(tile: Plane, height: int, width: int, rng: np.random.Generator) -> Plane:
    """Return a stretch of an endless wall of tiles, from a place that the dice choose."""
    top, left = (int(n) for n in rng.integers(0, _TILE, 2))
    down, across = max(0, top + height - _TILE), max(0, left + width - _TILE)
    wall = cv2.copyMakeBorder(tile, 0, down, 0, across, cv2.BORDER_WRAP)
    return np.ascontiguousarray(wall[top : top + height, left : left + width])


@functools.cache
def _fine_tile(scale: int) -> Plane:
    """A tile that continues at its edges; fixed, so that drawing it need not be paid for each picture."""
    cells = _TILE // scale
    grains = np.random.default_rng(scale).standard_normal((cells, cells), np.float32)
    if scale > 1:
        around = cv2.copyMakeBorder(grains, 2, 2, 2, 2, cv2.BORDER_WRAP)
        grown = cv2.resize(around, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        grains = grown[2 * scale : -2 * scale, 2 * scale : -2 * scale]
        grains = cv2.copyMakeBorder(grains, 0, _TILE - len(grains), 0, _TILE - len(grains), cv2.BORDER_WRAP)
    return grains / max(float(grains.std()), 1e-6)


@functools.cache
def _tooth(per_mille: int) -> Plane:
    depth = 0.6 * _fine_tile(2) + 0.5 * _fine_tile(5)
    return np.clip((1.2 + depth) * per_mille * 0.255, 0, 255).astype(np.uint8)


@functools.lru_cache(8)  # their length follows the size of the picture
def _strokes(length: int, slope: float) -> Plane:
    kernel = np.zeros((length, length), np.float32)
    rise = round((length - 1) * abs(slope))
    first, last = (length - 1 - rise) // 2, (length - 1 + rise) // 2
    ends = (last, first) if slope > 0 else (first, last)
    cv2.line(kernel, (0, ends[0]), (length - 1, ends[1]), 1.0, 1)
    around = cv2.copyMakeBorder(_fine_tile(1), length, length, length, length, cv2.BORDER_WRAP)
    drawn = cv2.filter2D(around, -1, kernel / float(kernel.sum()))[length:-length, length:-length]
    return drawn / max(float(drawn.std()), 1e-6)
