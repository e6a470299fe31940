"""What is in the sky: sun, moon, stars, clouds, rainbows, fireworks, northern lights, birds."""

import math
from random import Random

from danqing.engines.composer.color import Color, light
from danqing.engines.composer.ink import star as star_path
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow
from danqing.engines.composer.skia_loader import skia


def sun(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a sun with its glow; the disc is a good third of the box."""
    x, y, r = box.cx, box.cy, box.h * 0.36
    pen.circle(x, y, r * 4, glow(x, y, r * 4, ("#ffe27a", 0.7), ("#ffe27a", 0.22), ("#ffe27a", 0.0), at=[0, 0.4, 1]))
    pen.circle(x, y, r, glow(x - r * 0.3, y - r * 0.3, r * 1.4, "#fffbe0", "#fff0a8", params.color or "#ffd24d"))


def moon(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a moon: a full one for `kind` fullmoon, or a crescent."""
    x, y, r = box.cx, box.cy, box.h * 0.42
    pen.circle(
        x, y, r * 3.2, glow(x, y, r * 3.2, ("#fff6cf", 0.45), ("#fff6cf", 0.12), ("#fff6cf", 0.0), at=[0, 0.4, 1])
    )
    shine = glow(x - r * 0.4, y - r * 0.3, r * 1.7, "#fffdf0", "#ffefb0", "#f1d680")
    disc = skia.Path.Circle(x, y, r)
    if params.kind != "fullmoon":
        bite = skia.Path.Circle(x + r * 0.55, y - r * 0.25, r * 0.88)
        disc = skia.Op(disc, bite, skia.PathOp.kDifference_PathOp)
    pen.path(disc, shine)
    if params.kind == "fullmoon":
        for dx, dy, k in ((-0.3, -0.2, 0.22), (0.25, 0.1, 0.16), (-0.1, 0.4, 0.13), (0.35, -0.4, 0.1)):
            pen.circle(x + dx * r, y + dy * r, r * k, "#d9bd66", 0.35)


def star(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a plump five-pointed star with round points."""
    r, color = box.h * 0.44, params.color or "#ffd23f"
    with pen.at(box.cx, box.cy + r * 0.06, tilt=params.tilt):
        path = star_path((0, 0), r, inner=0.5)
        pen.path(path, color, stroke=r * 0.3)
        pen.path(path, glow(-r * 0.2, -r * 0.3, r * 1.3, light(color, 0.5), color))


def cloud(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a cumulus: a flat foot and five swellings."""
    w, h, x0, base = box.w, box.h, box.x, box.bottom
    puffs = skia.Path()
    for i, size in enumerate((0.42, 0.66, 0.86, 0.70, 0.46)):
        r = h * 0.52 * size * rng.uniform(0.9, 1.1)
        puffs.addCircle(x0 + w * (0.16 + 0.17 * i), base - h * 0.10 - r * 0.75, r)
    puffs.addRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x0, base - h * 0.34, w, h * 0.34), h * 0.17, h * 0.17))
    color, shade = params.color or "#ffffff", params.accent or "#cfe4f6"
    pen.path(puffs, down(base - h, base, color, color, shade, at=[0, 0.5, 1]), params.alpha)


RAINBOW = ("#ff5a5f", "#ff9f40", "#ffd93b", "#6bd36b", "#4aa8ff", "#9b6bff")


