"""Lettering cut out of a finished picture, line by line, as an OCR engine wants it: black on white, straight, level.

Nothing is drawn here. Each step undoes what a reader's eye undoes too: colour, outline, curve and column.
"""

from itertools import pairwise
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from danqing.engines.composer.color import Color, rgb
from danqing.engines.composer.ink import Area, Stop
from danqing.engines.composer.layout.scene import Lines
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.block import Placed, compose_text
from danqing.engines.composer.text.vertical import vertical_block

Page = NDArray[np.uint8]
"""Gray, (height, width): 0 where there is a letter, 255 where there is none."""

WHITE = 255
SPECK = 0.006
"""Of an em squared: less is no full stop but what an outline left between two letters."""

FINE = 120
"""Pixels to the em while strokes are thinned."""


class Piece(NamedTuple):
    """One line of a lettering."""

    text: str
    page: Page
    em: float
    """Pixels."""


def pieces(lines: Lines, picture: NDArray[np.uint8]) -> list[Piece]:
    """Return the lines of a lettering, cut out of `picture` (RGB) where the layout says that they lie."""
    placed = _where(lines)
    found: list[Piece] = []
    for line in placed.lines:
        margin = max(6.0, 0.12 * placed.size)
        page = _separated(_cut(picture, line.box, 4.0 if lines.vertical else margin), lines, placed.size)
        if lines.vertical:
            page = _levelled(page, len(line.text))
        elif lines.setting.manner.arc:
            page = _straightened(page, lines.setting.manner.arc * placed.size, margin)
        found.append(Piece(line.text, page, placed.size))
    return found


def _where(lines: Lines) -> Placed:
    room = (lines.room.x, lines.room.y, lines.room.w, lines.room.h)
    if not lines.vertical:
        return compose_text(lines.text, room, lines.setting, lines.finish, Random(lines.text)).placed
    return vertical_block(
        skia.Surface(1, 1).getCanvas(),
        lines.text,
        room,
        chain=lines.setting.chain,
        maxsize=lines.setting.maxsize,
        stroke=lines.finish.stroke,
        matching=lines.setting.matching,
    )


def _cut(picture: NDArray[np.uint8], box: Area, margin: float) -> NDArray[np.uint8]:
    x, y, width, height = box
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    return picture[top : int(y + height + margin), left : int(x + width + margin)]


def _separated(crop: NDArray[np.uint8], lines: Lines, em: float) -> Page:
    """Tell letters from their ground by colour alone; what lies beyond an outline is no letter."""
    finish = lines.finish
    inks = [_color(stop) for stop in finish.gradient or [finish.fill]]
    ground = finish.stroke.color if finish.stroke else lines.under
    to_ink = np.min([_distance(crop, ink) for ink in inks], axis=0)
    to_ground = _distance(crop, ground)
    share = to_ink / (to_ink + to_ground + 1e-6)
    page = (np.clip((share - 0.25) * 2, 0, 1) * WHITE).astype(np.uint8)
    if finish.stroke:
        page[_beyond(to_ground)] = WHITE
    _, labels, stats, _ = cv2.connectedComponentsWithStats((page < 128).astype(np.uint8))
    page[np.isin(labels, np.nonzero(stats[:, cv2.CC_STAT_AREA] < SPECK * em * em)[0])] = WHITE
    return page


def _color(stop: Stop) -> Color:
    """Return the colour of a gradient's stop, which may tell its place, too."""
    return stop[0] if isinstance(stop, tuple) and len(stop) == 2 else stop


def _distance(crop: NDArray[np.uint8], color: Color) -> NDArray[np.float32]:
    return np.linalg.norm(crop.astype(np.float32) - np.array(rgb(color), np.float32), axis=2)


def _beyond(to_ground: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return what can be reached from the border without crossing the outline."""
    _, labels = cv2.connectedComponents((to_ground > 60).astype(np.uint8), connectivity=4)
    border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    reached = np.isin(labels, border[border > 0]).astype(np.uint8)
    return cv2.dilate(reached, np.ones((3, 3), np.uint8)) > 0


def _straightened(page: Page, rise: float, margin: float) -> Page:
    """Undo the curve of a title: a parabola whose middle is `rise` pixels above its ends."""
    height, width = page.shape
    across = (np.arange(width) - (width - 1) / 2) / ((width - 2 * margin) / 2)
    drop = (rise * np.minimum(across * across, 1)).astype(np.float32)
    tall = height + int(rise) + 1
    rows = np.arange(tall, dtype=np.float32)[:, None] + drop[None]
    columns = np.tile(np.arange(width, dtype=np.float32), (tall, 1))
    return _gray(cv2.remap(page, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(WHITE,)))


def _levelled(page: Page, count: int) -> Page:
    """Lay the `count` characters of a column side by side."""
    inked = np.count_nonzero(page < 128, axis=1)
    ys = np.nonzero(inked)[0]
    top, pitch = int(ys[0]), (ys[-1] + 1 - ys[0]) / count
    reach = int(pitch * 0.25)
    cuts = [top]
    for index in range(1, count):
        middle = int(top + index * pitch)
        slack = inked[middle - reach : middle + reach] + np.abs(np.arange(-reach, reach)) * 0.02
        cuts.append(middle - reach + int(np.argmin(slack)))
    cuts.append(int(ys[-1]) + 1)
    side = max(int(pitch), page.shape[1] + 4, *(low - high for high, low in pairwise(cuts)))
    return np.hstack([_centred(page[high:low], side) for high, low in pairwise(cuts)])


def _centred(cell: Page, side: int) -> Page:
    xs = np.nonzero((cell < 128).any(axis=0))[0]
    inked = cell[:, xs[0] : xs[-1] + 1] if len(xs) else cell
    square = np.full((side, min(side, max(inked.shape[1] + 4, cell.shape[0]))), WHITE, np.uint8)
    top, left = (side - inked.shape[0]) // 2, (square.shape[1] - inked.shape[1]) // 2
    square[top : top + inked.shape[0], left : left + inked.shape[1]] = inked
    return square


def scaled(piece: Piece, em: float, *, thinner: int = 0, narrow: float = 1.0) -> Page:
    """Return a piece with `em` pixels to the em in a white margin, its strokes thinner by that many FINE parts."""
    page = _zoomed(piece.page, FINE / piece.em, FINE / piece.em)
    if thinner:
        page = _gray(cv2.dilate(page, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thinner + 1, thinner + 1))))
    page = _zoomed(page, em / FINE * narrow, em / FINE)
    return _gray(cv2.copyMakeBorder(page, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=(WHITE,)))


def _zoomed(page: Page, across: float, down: float) -> Page:
    way = cv2.INTER_CUBIC if down > 1 else cv2.INTER_AREA
    return _gray(cv2.resize(page, None, fx=across, fy=down, interpolation=way))


def _gray(page: object) -> Page:
    return np.asarray(page, np.uint8)
