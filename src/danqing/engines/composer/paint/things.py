"""Things on the ground: ball, vase, lamp, bench, fence, table, swing and the like."""

import math
from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow, spokes
from danqing.engines.composer.skia_loader import skia

GORES: tuple[Color, ...] = ("#ff5f7a", "#ffffff", "#ffd23f", "#ffffff", "#3f9df5", "#ffffff")


def ball(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a beach ball, one gore in the colour asked for."""
    with pen.at(box.cx, box.cy, min(box.w, box.h) / 2, tilt=-18):
        disc = skia.Path.Circle(0, 0, 1)
        with pen.inside(disc):
            for i in range(6):
                color = params.color if params.color and i % 2 == 0 else GORES[i]
                a0, a1 = (math.radians(60 * k) for k in (i, i + 1))
                gore = skia.Path()
                gore.moveTo(-0.22, -0.30)
                gore.quadTo(math.cos(a0) * 0.7 + 0.1, math.sin(a0) * 0.7, math.cos(a0) * 2, math.sin(a0) * 2)
                gore.lineTo(math.cos((a0 + a1) / 2) * 3, math.sin((a0 + a1) / 2) * 3)
                gore.lineTo(math.cos(a1) * 2, math.sin(a1) * 2)
                gore.quadTo(math.cos(a1) * 0.7 + 0.1, math.sin(a1) * 0.7, -0.22, -0.30)
                gore.close()
                pen.path(gore, color)
            pen.circle(-0.22, -0.30, 0.17, "#ffffff")
            pen.wash(glow(-0.4, -0.5, 1.9, ("#ffffff", 0.35), ("#ffffff", 0.0), ("#000030", 0.38), at=[0, 0.45, 1]))


PROFILES = {
    "tall": ((-0.16, 0), (-0.2, -0.06), (-0.5, -0.38), (-0.46, -0.58), (-0.16, -0.76), (-0.14, -0.92), (-0.22, -1)),
    "jar": ((-0.22, 0), (-0.26, -0.05), (-0.5, -0.45), (-0.5, -0.7), (-0.3, -0.88), (-0.26, -0.95), (-0.3, -1)),
}
COBALT = "#2456a8"


def vase(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint blue and white porcelain; `accent` jar for a wide one."""
    kind = "jar" if params.accent == "jar" else "tall"
    wide = 0.62 if kind == "jar" else 0.46
    half = [(x * wide, y) for x, y in PROFILES[kind]]
    if params.holds:
        _bunch(pen, box, params.holds)
        box = Box(box.x, box.y + box.h * 0.46, box.w, box.h * 0.54)
    with pen.on(box):
        outline = [*half, *((-x, y) for x, y in reversed(half))]
        body = pen.blob(outline, across(-wide / 2, wide / 2, "#c9d6e6", "#ffffff", "#eef4fb", "#aebfd6"))
        with pen.inside(body):
            for y in (-0.03, -0.12, -0.62, -0.70, -0.97):
                pen.line([(-wide, y), (wide, y)], COBALT, 0.014, 0.85)
            for i in range(9):
                pen.arc((-wide * 0.5 + wide * (i + 0.5) / 9, -0.14), wide * 0.055, 180, 180, COBALT, 0.009)
            for x, y in spokes(8, 0.075, squash=1.0):
                pen.oval(x, -0.40 + y, 0.032, 0.032, COBALT, 0.75)
            pen.circle(0, -0.40, 0.036, "#f4f8ff")
            pen.circle(0, -0.40, 0.02, COBALT)
            for s in (-1, 1):
                pen.line(
                    [
                        (s * wide * 0.2, -0.33),
                        (s * wide * 0.36, -0.40),
                        (s * wide * 0.3, -0.52),
                        (s * wide * 0.44, -0.48),
                    ],
                    COBALT,
                    0.013,
                    0.8,
                )
            shade = across(
                -wide / 2,
                wide / 2,
                ("#20304a", 0.32),
                ("#ffffff", 0.35),
                ("#ffffff", 0.0),
                ("#20304a", 0.38),
                at=[0, 0.3, 0.55, 1],
            )
            pen.wash(shade)


BUNCH = (
    (-0.30, 0.12, -34),
    (0.30, 0.12, 34),
    (-0.17, 0.02, -18),
    (0.17, 0.02, 18),
    (0, 0, 0),
    (-0.1, 0.14, -9),
    (0.1, 0.14, 9),
)


def _bunch(pen: Pen, box: Box, glyph: str) -> None:
    """Paint seven flowers that stand in the vase's mouth."""
    mouth = box.y + box.h * 0.50
    for dx, dy, turn in BUNCH:
        tip = (box.cx + dx * box.h, mouth - box.h * (0.30 - dy))
        stem = [
            (box.cx + dx * box.h * 0.12, mouth + box.h * 0.05),
            (box.cx + dx * box.h * 0.5, mouth - box.h * 0.10),
            tip,
        ]
        pen.line(stem, "#4c8a3c", box.h * 0.012)
        draw_emoji(pen.canvas, glyph, tip[0], tip[1] + box.h * 0.08, box.h * 0.26, turn=turn)


def lamp_post(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a street lamp of cast iron, lit."""
    with pen.on(box):
        pen.circle(0, -0.87, 0.22, glow(0, -0.87, 0.22, ("#fff3b8", 0.7), ("#fff3b8", 0.0)))
        pen.rect(-0.012, -0.80, 0.024, 0.80, across(-0.012, 0.012, "#5a6472", "#2f3742"))
        pen.shape([(-0.045, 0), (-0.02, -0.09), (0.02, -0.09), (0.045, 0)], "#2f3742")
        pen.line([(-0.07, -0.70), (0.07, -0.70)], "#2f3742", 0.014)
        pen.shape(
            [(-0.045, -0.80), (-0.065, -0.93), (0.065, -0.93), (0.045, -0.80)], down(-0.93, -0.8, "#fffbe0", "#ffe28a")
        )
        pen.shape([(-0.085, -0.93), (0, -1.0), (0.085, -0.93)], "#2f3742")


def lamp(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a table lamp, lit."""
    with pen.on(box):
        pen.circle(0, -0.62, 0.6, glow(0, -0.62, 0.6, ("#fff0b0", 0.55), ("#fff0b0", 0.0)))
        pen.oval(0, -0.03, 0.2, 0.045, "#7a5a3a")
        pen.rect(-0.025, -0.5, 0.05, 0.47, across(-0.025, 0.025, "#c79a5e", "#8a6236"))
        shade: Color = params.color or "#f6e2b4"
        pen.shape(
            [(-0.17, -0.98), (0.17, -0.98), (0.30, -0.48), (-0.30, -0.48)],
            across(-0.3, 0.3, light(shade, 0.3), shade, dark(shade, 0.12)),
        )


def bench(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a park bench."""
    w = box.w / box.h / 2
    color: Color = params.color or "#a8713f"
    with pen.on(box):
        for x in (-w * 0.82, w * 0.78):
            pen.rect(x, -0.98, 0.06, 0.98, "#4a4f58", round=0.02)
        for y in (-0.95, -0.75):
            pen.rect(-w, y, 2 * w, 0.14, down(y, y + 0.14, light(color, 0.2), color), round=0.03)
        pen.rect(-w, -0.45, 2 * w, 0.13, down(-0.45, -0.32, light(color, 0.25), dark(color, 0.1)), round=0.03)


def fence(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a picket fence."""
    w = box.w / box.h / 2
    color: Color = params.color or "#ffffff"
    with pen.on(box):
        for y in (-0.72, -0.34):
            pen.rect(-w, y, 2 * w, 0.10, dark(color, 0.10))
        count = max(3, round(w * 2 / 0.26))
        for i in range(count):
            x = -w + (i + 0.5) * 2 * w / count
            pen.shape(
                [(x - 0.08, 0), (x - 0.08, -0.84), (x, -1), (x + 0.08, -0.84), (x + 0.08, 0)],
                across(x - 0.08, x + 0.08, color, dark(color, 0.12)),
            )


def table(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a wooden table."""
    w = box.w / box.h / 2
    color: Color = params.color or "#b57a48"
    with pen.on(box):
        for x in (-w * 0.88, w * 0.80):
            pen.rect(x, -0.86, w * 0.08, 0.86, across(x, x + w * 0.08, color, dark(color, 0.3)))
        pen.rect(-w * 0.92, -0.88, w * 1.84, 0.16, dark(color, 0.2))
        pen.rect(-w, -1.0, 2 * w, 0.15, down(-1, -0.85, light(color, 0.3), color), round=0.03)


def rug(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an oval rug in three rings."""
    color: Color = params.color or "#d9534f"
    for grow, tone in ((1.0, color), (0.92, light(color, 0.65)), (0.84, light(color, 0.2))):
        pen.oval(box.cx, box.cy, box.w / 2 * grow, box.h / 2 * (grow - 0.02), tone)


def swing(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a garden swing on its frame."""
    with pen.on(box):
        for s in (-1, 1):
            pen.line([(s * 0.30, -0.98), (s * 0.40, 0)], "#9a6238", 0.035)
            pen.line([(s * 0.13, -0.97), (s * 0.13, -0.20)], "#8d8575", 0.012)
        pen.line([(-0.36, -0.98), (0.36, -0.98)], "#8a5530", 0.045)
        pen.rect(-0.18, -0.22, 0.36, 0.05, "#c98f56", round=0.015)


def fan(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an open folding fan."""
    color: Color = params.color or "#d9453c"
    with pen.at(box.cx, box.bottom, box.h):
        for i in range(11):
            a0, a1 = (math.radians(-170 + 160 * k / 11) for k in (i, i + 1))
            tone = light(color, 0.1) if i % 2 else color
            pen.shape(
                [
                    (math.cos(a0) * 0.35, math.sin(a0) * 0.35),
                    (math.cos(a0) * 0.98, math.sin(a0) * 0.98),
                    (math.cos(a1) * 0.98, math.sin(a1) * 0.98),
                    (math.cos(a1) * 0.35, math.sin(a1) * 0.35),
                ],
                tone,
            )
            pen.line([(0, 0), (math.cos(a0) * 0.4, math.sin(a0) * 0.4)], "#7a4a2a", 0.025)
        pen.circle(0, -0.02, 0.04, "#f3c63c")


def fruit_bowl(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a bowl heaped with fruit."""
    h = box.h
    for x, y, glyph in (
        (-0.28, 0.44, "🍊"),
        (0.28, 0.44, "🍎"),
        (0.0, 0.46, "🍐"),
        (-0.14, 0.36, "🍇"),
        (0.16, 0.34, "🍌"),
    ):
        draw_emoji(pen.canvas, glyph, box.cx + x * h, box.bottom - y * h, h * 0.46)
    with pen.on(box):
        pen.blob(
            [(-0.6, -0.44), (0, -0.40), (0.6, -0.44), (0.46, -0.14), (0.2, -0.02), (-0.2, -0.02), (-0.46, -0.14)],
            across(-0.6, 0.6, "#e8f1f7", "#b9d3e6", "#7fa6c4"),
        )
        pen.line([(-0.52, -0.32), (0, -0.28), (0.52, -0.32)], "#5f8fb5", 0.025)


def treasure(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an open chest full of gold."""
    with pen.on(box):
        pen.blob(
            [(-0.55, -0.60), (-0.5, -0.95), (0, -1.0), (0.5, -0.95), (0.55, -0.60)],
            down(-1, -0.6, "#9a6238", "#6b3f1f"),
        )
        for _ in range(26):
            x, y = rng.uniform(-0.46, 0.46), -0.56 - rng.random() * 0.12
            pen.oval(x, y, 0.07, 0.055, glow(x - 0.02, y - 0.02, 0.09, "#fff3a8", "#f3c02c", "#c98f1a"))
        pen.rect(-0.55, -0.55, 1.1, 0.55, down(-0.55, 0, "#a86a3a", "#6f421f"), round=0.04)
        for x in (-0.55, -0.06, 0.45):
            pen.rect(x, -0.55, 0.10, 0.55, "#d9a83c")
        pen.circle(-0.01, -0.40, 0.07, "#f6d871")


def cord(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint what a lantern hangs on."""
    pen.line([(box.cx, box.y), (box.cx, box.bottom)], params.color or "#8a5a2a", max(1.5, box.h * 0.012))


def firefly(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint the glow of a firefly."""
    r = box.h * 0.5
    pen.circle(
        box.cx, box.cy, r * 1.6, glow(box.cx, box.cy, r * 1.6, ("#f4ff9a", 0.9), ("#d9ff6a", 0.35), ("#d9ff6a", 0.0))
    )
    pen.circle(box.cx, box.cy, r * 0.25, "#fffff0")
