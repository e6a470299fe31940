"""The picture as a sheet of paper: turned, mirrored, cut, and laid on a larger one."""

import cv2
import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit.frame import hazy
from danqing.engines.composer.spec import Place
from danqing.engines.composer.style.plane import Pixels, Plane, soft

_CORNERS: dict[Place, tuple[float, float]] = {
    Place.TOP_LEFT: (0, 0),
    Place.TOP: (0.5, 0),
    Place.TOP_RIGHT: (1, 0),
    Place.LEFT: (0, 0.5),
    Place.RIGHT: (1, 0.5),
    Place.BOTTOM_LEFT: (0, 1),
    Place.BOTTOM: (0.5, 1),
    Place.BOTTOM_RIGHT: (1, 1),
}
"""Where what stays of a crop lies: 0 at the left and the top, 1 at the right and the foot."""
_HALVES = {Place.LEFT, Place.RIGHT}, {Place.TOP, Place.BOTTOM}


def rotated(picture: Pixels, degrees: float) -> Pixels:
    """Return the picture turned clockwise.

    By right angles nothing is lost; by a few degrees the picture is enlarged until no corner is empty; by more, the
    corners show a blurred copy.
    """
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(picture, -round(degrees / 90) % 4))
    height, width = picture.shape[:2]
    angle = np.deg2rad(abs(degrees))
    across, down = abs(float(np.cos(angle))), abs(float(np.sin(angle)))
    filling = max(across + down * height / width, across + down * width / height)
    slight = filling <= 1.45
    if slight:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, filling)
        return _warped(picture, matrix, width, height)
    wide, high = round(width * across + height * down), round(width * down + height * across)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    turned = _warped(picture, matrix, wide, high)
    inside = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, (wide, high), flags=cv2.INTER_LINEAR)
    ground = hazy(picture, Size(width=wide, height=high))
    share = (inside[..., None] / 255).astype(np.float32)
    return (turned * share + ground * (1 - share)).astype(np.uint8)


def _warped(picture: Pixels, matrix: Plane, wide: int, high: int) -> Pixels:
    made = cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(made, np.uint8)


def mirrored(picture: Pixels) -> Pixels:
    """Return the picture with left and right exchanged."""
    return np.ascontiguousarray(picture[:, ::-1])


def upended(picture: Pixels) -> Pixels:
    """Return the picture with top and foot exchanged."""
    return np.ascontiguousarray(picture[::-1])


def cropped(picture: Pixels, share: float, place: Place) -> Pixels:
    """Return a part of the picture, `share` of its width and height; for a half or a strip, all of the other side."""
    height, width = picture.shape[:2]
    x, y = _CORNERS.get(place, (0.5, 0.45))
    wide = width if place in _HALVES[1] else max(1, round(width * share))
    high = height if place in _HALVES[0] else max(1, round(height * share))
    left, top = round((width - wide) * x), round((height - high) * y)
    return np.ascontiguousarray(picture[top : top + high, left : left + wide])


def expanded(picture: Pixels, amount: float) -> Pixels:
    """Return the picture smaller on a larger one, on which its mirrored and blurred surroundings go on."""
    height, width = picture.shape[:2]
    dy, dx = round(height * 0.2 * amount), round(width * 0.2 * amount)
    around = cv2.copyMakeBorder(picture, dy, dy, dx, dx, cv2.BORDER_REFLECT_101)
    return _softened(np.asarray(around, np.uint8), dx, dy)


def _softened(around: Pixels, dx: int, dy: int) -> Pixels:
    """Blur the border of `dx` and `dy` pixels, more and more outwards, so that no mirror image is recognised."""
    height, width = around.shape[:2]
    inner = np.zeros((height, width), np.float32)
    inner[dy : height - dy, dx : width - dx] = 1
    share = soft(inner, max(1.0, min(dx, dy) * 0.2))
    share = np.clip(share * 2 - 0.05, 0, 1, out=share)
    hazy = soft(around, max(1.0, min(dx, dy) * 0.16))
    return np.asarray(cv2.blendLinear(around, hazy, share, 1 - share), np.uint8)
