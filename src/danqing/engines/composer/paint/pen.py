"""A canvas with a painter's vocabulary: filled shapes, strokes, clips, and places to stand in.

Painters mostly draw inside `Pen.at`, where a thing's foot is (0, 0), its height is 1 and up is negative: a painter is
the same few numbers at every size.
"""

import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from danqing.engines.composer.color import Color
from danqing.engines.composer.ink import Point, Stop, ground_shadow, linear, paint, polygon, radial, rect, smooth
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.skia_loader import skia

Fill = Color | skia.Shader
Rectangle = tuple[float, float, float, float]


def down(y0: float, y1: float, *stops: Stop, at: Sequence[float] | None = None) -> skia.Shader:
    """Return a gradient from y0 down to y1."""
    return linear((0, y0), (0, y1), stops, at)


def across(x0: float, x1: float, *stops: Stop, at: Sequence[float] | None = None) -> skia.Shader:
    """Return a gradient from x0 across to x1."""
    return linear((x0, 0), (x1, 0), stops, at)


def glow(x: float, y: float, r: float, *stops: Stop, at: Sequence[float] | None = None) -> skia.Shader:
    """Return a gradient from (x, y) outwards."""
    return radial((x, y), r, stops, at)


class Pen:
    """What painters draw with; lengths are in the units of the place that the pen is at."""

    def __init__(self, canvas: skia.Canvas) -> None:
        self.canvas = canvas

    @contextmanager
    def at(
        self, x: float, y: float, size: float = 1.0, *, flip: bool = False, tilt: float = 0.0, wide: float = 1.0
    ) -> Generator[None]:
        """Make (x, y) the origin and `size` the unit; `tilt` is in degrees, `wide` stretches across."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if tilt:
            self.canvas.rotate(tilt)
        self.canvas.scale(-size * wide if flip else size * wide, size)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def on(self, box: Box, *, flip: bool = False, tilt: float = 0.0) -> Generator[None]:
        """Make the middle of the box's foot the origin, and its height the unit."""
        with self.at(box.cx, box.bottom, box.h, flip=flip, tilt=tilt):
            yield

    @contextmanager
    def inside(self, outline: skia.Path | Rectangle) -> Generator[None]:
        """Draw only within a shape."""
        self.canvas.save()
        if isinstance(outline, tuple):
            self.canvas.clipRect(rect(outline))
        else:
            self.canvas.clipPath(outline, doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    def path(self, path: skia.Path, fill: Fill, alpha: float = 1.0, *, stroke: float = 0, blur: float = 0) -> None:
        """Fill a path, or draw its outline `stroke` wide."""
        self.canvas.drawPath(path, _paint(fill, alpha, stroke, blur))

    def blob(
        self, points: Sequence[Point], fill: Fill, alpha: float = 1.0, *, stroke: float = 0, blur: float = 0
    ) -> skia.Path:
        """Fill the smooth closed curve through `points`; returns it, to clip to or outline."""
        path = smooth(points, closed=True)
        self.path(path, fill, alpha, stroke=stroke, blur=blur)
        return path

    def shape(
        self, points: Sequence[Point], fill: Fill, alpha: float = 1.0, *, stroke: float = 0, blur: float = 0
    ) -> skia.Path:
        """Fill a polygon; returns it."""
        path = polygon(points)
        self.path(path, fill, alpha, stroke=stroke, blur=blur)
        return path

    def line(self, points: Sequence[Point], color: Fill, width: float, alpha: float = 1.0, *, blur: float = 0) -> None:
        """Stroke the smooth curve through `points`, with round ends."""
        self.path(smooth(points), color, alpha, stroke=width, blur=blur)

    def circle(
        self, x: float, y: float, r: float, fill: Fill, alpha: float = 1.0, *, stroke: float = 0, blur: float = 0
    ) -> None:
        """Fill a circle."""
        self.canvas.drawCircle(x, y, r, _paint(fill, alpha, stroke, blur))

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: Fill,
        alpha: float = 1.0,
        *,
        stroke: float = 0,
        blur: float = 0,
    ) -> None:
        """Fill an ellipse about (x, y)."""
        self.canvas.drawOval(rect((x - rx, y - ry, 2 * rx, 2 * ry)), _paint(fill, alpha, stroke, blur))

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: Fill,
        alpha: float = 1.0,
        *,
        round: float = 0,  # noqa: A002 - a rectangle's corners are round
        stroke: float = 0,
        blur: float = 0,
    ) -> None:
        """Fill a rectangle from its top left."""
        brush = _paint(fill, alpha, stroke, blur)
        if round:
            self.canvas.drawRRect(skia.RRect.MakeRectXY(rect((x, y, w, h)), round, round), brush)
        else:
            self.canvas.drawRect(rect((x, y, w, h)), brush)

    def arc(self, center: Point, r: float, start: float, sweep: float, color: Fill, width: float) -> None:
        """Stroke a part of a circle; degrees, clockwise from three o'clock."""
        oval = rect((center[0] - r, center[1] - r, 2 * r, 2 * r))
        self.canvas.drawArc(oval, start, sweep, False, _paint(color, 1.0, width, 0))

    def wash(self, fill: Fill, alpha: float = 1.0) -> None:
        """Fill everything."""
        self.canvas.drawPaint(_paint(fill, alpha, 0, 0))

    def shadow(self, x: float, y: float, width: float, alpha: float = 0.28) -> None:
        """Draw the soft oval that makes a thing stand; pixels only, not inside `at`."""
        ground_shadow(self.canvas, (x, y), width, alpha=alpha)


def _paint(fill: Fill, alpha: float, stroke: float, blur: float) -> skia.Paint:
    if isinstance(fill, (str, tuple)):
        return paint(fill, alpha, stroke=stroke, blur=blur)
    return paint(None, alpha, shader=fill, stroke=stroke, blur=blur)


def spokes(count: int, radius: float, start: float = 0.0, *, squash: float = 1.0) -> list[Point]:
    """Return `count` points evenly on a circle, from `start` degrees; `squash` flattens it."""
    angles = (math.radians(start + 360 * i / count) for i in range(count))
    return [(math.cos(a) * radius, math.sin(a) * radius * squash) for a in angles]
