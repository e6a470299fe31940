"""Full figures, from the front: legs, clothes, arms by pose, a head, and what they hold."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.nouns import WHOLE
from danqing.engines.composer.paint.pen import Pen, across, down
from danqing.engines.composer.paint.people.build import Build, build
from danqing.engines.composer.paint.people.clothes import LONG, over_dress, under_dress
from danqing.engines.composer.paint.people.head import back_hair, head

OPEN = frozenset({"☂️", "☔", "☂", "🌂", "⛱️"})
"""What is held over one's head."""

Hands = tuple[Point, Point]
AKIMBO = 0.75


def figure(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint somebody standing, sitting, walking or waving; the box's foot is where the feet are."""
    if params.glyph in WHOLE:
        draw_emoji(pen.canvas, params.glyph, box.cx, box.bottom, box.h, tint=params.color or None, flip=params.flip)
        return
    b = build(params, rng)
    with pen.on(box, flip=params.flip):
        under_dress(pen, b)
        back_hair(pen, b)
        _legs(pen, b)
        hands = arms_at(b, holding=bool(params.holds))
        _arm(pen, b, -1, hands[0])
        torso(pen, b)
        over_dress(pen, b)
        _arm(pen, b, 1, hands[1])
        head(pen, b)
    if params.holds:
        _holds(pen, box, params, hands[1])


def torso(pen: Pen, b: Build) -> None:
    """Paint the neck and what covers the body, down to the hip or, in skirts and robes, below it."""
    w, s, h = b.breadth, b.shoulder, b.hip
    pen.rect(-0.036, b.chin - 0.02, 0.072, s - b.chin + 0.06, dark(b.skin, 0.08), round=0.02)
    hem, flare = _hem(b)
    outline = [
        (-w * 0.55, s - 0.008),
        (-w, s + 0.025),
        (-w * 0.95, s + 0.10),
        (-flare, hem),
        (0, hem + 0.018),
        (flare, hem),
        (w * 0.95, s + 0.10),
        (w, s + 0.025),
        (w * 0.55, s - 0.008),
        (0, s + 0.02),
    ]
    path = pen.blob(outline, across(-flare, flare, light(b.top, 0.2), b.top, dark(b.top, 0.2)))
    with pen.inside(path):
        _pattern(pen, b, hem)
        pen.blob([(-0.045, s - 0.03), (0.045, s - 0.03), (0.03, s + 0.03), (0, s + 0.055), (-0.03, s + 0.03)], b.skin)
        pen.line([(-0.055, s - 0.01), (0, s + 0.06), (0.055, s - 0.01)], light(b.top, 0.5), 0.014)
        if hem > h + 0.06:
            pen.line([(-w, h - 0.06), (0, h - 0.045), (w, h - 0.06)], dark(b.top, 0.3), 0.016, 0.7)


def _pattern(pen: Pen, b: Build, hem: float) -> None:
    tone, w, top = light(b.top, 0.62), b.breadth, b.shoulder
    if b.pattern == "stripes":
        for k in range(int((hem - top) / 0.042) + 1):
            pen.rect(-2 * w, top + 0.05 + k * 0.042, 4 * w, 0.015, tone, 0.8)
    if b.pattern == "dots":
        for row in range(int((hem - top) / 0.05) + 1):
            for column in range(-4, 5):
                pen.circle((column + 0.5 * (row % 2)) * 0.055, top + 0.06 + row * 0.05, 0.0095, tone, 0.85)
    if b.pattern == "band":
        pen.rect(-2 * w, top + 0.11, 4 * w, 0.055, tone, 0.85)
    if b.pattern == "pocket":
        pen.rect(w * 0.18, top + 0.10, w * 0.46, 0.052, dark(b.top, 0.14), round=0.008)


def _hem(b: Build) -> tuple[float, float]:
    if b.dress & LONG:
        return (b.hip * 0.35 if b.pose == "sitting" else -0.06), b.breadth * 1.65
    if b.sex == "f" and not b.dress & {
        "hoodie",
        "suit",
        "shirt",
        "overalls",
        "pants",
        "jacket",
        "tshirt",
        "armor",
        "coat",
    }:
        return b.hip + 0.14, b.breadth * 1.35
    return b.hip + 0.03, b.breadth * 0.96


def _legs(pen: Pen, b: Build) -> None:
    bare = _hem(b)[0] > b.hip + 0.1
    shorts = "shorts" in b.dress
    cloth: Color = b.skin if bare or shorts else b.bottom
    width = b.breadth * (0.74 if not bare else 0.48)
    for side in (-1, 1):
        points = _leg(b, side)
        pen.line(points, cloth, width)
        if shorts:
            pen.line(
                [points[0], ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2 + 0.03)],
                b.bottom,
                width * 1.3,
            )
        foot = points[-1]
        shoe: Color = "#2b2b33" if b.dress & {"santa", "suit"} else "#6b4534" if b.age != "child" else "#f2f2f2"
        pen.blob(
            [
                (foot[0] - 0.044, foot[1] + 0.030),
                (foot[0] - 0.036, foot[1] - 0.022),
                (foot[0] + 0.036, foot[1] - 0.022),
                (foot[0] + 0.050 * max(0.75, side), foot[1] + 0.030),
                (foot[0], foot[1] + 0.042),
            ],
            down(foot[1] - 0.03, foot[1] + 0.04, light(shoe, 0.15), shoe),
        )


