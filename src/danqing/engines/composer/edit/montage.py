"""Several pictures beside each other."""

from collections.abc import Sequence

import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit.frame import covering, focus_of
from danqing.engines.composer.style.plane import Pixels

_CROPPED = 1.75
"""How much taller than uncropped pictures would be a row may be."""


def montage(pictures: Sequence[Pixels], size: Size, rng: np.random.Generator) -> Pixels:
    """Return all pictures in one row, or one column on an upright sheet, with even gaps on a light ground.

    Each is as wide as its ratio says, and cropped only a little to fill the sheet.
    """
    made = np.full((size.height, size.width, 3), int(rng.integers(238, 256)), np.uint8)
    gap = round(min(size.width, size.height) * float(rng.uniform(0.012, 0.022)))
    across = size.width >= size.height
    long, short = (size.width, size.height) if across else (size.height, size.width)
    ratios = [p.shape[1] / p.shape[0] if across else p.shape[0] / p.shape[1] for p in pictures]
    room = long - gap * (len(pictures) + 1)
    breadth = min(short - 2 * gap, round(room / sum(ratios) * _CROPPED))
    if room < len(pictures) or breadth < 1:
        return covering(pictures[0], size)
    lengths = [int(room * ratio / sum(ratios)) for ratio in ratios]
    if min(lengths) < 1:  # a sliver among pictures: each has the same room
        lengths = [room // len(pictures)] * len(pictures)
    start, aside = gap, (short - breadth) // 2
    for picture, length in zip(pictures, lengths, strict=True):
        cell = Size(width=length, height=breadth) if across else Size(width=breadth, height=length)
        left, top = (start, aside) if across else (aside, start)
        made[top : top + cell.height, left : left + cell.width] = covering(picture, cell, focus_of(picture))
        start += length + gap
    return made
