"""Subjects of other pictures brought into one."""

from typing import NamedTuple

import cv2
import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit.card import carded
from danqing.engines.composer.edit.frame import resized
from danqing.engines.composer.edit.matte import held_back, laid_over
from danqing.engines.composer.edit.palette import in_colors_of
from danqing.engines.composer.edit.subject import Cutout, cut_out
from danqing.engines.composer.style.plane import Pixels, Plane

_LOOKED_AT = 1024
"""The longer side, in pixels, to which what is brought in is reduced first."""


class Joined(NamedTuple):
    """A picture into which something was brought, and whether that was cut out."""

    picture: Pixels
    cut: bool


def brought_in(ground: Pixels, other: Pixels, at: float, share: float, turn: float) -> Joined:
    """Return the ground with the other picture's subject standing in it, or a print of that picture hanging in it.

    `at` is the middle across, 0 … 1, `share` how much of the ground's height the subject takes.
    """
    small = _reduced(other)
    cutout = cut_out(small)
    if not cutout.believed:
        return Joined(carded(ground, small, (at, 0.66), share * 0.72, turn), cut=False)
    return Joined(_standing(ground, small, cutout, (at, share)), cut=True)


def _reduced(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    scale = min(1.0, _LOOKED_AT / max(height, width))
    return resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))


def _standing(ground: Pixels, picture: Pixels, cutout: Cutout, where: tuple[float, float]) -> Pixels:
    height, width = ground.shape[:2]
    rows, columns = (np.flatnonzero((cutout.mask > 0.4).any(axis=axis)) for axis in (1, 0))
    top, foot, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    scale = min(where[1] * height / (foot - top), 0.72 * width / (right - left))
    wide, high = round((right - left) * scale), round((foot - top) * scale)
    size = Size(width=min(width, max(1, wide)), height=min(height, max(1, high)))
    subject = resized(picture[top:foot, left:right], size.width, size.height)
    mask = cv2.resize(cutout.mask[top:foot, left:right], (size.width, size.height), interpolation=cv2.INTER_LINEAR)
    cropped = foot >= picture.shape[0] - 2  # cut by its own picture's foot: it stands on the ground's
    base = height if cropped else round(height * 0.96)
    x = min(max(0, round(where[0] * width - size.width / 2)), width - size.width)
    y = max(0, base - size.height)
    made = ground.copy() if cropped else _shadowed(ground, (x + size.width / 2, y + size.height), size.width)
    place = np.s_[y : y + size.height, x : x + size.width]
    lit = in_colors_of(subject, ground, 0.2)
    made[place] = laid_over(made[place], lit, np.clip((mask - 0.2) / 0.8, 0, 1))
    return made


def _shadowed(ground: Pixels, foot: tuple[float, float], width: float) -> Pixels:
    """Return the ground with the soft shadow of what stands at `foot`."""
    shade: Plane = np.zeros(ground.shape[:2], np.float32)
    middle = int(foot[0]), min(ground.shape[0] - 1, int(foot[1]) - 4)
    cv2.ellipse(shade, middle, (max(4, int(width * 0.36)), max(3, int(width * 0.05))), 0, 0, 360, (0.5,), -1)
    return laid_over(ground, np.zeros_like(ground), held_back(shade, max(3.0, width * 0.035)))
