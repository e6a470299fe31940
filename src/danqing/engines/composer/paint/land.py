"""A ground while it is painted: the canvas's measures and the air above it; hills, water, grass and floors."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from danqing.engines.composer.color import Color, light
from danqing.engines.composer.ink import Point, canvas, picture, smooth
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Air
from danqing.engines.composer.paint.pen import Fill, Pen, down
from danqing.engines.composer.skia_loader import skia


@dataclass(frozen=True, slots=True)
class Land:
    """What a ground is painted with and on."""

    pen: Pen
    box: Box
    air: Air
    rng: Random

    @property
    def w(self) -> float:
        """The canvas's width in pixels."""
        return self.box.w

    @property
    def h(self) -> float:
        """The canvas's height in pixels."""
        return self.box.h

    @property
    def m(self) -> float:
        """The shorter side in pixels."""
        return min(self.box.w, self.box.h)

    @property
    def breadth(self) -> float:
        """How many squares wide the canvas is, at least one: for counts of things side by side."""
        return max(1.0, self.box.w / self.box.h)

    def between(self, low: float, high: float) -> float:
        """Return a random number between the two."""
        return self.rng.uniform(low, high)

    def point(self, x0: float, y0: float, x1: float, y1: float) -> Point:
        """Return a random point between fractions of the canvas."""
        return self.rng.uniform(x0, x1) * self.w, self.rng.uniform(y0, y1) * self.h


def backdrop(land: Land, shade: skia.Shader) -> None:
    """Fill the canvas with a gradient that runs downwards: one column of it, repeated, in a third of the time."""
    column, _, board = canvas(1, round(land.h))
    Pen(board).wash(shade)
    rows = np.repeat(column, round(land.w), axis=1)
    land.pen.canvas.drawImage(picture(rows), 0, 0)


def band(land: Land, top: float, bottom: float, fill: Fill) -> None:
    """Fill the canvas from side to side, between two fractions of its height."""
    land.pen.rect(0, top * land.h, land.w, (bottom - top) * land.h + 1, fill)


def hill(land: Land, top: float, swing: float, fill: Fill, bends: int = 5) -> skia.Path:
    """Fill from a wavy line at `top`, give or take `swing` (fractions of the height), down to the foot."""
    w, h = land.w, land.h
    crest = [(w * (1.1 * i / bends - 0.05), h * (top + swing * land.between(-1, 1))) for i in range(bends + 1)]
    path = smooth(crest)
    path.lineTo(w * 1.1, h + 5)
    path.lineTo(-w * 0.1, h + 5)
    path.close()
    land.pen.path(path, fill)
    return path


def slope(land: Land, top: float, swing: float, colors: Sequence[Color], bends: int = 5) -> None:
    """Fill a hill whose colours run from its crest to the foot of the canvas."""
    hill(land, top, swing, down((top - swing) * land.h, land.h, *colors), bends)


def grass(land: Land, area: Box, count: int, colors: Sequence[Color]) -> None:
    """Draw `count` blades, the longer the nearer."""
    paths = [skia.Path() for _ in colors]
    rng = land.rng
    for _ in range(count):
        depth = rng.random() ** 0.7
        x, y = rng.uniform(area.x, area.right), area.y + area.h * depth
        tall = land.m * (0.006 + 0.020 * depth) * rng.uniform(0.6, 1.2)
        bend, half = rng.uniform(-0.5, 0.5) * tall, tall * 0.10
        blade = paths[rng.randrange(len(paths))]
        blade.moveTo(x - half, y)
        blade.quadTo(x + bend * 0.2, y - tall * 0.6, x + bend, y - tall)
        blade.quadTo(x + bend * 0.3 + half, y - tall * 0.5, x + half, y)
        blade.close()
    for path, color in zip(paths, colors, strict=True):
        land.pen.path(path, color)


def ripples(land: Land, top: float, bottom: float, count: int, color: Color = "#ffffff") -> None:
    """Draw the short bright lines of water, wider towards the viewer."""
    for i in range(count):
        depth = i / count
        x, y = land.between(-0.05, 1) * land.w, land.h * (top + (bottom - top) * depth**1.3)
        length = land.m * land.between(0.03, 0.14) * (0.5 + depth)
        land.pen.line([(x, y), (x + length, y)], color, 1 + land.m * 0.003 * depth, land.between(0.12, 0.45))


def boards(land: Land, top: float, colors: Sequence[Color], seam: Color, planks: int = 16) -> None:
    """Lay a floor of boards that run away from the viewer."""
    w, h = land.w, land.h
    band(land, top, 1, down(top * h, h, *colors))
    for k in range(-planks // 3, planks + planks // 3 + 1):
        t = k / planks - 0.5
        land.pen.line([(w * (0.5 + t * 0.8), top * h), (w * (0.5 + t * 1.7), h)], seam, max(1.0, land.m * 0.0016), 0.5)


def sparkle(land: Land, count: int, area: tuple[float, float, float, float], color: Color, size: float = 0.002) -> None:
    """Scatter small dots over an area given in fractions (x0, y0, x1, y1): stars, snow, dust."""
    for _ in range(count):
        x, y = land.point(*area)
        land.pen.circle(x, y, land.m * size * land.between(0.4, 1.3), color, land.between(0.3, 0.95))


def bokeh(land: Land, colors: Sequence[Color], count: int = 40, biggest: float = 0.07, alpha: float = 0.3) -> None:
    """Scatter the soft discs of lights out of focus."""
    for _ in range(count):
        x, y = land.point(0, 0, 1, 1)
        r, color = land.m * land.between(0.012, biggest), land.rng.choice(colors)
        land.pen.circle(x, y, r, color, alpha * land.between(0.4, 1), blur=r * 0.12)
        land.pen.circle(x, y, r, light(color, 0.5), alpha * 0.35, stroke=r * 0.06)
