"""Bringing a picture of any size to exactly the size that was asked for."""

import cv2
import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.style.plane import Pixels, Plane, soft

_ENOUGH = 0.55
"""The share of a picture that a crop must keep; where it would keep less, the whole is shown on a blurred copy."""
_ALIKE = 0.95
"""How alike two ratios must be for a crop to lose nothing worth a look for faces."""
_BREATH = 0.03
"""How much of each side the dice may crop: what makes the images of one job differ whatever is done to them."""


def fitted(picture: Pixels, size: Size, rng: np.random.Generator) -> Pixels:
    """Return the picture at exactly `size`: cropped where that keeps most of it, else whole on a blurred copy."""
    height, width = picture.shape[:2]
    ratio = (width / height) / (size.width / size.height)
    if min(ratio, 1 / ratio) < _ENOUGH:
        return whole(picture, size)
    sheet = _breathing(picture, rng)
    return covering(sheet, size, (0.5, 0.45) if min(ratio, 1 / ratio) > _ALIKE else focus_of(sheet))


def covering(picture: Plane, size: Size, focus: tuple[float, float] = (0.5, 0.45)) -> Pixels:
    """Return the picture scaled to cover `size`, and cropped about `focus` (0 … 1 of width and height)."""
    height, width = picture.shape[:2]
    scale = max(size.width / width, size.height / height)
    wide, high = min(float(width), size.width / scale), min(float(height), size.height / scale)
    left = min(max(0.0, focus[0] * width - wide / 2), width - wide)
    top = min(max(0.0, focus[1] * height - high / 2), height - high)
    rows = slice(int(top), max(int(top) + 1, round(top + high)))
    columns = slice(int(left), max(int(left) + 1, round(left + wide)))
    return resized(np.asarray(picture[rows, columns], np.uint8), size.width, size.height)


def focus_of(picture: Pixels) -> tuple[float, float]:
    """Return where the middle of a crop should be, 0 … 1: a little under the largest face, or near the middle."""
    height, width = picture.shape[:2]
    face = next(iter(faces(picture, 1)), None)
    if face is None:
        return 0.5, 0.45
    x, y = face.middle
    return x / width, (y + 0.4 * face.height) / height


def whole(picture: Pixels, size: Size, share: float = 1.0) -> Pixels:
    """Return all of the picture in the middle of `size`, `share` of what would fit, on a blurred and darker copy."""
    height, width = picture.shape[:2]
    made = hazy(picture, size)
    scale = min(size.width / width, size.height / height) * share
    wide = min(size.width, max(1, round(width * scale)))
    high = min(size.height, max(1, round(height * scale)))
    left, top = (size.width - wide) // 2, (size.height - high) // 2
    made[top : top + high, left : left + wide] = resized(picture, wide, high)
    return made


def hazy(picture: Pixels, size: Size) -> Pixels:
    """Return a blurred and darker copy that covers `size`: a ground that goes with the picture."""
    blurred = soft(covering(picture, size), max(size.width, size.height) * 0.03)
    return np.asarray(cv2.convertScaleAbs(blurred, alpha=0.82), np.uint8)


def resized(picture: Plane, width: int, height: int) -> Pixels:
    """Return new pixels of another size, by the method that suits the direction."""
    rows, columns = picture.shape[:2]
    smaller = width * height < rows * columns
    method = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.array(cv2.resize(picture, (width, height), interpolation=method), np.uint8)


def _breathing(picture: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    kept, down, across = (float(dice) for dice in rng.random(3))
    high, wide = (max(1, round(side * (1 - kept * _BREATH))) for side in (height, width))
    top, left = round((height - high) * down), round((width - wide) * across)
    return np.asarray(picture[top : top + high, left : left + wide], np.uint8)
