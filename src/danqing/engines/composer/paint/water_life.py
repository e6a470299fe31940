"""Who swims in a pond: koi, seen from above."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across

BODY = [(0.0, -1.0), (0.085, -0.93), (0.125, -0.76), (0.115, -0.56), (0.075, -0.36), (0.030, -0.20)]
"""The right half of a koi that swims away from the viewer, its nose at -1."""
FINS = (
    [(0.10, -0.78), (0.25, -0.74), (0.27, -0.60), (0.12, -0.66)],
    [(0.07, -0.44), (0.16, -0.40), (0.16, -0.30), (0.05, -0.36)],
    [(0.0, -0.24), (0.10, -0.10), (0.15, 0.02), (0.03, -0.06)],
)
WHITE = "#fdf6ee"


def koi(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a koi that bends as it swims, patched with its colour."""
    color: Color = params.color or rng.choice(("#e2472e", "#e8632c", "#d93a34"))
    bend = rng.choice((-1, 1)) * rng.uniform(0.10, 0.18)
    turn = rng.uniform(-62, 62)
    with pen.at(box.cx, box.cy, min(box.w, box.h) * 1.02, tilt=turn), pen.at(0, 0.5, 1.0):
        _ring(pen, rng)
        shade = [(0.10, -0.98), (0.16, -0.60), (0.10, -0.10), (-0.06, -0.05), (-0.10, -0.6), (0.0, -1.0)]
        pen.blob(_bent(shade, bend), "#123038", 0.20, blur=0.03)
        _fins(pen, color, bend)
        half = _bent(BODY, bend)
        other = _bent([(-x, y) for x, y in reversed(BODY)], bend)
        body = pen.blob([*half, *other], across(-0.13, 0.13, "#e9d9c8", WHITE, "#e2cfbd"))
        with pen.inside(body):
            for y, wide, tall in ((-0.90, 0.13, 0.10), (-0.66, 0.14, 0.12), (-0.40, 0.12, 0.11)):
                x, _ = _bent([(rng.uniform(-0.04, 0.04), y)], bend)[0]
                pen.oval(x, y, wide * rng.uniform(0.75, 1.1), tall * rng.uniform(0.8, 1.15), color, 0.95)
            pen.line(_bent([(0, -0.88), (0, -0.55), (0, -0.22)], bend), light(color, 0.6), 0.035, 0.4, blur=0.012)
        for side in (-1, 1):
            ((x, y),) = _bent([(side * 0.068, -0.925)], bend)
            pen.circle(x, y, 0.016, "#22222c")
            pen.line([(x + side * 0.01, y - 0.04), (x + side * 0.05, y - 0.075)], dark(color, 0.2), 0.008)


def _bent(points: list[tuple[float, float]], bend: float) -> list[tuple[float, float]]:
    """Bend the spine: the head stays, the tail swings."""
    return [(x + bend * (1 + y) ** 2 - bend * 0.25, y) for x, y in points]


def _fins(pen: Pen, color: Color, bend: float) -> None:
    veil = light(color, 0.55)
    for side in (-1, 1):
        for fin in FINS:
            pen.blob(_bent([(side * x, y) for x, y in fin], bend), veil, 0.88)
        pen.line(_bent([(0, -0.22), (side * 0.06, -0.10), (side * 0.11, -0.01)], bend), color, 0.012, 0.6)


def _ring(pen: Pen, rng: Random) -> None:
    for grow in (0.62, 0.80):
        pen.arc((0, -0.6), grow * 0.62, rng.uniform(0, 360), rng.uniform(60, 140), "#ffffff", 0.007)
