"""Pictures as arrays, and the few operations on them that every style needs, done by OpenCV on bytes where it can.

Bytes are what makes the styles fast: OpenCV works on sixteen of them at once, numpy's float arithmetic on a picture
of 1328*1328 costs 5 to 10 ms a step.
"""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(height, width, 3) RGB or (height, width, 4) straight RGBA."""

Plane = NDArray[Any]
"""An array between two steps: bytes, or float32; never float64."""

_DESIGNED_AT = 1328.0


def scale_of(rgb: Plane) -> float:
    """Return the picture's longer side over the 1328 pixels that all lengths of the styles are given for."""
    return max(rgb.shape[0], rgb.shape[1]) / _DESIGNED_AT


def curve(function: Callable[[Plane], Plane]) -> Plane:
    """Return the table of a tone curve given on 0 … 1, for `cv2.LUT`."""
    tones = np.arange(256, dtype=np.float32) / 255
    return (np.clip(function(tones), 0, 1) * 255 + 0.5).astype(np.uint8)


def curves(functions: Sequence[Callable[[Plane], Plane]]) -> Plane:
    """Return the tables of three tone curves, one for each channel."""
    return np.stack([curve(function) for function in functions], axis=-1)[None]


def soft(plane: Plane, sigma: float) -> Plane:
    """Return a wide Gaussian blur, made at a size at which it is narrow."""
    height, width = plane.shape[:2]
    shrunk = 1
    while sigma / shrunk > 3 and min(height, width) // (shrunk * 2) >= 8:
        shrunk *= 2
    small = cv2.resize(plane, (max(1, width // shrunk), max(1, height // shrunk)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.3, sigma / shrunk))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def gray(rgb: Plane) -> Plane:
    """Return the brightness of each pixel, as bytes."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


def saturate(rgb: Plane, by: float) -> Plane:
    """Return the picture with its colours `by` times as far from gray."""
    luma = np.array([0.299, 0.587, 0.114], np.float32)
    matrix = by * np.eye(3, dtype=np.float32) + (1 - by) * np.repeat(luma[None], 3, axis=0)
    return cv2.transform(rgb, matrix)


def times(rgb: Plane, factor: Plane) -> Plane:
    """Return each channel multiplied by one plane of float32, as bytes."""
    channels = [cv2.multiply(channel, factor, dtype=cv2.CV_8U) for channel in cv2.split(rgb)]
    return cv2.merge(channels)


def less(rgb: Plane, amount: Plane) -> Plane:
    """Return each channel less one plane of bytes, not under 0."""
    return cv2.subtract(rgb, cv2.merge([amount, amount, amount]))


def screen(rgb: Plane, light: Plane) -> Plane:
    """Return both pictures as if projected onto one wall."""
    return cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(rgb), cv2.bitwise_not(light), scale=1 / 255))


def inwards(shape: tuple[int, ...], unit: float) -> Plane:
    """Return how far each pixel lies from the nearest edge, in units of `unit` pixels, as float32."""
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]).astype(np.float32) for n in shape[:2])
    return np.minimum(rows[:, None], columns[None]) * np.float32(1 / max(1.0, unit))