def _leg(b: Build, side: int) -> list[Point]:
    x = side * b.breadth * 0.42
    if b.pose == "sitting":
        return [(x, b.hip), (x * 2.3, b.hip + 0.05), (x * 2.4, b.hip * 0.45), (x * 2.4, -0.045)]
    if b.pose == "walking":
        reach = 0.10 * side
        return [
            (x * 0.6, b.hip),
            (x * 0.6 + reach * 0.5, b.hip * 0.5),
            (x * 0.6 + reach * 1.1, -0.045 - 0.03 * (side < 0)),
        ]
    return [(x, b.hip), (x * 1.05, b.hip * 0.5), (x * 1.12, -0.045)]


def arms_at(b: Build, *, holding: bool) -> Hands:
    """Return where the hands are, left and right as seen."""
    low, w = b.hip + 0.03, b.breadth
    left: Point = (-w * (1.38 + 0.22 * max(0.0, b.lilt)), low - 0.03 * max(0.0, b.lilt))
    right: Point = (w * (1.38 + 0.22 * max(0.0, -b.lilt)), low - 0.03 * max(0.0, -b.lilt))
    if abs(b.lilt) > AKIMBO and b.age == "adult":  # a hand on the hip
        left, right = ((-w * 0.98, b.hip - 0.04), right) if b.lilt > 0 else (left, (w * 0.98, b.hip - 0.04))
    if b.pose == "walking":
        left, right = (-w * 1.75, low - 0.06), (w * 1.7, low - 0.05)
    if b.pose == "sitting":
        left, right = (-w * 1.1, low - 0.02), (w * 1.1, low - 0.02)
    if b.pose == "lifting":
        high = b.face - b.head * 1.45
        left, right = (-w * 1.9, high), (w * 1.9, high)
    if b.pose == "waving":
        right = (w * 2.1, b.shoulder - 0.17)
    if holding:
        right = (w * 1.75, b.shoulder + 0.13)
    return left, right


def _arm(pen: Pen, b: Build, side: int, hand: Point) -> None:
    start = (side * b.breadth * 0.86, b.shoulder + 0.045)
    raised = hand[1] < start[1]
    akimbo = abs(hand[0]) < b.breadth * 1.05
    bend = (side * b.breadth * (1.75 if raised or akimbo else 1.35), (start[1] + hand[1]) / 2 + 0.03)
    short = b.dress & {"tshirt", "shorts", "shirt_short"}
    pen.line([start, bend, hand], b.skin if short else dark(b.top, 0.10), b.breadth * 0.40)
    if short:
        pen.line([start, ((start[0] + bend[0]) / 2, (start[1] + bend[1]) / 2)], dark(b.top, 0.08), b.breadth * 0.5)
    pen.circle(hand[0], hand[1], b.breadth * 0.23, "#ffffff" if "santa" in b.dress else b.skin)


def _holds(pen: Pen, box: Box, params: Params, hand: Point) -> None:
    x = box.cx + (-1 if params.flip else 1) * hand[0] * box.h
    tint = params.accent or None
    if params.holds in OPEN:
        size = box.h * 0.62
        foot = box.bottom + (hand[1] - 0.10) * box.h
        draw_emoji(pen.canvas, params.holds, x, foot, size, flip=params.flip, tint=tint)
        return
    size = box.h * 0.26
    foot = box.bottom + hand[1] * box.h + size * 0.42
    draw_emoji(pen.canvas, params.holds, x + size * 0.06, foot, size, tint=tint)


def astronaut(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an astronaut in a white suit with a visor."""
    sitting = params.person is not None and params.person.pose == "sitting"
    with pen.on(box, flip=params.flip):
        suit = across(-0.22, 0.22, "#ffffff", "#f1f3f7", "#c3cad6")
        pen.rect(-0.20, -0.66, 0.40, 0.36, "#b9c1cd", round=0.06)
        for side in (-1, 1):
            legs = (
                [(side * 0.075, -0.3), (side * 0.2, -0.24), (side * 0.2, -0.06)]
                if sitting
                else [(side * 0.075, -0.3), (side * 0.085, -0.06)]
            )
            pen.line(legs, "#e6e9ef", 0.125)
            pen.rect(legs[-1][0] - 0.085, -0.075, 0.17, 0.08, "#8e98a8", round=0.03)
            pen.line([(side * 0.14, -0.58), (side * 0.235, -0.47), (side * 0.225, -0.33)], "#e9ecf1", 0.10)
            pen.circle(side * 0.225, -0.32, 0.055, "#8e98a8")
        pen.rect(-0.16, -0.64, 0.32, 0.38, suit, round=0.10)
        pen.rect(-0.085, -0.54, 0.17, 0.11, "#cfd6e0", round=0.02)
        for x, color in ((-0.045, "#e5484d"), (0.0, "#f2b53a"), (0.045, "#3f8fe0")):
            pen.circle(x, -0.485, 0.016, color)
        pen.line([(-0.16, -0.30), (0, -0.285), (0.16, -0.30)], "#e0662f", 0.022)
        pen.circle(0, -0.80, 0.195, glow_helmet())
        pen.blob(
            [(-0.14, -0.86), (0, -0.93), (0.14, -0.86), (0.15, -0.75), (0, -0.68), (-0.15, -0.75)],
            across(-0.15, 0.15, "#5f7fb5", "#22365f", "#101a33"),
        )
        pen.oval(-0.065, -0.845, 0.03, 0.045, "#ffffff", 0.65)
    if params.holds:
        _holds(pen, box, params, (0.235, -0.40))


def glow_helmet() -> Color:
    """Return the helmet's white."""
    return "#f4f6fa"
