"""Things to do something with that have no emoji: boards, weights, cages, helmets."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from danqing.engines.composer.color import dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow
from danqing.engines.composer.paint.people.build import ADULT
from danqing.engines.composer.paint.people.head import HATS


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


CABINETS: dict[str, tuple[str, str]] = {
    "fridge": ("#e6ebef", "#b3bec8"),
    "washer_machine": ("#eef1f4", "#9fb0c0"),
    "oven": ("#c9ced6", "#3a404c"),
    "wardrobe": ("#a8754a", "#6f4a2c"),
    "vending": ("#d8443c", "#9c2a25"),
}
"""What stands about in kitchens and rooms, by the noun: its colour, and that of its lines."""


def cabinet(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a thing with a door: a fridge, a wardrobe, a washing machine; `kind` says which."""
    plain, line = CABINETS.get(params.kind, CABINETS["wardrobe"])
    color = params.color or plain
    x, y, w, h = box
    pen.rect(x, y, w, h * 0.97, across(x, x + w, light(color, 0.25), color, dark(color, 0.15)), round=w * 0.05)
    FRONTS.get(params.kind, _doors)(pen, box, line)
    for t in (0.08, 0.86):
        pen.rect(x + w * t, y + h * 0.965, w * 0.06, h * 0.035, line)


def _doors(pen: Pen, box: Box, line: str) -> None:
    x, y, w, h = box
    pen.line([(x + w * 0.5, y + h * 0.04), (x + w * 0.5, y + h * 0.92)], line, max(1.5, w * 0.018))
    for t in (0.42, 0.58):
        pen.circle(x + w * t, y + h * 0.5, w * 0.035, "#e3c58a")


def _drum(pen: Pen, box: Box, line: str) -> None:
    x, y, w, h = box
    pen.circle(x + w * 0.5, y + h * 0.58, w * 0.30, line)
    pen.circle(x + w * 0.5, y + h * 0.58, w * 0.23, glow(x + w * 0.42, y + h * 0.5, w * 0.4, "#dff1fb", "#6f93ad"))
    for t in (0.2, 0.34, 0.8):
        pen.circle(x + w * t, y + h * 0.12, w * 0.045, line)


def _cans(pen: Pen, box: Box, line: str) -> None:
    x, y, w, h = box
    pen.rect(x + w * 0.08, y + h * 0.07, w * 0.84, h * 0.5, "#eaf4fb", round=w * 0.03)
    for number in range(12):
        left, top = x + w * (0.15 + 0.2 * (number % 4)), y + h * (0.11 + 0.15 * (number // 4))
        tone = ("#e5484d", "#3f8fe0", "#46a758", "#f2b53a")[number % 4]
        pen.rect(left, top, w * 0.11, h * 0.11, tone, round=w * 0.02)
    pen.rect(x + w * 0.2, y + h * 0.76, w * 0.6, h * 0.1, line, round=w * 0.02)


def _handles(pen: Pen, box: Box, line: str) -> None:
    x, y, w, h = box
    pen.line([(x, y + h * 0.34), (x + w, y + h * 0.34)], line, max(1.5, w * 0.018))
    for top, foot in ((0.20, 0.31), (0.38, 0.58)):
        pen.line([(x + w * 0.86, y + h * top), (x + w * 0.86, y + h * foot)], line, w * 0.05)


FRONTS: dict[str, Callable[[Pen, Box, str], None]] = {
    "washer_machine": _drum,
    "oven": _drum,
    "vending": _cans,
    "fridge": _handles,
}


def pyramid(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a pyramid of stone, one side in the shade."""
    color = params.color or "#e3c283"
    x, y, w, h = box
    ridge = (x + w * 0.62, y + h)
    pen.shape([(x + w * 0.5, y), (x, y + h), ridge], light(color, 0.12))
    pen.shape([(x + w * 0.5, y), ridge, (x + w, y + h)], dark(color, 0.28))
    for t in (0.2, 0.36, 0.52, 0.68, 0.84):
        left = (x + w * 0.5 * (1 - t), y + h * t)
        pen.line([left, (x + w * (0.5 + 0.12 * t), y + h * t)], dark(color, 0.18), max(1.0, h * 0.008), 0.7)


def headgear(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a hat as people wear it, with nobody under it; `kind` says which."""
    key = {"wizardhat": "wizard_hat"}.get(params.kind, params.kind)
    low, high = HEADGEAR.get(key, (-0.4, -1.6))
    size = box.h / (low - high)
    with pen.at(box.cx, box.bottom - low * size, size):
        HATS[key if key in HATS else "hat"](pen, replace(ADULT, top=params.color or "#5a3fa0"))


HEADGEAR = {"toque": (-0.55, -2.2), "wizard_hat": (-0.3, -3.0), "beret": (-0.5, -1.5)}
"""How far below and above the middle of a head a hat reaches, in its radii."""


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
