"""Things to do something with that have no emoji: boards, weights, cages, helmets."""

from random import Random

from danqing.engines.composer.color import dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow


def surfboard(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a surfboard lying flat, seen from the side."""
    color = params.color or rng.choice(("#f2b53a", "#3fa7d6", "#ef6f6c", "#59c3a3"))
    x, y, w, h = box.x, box.cy, box.w, box.h
    deck = [(x, y), (x + w * 0.18, y - h * 0.32), (x + w * 0.6, y - h * 0.36), (x + w, y - h * 0.1)]
    foot = [(x + w * 0.9, y + h * 0.18), (x + w * 0.5, y + h * 0.34), (x + w * 0.15, y + h * 0.26)]
    path = pen.blob([*deck, *foot], down(y - h * 0.4, y + h * 0.4, light(color, 0.45), color, dark(color, 0.2)))
    with pen.inside(path):
        pen.line([(x, y + h * 0.02), (x + w, y - h * 0.06)], "#ffffff", h * 0.12, 0.9)
        pen.rect(x + w * 0.66, y - h * 0.5, w * 0.06, h, dark(color, 0.3), 0.8)


def skis(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint two skis, their tips up."""
    color = params.color or rng.choice(("#d9534f", "#3f8fe0", "#f2b53a"))
    for back in (1, 0):
        y = box.bottom - box.h * (0.10 + 0.26 * back)
        tip = (box.x + box.w * 0.02, y - box.h * 0.55)
        points = [tip, (box.x + box.w * 0.10, y - box.h * 0.12), (box.x + box.w * 0.2, y), (box.right, y)]
        pen.line(points, dark(color, 0.15 * back), box.h * 0.16)


def barbell(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a barbell."""
    y, h = box.cy, box.h
    pen.line([(box.x, y), (box.right, y)], "#8f98a5", h * 0.12)
    for side in (-1, 1):
        for at, tall in ((0.40, 0.96), (0.33, 0.74)):
            plate = Box(box.cx + side * box.w * at - box.w * 0.03, y - h * tall / 2, box.w * 0.06, h * tall)
            pen.rect(
                plate.x, plate.y, plate.w, plate.h, across(plate.x, plate.right, "#4b5160", "#22252d"), round=h * 0.05
            )


def birdcage(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a cage with a bird in it."""
    x, y, w, h = box
    gold = params.color or "#b98a4a"
    pen.oval(box.cx, y + h * 0.62, w * 0.16, h * 0.10, "#f2c53a")
    pen.circle(box.cx + w * 0.12, y + h * 0.54, w * 0.09, "#f2c53a")
    pen.shape(
        [(box.cx + w * 0.20, y + h * 0.53), (box.cx + w * 0.29, y + h * 0.55), (box.cx + w * 0.20, y + h * 0.57)],
        "#e07a2a",
    )
    pen.circle(box.cx + w * 0.14, y + h * 0.53, w * 0.016, "#2b2b33")
    pen.line([(x + w * 0.15, y + h * 0.74), (x + w * 0.85, y + h * 0.74)], dark(gold, 0.2), h * 0.02)
    width = max(1.5, h * 0.016)
    for t in (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0):
        side = box.cx + t * w * 0.42
        pen.line([(box.cx + t * w * 0.1, y + h * 0.12), (side, y + h * 0.34), (side, y + h * 0.9)], gold, width)
    pen.rect(
        x + w * 0.04,
        y + h * 0.88,
        w * 0.92,
        h * 0.09,
        across(x, x + w, light(gold, 0.3), gold, dark(gold, 0.3)),
        round=h * 0.03,
    )
    pen.circle(box.cx, y + h * 0.06, h * 0.05, gold, stroke=width)


def santahat(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a red hat with a white brim and bobble."""
    with pen.at(box.cx, box.bottom, box.h):
        cap = [(-0.62, -0.16), (-0.44, -0.62), (0.10, -0.94), (0.62, -0.66), (0.78, -0.30), (0.62, -0.28), (0.5, -0.5)]
        pen.blob([*cap, (0.58, -0.16)], across(-0.7, 0.8, "#e64a43", "#d32f2f", "#9e1f1f"))
        pen.rect(-0.72, -0.26, 1.38, 0.26, "#ffffff", round=0.13)
        pen.circle(0.74, -0.24, 0.15, glow(0.7, -0.3, 0.26, "#ffffff", "#e6eaf0"))


def spacehelmet(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an astronaut's helmet."""
    r = min(box.w, box.h) * 0.46
    x, y = box.cx, box.cy
    pen.circle(x, y, r, glow(x - r * 0.3, y - r * 0.4, r * 1.6, "#ffffff", "#eef1f6", "#c3cad6"))
    pen.oval(x + r * 0.1, y, r * 0.68, r * 0.58, across(x - r, x + r, "#5f7fb5", "#22365f", "#101a33"))
    pen.oval(x - r * 0.2, y - r * 0.24, r * 0.14, r * 0.2, "#ffffff", 0.7)
