"""A thing taken out of a picture: what surrounds it grows over its place."""

from collections.abc import Sequence

import cv2
import numpy as np

from danqing.engines.composer.edit.cutting import largest
from danqing.engines.composer.edit.frame import resized
from danqing.engines.composer.edit.matte import held_back, laid_over
from danqing.engines.composer.edit.subject import Cutout
from danqing.engines.composer.style.plane import Pixels, Plane

_FILLED_AT = 256
"""The longer side, in pixels, at which the surroundings are grown: Telea's method (2004) is slow on large holes."""
_PLAIN = 16.0
"""The standard deviation, in steps of 0 … 255, up to which the surroundings of a hole are plain."""
_ALIKE = 20.0
"""How different, in steps of 0 … 255, what is around the hole and around its filling may be."""
_SOLID = 0.7
"""The share of what its outline encloses that a thing's colour must cover."""


def whole_thing(mask: Plane, cutout: Cutout) -> Plane | None:
    """Return all of the one thing that has a colour: the subject that it is most of, or what its outline encloses.

    None for a colour that is scattered: taking that out would leave things in tatters.
    """
    hard = (mask > 0.5).astype(np.uint8)
    if float(largest(hard, 0.0, 1).sum()) < _SOLID * float(hard.sum()):
        return None
    if cutout.believed and float((mask * cutout.mask).sum()) > _SOLID * float(mask.sum()):
        hard = np.maximum(hard, (cutout.mask > 0.4).astype(np.uint8))
        return _filled(hard, _outlines(hard))
    enclosed = _filled(hard, [cv2.convexHull(outline) for outline in _outlines(hard)])
    return enclosed if float(hard.sum()) > _SOLID * float(enclosed.sum()) else None


def _outlines(hard: Plane) -> Sequence[Plane]:
    return cv2.findContours(hard, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _filled(hard: Plane, outlines: Sequence[Plane]) -> Plane:
    return cv2.drawContours(np.zeros_like(hard), outlines, -1, (1,), -1).astype(np.float32)


def erased(picture: Pixels, mask: Plane, rng: np.random.Generator) -> Pixels | None:
    """Return the picture without what is under the mask (float32, 0 … 1); None where that would be seen.

    Over a plain place its surroundings grow; over another, the part of the picture is laid that goes with them.
    """
    height, width = picture.shape[:2]
    reach = max(3, round(0.012 * max(height, width))) | 1
    hole = cv2.dilate((mask > 0.15).astype(np.uint8), np.ones((reach, reach), np.uint8))
    size = _reduced(height, width)
    small_hole = (cv2.resize(hole, size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    if small_hole.all() or not small_hole.any():
        return None
    small = resized(picture, *size)
    if _is_plain(small, small_hole):
        filled = resized(np.asarray(cv2.inpaint(small, small_hole, 4, cv2.INPAINT_TELEA), np.uint8), width, height)
        grain = rng.standard_normal((height, width, 1), np.float32) * _grain(picture)
        filled = np.clip(filled + grain, 0, 255).astype(np.uint8)
    else:
        shift = _best_shift(small, small_hole)
        if shift is None:
            return None
        move = np.array([[1, 0, shift[0] * width / size[0]], [0, 1, shift[1] * height / size[1]]], np.float32)
        filled = np.asarray(cv2.warpAffine(picture, move, (width, height), borderMode=cv2.BORDER_REFLECT_101), np.uint8)
    return laid_over(picture, filled, held_back(hole.astype(np.float32), reach * 0.3))


def _is_plain(small: Pixels, hole: Plane) -> bool:
    ring = cv2.dilate(hole, np.ones((15, 15), np.uint8)) > hole
    return bool(ring.any()) and float(small[ring].std(axis=0).max()) < _PLAIN


def _reduced(height: int, width: int) -> tuple[int, int]:
    scale = min(1.0, _FILLED_AT / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _best_shift(small: Pixels, hole: Plane) -> tuple[int, int] | None:
    """Return by how much the picture must be moved for a part of it to fill the hole; None where none goes well."""
    around = cv2.dilate(hole, np.ones((13, 13), np.uint8))
    x, y, wide, high = cv2.boundingRect(around)
    if wide >= small.shape[1] or high >= small.shape[0]:
        return None
    part = np.s_[y : y + high, x : x + wide]
    ring: Plane = (around > hole)[part].astype(np.float32)
    weights = cv2.merge([ring, ring, ring])
    costs = cv2.matchTemplate(small.astype(np.float32), small[part].astype(np.float32), cv2.TM_SQDIFF, mask=weights)
    covered = cv2.matchTemplate(hole.astype(np.float32), around[part].astype(np.float32), cv2.TM_CCORR)
    costs = np.where(covered > 0.5, np.inf, costs / max(1.0, 3 * float(ring.sum())))
    row, column = (int(at) for at in np.unravel_index(int(costs.argmin()), costs.shape))
    return (x - column, y - row) if float(costs[row, column]) < _ALIKE**2 else None


def _grain(picture: Pixels) -> float:
    """Return the standard deviation of the picture's finest detail, where there is least of it."""
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    fine = cv2.absdiff(light, cv2.GaussianBlur(light, (0, 0), 1.2))
    return min(6.0, float(np.median(fine)) * 1.5)
