"""Vertical setting: couplets, scrolls and short signs, top to bottom, columns from the right."""

from collections.abc import Sequence
from typing import NamedTuple

from danqing.engines.composer.color import Color
from danqing.engines.composer.ink import Area, Shadow, Stop
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.block import Line, Placed, VAlign
from danqing.engines.composer.text.clusters import clusters
from danqing.engines.composer.text.faces import Face, faces_for, is_cjk
from danqing.engines.composer.text.finish import Finish, Stroke, grown, ink
from danqing.engines.composer.text.outline import Outline, union
from danqing.engines.composer.text.shaping import EMOJI_SCALE, Glyph, Run, runs, settable, shape, shaped_buffer

_CAP_MIDDLE = 0.36  # ems above the baseline


class Cell(NamedTuple):
    """Glyphs around the column's axis (x = 0), from the top of the cell downwards, in ems."""

    glyphs: tuple[Glyph, ...]
    height: float
    turned: bool = False
    """Latin words lie on their side, read with the head to the right."""


def vertical_block(
    canvas: skia.Canvas,
    text: str,
    box: Area,
    *,
    chain: str = "body",
    maxsize: float = 60.0,
    fill: Color = "#222222",
    valign: VAlign = "middle",
    lead: float = 1.3,
    spread: float = 1.5,
    stroke: Stroke | None = None,
    outer: Stroke | None = None,
    shadow: Shadow | None = None,
    glow: Color | None = None,
    gradient: Sequence[Stop] | None = None,
    alpha: float = 1.0,
    matching: str = "",
) -> Placed:
    """Draw `text` in columns, one for each of its lines, and return where it lies: always inside `box`.

    A character takes between one and `spread` times its own height, so that few characters fill a long strip.
    `matching` is other text, such as the couplet's second line, that must be set in the same faces.
    """
    finish = Finish(fill, gradient, stroke, outer, None, shadow, glow, alpha)
    faces = faces_for(text + matching, chain)
    known, missing = settable(text, faces)
    if not known or box[2] <= 0 or box[3] <= 0:
        return Placed((box[0], box[1], 0.0, 0.0), maxsize, (), missing)
    columns = [_cells(line, faces) for line in known.split("\n")]
    around = 2 * max(finish.margins())
    tallest = max(sum(cell.height for cell in column) for column in columns)
    size = min(maxsize, box[3] / (tallest + around), box[2] / ((len(columns) - 1) * lead + 1 + around))
    stretch = min(spread, max(1.0, (box[3] / size - around) / tallest))
    outlines = [_column(column, size, stretch) for column in columns]
    _spread_out(outlines, box, size, lead, valign)
    size *= _kept_inside(outlines, box, finish, size)
    ink(canvas, outlines, size, finish)
    lines = tuple(
        Line(line, outline.bounds() or (box[0], box[1], 0.0, 0.0))
        for line, outline in zip(known.split("\n"), outlines, strict=True)
    )
    return Placed(grown(union([line.box for line in lines]), finish.margins(), size), size, lines, missing)


def _cells(text: str, faces: tuple[Face, ...]) -> list[Cell]:
    upright = not any(is_cjk(c) for c in text)
    cells: list[Cell] = []
    for run in runs(text, faces):
        if run.face.is_emoji or upright:
            cells += [_stacked(cluster, faces) for cluster in clusters(run.text)]
        else:
            cells += [cell for part in _by_script(run) for cell in _set(part, faces)]
    return cells


def _by_script(run: Run) -> list[Run]:
    parts: list[Run] = []
    for cluster in clusters(run.text):
        if parts and _has_vertical_form(cluster) == _has_vertical_form(parts[-1].text):
            parts[-1] = Run(run.face, parts[-1].text + cluster)
        else:
            parts.append(Run(run.face, cluster))
    return parts


def _has_vertical_form(text: str) -> bool:
    return is_cjk(text) or text[0] in "—…·“”‘’"


def _set(run: Run, faces: tuple[Face, ...]) -> list[Cell]:
    if _has_vertical_form(run.text):
        return _native(run)
    if len(run.text) <= 2:
        return [_stacked(run.text, faces)]  # 12月: digits that stand beside each other in one cell
    return [_lying(run.text, faces)]


def _native(run: Run) -> list[Cell]:
    """Characters with vertical forms and metrics of their own, as HarfBuzz sets them."""
    buffer = shaped_buffer(run, "ttb")
    em = run.face.upem
    return [
        Cell(
            (Glyph(run.face, info.codepoint, place.x_offset / em, -place.y_offset / em, 1.0),),
            max(0.05, -place.y_advance / em),
        )
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _stacked(text: str, faces: tuple[Face, ...]) -> Cell:
    """A letter, an emoji, or two digits: upright, in the middle of a cell."""
    if text == " ":
        return Cell((), 0.4)
    shaped = shape(text, faces)
    height = 1.15 * EMOJI_SCALE if shaped.glyphs and shaped.glyphs[0].face.is_emoji else 0.95
    glyphs = tuple(g._replace(x=g.x - shaped.advance / 2, y=g.y + height / 2 + _CAP_MIDDLE) for g in shaped.glyphs)
    return Cell(glyphs, height)


def _lying(text: str, faces: tuple[Face, ...]) -> Cell:
    shaped = shape(text.strip(), faces)
    return Cell(shaped.glyphs, shaped.advance + 0.2, turned=True)


def _column(cells: Sequence[Cell], size: float, stretch: float) -> Outline:
    """Return a column whose axis is x = 0 and whose top is y = 0."""
    column = Outline()
    y = 0.0
    for cell in cells:
        room = cell.height * stretch
        top = y + (room - cell.height) / 2
        place = skia.Matrix.Translate(0, top)
        if cell.turned:
            place = skia.Matrix.Translate(-_CAP_MIDDLE, top + 0.1)
            place.preRotate(90)
        place.postScale(size, size)
        for glyph in cell.glyphs:
            column.add(glyph, place, size)
        y += room
    return column


def _spread_out(columns: Sequence[Outline], box: Area, size: float, lead: float, valign: VAlign) -> None:
    """Place columns from right to left around the middle of the box, heads level unless they are centred."""
    bounds = [column.bounds() or (0.0, 0.0, 0.0, 0.0) for column in columns]
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign]
    tallest = max(b[3] for b in bounds)
    for index, (column, (_, top, _, _)) in enumerate(zip(columns, bounds, strict=True)):
        axis = box[0] + box[2] / 2 + ((len(columns) - 1) / 2 - index) * lead * size
        column.shift(axis, box[1] + (box[3] - tallest) * share - top)


def _kept_inside(columns: Sequence[Outline], box: Area, finish: Finish, size: float) -> float:
    """Shrink and move the columns so that their ink lies inside `box`; return the factor."""
    inked = grown(union([b for c in columns if (b := c.bounds())] or [box]), finish.margins(), size)
    factor = min(1.0, box[2] / inked[2], box[3] / inked[3])
    for column in columns:
        column.shrink(factor)
    x, y, width, height = (value * factor for value in inked)
    left = min(max(inked[0], box[0]), box[0] + box[2] - width) if factor == 1.0 else box[0] + (box[2] - width) / 2
    top = min(max(inked[1], box[1]), box[1] + box[3] - height) if factor == 1.0 else box[1] + (box[3] - height) / 2
    for column in columns:
        column.shift(left - x, top - y)
    return factor
