"""A Chinese hall's furniture: the painting on its scroll, couplet strips, board, table, chairs, lanterns, censer."""

import math
from random import Random

from danqing.engines.composer.color import dark, mix
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.ink import Point, smooth
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.buildings import pagoda
from danqing.engines.composer.paint.pen import Pen, across, down, glow
from danqing.engines.composer.paint.plants import leaves, stalk
from danqing.engines.composer.skia_loader import skia

WOOD = ("#8a4b28", "#5c2d16", "#3f1d0d")


def scroll(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a hanging scroll with an ink landscape; `kind` says what stands in it."""
    pen.rect(box.x, box.y + box.h * 0.015, box.w, box.h, "#000000", 0.3, blur=box.w * 0.03)
    pen.rect(box.x, box.y, box.w, box.h, across(box.x, box.right, "#b89b62", "#d2b880", "#b89b62"))
    picture = box.part(0.08, 0.07, 0.84, 0.86)
    with pen.inside(picture):
        _landscape(pen, picture, rng)
        if params.kind == "bamboo":
            for t in (0.3, 0.45, 0.62):
                stalk(pen, picture.x + picture.w * t, picture.bottom, picture.h * 0.9, picture.w * 0.03, "#4c5f55")
                for k in range(5):
                    leaves(
                        pen,
                        picture.x + picture.w * t,
                        picture.y + picture.h * (0.15 + 0.12 * k),
                        picture.w * 0.16,
                        "#3c4f45",
                        rng,
                    )
        elif params.kind == "horse":
            draw_emoji(pen.canvas, "🐎", picture.cx, picture.bottom - picture.h * 0.12, picture.h * 0.3, tint="#3a3a3a")
        else:
            tall = min(picture.h * 0.42, picture.w * 0.72)
            pagoda(
                pen, Box(picture.cx - tall * 0.56, picture.y + picture.h * 0.785 - tall, tall * 0.92, tall), params, rng
            )
            _boats(pen, picture)
    for y in (box.y, box.bottom):
        r = box.w * 0.03
        pen.rect(box.x - box.w * 0.06, y - r, box.w * 1.12, 2 * r, down(y - r, y + r, "#9a6638", "#4a2a14"), round=r)


def _landscape(pen: Pen, p: Box, rng: Random) -> None:
    pen.rect(p.x, p.y, p.w, p.h, down(p.y, p.bottom, "#f3ead2", "#efe3c4", "#e8d9b4"))
    pen.circle(p.x + p.w * 0.76, p.y + p.h * 0.12, p.w * 0.07, "#c8443c", 0.8)
    for k in range(5):
        top = p.y + p.h * (0.30 + 0.09 * k)
        crest: list[Point] = [(p.x - 9, top + p.h * 0.25)]
        x = p.x - p.w * 0.1
        while x < p.right + p.w * 0.1:
            crest.append((x, top + p.h * rng.uniform(-0.10, 0.05) * (1.15 - k * 0.15)))
            x += p.w * rng.uniform(0.08, 0.17)
        ridge = smooth([*crest, (p.right + 9, top + p.h * 0.25)])
        ridge.close()
        tone = mix("#8fa3a0", "#26383a", k / 4)
        pen.path(ridge, down(top - p.h * 0.1, top + p.h * 0.17, (tone, 0.75 - 0.06 * k), (tone, 0.0)))
    pen.rect(p.x, p.y + p.h * 0.78, p.w, p.h * 0.22, down(p.y + p.h * 0.78, p.bottom, "#dfe3d6", "#cfd6cc"))
    for i in range(14):
        y, x0 = p.y + p.h * (0.81 + 0.013 * i), p.x + rng.random() * p.w * 0.8
        pen.line([(x0, y), (x0 + p.w * rng.uniform(0.08, 0.25), y)], "#5c6f70", max(1.0, p.w * 0.004), 0.4)
    bank = [(0.0, 0.80), (0.2, 0.75), (0.62, 0.76), (0.80, 0.80), (0.55, 0.84), (0.0, 0.86)]
    pen.blob([(p.x + p.w * x, p.y + p.h * y) for x, y in bank], "#39473f", 0.9)
    for _ in range(5):
        x, y, s = p.x + p.w * rng.uniform(0.1, 0.6), p.y + p.h * rng.uniform(0.10, 0.22), p.w * 0.03
        pen.line([(x - s, y - s * 0.4), (x, y), (x + s, y - s * 0.4)], "#39473f", max(1.0, s * 0.18))


def _boats(pen: Pen, p: Box) -> None:
    for i in range(3):
        x, y, s = p.x + p.w * (0.60 + 0.13 * i), p.y + p.h * (0.87 + 0.035 * i), p.w * 0.06
        pen.line([(x - s, y), (x, y + s * 0.25), (x + s, y - s * 0.1)], "#2b2b2b", s * 0.14)
        pen.shape([(x, y), (x, y - s * 1.3), (x + s * 0.8, y - s * 0.2)], "#efe6cf")


def strip(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a strip of red silk between two rods, flecked with gold, for one line of a couplet."""
    w, color = box.w, params.color or "#8e1216"
    pen.rect(box.x + w * 0.04, box.y + w * 0.07, w, box.h, "#000000", 0.35, blur=w * 0.07)
    pen.rect(box.x, box.y, w, box.h, across(box.x, box.right, dark(color, 0.08), color, dark(color, 0.08)))
    for inset, alpha in ((0.045, 0.5), (0.075, 0.9)):
        edge = box.inset(w * inset)
        pen.rect(edge.x, edge.y, edge.w, edge.h, "#e8b64a", alpha, stroke=w * 0.016)
    for _ in range(60):
        x, y = box.x + rng.uniform(0.08, 0.92) * w, box.y + rng.random() * box.h
        pen.circle(x, y, w * rng.uniform(0.004, 0.012), "#f4c542", 0.5)
    for y in (box.y - w * 0.06, box.bottom - w * 0.03):
        pen.rect(box.x - w * 0.06, y, w * 1.12, w * 0.11, down(y, y + w * 0.11, "#8a5a30", "#3f2210"), round=w * 0.05)


def plaque(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a lacquered board in a gilt frame."""
    h, color = box.h, params.color or "#8e1216"
    pen.rect(box.x, box.y + h * 0.08, box.w, h, "#000000", 0.4, blur=h * 0.09)
    pen.rect(box.x, box.y, box.w, h, down(box.y, box.bottom, color, dark(color, 0.16)), round=h * 0.06)
    pen.rect(box.x, box.y, box.w, h, down(box.y, box.bottom, "#f3d06a", "#b3801f"), round=h * 0.06, stroke=h * 0.08)
    inner = box.inset(h * 0.11)
    pen.rect(inner.x, inner.y, inner.w, inner.h, "#f4c542", 0.7, stroke=h * 0.018)


def long_table(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an altar table with upturned ends; its top is the box's upper edge."""
    with pen.at(box.cx, box.y, box.w):
        tall = box.h / box.w
        for x in (-0.43, 0.39):
            pen.rect(x, 0.02, 0.04, tall - 0.02, across(x, x + 0.04, *WOOD))
        pen.shape([(-0.40, 0.05), (0.40, 0.05), (0.36, 0.12), (0.30, 0.085), (-0.30, 0.085), (-0.36, 0.12)], "#4a2412")
        top = skia.Path()
        top.moveTo(-0.5, 0.0)
        top.quadTo(-0.55, -0.018, -0.545, -0.04)
        top.quadTo(-0.51, -0.002, -0.46, 0.0)
        top.lineTo(0.46, 0.0)
        top.quadTo(0.51, -0.002, 0.545, -0.04)
        top.quadTo(0.55, -0.018, 0.5, 0.0)
        top.lineTo(0.5, 0.045)
        top.lineTo(-0.5, 0.045)
        top.close()
        pen.path(top, down(-0.04, 0.05, "#b87447", "#8a4b28", "#5c2d16"))


def armchair(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an official's chair with a red cushion."""
    wood = down(-1, 0, "#9a5a34", "#5c2d16", "#43200f")
    with pen.on(box, flip=params.flip):
        for x in (-0.17, 0.15):
            pen.rect(x, -0.97, 0.035, 0.97, wood)
        pen.line([(-0.21, -0.96), (0, -1.0), (0.22, -0.96)], "#7a4222", 0.045)
        pen.rect(-0.045, -0.96, 0.09, 0.5, wood)
        pen.line([(-0.17, -0.66), (-0.24, -0.60), (-0.24, -0.44)], "#7a4222", 0.03)
        pen.line([(0.18, -0.66), (0.25, -0.60), (0.25, -0.44)], "#7a4222", 0.03)
        pen.rect(-0.24, -0.46, 0.49, 0.065, "#9a5a34", round=0.015)
        pen.rect(-0.20, -0.50, 0.41, 0.055, "#b5382c", round=0.025)
        for x in (-0.23, 0.20):
            pen.rect(x, -0.40, 0.035, 0.40, wood)
        pen.rect(-0.22, -0.12, 0.45, 0.025, "#6b381c")


def lantern(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a lit red lantern that hangs."""
    x, r = box.cx, box.w * 1.1
    pen.circle(x, box.cy, r, glow(x, box.cy, r, ("#ffcf6b", 0.55), ("#ffcf6b", 0.0)))
    draw_emoji(pen.canvas, "🏮", x, box.bottom, box.h)


def censer(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a bronze censer with three sticks of incense."""
    with pen.on(box):
        for x in (-0.12, 0.0, 0.12):
            pen.line([(x * 0.6, -0.5), (x, -0.96)], "#7a3b22", 0.022)
            pen.circle(x, -0.97, 0.03, "#ff7a3c")
        pen.blob(
            [(-0.36, -0.46), (0.36, -0.46), (0.30, -0.16), (0.16, -0.06), (-0.16, -0.06), (-0.30, -0.16)],
            across(-0.36, 0.36, "#a7b48e", "#6b7d5a", "#4a583d"),
        )
        pen.oval(0, -0.46, 0.38, 0.06, "#4f5f42")
        for x in (-0.2, 0.2):
            pen.rect(x - 0.03, -0.1, 0.06, 0.10, "#4f5f42")


def lattice(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a carved screen before lit paper."""
    pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, "#fbe6b0", "#f1cf86"))
    step = box.w / 4
    bars, eyes = skia.Path(), skia.Path()  # one path each: hundreds of rectangles drawn singly cost 60 ms
    for i in range(5):
        bars.addRect(skia.Rect.MakeXYWH(box.x + i * step - step * 0.06, box.y, step * 0.12, box.h))
    for j in range(math.ceil(box.h / step) + 1):
        bars.addRect(skia.Rect.MakeXYWH(box.x, box.y + j * step - step * 0.06, box.w, step * 0.12))
        for i in range(4):
            x, y = box.x + (i + 0.3) * step, box.y + (j + 0.3) * step
            eyes.addRect(skia.Rect.MakeXYWH(x, y, step * 0.4, step * 0.4))
    with pen.inside(box):
        pen.path(bars, "#4a2514")
        pen.path(eyes, "#4a2514", stroke=step * 0.07)
    pen.rect(box.x, box.y, box.w, box.h, "#3a1c0e", stroke=box.w * 0.05)