def rainbow(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint half a ring of six colours, as wide as the box."""
    r = min(box.w / 2, box.h)
    for i, color in enumerate(RAINBOW):
        pen.path(_half_ring(box.cx, box.bottom, r * (0.95 - i * 0.06)), color, 0.6, stroke=r * 0.063)


def _half_ring(x: float, base: float, r: float) -> skia.Path:
    path = skia.Path()
    path.addArc(skia.Rect.MakeXYWH(x - r, base - r, 2 * r, 2 * r), 180, 180)
    return path


SPARKS: tuple[Color, ...] = ("#ffd54f", "#ff6b9a", "#6bd3ff", "#b388ff", "#ffffff", "#8dff9a")


def firework(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a burst of three rings."""
    x, y, h = box.cx, box.cy, min(box.w, box.h)
    pen.circle(x, y, h * 0.5, glow(x, y, h * 0.5, ("#fff6c0", 0.4), ("#fff6c0", 0.0)))
    first = rng.randrange(len(SPARKS))
    for ring in range(3):
        color, count, r = SPARKS[(first + ring) % len(SPARKS)], 18 + 4 * ring, h * (0.22 + 0.13 * ring)
        for i in range(count):
            a = i * 2 * math.pi / count + ring * 0.2
            tip = (x + math.cos(a) * r, y + math.sin(a) * r)
            root = (x + math.cos(a) * r * 0.35, y + math.sin(a) * r * 0.35)
            pen.line([root, tip], color, h * 0.011, 0.85)
            pen.circle(*tip, h * 0.013, light(color, 0.6))


def aurora(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint curtains of northern lights over the upper part of the box."""
    for k in range(5):
        color = ("#5dffb0", "#49e0d0", "#8f7bff", "#c46bff", "#5dffb0")[k]
        low = [
            (box.x + box.w * i / 6, box.y + box.h * (0.24 + 0.09 * k + rng.uniform(-0.1, 0.1))) for i in range(-1, 8)
        ]
        veil = skia.Path()
        veil.moveTo(*low[0])
        for point in low[1:]:
            veil.lineTo(*point)
        for x, y in reversed(low):
            veil.lineTo(x, y - box.h * 0.32)
        veil.close()
        shade = down(box.y - box.h * 0.05, box.y + box.h * (0.4 + 0.1 * k), (color, 0.0), (color, 0.4), (color, 0.0))
        pen.path(veil, shade, blur=box.w * 0.02)


def bird(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a gull on spread wings, seen from below the horizon."""
    lift, color = rng.uniform(-0.10, 0.10), params.color or "#ffffff"
    wing = skia.Path()
    wing.moveTo(-0.5, -0.18 - lift)
    wing.cubicTo(-0.3, -0.36, -0.1, -0.16, 0, 0)
    wing.cubicTo(0.1, -0.16, 0.3, -0.38, 0.5, -0.2 + lift)
    wing.cubicTo(0.3, -0.2, 0.16, -0.02, 0.05, 0.1)
    wing.cubicTo(0, 0.15, -0.06, 0.11, -0.07, 0.06)
    wing.cubicTo(-0.2, -0.05, -0.33, -0.2, -0.5, -0.18 - lift)
    wing.close()
    with pen.at(box.cx, box.cy + box.h * 0.12, box.w, flip=params.flip, tilt=params.tilt * 0.4):
        pen.path(wing, down(-0.35, 0.15, light(color, 0.5), color))
        pen.path(wing, params.accent or "#41607e", 0.9, stroke=0.028)
        pen.shape([(0.045, 0.075), (0.13, 0.10), (0.05, 0.115)], "#f5a524")
        pen.circle(0.03, 0.06, 0.014, "#22303f")


def planet(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a banded planet with a ring."""
    x, y, r = box.cx, box.cy, box.h * 0.34
    color = params.color or rng.choice(("#e08a4a", "#5aa0e0", "#c06ad0", "#58b890"))
    disc = skia.Path.Circle(x, y, r)
    pen.path(disc, glow(x - r * 0.5, y - r * 0.5, r * 2, light(color, 0.7), color, "#241a3a"))
    with pen.inside(disc):
        for k in range(5):
            pen.oval(x, y + r * (-0.8 + 0.4 * k), r * 1.2, r * 0.07, light(color, 0.5), 0.25)
    ring = skia.Path()
    ring.addArc(skia.Rect.MakeXYWH(x - r * 1.9, y - r * 0.42, r * 3.8, r * 0.84), -28, 236)
    pen.path(ring, across(x - r * 2, x + r * 2, ("#ffe2b8", 0.9), ("#fff6e0", 0.5), ("#ffe2b8", 0.9)), stroke=r * 0.12)
