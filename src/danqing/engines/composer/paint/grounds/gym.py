"""A gym: a dark wall with lines of light, a rack of dumbbells, a rubber floor."""

from itertools import pairwise

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.paint.grounds.air import shaft
from danqing.engines.composer.paint.land import Land, backdrop
from danqing.engines.composer.paint.pen import across, down, glow

FLOOR = 0.74
PLATES = ("#c8392f", "#2f6fc0", "#e0a92e", "#3d8f5a")


def gym(land: Land) -> None:
    """Paint the gym in the palette's first strong colour, or in amber."""
    strong = [c for c in land.air.palette if c not in {"#ffffff", "#2b2b33"}]
    tone: Color = strong[0] if strong else "#f2a32e"
    w, h = land.w, land.h
    backdrop(land, down(0, h * FLOOR, "#15171d", "#23262f", "#2f333e"))
    _bricks(land)
    _lights(land, tone)
    _rack(land)
    _floor(land)
    shaft(land, 0.5, 0.30, 0.75, "#fff4da", 0.34)
    land.pen.oval(w * 0.5, h * 0.90, land.m * 0.36, land.m * 0.075, "#fff4da", 0.16, blur=land.m * 0.02)
    edge = glow(w / 2, h * 0.5, max(w, h) * 0.72, ("#000000", 0.0), ("#000000", 0.0), ("#000000", 0.5), at=[0, 0.55, 1])
    land.pen.rect(0, 0, w, h, edge)


def _bricks(land: Land) -> None:
    tall, wide = land.m * 0.042, land.m * 0.12
    for row in range(int(land.h * FLOOR / tall) + 1):
        for column in range(-1, int(land.w / wide) + 1):
            x = (column + 0.5 * (row % 2)) * wide
            shade = land.between(0.02, 0.09)
            land.pen.rect(x, row * tall, wide * 0.96, tall * 0.90, "#ffffff", shade, round=land.m * 0.003)


def _lights(land: Land, tone: Color) -> None:
    """Tubes of light, in chevrons."""
    w, h, m = land.w, land.h, land.m
    for side in (-1, 1):
        for k in range(3):
            x = w / 2 + side * (w * 0.20 + k * m * 0.085)
            bent = [(x, h * 0.12), (x + side * m * 0.07, h * 0.27), (x, h * 0.42)]
            for width, color, alpha, blur in ((0.030, tone, 0.45, 0.016), (0.009, light(tone, 0.75), 1.0, 0.0)):
                for start, end in pairwise(bent):
                    land.pen.line([start, end], color, m * width, alpha, blur=m * blur)


def _rack(land: Land) -> None:
    w, h, m = land.w, land.h, land.m
    for y in (0.60, 0.69):
        land.pen.rect(0, h * y, w, m * 0.012, down(h * y, h * y + m * 0.012, "#5b616e", "#33373f"))
        for i in range(int(w / (m * 0.13)) + 1):
            x, r = (i + 0.5) * m * 0.13, m * (0.022 if y < 0.65 else 0.028)
            land.pen.rect(x - m * 0.035, h * y - r - m * 0.006, m * 0.07, m * 0.012, "#aab2bf", round=m * 0.005)
            for side in (-1, 1):
                plate = across(x + side * m * 0.03 - r * 0.4, x + side * m * 0.03 + r * 0.4, "#454b57", "#1b1d23")
                land.pen.rect(x + side * m * 0.03 - r * 0.38, h * y - 2 * r, r * 0.76, 2 * r, plate, round=r * 0.3)
                band = PLATES[i % len(PLATES)]
                land.pen.rect(x + side * m * 0.03 - r * 0.38, h * y - r * 1.15, r * 0.76, r * 0.3, band, 0.9)


def _floor(land: Land) -> None:
    w, h, m = land.w, land.h, land.m
    land.pen.rect(0, h * FLOOR, w, h * (1 - FLOOR) + 1, down(h * FLOOR, h, "#2b2e36", "#3a3e48", "#24262d"))
    for k in range(-8, 9):
        land.pen.line([(w * (0.5 + k * 0.07), h * FLOOR), (w * (0.5 + k * 0.17), h)], "#14161b", m * 0.002, 0.6)
    for y in (0.78, 0.84, 0.92):
        land.pen.line([(0, h * y), (w, h * y)], "#14161b", m * 0.002, 0.6)
    for _ in range(140):
        x, y = land.point(0, FLOOR, 1, 1)
        land.pen.circle(x, y, m * 0.0016, dark(land.rng.choice(("#c9ced8", "#7f8794")), 0.1), 0.5)
