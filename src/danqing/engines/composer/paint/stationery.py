"""What a page is made of: slide paper, wreaths, cards, badges, links, sign boards, panes of glass."""

import math
from random import Random

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.ink import Point, paint, smooth
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.heavens import moon, star, sun
from danqing.engines.composer.paint.land import Land, backdrop
from danqing.engines.composer.paint.pen import Pen, across, down, glow, spokes
from danqing.engines.composer.paint.plants import blossom
from danqing.engines.composer.skia_loader import skia

CORNERS: tuple[tuple[int, int, float], ...] = ((0, 0, 0.42), (1, 0, 0.36), (0, 1, 0.36), (1, 1, 0.44))
PAPERS: tuple[tuple[tuple[Color, ...], tuple[Color, ...], Color], ...] = (
    (("#fffaf2", "#fdf3e6", "#f6eef5"), ("#fbdcd3", "#d9ece0", "#dfe3f7", "#fdebc8"), "#8fb996"),
    (("#e3eefb", "#d3e4f7", "#c3d9f2"), ("#b5cff0", "#c9e6f2", "#d5d3f3", "#bfe3e0"), "#6fa3c4"),
    (("#e6f3e3", "#d6ebd3", "#c6e2c4"), ("#bfe0b5", "#e3edb9", "#c2e3d6", "#f0e3b0"), "#6fa06f"),
    (("#fbe6ea", "#f7d6de", "#f0c7d4"), ("#f6bfca", "#f8d3b9", "#e0c6ee", "#fbdfe6"), "#c98aa0"),
)
"""Papers, taken in turn: the page, its corners, and the leaves on it."""
PETALS: tuple[Color, ...] = ("#f3a6b5", "#f7c8a0", "#b9a7d8")


def slide_paper(land: Land) -> None:
    """Paint pale paper with soft colours and sprigs in its corners."""
    w, h, m = land.w, land.h, land.m
    page, tones, leaf = PAPERS[land.air.turn % len(PAPERS)]
    backdrop(land, down(0, h, *page))
    for (cx, cy, r), color in zip(CORNERS, tones, strict=True):
        points = [
            (w * cx + x * land.between(0.8, 1.15), h * cy + y * land.between(0.8, 1.15)) for x, y in spokes(8, m * r)
        ]
        land.pen.blob(points, color, 0.8)
    for cx, cy, _ in CORNERS:
        inward = (1 if cx == 0 else -1, 1 if cy == 0 else -1)
        for i in range(7):
            a = (i + 0.6) / 7.4 * math.pi / 2
            dx, dy = inward[0] * math.cos(a), inward[1] * math.sin(a)
            _leaf(
                land.pen,
                (w * cx + dx * m * 0.17, h * cy + dy * m * 0.17),
                m * 0.035,
                math.degrees(math.atan2(dy, dx)),
                leaf,
            )
        blossom(
            land.pen, w * cx + inward[0] * m * 0.075, h * cy + inward[1] * m * 0.075, m * 0.036, "#f3a6b5", "#f6d365"
        )


def _leaf(pen: Pen, at: Point, size: float, tilt: float, color: Color, alpha: float = 0.8) -> None:
    with pen.at(at[0], at[1], size, tilt=tilt):
        pen.blob([(-1, 0), (0, -0.4), (1, 0), (0, 0.4)], color, alpha)
        pen.line([(-0.9, 0), (0.9, 0)], dark(color, 0.15), 0.05, alpha)


