"""A product in its pouch."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down
from danqing.engines.composer.skia_loader import skia

HALF = 0.36


def pack(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a stand-up pouch with a window; the place of its label is left free."""
    color: Color = params.color or "#2f7de1"
    with pen.on(box):
        body = _outline()
        stops = (dark(color, 0.2), light(color, 0.25), color, light(color, 0.12), dark(color, 0.3))
        pen.path(body, across(-HALF, HALF, *stops, at=[0, 0.18, 0.5, 0.8, 1]))
        with pen.inside(body):
            pen.rect(-1, -1, 2, 0.075, dark(color, 0.18))
            for i in range(5):
                pen.line([(-0.4, -0.99 + 0.012 * i), (0.4, -0.99 + 0.012 * i)], "#ffffff", 0.004, 0.2)
            pen.blob(
                [(-0.8, -0.50), (-0.15, -0.56), (0.22, -0.48), (0.8, -0.54), (0.8, 0.1), (-0.8, 0.1)], "#ffffff", 0.94
            )
            pen.blob([(-0.8, -0.19), (0, -0.15), (0.8, -0.21), (0.8, 0.1), (-0.8, 0.1)], "#ffb300")
        _window(pen, color, rng)
        with pen.inside(body):
            pen.shape([(-0.29, -1), (-0.22, -1), (-0.26, 0), (-0.32, 0)], "#ffffff", 0.28, blur=0.012)
    draw_emoji(pen.canvas, "🐾" if params.kind == "petfood" else "✨", box.cx, box.bottom - box.h * 0.54, box.h * 0.10)


def _outline() -> skia.Path:
    path = skia.Path()
    path.moveTo(-HALF * 0.93, -1)
    path.lineTo(HALF * 0.93, -1)
    path.quadTo(HALF * 0.88, -0.88, HALF, -0.5)
    path.quadTo(HALF * 1.04, -0.1, HALF * 0.94, 0)
    path.quadTo(0, 0.03, -HALF * 0.94, 0)
    path.quadTo(-HALF * 1.04, -0.1, -HALF, -0.5)
    path.quadTo(-HALF * 0.88, -0.88, -HALF * 0.93, -1)
    path.close()
    return path


def _window(pen: Pen, color: Color, rng: Random) -> None:
    pane = skia.Path.RRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(-0.21, -0.47, 0.42, 0.25), 0.09, 0.09))
    pen.path(pane, down(-0.47, -0.22, "#fff4e3", "#f0c9a0"))
    with pen.inside(pane):
        for _ in range(18):
            size = rng.uniform(0.026, 0.042)
            with pen.at(rng.uniform(-0.2, 0.2), rng.uniform(-0.38, -0.22), tilt=rng.uniform(-40, 40)):
                pen.rect(
                    -size, -size * 0.7, 2 * size, 1.4 * size, down(-size, size, "#d98a5c", "#8e4426"), round=size * 0.4
                )
        pen.shape([(-0.21, -0.47), (-0.09, -0.47), (-0.16, -0.22), (-0.24, -0.22)], "#ffffff", 0.35)
    pen.path(pane, dark(color, 0.1), stroke=0.014)
