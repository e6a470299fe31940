"""Lettering and what it stands on: plates, ribbons, planks, bubbles."""

from random import Random

from danqing.engines.composer.color import dark, light, luminance
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Lines, Params
from danqing.engines.composer.paint.pen import Pen, down
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.block import compose_text
from danqing.engines.composer.text.finish import ink
from danqing.engines.composer.text.vertical import vertical_block


def write(pen: Pen, lines: Lines) -> None:
    """Set lettering as it was measured."""
    room = (lines.room.x, lines.room.y, lines.room.w, lines.room.h)
    if lines.vertical:
        _column(pen, lines)
        return
    composed = compose_text(lines.text, room, lines.setting, lines.finish, Random(lines.text))
    ink(pen.canvas, composed.outlines, composed.placed.size, lines.finish)


def _column(pen: Pen, lines: Lines) -> None:
    finish = lines.finish
    vertical_block(
        pen.canvas,
        lines.text,
        (lines.room.x, lines.room.y, lines.room.w, lines.room.h),
        chain=lines.setting.chain,
        maxsize=lines.setting.maxsize,
        fill=finish.fill,
        gradient=finish.gradient,
        stroke=finish.stroke,
        shadow=finish.shadow,
        matching=lines.setting.matching,
    )


def nothing(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint nothing: for lettering that stands on the picture itself."""


def plate(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a card with soft corners."""
    color, r = params.color or "#fffdf8", min(box.w, box.h) * 0.16
    pen.rect(box.x, box.y + box.h * 0.04, box.w, box.h, "#203050", 0.22, round=r, blur=max(2.0, box.h * 0.04))
    pen.rect(box.x, box.y, box.w, box.h, color, round=r)
    pen.rect(box.x, box.y, box.w, box.h, dark(color, 0.12), 0.6, round=r, stroke=max(1.0, box.h * 0.012))


def ribbon(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a banner with folded ends."""
    color, h = params.color or "#e8336d", box.h
    for side in (-1, 1):
        x = box.cx + side * box.w / 2
        far = side * h * 0.42
        tail = [(x - far * 0.4, box.y + h * 0.22), (x + far, box.y + h * 0.22), (x + far * 0.62, box.y + h * 0.64)]
        pen.shape([*tail, (x + far, box.bottom + h * 0.06), (x - far * 0.4, box.bottom + h * 0.06)], dark(color, 0.3))
    pen.rect(box.x, box.y + h * 0.05, box.w, h, "#000000", 0.25, round=h * 0.26, blur=h * 0.06)
    # Away from the letters' colour, never towards it: what can be read on `color` can be read on all of it.
    away = dark(color, 0.10) if luminance(color) < 0.42 else light(color, 0.16)
    pen.rect(box.x, box.y, box.w, h, down(box.y, box.bottom, color, away), round=h * 0.26)
    inner = box.inset(h * 0.06)
    pen.rect(inner.x, inner.y, inner.w, inner.h, "#ffffff", 0.6, round=h * 0.21, stroke=max(1.0, h * 0.022))


def plank(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a wooden sign that hangs on two ropes."""
    h, color = box.h, params.color or "#6b3f1c"
    pen.rect(box.x, box.y + h * 0.06, box.w, h, "#000000", 0.3, round=h * 0.12, blur=h * 0.06)
    pen.rect(
        box.x, box.y, box.w, h, down(box.y, box.bottom, color, dark(color, 0.06), dark(color, 0.18)), round=h * 0.12
    )
    for t in (0.25, 0.5, 0.75):
        y = box.y + h * t
        pen.line(
            [(box.x + h * 0.1, y), (box.cx, y + h * 0.02), (box.right - h * 0.1, y)], dark(color, 0.35), h * 0.015, 0.5
        )
    pen.rect(box.x, box.y, box.w, h, dark(color, 0.45), round=h * 0.12, stroke=max(1.0, h * 0.035))
    for x in (box.x + h * 0.18, box.right - h * 0.18):
        pen.circle(x, box.y + h * 0.16, h * 0.045, "#d8c39a")


def neonsign(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a dark board framed by a tube of light."""
    h = box.h
    pen.rect(box.x, box.y, box.w, h, params.color or "#1a1030", round=h * 0.2)
    for width, alpha in ((0.16, 0.35), (0.045, 1.0)):
        pen.rect(
            box.x, box.y, box.w, h, "#2ff3ff", alpha, round=h * 0.2, stroke=h * width, blur=h * 0.05 if alpha < 1 else 0
        )


def bubble(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a speech bubble whose tail ends at `tip`."""
    r = min(box.w, box.h) * 0.42
    body = skia.Path()
    body.addRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h), r, r))
    whole = skia.Op(body, _tail(box, params.tip), skia.PathOp.kUnion_PathOp)
    line = max(1.5, min(box.w, box.h) * 0.022)
    with pen.at(line, line * 2):
        pen.path(whole, "#0a1a3a", 0.22, blur=line * 2)
    pen.path(whole, params.color or "#ffffff")
    pen.path(whole, "#3a4a63", stroke=line)


def _tail(box: Box, tip: Point) -> skia.Path:
    half = min(box.w * 0.08, box.h * 0.22)
    x = min(max(tip[0], box.x + box.w * 0.22), box.right - box.w * 0.22)
    y = box.bottom - box.h * 0.08
    tail = skia.Path()
    tail.moveTo(x - half, y)
    tail.quadTo(x - half * 0.2, (y + tip[1]) / 2, *tip)
    tail.quadTo(x + half * 0.7, (y + tip[1]) / 2, x + half, y)
    tail.close()
    return tail
