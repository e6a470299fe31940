"""Buildings that have a name."""

import math
from itertools import pairwise
from random import Random

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down

RIDGES = (
    (0.62, 0.30, "#a9b9b0", 0.55),
    (0.40, 0.26, "#8aa08c", 0.8),
)
"""Hills behind a wall: their height, how much they swing, their colour, and how solid they are."""


def great_wall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a wall that winds along a ridge towards the viewer, with watchtowers."""
    stone: Color = params.color or "#cdb893"
    half = box.w / box.h / 2
    with pen.on(box):
        for tall, swing, color, alpha in RIDGES:
            _ridge(pen, half, (tall, swing), color, alpha, rng.random() * 6)
        path = _way(half)
        _slopes(pen, path, half, rng)
        _wall(pen, path, stone)
        for at in (2, 22, 42, 58):
            x, y, thick = path[at]
            _watchtower(pen, (x, y), thick * 2.1, stone)


def _ridge(pen: Pen, half: float, rise: tuple[float, float], color: Color, alpha: float, start: float) -> None:
    tall, swing = rise
    crest: list[Point] = []
    for i in range(41):
        t = i / 40
        fade = math.sin(math.pi * t) ** 0.5
        crest.append((half * (2 * t - 1), -fade * (tall + swing * math.sin(start + 7 * t) * 0.6)))
    pen.shape([*crest, (half, 0), (-half, 0)], down(-tall - swing, 0, (color, alpha), (color, 0.0)))


WAY = (
    (0.50, -0.86),
    (0.24, -0.74),
    (0.46, -0.60),
    (0.10, -0.50),
    (-0.28, -0.44),
    (-0.05, -0.28),
    (-0.55, -0.20),
    (-1.0, -0.04),
)
"""Where the wall goes, from far to near: shares of half the width, and heights."""


def _way(half: float) -> list[tuple[float, float, float]]:
    """Return points along the wall, and how thick it is at each."""
    found: list[tuple[float, float, float]] = []
    for index in range(len(WAY) - 1):
        before, start, end, after = (WAY[max(0, min(len(WAY) - 1, index + step))] for step in (-1, 0, 1, 2))
        for tenth in range(10):
            t = tenth / 10
            x, y = (_between(before[k], start[k], end[k], after[k], t) for k in (0, 1))
            near = (index + t) / (len(WAY) - 1)
            found.append((x * half, y, 0.030 + 0.105 * near**1.4))
    return found


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    """Catmull and Rom's curve."""
    slope, bend = end - before, 2 * before - 5 * start + 4 * end - after
    return 0.5 * (2 * start + slope * t + bend * t * t + (3 * (start - end) + after - before) * t**3)


def _slopes(pen: Pen, path: list[tuple[float, float, float]], half: float, rng: Random) -> None:
    """The mountain that the wall runs along, which fades into the ground, and what grows on it."""
    outline = [(x, y + thick * 0.6) for x, y, thick in path]
    side = [(half * (1.0 - 0.42 * (1 - t / 12) ** 2.2), -0.80 * (1 - t / 12) ** 1.25) for t in range(12, -1, -1)]
    stops = ("#c3cda4", 1.0), ("#9fae74", 1.0), ("#8a9c5f", 1.0), ("#8a9c5f", 0.0)
    ridge = pen.shape([*side, *outline, (-half, 0.02)], down(-0.86, 0.02, *stops, at=[0, 0.5, 0.8, 1]))
    with pen.inside(ridge):
        pen.blob(
            [(half * 0.55, -0.8), (half * 0.30, -0.5), (half * 0.42, -0.2), (half, 0), (half, -0.5)], "#6f8250", 0.22
        )
        for _ in range(70):
            x, y = rng.uniform(-0.7, 1.0) * half, rng.uniform(-0.75, -0.06)
            size = 0.010 + 0.028 * (y + 0.8)
            if min((x - px) ** 2 + (y - py - thick * 0.6) ** 2 - (thick * 0.75) ** 2 for px, py, thick in path) > 0:
                pen.circle(x, y, size, rng.choice(BUSHES), 0.9)
                pen.circle(x - size * 0.3, y - size * 0.35, size * 0.55, "#fff3cf", 0.22)


