"""What grows: trees, pines, bushes, palms, bamboo, flowers, grain."""

import math
from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, glow, spokes
from danqing.engines.composer.skia_loader import skia

CROWN = (
    (-0.19, -0.50, 0.17),
    (0.19, -0.52, 0.17),
    (-0.09, -0.66, 0.20),
    (0.11, -0.68, 0.20),
    (0, -0.80, 0.19),
    (0, -0.54, 0.20),
)


def leafy(pen: Pen, x: float, base: float, h: float, color: Color = "#5bb450") -> None:
    """Paint a round-crowned tree `h` pixels high."""
    with pen.at(x, base, h):
        pen.shape([(-0.05, 0), (-0.03, -0.45), (0.03, -0.45), (0.05, 0)], across(-0.05, 0.05, "#9a6a45", "#7a4c30"))
        pen.line([(0, -0.3), (0.09, -0.45)], "#7a4c30", 0.025)
        for dx, dy, r in CROWN:
            shine = glow(dx - r * 0.35, dy - r * 0.5, r * 1.7, light(color, 0.36), color, dark(color, 0.2))
            pen.circle(dx, dy, r, shine)


def tree(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a round-crowned tree."""
    leafy(pen, box.cx, box.bottom, box.h, params.color or "#5bb450")


def conifer(pen: Pen, x: float, base: float, h: float, color: Color = "#2e7d4f", *, snow: bool = False) -> None:
    """Paint a fir in four tiers, `h` pixels high."""
    with pen.at(x, base, h):
        pen.rect(-0.035, -0.16, 0.07, 0.16, across(-0.035, 0.035, "#8a6040", "#5b3d28"))
        for i in range(4):
            half, y = 0.30 - i * 0.055, -(0.1 + i * 0.21)
            tier = skia.Path()
            tier.moveTo(0, y - 0.31)
            tier.quadTo(half * 0.35, y - 0.1, half, y)
            tier.quadTo(0, y + 0.06, -half, y)
            tier.quadTo(-half * 0.35, y - 0.1, 0, y - 0.31)
            tier.close()
            pen.path(tier, across(-half, half, light(color, 0.22), color, dark(color, 0.25)))
            if snow:
                _snow_on(pen, half, y)


def _snow_on(pen: Pen, half: float, y: float) -> None:
    cap = skia.Path()
    cap.moveTo(0, y - 0.315)
    cap.quadTo(half * 0.32, y - 0.14, half * 0.62, y - 0.07)
    cap.quadTo(half * 0.3, y - 0.11, half * 0.16, y - 0.05)
    cap.quadTo(-half * 0.05, y - 0.13, -half * 0.24, y - 0.06)
    cap.quadTo(-half * 0.4, y - 0.10, -half * 0.6, y - 0.07)
    cap.quadTo(-half * 0.28, y - 0.15, 0, y - 0.315)
    cap.close()
    pen.path(cap, "#f6fbff")


def pine(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a fir; `kind` snow whitens it, `kind` christmas hangs it with lights."""
    conifer(pen, box.cx, box.bottom, box.h, params.color or "#2e7d4f", snow=params.kind == "snow")
    if params.kind == "christmas":
        baubles(pen, box, rng)


def baubles(pen: Pen, box: Box, rng: Random) -> None:
    """Hang a fir that fills `box` with garlands, balls and a star."""
    with pen.on(box):
        for i in range(4):
            half, y = 0.27 - i * 0.055, -(0.13 + i * 0.21)
            pen.line([(-half, y - 0.03), (0, y + 0.025), (half, y - 0.05)], "#ffd76a", 0.008, 0.9)
        for i in range(26):
            t = (i + rng.random()) / 26
            x, y = rng.uniform(-0.24, 0.24) * t, -0.93 + 0.82 * t
            color = rng.choice(("#ff5252", "#ffd54f", "#4fc3f7", "#ba68c8", "#ffffff"))
            pen.circle(x, y, 0.018, glow(x - 0.006, y - 0.006, 0.026, light(color, 0.7), color, dark(color, 0.3)))
        pen.circle(0, -0.98, 0.09, glow(0, -0.98, 0.09, ("#fff3b0", 0.8), ("#fff3b0", 0.0)))
        points = [
            (x * (1 if i % 2 == 0 else 0.48), y * (1 if i % 2 == 0 else 0.48) - 0.98)
            for i, (x, y) in enumerate(spokes(10, 0.05, -90))
        ]
        pen.shape(points, "#ffd23f")


def shrub(pen: Pen, x: float, base: float, w: float, color: Color) -> None:
    """Paint a bush `w` pixels wide."""
    for i in range(5):
        t = i / 4
        r = w * (0.16 + 0.12 * math.sin(math.pi * t))
        cx, cy = x + (t - 0.5) * w * 0.72, base - r * 0.6
        pen.circle(cx, cy, r, glow(cx - r * 0.3, cy - r * 0.5, r * 1.6, light(color, 0.28), color))


def blossom(pen: Pen, x: float, y: float, r: float, color: Color, heart: Color = "#ffd54f") -> None:
    """Paint a flower of five petals seen from above, radius `r` pixels."""
    for px, py in spokes(5, r * 0.62, -90):
        pen.circle(x + px, y + py, r * 0.5, color)
    pen.circle(x, y, r * 0.36, heart)


def flower(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a flower on its stem."""
    color = params.color or rng.choice(("#ff8fb1", "#ff6f91", "#ffb84d", "#b48cff", "#ffffff"))
    with pen.on(box, tilt=params.tilt * 0.3):
        pen.line([(0, 0), (0.03, -0.3), (0, -0.66)], "#4c9a3f", 0.045)
        for side in (-1, 1):
            pen.blob([(0, -0.18), (side * 0.16, -0.36), (side * 0.26, -0.33), (side * 0.13, -0.2)], "#5fb14c")
        for px, py in spokes(6, 0.18, -90):
            pen.circle(px, py - 0.70, 0.135, glow(px * 0.6, py * 0.6 - 0.74, 0.3, light(color, 0.4), color))
        pen.circle(0, -0.70, 0.12, glow(-0.03, -0.73, 0.16, "#fff0a0", "#f6b73c"))


def stalk(pen: Pen, x: float, base: float, h: float, width: float, color: Color) -> None:
    """Paint a cane of bamboo in joints, `h` pixels high."""
    joints = 9
    for i in range(joints):
        y = base - h * i / joints
        pen.rect(
            x - width / 2,
            y - h / joints * 0.97,
            width,
            h / joints * 0.95,
            across(x - width / 2, x + width / 2, light(color, 0.35), color, dark(color, 0.3)),
            round=width * 0.2,
        )
        pen.rect(
            x - width * 0.6, y - h / joints * 0.05, width * 1.2, h / joints * 0.05, dark(color, 0.25), round=width * 0.1
        )


def leaves(pen: Pen, x: float, y: float, size: float, color: Color, rng: Random) -> None:
    """Paint a spray of bamboo leaves that hang from (x, y)."""
    side = rng.choice((-1, 1))
    for _ in range(4):
        a = rng.uniform(-0.2, 1.1)
        tip = (x + side * size * math.cos(a), y + size * math.sin(a))
        mid = (x + side * size * 0.5 * math.cos(a - 0.18), y + size * 0.5 * math.sin(a - 0.18))
        low = (x + side * size * 0.5 * math.cos(a + 0.16), y + size * 0.5 * math.sin(a + 0.16))
        pen.shape([(x, y), mid, tip, low], color, 0.9)


def bamboo(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a clump of three canes."""
    color = params.color or "#6fae58"
    for dx, k in ((-0.26, 0.92), (0.24, 0.84), (0.0, 1.0)):
        stalk(pen, box.cx + dx * box.w, box.bottom, box.h * k, box.h * 0.045, color)
        for t in (0.45, 0.62, 0.78, 0.93):
            leaves(pen, box.cx + dx * box.w, box.bottom - box.h * k * t, box.h * 0.16, dark(color, 0.12), rng)


def palm(pen: Pen, x: float, base: float, h: float, lean: float = 0.12) -> None:
    """Paint a coconut palm `h` pixels high that leans by a share of its height."""
    with pen.at(x, base, h):
        for i in range(9):
            t = i / 9
            cx = lean * t * t
            pen.shape(
                [
                    (cx - 0.032, -0.76 * t),
                    (cx - 0.028, -0.76 * t - 0.09),
                    (cx + 0.028, -0.76 * t - 0.09),
                    (cx + 0.032, -0.76 * t),
                ],
                "#a97c50" if i % 2 else "#96693f",
            )
        for a in (-168, -140, -100, -72, -40, -10, 14, 166):
            r = math.radians(a)
            tip = (lean + math.cos(r) * 0.34, -0.78 + math.sin(r) * 0.2 + 0.12)
            mid = (lean + math.cos(r) * 0.2, -0.80 + math.sin(r) * 0.22 - 0.03)
            pen.blob([(lean, -0.78), mid, tip, (mid[0], mid[1] + 0.06)], across(lean, tip[0], "#4f9d3f", "#77c25a"))
        for dx, dy in ((-0.03, -0.75), (0.03, -0.74)):
            pen.circle(lean + dx, dy, 0.03, "#7a4b2b")
