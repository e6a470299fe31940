"""How lettering is inked: fill or gradient, outlines, depth, shadow and glow."""

from collections.abc import Sequence
from typing import NamedTuple

from danqing.engines.composer.color import Color, dark, mix
from danqing.engines.composer.ink import Area, Shadow, Stop, drop_shadow, linear, paint
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.outline import Outline
from danqing.engines.composer.text.pictograph import draw_pictograph


class Stroke(NamedTuple):
    """An outline; half of `width`, in ems, lies outside the letter."""

    color: Color
    width: float = 0.16


class Extrude(NamedTuple):
    """Depth: the letter repeated `depth` ems along (dx, dy), which is best of length one."""

    color: Color
    depth: float = 0.14
    dx: float = 0.35
    dy: float = 1.0


class Finish(NamedTuple):
    """All that is inked of a text, from the last drawn to the first."""

    fill: Color = "#222222"
    gradient: Sequence[Stop] | None = None
    """From the top of each line to its bottom; goes before `fill`."""
    stroke: Stroke | None = None
    outer: Stroke | None = None
    """A second outline under the first; wider, to be seen."""
    extrude: Extrude | None = None
    shadow: Shadow | None = None
    """In ems."""
    glow: Color | None = None
    """Light around the letters, as of a neon tube."""
    alpha: float = 1.0

    def margins(self) -> tuple[float, float, float, float]:
        """Return how far the ink goes beyond the letters, in ems: left, top, right, bottom; soft light aside."""
        around = max((s.width / 2 for s in (self.stroke, self.outer) if s), default=0.0)
        along_x, along_y = (
            (self.extrude.dx * self.extrude.depth, self.extrude.dy * self.extrude.depth) if self.extrude else (0.0, 0.0)
        )
        return (
            max(around, -along_x),
            max(around, -along_y),
            max(around, along_x),
            max(around, along_y),
        )


def ink(canvas: skia.Canvas, lines: Sequence[Outline], size: float, finish: Finish) -> None:
    """Draw lines; shadows and outlines of all of them lie under the letters of each."""
    together = skia.Path()
    for line in lines:
        together.addPath(line.path)
    _light(canvas, together, size, finish)
    if finish.extrude:
        _deepen(canvas, together, size, finish.extrude)
    for stroke in (finish.outer, finish.stroke):
        if stroke:
            canvas.drawPath(together, paint(stroke.color, finish.alpha, stroke=stroke.width * size))
            canvas.drawPath(together, paint(stroke.color, finish.alpha))
    _fill(canvas, lines, together, finish)
    for emoji in (emoji for line in lines for emoji in line.emoji):
        draw_pictograph(canvas, emoji.glyph, emoji.x, emoji.y, emoji.size, finish.alpha)


def _light(canvas: skia.Canvas, path: skia.Path, size: float, finish: Finish) -> None:
    if finish.shadow:
        color, dx, dy, blur, alpha = finish.shadow
        drop_shadow(canvas, path, Shadow(color, dx * size, dy * size, blur * size, alpha))
    if finish.glow:
        for blur, alpha in ((0.30, 0.55), (0.12, 0.7), (0.04, 0.8)):
            canvas.drawPath(path, paint(finish.glow, alpha * finish.alpha, blur=blur * size))


def _fill(canvas: skia.Canvas, lines: Sequence[Outline], together: skia.Path, finish: Finish) -> None:
    if not finish.gradient:
        canvas.drawPath(together, paint(finish.fill, finish.alpha))
        return
    for line in lines:
        _, top, _, height = line.bounds() or (0.0, 0.0, 0.0, 1.0)
        shader = linear((0, top), (0, top + height), finish.gradient)
        canvas.drawPath(line.path, paint(shader=shader, alpha=finish.alpha))


def _deepen(canvas: skia.Canvas, path: skia.Path, size: float, extrude: Extrude) -> None:
    length = extrude.depth * size
    steps = max(4, int(length / 1.5))
    for step in range(steps, 0, -1):
        share = step / steps
        canvas.save()
        canvas.translate(extrude.dx * length * share, extrude.dy * length * share)
        canvas.drawPath(path, paint(mix(extrude.color, dark(extrude.color, 0.55), share)))
        canvas.restore()


def grown(box: Area, margins: tuple[float, float, float, float], size: float) -> Area:
    """Return `box` with margins, in ems of `size` pixels, added."""
    left, top, right, bottom = (margin * size for margin in margins)
    return (box[0] - left, box[1] - top, box[2] + left + right, box[3] + top + bottom)