BUSHES = ("#7d8f4c", "#6d8248", "#94a257", "#c98b3c", "#c9653a", "#b9493a")


def _wall(pen: Pen, path: list[tuple[float, float, float]], stone: Color) -> None:
    face = [(x, y) for x, y, _ in path]
    foot = [(x, y + thick * 1.25) for x, y, thick in path]
    pen.shape([*face, *reversed(foot)], down(-0.85, 0.05, light(stone, 0.35), stone, dark(stone, 0.30)))
    back = [(x + thick * 0.42, y - thick * 0.22) for x, y, thick in path]
    pen.shape([*face, *reversed(back)], light(stone, 0.42))
    for (x, y, thick), (x1, y1, _) in pairwise(path):
        wide = max(abs(x1 - x) * 0.55, thick * 0.12)
        pen.rect(x, min(y, y1) - thick * 0.20, wide, thick * 0.30, mix(stone, "#fff6df", 0.25))
    for row in (0.45, 0.85):
        pen.line([(x, y + thick * row) for x, y, thick in path], dark(stone, 0.3), 0.004, 0.5)


def _watchtower(pen: Pen, at: Point, size: float, stone: Color) -> None:
    x, y = at
    with pen.at(x, y + size * 0.42, size):
        pen.shape(
            [(-0.46, 0), (-0.40, -0.95), (0.40, -0.95), (0.46, 0)],
            across(-0.46, 0.46, light(stone, 0.35), stone, dark(stone, 0.34)),
        )
        pen.rect(-0.47, -1.03, 0.94, 0.10, light(stone, 0.2))
        for i in range(5):
            pen.rect(-0.47 + i * 0.20, -1.16, 0.13, 0.15, light(stone, 0.12))
        for dx in (-0.22, 0.06):
            pen.rect(dx, -0.70, 0.15, 0.26, "#54432f", round=0.07)
        pen.rect(-0.09, -0.30, 0.18, 0.30, "#54432f", round=0.07)


def taipei_101(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint Taipei 101: eight flared storeys over a tapering foot, and a spire."""
    glass: Color = params.color or "#5fa69a"
    side = across(-0.10, 0.10, light(glass, 0.30), glass, dark(glass, 0.42))
    with pen.on(box):
        pen.rect(-0.16, -0.10, 0.32, 0.10, across(-0.16, 0.16, light(glass, 0.2), dark(glass, 0.5)))
        pen.shape([(-0.105, 0), (-0.078, -0.27), (0.078, -0.27), (0.105, 0)], side)
        for floor in range(8):
            low = -0.27 - floor * 0.066
            pen.shape([(-0.062, low), (-0.086, low - 0.062), (0.086, low - 0.062), (0.062, low)], side)
            pen.rect(-0.090, low - 0.066, 0.18, 0.008, light(glass, 0.55))
        _lit(pen, rng)
        for y, wide, tall in ((-0.798, 0.105, 0.035), (-0.833, 0.075, 0.03), (-0.863, 0.045, 0.03)):
            pen.rect(-wide / 2, y - tall, wide, tall + 0.001, side)
        pen.shape([(-0.012, -0.89), (0, -1.0), (0.012, -0.89)], light(glass, 0.5))
        pen.circle(0, -0.995, 0.006, "#ff5a4f")


def _lit(pen: Pen, rng: Random) -> None:
    for _ in range(90):
        y = -0.04 - rng.random() * 0.75
        reach = 0.075 + 0.02 * y if y < -0.27 else 0.07
        pen.rect(rng.uniform(-reach, reach) * 0.82, y, 0.010, 0.008, "#fff0b8", rng.uniform(0.45, 0.95))