def wreath(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a wreath of leaves and flowers about an oval of paper."""
    m = min(box.w, box.h)
    rx, ry = box.w * 0.44, box.h * 0.44
    for ring, (grow, size, color) in enumerate(((1.0, 0.052, "#9cc5a1"), (1.09, 0.046, "#7fb08a"))):
        count = 40
        for i in range(count):
            a = (i + 0.5 * ring) * 2 * math.pi / count
            turn = 62 * (1 if math.cos(a) > 0 else -1) * (1 if ring else 0.7)
            at = (box.cx + math.cos(a) * rx * grow, box.cy + math.sin(a) * ry * grow)
            _leaf(pen, at, m * size, math.degrees(a) + turn, color, 0.95)
    pen.oval(box.cx, box.cy, rx * 0.965, ry * 0.965, "#fffdf9")
    pen.oval(box.cx, box.cy, rx * 0.90, ry * 0.90, "#d9a5ad", stroke=max(1.5, m * 0.004))
    for k in range(12):
        a = k * math.pi / 6
        r = m * (0.040 if k % 3 else 0.064)
        blossom(pen, box.cx + math.cos(a) * rx * 1.02, box.cy + math.sin(a) * ry * 1.02, r, PETALS[k % 3], "#f6d365")


def card(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a white card with an edge in its tint."""
    r, tint = min(box.w, box.h) * 0.12, params.color or "#7fb69a"
    pen.rect(box.x, box.y + box.h * 0.03, box.w, box.h, "#604a50", 0.18, round=r, blur=box.h * 0.05)
    pen.rect(box.x, box.y, box.w, box.h, "#ffffff", round=r)
    pen.rect(box.x, box.y, box.w, box.h, tint, 0.8, round=r, stroke=max(1.5, box.h * 0.014))


def badge(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a disc with an emoji on it."""
    r, tint = box.w / 2, params.color or "#7fb69a"
    pen.circle(box.cx, box.cy, r, light(tint, 0.68))
    pen.circle(box.cx, box.cy, r, tint, 0.6, stroke=max(1.5, r * 0.03))
    inner = box.inset(r * 0.42)
    own = {"moon": moon, "sun": sun, "star": star}.get(params.kind)
    if own is not None:
        own(pen, inner, Params(), rng)
    else:
        draw_emoji(pen.canvas, params.glyph, box.cx, box.cy + r * 0.58, r * 1.16)


def link(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a dotted line from the box's corner to `tip`."""
    (x0, y0), (x1, y1) = (box.x, box.y), params.tip
    width = max(2.0, math.hypot(x1 - x0, y1 - y0) * 0.022)
    brush = paint(params.color or "#7fb69a", 0.9, stroke=width)
    brush.setPathEffect(skia.DashPathEffect.Make([width * 0.4, width * 2.4], 0))
    pen.canvas.drawPath(smooth([(x0, y0), ((x0 + x1) / 2, (y0 + y1) / 2 + (y1 - y0) * 0.12), (x1, y1)]), brush)


def signboard(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a shop's sign board with a pale line about it."""
    color, h = params.color or "#1f5fa8", box.h
    pen.rect(box.x, box.y + h * 0.06, box.w, h, "#000000", 0.25, round=h * 0.08, blur=h * 0.06)
    pen.rect(box.x, box.y, box.w, h, color, round=h * 0.08)
    inner = box.inset(h * 0.06)
    pen.rect(inner.x, inner.y, inner.w, inner.h, "#ffe9b0", 0.9, round=h * 0.06, stroke=max(1.2, h * 0.03))


def pane(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a pane of frosted glass on four bolts."""
    m = min(box.w, box.h)
    pen.rect(box.x, box.y + m * 0.012, box.w, box.h, "#40606f", 0.25, round=m * 0.02, blur=m * 0.015)
    pen.rect(box.x, box.y, box.w, box.h, params.color or "#eef6fa", 0.94, round=m * 0.02)
    shine = [(0.05, 0), (0.26, 0), (0.10, 1), (0, 1), (0, 0.35)]
    pen.shape([(box.x + box.w * x, box.y + box.h * y) for x, y in shine], "#ffffff", 0.35)
    pen.rect(box.x, box.y, box.w, box.h, "#8aa4b3", round=m * 0.02, stroke=m * 0.008)
    for x in (0.025, 0.975):
        for y in (0.04, 0.96):
            cx, cy, r = box.x + box.w * x, box.y + box.h * y, m * 0.013
            pen.circle(cx, cy, r, glow(cx - r * 0.3, cy - r * 0.3, r * 1.2, "#ffffff", "#7d8f99"))


def chalkboard(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a school's board in its wooden frame, with chalk on the ledge."""
    m, color = min(box.w, box.h), params.color or "#2f6149"
    edge = m * 0.035
    pen.rect(box.x - edge, box.y - edge, box.w + 2 * edge, box.h + 2 * edge, "#a9713f", round=edge * 0.4)
    pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, light(color, 0.04), color))
    for _ in range(7):
        x, y = box.x + rng.random() * box.w * 0.8, box.y + rng.uniform(0.1, 0.9) * box.h
        pen.line([(x, y), (x + box.w * 0.16, y + m * 0.02)], "#ffffff", m * 0.05, 0.03, blur=m * 0.02)
    pen.rect(box.x + box.w * 0.2, box.bottom + edge * 0.6, box.w * 0.6, edge * 0.9, "#8a5a30", round=edge * 0.3)
    for k, tone in enumerate(("#ffffff", "#ffd24d", "#ff9fb5")):
        pen.rect(
            box.x + box.w * (0.3 + 0.08 * k),
            box.bottom + edge * 0.25,
            box.w * 0.045,
            edge * 0.45,
            tone,
            round=edge * 0.2,
        )


def sheet(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a large white card with an opening quotation mark."""
    m = min(box.w, box.h)
    pen.rect(box.x, box.y + m * 0.015, box.w, box.h, "#203050", 0.20, round=m * 0.04, blur=m * 0.03)
    pen.rect(box.x, box.y, box.w, box.h, "#ffffff", round=m * 0.04)
    for k in range(2):
        with pen.at(box.x + m * (0.09 + 0.065 * k), box.y + m * 0.10, m * 0.05):
            pen.circle(0, 0, 0.42, "#9fb4d8")
            pen.line([(-0.34, -0.05), (-0.2, -0.55), (0.22, -0.85)], "#9fb4d8", 0.2)


def roundel(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a badge in one colour with a double ring."""
    r, color = box.w / 2, params.color or "#2f6fb5"
    pen.circle(box.cx, box.cy + r * 0.03, r, "#1a2a40", 0.25, blur=r * 0.05)
    pen.circle(box.cx, box.cy, r, across(box.x, box.right, light(color, 0.12), color, dark(color, 0.15)))
    pen.circle(box.cx, box.cy, r * 0.90, "#ffffff", 0.95, stroke=r * 0.022)
    pen.circle(
        box.cx, box.cy, r * 0.82, glow(box.cx, box.cy - r * 0.3, r * 1.3, "#ffffff", mix("#ffffff", color, 0.22))
    )
    for x, y in spokes(28, r * 0.955):
        pen.circle(box.cx + x, box.cy + y, r * 0.016, "#ffffff", 0.85)
