"""Lines of glyphs as outlines in pixels: placed, jittered, bent, moved and scaled as one."""

from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from danqing.engines.composer.ink import Area
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.faces import UNIT
from danqing.engines.composer.text.pictograph import pictograph_box
from danqing.engines.composer.text.shaping import Glyph


class Pictograph(NamedTuple):
    """An emoji glyph, its origin and its size in pixels to the em."""

    glyph: int
    x: float
    y: float
    size: float


@dataclass(slots=True)
class Outline:
    """The ink of one line of text: outlines, and emoji, which have none."""

    path: skia.Path = field(default_factory=skia.Path)
    emoji: list[Pictograph] = field(default_factory=list[Pictograph])

    def bounds(self) -> Area | None:
        """Return what is inked; None: nothing."""
        boxes = [
            (e.x + box[0] * e.size, e.y + box[1] * e.size, box[2] * e.size, box[3] * e.size)
            for e in self.emoji
            for box in (pictograph_box(e.glyph),)
        ]
        if not self.path.isEmpty():
            tight = self.path.computeTightBounds()
            boxes.append((tight.left(), tight.top(), tight.width(), tight.height()))
        return union(boxes) if boxes else None

    def shift(self, dx: float, dy: float) -> None:
        """Move the line."""
        self.path.transform(skia.Matrix.Translate(dx, dy))
        self.emoji = [e._replace(x=e.x + dx, y=e.y + dy) for e in self.emoji]

    def shrink(self, factor: float) -> None:
        """Scale the line about the origin."""
        self.path.transform(skia.Matrix.Scale(factor, factor))
        self.emoji = [Pictograph(e.glyph, e.x * factor, e.y * factor, e.size * factor) for e in self.emoji]

    def add(self, glyph: Glyph, place: skia.Matrix, size: float) -> None:
        """Add a glyph; `place` maps ems of this line, y downwards, to pixels."""
        if glyph.face.is_emoji:
            origin = place.mapRect(skia.Rect.MakeXYWH(glyph.x, glyph.y, 0, 0))
            self.emoji.append(Pictograph(glyph.number, origin.left(), origin.top(), size * glyph.scale))
            return
        ink = glyph.face.outline(glyph.number)
        if ink is not None:
            matrix = skia.Matrix.Translate(glyph.x, glyph.y)
            matrix.preScale(1 / UNIT, 1 / UNIT)
            matrix.postConcat(place)
            self.path.addPath(ink, matrix)


def union(boxes: list[Area]) -> Area:
    """Return the smallest box around all of them."""
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return (left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top)


class Manner(NamedTuple):
    """How a line departs from a straight one."""

    track: float = 0.0
    """Letter spacing in ems."""
    jitter: float = 0.0
    """The most that a letter is turned, in degrees; it hops a little, too."""
    arc: float = 0.0
    """How far the middle is lifted above the ends, in ems."""


def outline(glyphs: tuple[Glyph, ...], advance: float, size: float, manner: Manner, rng: Random) -> Outline:
    """Return a line that starts at (0, 0) on its baseline."""
    line = Outline()
    for index, glyph in enumerate(glyphs):
        place = skia.Matrix.Translate(index * manner.track, 0)
        if manner.jitter:
            place.preConcat(_unsteady(glyph, manner.jitter, rng))
        place.postScale(size, size)
        line.add(glyph, place, size)
    if manner.arc:
        _bend(line, (advance + manner.track * len(glyphs)) * size, manner.arc * size)
    return line


def _unsteady(glyph: Glyph, degrees: float, rng: Random) -> skia.Matrix:
    turn = skia.Matrix()
    turn.setRotate(rng.uniform(-degrees, degrees), glyph.x + glyph.advance / 2, -0.35)
    turn.postTranslate(0, rng.uniform(-degrees, degrees) * 0.006)
    return turn


def _bend(line: Outline, width: float, rise: float) -> None:
    """Lift the middle by `rise` along a parabola; the curves' control points are moved, which is exact enough."""

    def drop(x: float) -> float:
        t = (x - width / 2) / (width / 2 + 1e-6)
        return rise * (t * t - 0.5)

    bent = skia.Path()
    add = {
        skia.Path.kMove_Verb: (bent.moveTo, 0),
        skia.Path.kLine_Verb: (bent.lineTo, 1),
        skia.Path.kQuad_Verb: (bent.quadTo, 1),
        skia.Path.kCubic_Verb: (bent.cubicTo, 1),
    }
    steps = skia.Path.Iter(line.path, False)
    while True:
        verb, points = steps.next()
        if verb == skia.Path.kDone_Verb:
            break
        if verb == skia.Path.kClose_Verb:
            bent.close()
            continue
        draw, first = add[verb]
        draw(*(value for point in points[first:] for value in (point.x(), point.y() + drop(point.x()))))
    line.path = bent
    line.emoji = [e._replace(y=e.y + drop(e.x + e.size / 2)) for e in line.emoji]
