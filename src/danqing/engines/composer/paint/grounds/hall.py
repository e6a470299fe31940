"""A Chinese hall: lit wall, lattice screens, red pillars, a painted beam, a floor of boards."""

from danqing.engines.composer.color import Color
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.furniture import lattice
from danqing.engines.composer.paint.grounds.air import shaft
from danqing.engines.composer.paint.land import Land, backdrop, boards
from danqing.engines.composer.paint.pen import across, down, glow

FLOOR = 0.80
WOODS: tuple[tuple[Color, Color, Color], ...] = (
    ("#5a2f1a", "#7a4526", "#4a2514"),
    ("#1f5a48", "#2f7d63", "#17463a"),
    ("#8f2019", "#b93a2c", "#7a1812"),
    ("#16181f", "#2c303c", "#101218"),
)
"""The wood of the screens, taken in turn."""
HALLS: tuple[tuple[tuple[Color, ...], tuple[Color, ...]], ...] = (
    (("#e9d9b8", "#dcc79c", "#c9ad7c"), ("#8d6a4a", "#6d4c33", "#4e3423")),
    (("#d3e0cc", "#c6d2c0", "#a9b8a4"), ("#b08a5c", "#96723f", "#745430")),
    (("#f2e3d5", "#e3c3ae", "#cf9f86"), ("#8a3f2c", "#6e2c1f", "#4c1c14")),
    (("#d9e0e8", "#bcc8d4", "#97a6b5"), ("#5b6068", "#454a53", "#2e323a")),
)
"""Walls and floors, taken in turn."""


def hall(land: Land) -> None:
    """Paint the hall symmetrically about the middle."""
    w, h, m = land.w, land.h, land.m
    wall, floor = HALLS[land.air.turn % len(HALLS)]
    backdrop(land, down(0, h, *wall))
    shaft(land, 0.5, 0.36, 0.75, "#fff6dc", 0.9)
    inner = min(w, m * 1.05) * 0.5
    for side in (-1, 1):
        _wing(land, side, inner)
    boards(land, FLOOR, floor, "#3d2616")
    for k in range(4):
        y = h * (FLOOR + (1 - FLOOR) * ((k + 1) / 4) ** 1.5)
        land.pen.line([(0, y), (w, y)], "#3d2616", max(1.0, m * 0.0016), 0.4)
    for side in (-1, 1):
        _pillar(land, w * 0.5 + side * inner * 0.70)
        if w > m * 1.3:
            _pillar(land, w * 0.5 + side * min(inner * 1.25, w * 0.48))
    land.pen.rect(0, 0, w, h * 0.05, down(0, h * 0.05, "#4a2010", "#7a3b1e"))
    land.pen.rect(0, h * 0.05, w, h * 0.008, "#d4a72c")
    for i in range(int(w / (m * 0.05)) + 1):
        land.pen.rect(i * m * 0.05 + m * 0.012, h * 0.014, m * 0.026, h * 0.022, "#2f6f6a" if i % 2 else "#b5382c")
    land.pen.wash(
        glow(w * 0.5, h * 0.42, max(w, h) * 0.72, ("#000000", 0.0), ("#1a0a00", 0.0), ("#1a0a00", 0.4), at=[0, 0.6, 1])
    )


def _wing(land: Land, side: int, inner: float) -> None:
    w, h, m = land.w, land.h, land.m
    near = w * 0.5 + side * inner * 0.70
    edge = 0.0 if side < 0 else w
    left, right = min(near, edge), max(near, edge)
    land.pen.rect(left, 0, right - left, h * FLOOR, across(left, right, *WOODS[land.air.turn % len(WOODS)]))
    count = max(1, round((right - left) / (m * 0.2)))
    wide = (right - left) / count
    for i in range(count):
        x = left + wide * i + wide * 0.10
        for row in range(3):
            box = Box(x, h * (0.09 + 0.235 * row), wide * 0.80, h * 0.20)
            lattice(land.pen, box, Params(), land.rng)


def _pillar(land: Land, x: float) -> None:
    h, m = land.h, land.m
    r = m * 0.022
    land.pen.rect(x - r, 0, 2 * r, h * (FLOOR + 0.02), across(x - r, x + r, "#6e1712", "#c0392b", "#d9574a", "#7a1b15"))
    land.pen.rect(x - r * 1.5, h * FLOOR, r * 3, m * 0.03, down(h * FLOOR, h * FLOOR + m * 0.03, "#b8ad9c", "#857a6b"))
