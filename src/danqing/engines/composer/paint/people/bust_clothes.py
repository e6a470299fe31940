"""What a bust wears: a robe with crossed collars, a hoodie, a suit, or a plain neckline."""

from collections.abc import Sequence
from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.ink import Point
from danqing.engines.composer.paint.pen import Pen, down
from danqing.engines.composer.paint.people.sitter import Sitter
from danqing.engines.composer.paint.plants import blossom

BODY = [(-0.105, 0.245), (-0.20, 0.275), (-0.295, 0.33), (-0.345, 0.44), (-0.375, 0.70), (-0.40, 1.2)]
NECKLINE = [(0.06, 0.33), (0, 0.43), (-0.06, 0.33)]
GOLD = "#e9c46a"


def clothes(pen: Pen, who: Sitter, rng: Random) -> None:
    """Paint shoulders and chest."""
    outline = [*BODY, *((-x, y) for x, y in reversed(BODY)), *NECKLINE]
    color = who.outfit
    path = pen.blob(outline, down(0.25, 0.75, light(color, 0.20), color, dark(color, 0.32)))
    with pen.inside(path):
        _folds(pen, color)
        if who.robe:
            _robe(pen, color, rng)
        elif "hoodie" in who.dress:
            _hoodie(pen, color)
        elif who.dress & {"suit", "tie"}:
            _suit(pen, color)
        else:
            pen.line(
                [(-0.112, 0.238), (-0.07, 0.33), (0, 0.44), (0.07, 0.33), (0.112, 0.238)], light(color, 0.35), 0.022
            )
        if "coat" in who.dress:
            _coat(pen)
        if "apron" in who.dress:
            pen.rect(-0.15, 0.46, 0.30, 0.8, "#33546b", round=0.02)
        if "scarf" in who.dress:
            pen.blob([(-0.13, 0.19), (0, 0.25), (0.13, 0.19), (0.14, 0.28), (0, 0.33), (-0.14, 0.28)], "#c8453c")


def _folds(pen: Pen, color: Color) -> None:
    for s in (-1, 1):
        for k in range(4):
            fold = [
                (s * (0.16 + 0.05 * k), 0.29 + 0.02 * k),
                (s * (0.22 + 0.05 * k), 0.48),
                (s * (0.20 + 0.06 * k), 0.75),
            ]
            pen.line(fold, dark(color, 0.35), 0.010, 0.22, blur=0.006)
            pen.line([(x + s * 0.015, y) for x, y in fold], light(color, 0.5), 0.006, 0.16, blur=0.004)


UNDER = [(0.082, 0.205), (0.086, 0.27), (0.050, 0.36), (0.0, 0.445)]
OVER = [(-0.082, 0.205), (-0.086, 0.27), (-0.050, 0.36), (0.0, 0.445), (0.075, 0.60), (0.12, 0.80), (0.13, 1.2)]


def _robe(pen: Pen, color: Color, rng: Random) -> None:
    for _ in range(26):
        x, y = rng.uniform(-0.42, 0.42), rng.uniform(0.32, 0.75)
        blossom(pen, x, y, rng.uniform(0.010, 0.018), light(color, 0.45), GOLD)
        pen.line([(x, y), (x + 0.02, y + 0.012), (x + 0.035, y + 0.005)], GOLD, 0.002, 0.6)
    for collar in (UNDER, OVER):
        for tone, width in (("#f5efe2", 0.062), (GOLD, 0.047), (dark(color, 0.38), 0.039)):
            pen.line(collar, tone, width)
        _beads(pen, collar)


def _beads(pen: Pen, collar: Sequence[Point]) -> None:
    steps = 13 * (len(collar) - 1) // 3
    for k in range(steps):
        t = k / steps * (len(collar) - 1)
        i = int(t)
        (x0, y0), (x1, y1) = collar[i], collar[i + 1]
        blossom(pen, x0 + (x1 - x0) * (t - i), y0 + (y1 - y0) * (t - i), 0.0065, GOLD, "#fff2c0")


def _hoodie(pen: Pen, color: Color) -> None:
    hood = [
        (-0.125, 0.23),
        (-0.17, 0.30),
        (-0.10, 0.40),
        (0, 0.445),
        (0.10, 0.40),
        (0.17, 0.30),
        (0.125, 0.23),
        (0.07, 0.33),
        (0, 0.375),
        (-0.07, 0.33),
    ]
    pen.blob(hood, down(0.23, 0.45, light(color, 0.25), color))
    for s in (-1, 1):
        pen.line([(s * 0.05, 0.40), (s * 0.055, 0.47)], "#f2f2f2", 0.007)  # short: lettering may be below


def _coat(pen: Pen) -> None:
    for s in (-1, 1):
        front = [(s * 0.11, 0.235), (s * 0.42, 0.30), (s * 0.46, 1.2), (s * 0.09, 1.2), (s * 0.06, 0.56)]
        pen.shape(front, down(0.25, 0.9, "#ffffff", "#e3e9ef"))
        pen.shape([(s * 0.10, 0.235), (s * 0.19, 0.30), (s * 0.155, 0.42), (s * 0.065, 0.58)], "#d3dbe4")


def _suit(pen: Pen, color: Color) -> None:
    pen.shape([(-0.085, 0.24), (0.085, 0.24), (0.03, 0.62), (-0.03, 0.62)], "#fbfbfd")
    pen.shape([(-0.022, 0.40), (0.022, 0.40), (0.036, 0.62), (0, 0.70), (-0.036, 0.62)], "#a8252f")
    pen.shape([(-0.026, 0.365), (0.026, 0.365), (0.018, 0.41), (-0.018, 0.41)], "#8e1e28")
    for s in (-1, 1):
        pen.shape([(s * 0.10, 0.235), (s * 0.185, 0.30), (s * 0.02, 0.66)], dark(color, 0.28))
        pen.shape([(s * 0.055, 0.25), (s * 0.105, 0.24), (s * 0.03, 0.40)], "#ffffff")
