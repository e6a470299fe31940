"""Large things in a landscape: bridges, mills, walls, balloons, boats under water, trees of a kind."""

import math
from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow
from danqing.engines.composer.paint.plants import CROWN, blossom
from danqing.engines.composer.skia_loader import skia


def bridge(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an arched stone bridge."""
    w, stone = box.w / box.h / 2, params.color or "#b9b3a8"
    with pen.on(box):
        deck = skia.Path()
        deck.moveTo(-w, 0)
        deck.quadTo(0, -1.5, w, 0)
        deck.lineTo(w * 0.62, 0)
        deck.quadTo(0, -0.95, -w * 0.62, 0)
        deck.close()
        pen.path(deck, down(-0.8, 0, light(stone, 0.3), stone, dark(stone, 0.2)))
        for i in range(13):
            t = i / 12
            x, y = -w + 2 * w * t, -1.5 * 2 * t * (1 - t)
            pen.line([(x, y), (x, y - 0.17)], dark(stone, 0.1), 0.035)
        rail = [(-w + 2 * w * t / 12, -3.0 * t / 12 * (1 - t / 12) - 0.17) for t in range(13)]
        pen.line(rail, light(stone, 0.2), 0.045)


def windmill(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a windmill with four sails."""
    with pen.on(box):
        pen.shape(
            [(-0.19, 0), (-0.12, -0.62), (0.12, -0.62), (0.19, 0)], across(-0.2, 0.2, "#fff6e8", "#f0dfc6", "#c9b08c")
        )
        pen.shape([(-0.15, -0.61), (0, -0.78), (0.15, -0.61)], "#a8503c")
        pen.rect(-0.05, -0.15, 0.10, 0.15, "#7a4a2c", round=0.05)
        pen.rect(-0.035, -0.42, 0.07, 0.09, "#9fd0ee", round=0.03)
        for k in range(4):
            with pen.at(0, -0.64, tilt=24 + 90 * k):
                pen.line([(0, 0), (0, -0.40)], "#7a5434", 0.02)
                pen.rect(0.01, -0.40, 0.09, 0.30, params.color or "#ffffff", 0.95)
                for y in (-0.33, -0.25, -0.17):
                    pen.line([(0.01, y), (0.10, y)], "#c9b08c", 0.008)
        pen.circle(0, -0.64, 0.03, "#7a5434")


def hot_air_balloon(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a striped balloon with its basket."""
    color: Color = params.color or rng.choice(("#e5484d", "#3f8fe0", "#f2a53a", "#8f5fd0"))
    with pen.on(box):
        for x in (-0.09, 0.09):
            pen.line([(x * 1.9, -0.34), (x * 0.7, -0.13)], "#7a5a3a", 0.008)
        bag = pen.blob(
            [
                (0, -1.0),
                (-0.26, -0.92),
                (-0.36, -0.66),
                (-0.25, -0.42),
                (-0.1, -0.29),
                (0.1, -0.29),
                (0.25, -0.42),
                (0.36, -0.66),
                (0.26, -0.92),
            ],
            color,
        )
        with pen.inside(bag):
            for k, half in enumerate((0.30, 0.18, 0.06)):
                pen.oval(0, -0.66, half, 0.44, "#fff6e0" if k % 2 == 0 else color)
            pen.wash(across(-0.36, 0.36, ("#ffffff", 0.35), ("#ffffff", 0.0), ("#200020", 0.3)))
        pen.rect(-0.075, -0.14, 0.15, 0.13, down(-0.14, 0, "#c98f56", "#8a5a30"), round=0.02)
        pen.line([(-0.075, -0.13), (0.075, -0.13)], "#6b4423", 0.018)


def submarine(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a small submarine with round windows."""
    color: Color = params.color or "#f6c022"
    with pen.on(box, flip=params.flip):
        pen.line([(-0.05, -0.9), (-0.05, -0.66)], dark(color, 0.3), 0.05)
        pen.line([(-0.05, -0.92), (0.08, -0.92)], dark(color, 0.3), 0.05)
        pen.rect(-0.22, -0.74, 0.36, 0.22, dark(color, 0.1), round=0.06)
        pen.shape([(-0.72, -0.5), (-0.86, -0.62), (-0.86, -0.06), (-0.72, -0.2)], "#e0662f")
        pen.oval(0, -0.33, 0.80, 0.30, down(-0.63, -0.03, light(color, 0.4), color, dark(color, 0.3)))
        for x in (-0.36, 0.0, 0.36):
            pen.circle(x, -0.35, 0.115, dark(color, 0.4))
            pen.circle(x, -0.35, 0.085, glow(x - 0.03, -0.39, 0.13, "#e8fbff", "#5fb9de"))


def sakura_tree(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a cherry tree in bloom."""
    _flowering(pen, box, "#ffb9cf", ("#ffffff", "#ff8fb1", "#ffd6e2"), rng)


def _flowering(pen: Pen, box: Box, color: Color, petals: tuple[Color, ...], rng: Random) -> None:
    with pen.on(box):
        pen.shape([(-0.055, 0), (-0.03, -0.45), (0.03, -0.45), (0.06, 0)], across(-0.05, 0.05, "#8a5f4a", "#5d3c2e"))
        for dx, dy in ((0.16, -0.55), (-0.17, -0.53)):
            pen.line([(0, -0.32), (dx * 0.6, -0.45), (dx, dy)], "#6b4636", 0.03)
        for dx, dy, r in CROWN:
            pen.circle(
                dx * 1.15,
                dy,
                r,
                glow(dx - r * 0.35, dy - r * 0.5, r * 1.8, light(color, 0.55), color, dark(color, 0.08)),
            )
        for _ in range(46):
            a, r = rng.uniform(0, 2 * math.pi), rng.random() ** 0.5
            blossom(pen, math.cos(a) * r * 0.34, -0.67 + math.sin(a) * r * 0.30, 0.022, rng.choice(petals), "#f6c14a")


def willow(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a weeping willow."""
    with pen.on(box):
        pen.line([(0.02, 0), (-0.02, -0.3), (0.03, -0.62)], across(-0.06, 0.06, "#8a6a48", "#5d4530"), 0.075)
        for i in range(46):
            t = i / 45
            x0, y0 = (t - 0.5) * 0.5, -0.92 + 0.5 * abs(t - 0.5) ** 1.5 + rng.uniform(-0.03, 0.05)
            x1 = (t - 0.5) * 0.94 + rng.uniform(-0.02, 0.02)
            y1 = -0.14 - rng.random() * 0.36
            pen.line(
                [(0.02, -0.7), (x0, y0), ((x0 + x1) / 2 + (x1 - x0) * 0.3, (y0 + y1) / 2), (x1, y1)],
                rng.choice(("#7fb85a", "#93c96b", "#6aa64c")),
                0.016,
                0.9,
            )


def crane(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a red-crowned crane, standing."""
    with pen.on(box, flip=params.flip):
        for x in (-0.03, 0.05):
            pen.line([(x, -0.36), (x + 0.015, -0.18), (x, 0)], "#3a3f45", 0.014)
        pen.line([(-0.12, -0.50), (-0.24, -0.62), (-0.20, -0.80), (-0.26, -0.92)], "#33383e", 0.05)
        pen.blob(
            [(-0.20, -0.52), (-0.05, -0.62), (0.16, -0.54), (0.28, -0.38), (0.08, -0.34), (-0.10, -0.38)],
            down(-0.62, -0.34, "#ffffff", "#e3e8ec"),
        )
        pen.blob([(0.12, -0.50), (0.30, -0.40), (0.36, -0.24), (0.20, -0.32)], "#2c3036")
        pen.circle(-0.265, -0.925, 0.048, "#ffffff")
        pen.oval(-0.262, -0.962, 0.03, 0.018, "#d8322c")
        pen.shape([(-0.30, -0.94), (-0.42, -0.915), (-0.30, -0.91)], "#6b6f58")
        pen.circle(-0.28, -0.93, 0.008, "#14181c")
