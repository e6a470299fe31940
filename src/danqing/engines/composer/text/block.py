"""Text in a box: broken, sized, placed and inked so that all of it lies inside."""

from collections.abc import Sequence
from random import Random
from typing import Literal, NamedTuple

from danqing.engines.composer.color import Color
from danqing.engines.composer.ink import Area, Shadow, Stop
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.breaking import crumbs, pieces
from danqing.engines.composer.text.faces import Face, faces_for
from danqing.engines.composer.text.finish import Extrude, Finish, Stroke, grown, ink
from danqing.engines.composer.text.fitting import Fit, Room, fit
from danqing.engines.composer.text.outline import Manner, Outline, outline, union
from danqing.engines.composer.text.shaping import settable, shape

Align = Literal["left", "center", "right"]
VAlign = Literal["top", "middle", "bottom"]

_SHARE = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
_BASELINE = 0.36  # ems below the middle of a line: half the height of capitals, and of CJK characters above their foot


class Line(NamedTuple):
    """A line that was set, and what it inks."""

    text: str
    box: Area


class Placed(NamedTuple):
    """Where a text came to lie."""

    box: Area
    """What is inked, outlines and depth included; an empty box at the given corner when nothing is."""
    size: float
    """Pixels to the em."""
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    """The characters that no face has, in order, repeated as often as they were met; they are not drawn."""


class Setting(NamedTuple):
    """How text is set; lengths in pixels where not said otherwise."""

    chain: str = "body"
    maxsize: float = 60.0
    minsize: float = 11.0
    align: Align = "center"
    valign: VAlign = "middle"
    maxlines: int = 3
    lead: float = 1.2
    manner: Manner = Manner()
    matching: str = ""


class Composed(NamedTuple):
    """A text that lies in its box and is not inked yet."""

    outlines: tuple[Outline, ...]
    placed: Placed


def text_block(
    canvas: skia.Canvas,
    text: str,
    box: Area,
    *,
    chain: str = "body",
    maxsize: float = 60.0,
    minsize: float = 11.0,
    fill: Color = "#222222",
    align: Align = "center",
    valign: VAlign = "middle",
    maxlines: int = 3,
    lead: float = 1.2,
    stroke: Stroke | None = None,
    outer: Stroke | None = None,
    shadow: Shadow | None = None,
    glow: Color | None = None,
    gradient: Sequence[Stop] | None = None,
    extrude: Extrude | None = None,
    jitter: float = 0.0,
    arc: float = 0.0,
    track: float = 0.0,
    alpha: float = 1.0,
    matching: str = "",
    rng: Random | None = None,
) -> Placed:
    """Draw `text` as large as `maxsize` and `box` allow, and return where it lies: always inside `box`.

    Rather than fall under `minsize` it takes more lines than `maxlines`, then parts words; no character is lost, and
    where nothing helps it becomes smaller still. `matching` is other text that must be set in the same faces.
    """
    setting = Setting(chain, maxsize, minsize, align, valign, maxlines, lead, Manner(track, jitter, arc), matching)
    finish = Finish(fill, gradient, stroke, outer, extrude, shadow, glow, alpha)
    composed = compose_text(text, box, setting, finish, rng or Random(text.encode("utf-8", "surrogatepass")))
    ink(canvas, composed.outlines, composed.placed.size, finish)
    return composed.placed


def compose_text(text: str, box: Area, setting: Setting, finish: Finish, rng: Random) -> Composed:
    """Return what `text_block` draws, without drawing it."""
    faces = faces_for(text + setting.matching, setting.chain)
    known, missing = settable(text, faces)
    if not known or box[2] <= 0 or box[3] <= 0:
        return Composed((), Placed((box[0], box[1], 0.0, 0.0), setting.maxsize, (), missing))
    found = _fitted(known, faces, box, setting, finish.margins())
    lines = [_line(line, faces, found.size, setting.manner, rng) for line in found.lines]
    for index, (line, width) in enumerate(lines):
        block = len(lines) * setting.lead * found.size
        x = box[0] + (box[2] - width) * _SHARE[setting.align]
        y = box[1] + (box[3] - block) * _SHARE[setting.valign] + (index + 0.5) * setting.lead * found.size
        line.shift(x, y + _BASELINE * found.size)
    outlines = tuple(line for line, _ in lines)
    return _inside(box, outlines, found, finish, missing)


def _fitted(
    text: str, faces: tuple[Face, ...], box: Area, setting: Setting, margins: tuple[float, float, float, float]
) -> Fit:
    track = setting.manner.track
    left, top, right, bottom = margins
    room = Room(
        box[2],
        box[3],
        setting.maxsize,
        setting.minsize,
        setting.maxlines,
        setting.lead,
        left + right,
        top + bottom + setting.manner.arc,
    )
    return fit(room, pieces(text, faces, track), lambda: crumbs(text, faces, track))


def _line(text: str, faces: tuple[Face, ...], size: float, manner: Manner, rng: Random) -> tuple[Outline, float]:
    shaped = shape(text, faces)
    width = shaped.advance + manner.track * max(0, len(shaped.glyphs) - 1)
    return outline(shaped.glyphs, shaped.advance, size, manner, rng), width * size


def _inside(box: Area, outlines: tuple[Outline, ...], found: Fit, finish: Finish, missing: tuple[str, ...]) -> Composed:
    """Move and, where overhanging ink makes it necessary, shrink the whole so that its ink lies inside `box`."""
    size = found.size
    inked = _inked(outlines, finish, size)
    factor = min(1.0, box[2] / max(inked[2], 1e-9), box[3] / max(inked[3], 1e-9))
    if factor < 1.0:
        size *= factor
        for line in outlines:
            line.shrink(factor)
        inked = _inked(outlines, finish, size)
        dx = box[0] + box[2] / 2 - inked[0] - inked[2] / 2
        dy = box[1] + box[3] / 2 - inked[1] - inked[3] / 2
    else:
        dx = min(max(inked[0], box[0]), box[0] + box[2] - inked[2]) - inked[0]
        dy = min(max(inked[1], box[1]), box[1] + box[3] - inked[3]) - inked[1]
    for line in outlines:
        line.shift(dx, dy)
    lines = tuple(
        Line(text, line.bounds() or (box[0], box[1], 0.0, 0.0))
        for text, line in zip(found.lines, outlines, strict=True)
    )
    return Composed(outlines, Placed(_inked(outlines, finish, size), size, lines, missing))


def _inked(outlines: tuple[Outline, ...], finish: Finish, size: float) -> Area:
    boxes = [bounds for line in outlines if (bounds := line.bounds()) is not None]
    return grown(union(boxes), finish.margins(), size) if boxes else (0.0, 0.0, 0.0, 0.0)
