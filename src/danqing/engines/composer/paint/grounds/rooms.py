"""Indoors: living room, kitchen, café, classroom, library, office, stage, studio, table top."""

import math

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.paint.grounds.air import hours, shaft
from danqing.engines.composer.paint.land import Land, backdrop, band, boards, bokeh, sparkle
from danqing.engines.composer.paint.pen import across, down, glow
from danqing.engines.composer.paint.plants import conifer

FLOOR = 0.72


def _walls(land: Land, *colors: Color) -> None:
    night = land.air.dark and "festive" not in land.air.moods
    tones = tuple(mix(c, "#2a2f58", 0.45) for c in colors) if night else colors
    backdrop(land, down(0, land.h * FLOOR, *tones))


def _skirting(land: Land, color: Color) -> None:
    band(land, FLOOR - 0.018, FLOOR, color)


def window(land: Land, box: Box, *, snowy: bool = False) -> None:
    """Paint a window with its frame, and the weather outside."""
    edge = land.m * 0.014
    land.pen.rect(box.x - edge, box.y - edge, box.w + 2 * edge, box.h + 2 * edge, "#a9714a", round=edge * 0.6)
    snowy = snowy or "snow" in land.air.weather
    sky = ("#16305f", "#4c7fb5") if snowy or land.air.dark else hours(land.air)
    land.pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, *sky))
    with land.pen.inside(box):
        land.pen.oval(box.cx, box.bottom + box.h * 0.1, box.w, box.h * 0.3, "#eaf3fb" if snowy else "#8fcf6a")
        for t in (0.15, 0.5, 0.86) if land.air.wants("pine") else ():
            conifer(land.pen, box.x + box.w * t, box.bottom, box.h * 0.5, "#2f6b55", snow=snowy)
        if snowy:
            for _ in range(40):
                x, y = box.x + land.rng.random() * box.w, box.y + land.rng.random() * box.h
                land.pen.circle(x, y, land.m * 0.0022, "#ffffff", 0.9)
        if "rain" in land.air.weather:
            _rain(land, box)
    bar = land.m * 0.007
    land.pen.rect(box.cx - bar, box.y, 2 * bar, box.h, "#a9714a")
    land.pen.rect(box.x, box.cy - bar, box.w, 2 * bar, "#a9714a")


def _rain(land: Land, box: Box) -> None:
    for _ in range(46):
        x, y = box.x + land.rng.random() * box.w, box.y + land.rng.random() * box.h
        length = box.h * land.between(0.06, 0.14)
        land.pen.line([(x, y), (x - length * 0.22, y + length)], "#e6f1fb", max(1.0, land.m * 0.0022), 0.75)


def kitchen(land: Land) -> None:
    """Paint a kitchen: cupboards, tiles, a counter along the wall."""
    _walls(land, "#eaf4f1", "#dcebe6", "#cfe2dc")
    w, h, m = land.w, land.h, land.m
    count = max(4, round(6 * land.w / land.h))
    for i in range(count):
        x = w * i / count
        if i % count != count // 2:
            _cupboard(land, Box(x + m * 0.006, -m * 0.02, w / count - m * 0.012, h * 0.22), "#7fb0a4")
    window(land, Box(w * (count // 2) / count + m * 0.02, h * 0.05, w / count - m * 0.04, h * 0.24))
    for row in range(4):
        for i in range(round(14 * w / h)):
            land.pen.rect(
                i * m * 0.075, h * 0.36 + row * m * 0.045, m * 0.071, m * 0.041, "#ffffff", 0.6, round=m * 0.004
            )
    boards(land, FLOOR + 0.06, ("#e5d3b8", "#cfb68f", "#b3966b"), "#9a7d55")
    for i in range(count):
        _cupboard(land, Box(w * i / count + m * 0.006, h * 0.59, w / count - m * 0.012, h * 0.20), "#6a9f93")
    land.pen.rect(0, h * 0.555, w, h * 0.04, down(h * 0.555, h * 0.595, "#f6efe4", "#d6c5ab"))
    for t, color in ((0.14, "#e0655a"), (0.2, "#f2b53a"), (0.83, "#7fb069"), (0.89, "#5b9bd5")):
        land.pen.rect(
            w * t,
            h * 0.555 - m * 0.075,
            m * 0.045,
            m * 0.075,
            across(w * t, w * t + m * 0.045, light(color, 0.3), color),
            round=m * 0.008,
        )
        land.pen.rect(w * t - m * 0.002, h * 0.555 - m * 0.085, m * 0.049, m * 0.015, "#8a5a3a", round=m * 0.004)


def _cupboard(land: Land, box: Box, color: Color) -> None:
    land.pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, light(color, 0.18), color), round=land.m * 0.008)
    inner = box.inset(land.m * 0.014)
    land.pen.rect(
        inner.x, inner.y, inner.w, inner.h, dark(color, 0.14), 0.7, round=land.m * 0.005, stroke=land.m * 0.003
    )
    land.pen.circle(box.right - land.m * 0.026, box.cy, land.m * 0.007, "#f6e3b0")


def cafe(land: Land) -> None:
    """Paint a café: brick, shelves, hanging lamps and a long counter."""
    w, h, m = land.w, land.h, land.m
    _walls(land, "#b98465", "#a87355", "#946247")
    for row in range(22):
        for i in range(round(12 * w / m)):
            x = (i + 0.5 * (row % 2)) * m * 0.09 - m * 0.05
            land.pen.rect(
                x,
                row * m * 0.034,
                m * 0.084,
                m * 0.029,
                land.rng.choice(("#c48f6e", "#b98262", "#a9735a")),
                0.45,
                round=m * 0.003,
            )
    pane = Box(w * 0.07, h * 0.16, min(w * 0.3, m * 0.4), h * 0.32)
    window(land, pane)
    _shelf(land, Box(w * 0.56, h * 0.26, w * 0.38, h * 0.02))
    _shelf(land, Box(w * 0.56, h * 0.42, w * 0.38, h * 0.02))
    boards(land, 0.78, ("#8a5f3f", "#6f4a2f", "#543620"), "#3f2817")
    land.pen.rect(0, h * 0.60, w, h * 0.18, down(h * 0.6, h * 0.78, "#5d4030", "#463022"))
    land.pen.rect(0, h * 0.575, w, h * 0.03, down(h * 0.575, h * 0.605, "#d9a66b", "#a9743f"))
    for t in (0.2, 0.5, 0.8):
        x, y = w * t, h * 0.13
        land.pen.line([(x, 0), (x, y)], "#2b2320", m * 0.004)
        land.pen.circle(x, y + m * 0.03, m * 0.2, glow(x, y + m * 0.03, m * 0.2, ("#ffe0a0", 0.6), ("#ffe0a0", 0.0)))
        land.pen.shape(
            [
                (x - m * 0.05, y + m * 0.03),
                (x - m * 0.02, y - m * 0.02),
                (x + m * 0.02, y - m * 0.02),
                (x + m * 0.05, y + m * 0.03),
            ],
            "#2f3a3f",
        )
        land.pen.circle(x, y + m * 0.035, m * 0.018, "#fff3c4")


def _shelf(land: Land, box: Box) -> None:
    land.pen.rect(box.x, box.y, box.w, box.h, "#6f4a2f")
    x = box.x + land.m * 0.015
    while x < box.right - land.m * 0.05:
        tall, wide = land.m * land.between(0.05, 0.085), land.m * land.between(0.026, 0.042)
        color = land.rng.choice(("#f4e6d0", "#7fa38c", "#d9796a", "#e9b872", "#5f7f95"))
        land.pen.rect(x, box.y - tall, wide, tall, across(x, x + wide, light(color, 0.25), color), round=wide * 0.2)
        x += wide + land.m * 0.014


def library(land: Land) -> None:
    """Paint walls of books, floor to ceiling."""
    w, h, m = land.w, land.h, land.m
    _walls(land, "#6b4a30", "#5a3c26", "#4a301e")
    rows = max(4, round(h * FLOOR / (m * 0.155)))
    step = h * FLOOR / rows
    for row in range(rows):
        y = step * (row + 1)
        x = m * 0.008
        while x < w:
            wide, tall = m * land.between(0.014, 0.034), step * land.between(0.6, 0.84)
            color = land.rng.choice(
                ("#b5443c", "#3f6f8f", "#d9a441", "#5f8a55", "#7a5a94", "#c97f4a", "#e9dcc0", "#2f4858")
            )
            land.pen.rect(
                x,
                y - tall - m * 0.012,
                wide,
                tall,
                across(x, x + wide, light(color, 0.15), color, dark(color, 0.2)),
                round=m * 0.002,
            )
            land.pen.rect(x, y - tall * 0.8 - m * 0.012, wide, tall * 0.06, "#f3dda0", 0.8)
            x += wide + (m * 0.0015 if land.rng.random() < 0.93 else m * 0.03)
        land.pen.rect(0, y - m * 0.012, w, m * 0.014, "#7d5636")
    boards(land, FLOOR, ("#a8703f", "#8a572e", "#6b4020"), "#4f2e16")
    shaft(land, 0.5, 0.4, 0.8, "#ffe9b8", 0.45)


def classroom(land: Land) -> None:
    """Paint a classroom: a green board, a clock, and rows of desks hinted at."""
    w, h, m = land.w, land.h, land.m
    _walls(land, "#fdf6e3", "#f6ebcf", "#ecdcb8")
    board = Box(w * 0.14, h * 0.14, w * 0.72, h * 0.38)
    land.pen.rect(
        board.x - m * 0.014, board.y - m * 0.014, board.w + m * 0.028, board.h + m * 0.028, "#a9713f", round=m * 0.006
    )
    land.pen.rect(board.x, board.y, board.w, board.h, down(board.y, board.bottom, "#3f7a5f", "#2f6149"))
    for _ in range(8):
        x, y = board.x + land.rng.random() * board.w * 0.8, board.y + land.between(0.1, 0.9) * board.h
        land.pen.line([(x, y), (x + board.w * 0.14, y + m * 0.01)], "#ffffff", m * 0.02, 0.04, blur=m * 0.01)
    boards(land, FLOOR, ("#d9ae78", "#c39258", "#a4743d"), "#8a5f2f")
    _skirting(land, "#b5874f")
    land.pen.circle(w * 0.5, h * 0.065, m * 0.035, "#ffffff")
    land.pen.circle(w * 0.5, h * 0.065, m * 0.035, "#5b4636", stroke=m * 0.005)
    land.pen.line(
        [(w * 0.5, h * 0.065 - m * 0.022), (w * 0.5, h * 0.065), (w * 0.5 + m * 0.016, h * 0.065 + m * 0.006)],
        "#2b2b33",
        m * 0.004,
    )


def office(land: Land) -> None:
    """Paint a bright office before a city."""
    w, h, m = land.w, land.h, land.m
    _walls(land, "#eef3f6", "#e1e9ee", "#d3dde4")
    land.pen.rect(w * 0.08, h * 0.08, w * 0.84, h * 0.46, down(h * 0.08, h * 0.54, *hours(land.air)))
    x = w * 0.08
    while x < w * 0.9:
        wide, tall = m * land.between(0.05, 0.11), h * land.between(0.12, 0.34)
        land.pen.rect(
            x, h * 0.54 - tall, min(wide, w * 0.92 - x), tall, land.rng.choice(("#b7cbdc", "#a3bcd1", "#c6d6e3"))
        )
        x += wide + m * 0.008
    for i in range(7):
        land.pen.rect(w * (0.08 + 0.84 * i / 6) - m * 0.004, h * 0.08, m * 0.008, h * 0.46, "#ffffff")
    band(land, FLOOR, 1, down(h * FLOOR, h, "#c9d3da", "#aab7c1"))
    _skirting(land, "#b9c5cd")
    land.pen.rect(0, h * 0.535, w, h * 0.012, "#ffffff")


def stage(land: Land) -> None:
    """Paint a stage between curtains, in the light of three spots."""
    w, h, m = land.w, land.h, land.m
    backdrop(land, down(0, h * 0.8, "#1c0f33", "#3a1a5c", "#5b2a7a"))
    boards(land, 0.78, ("#a8653a", "#7a4526", "#532c17"), "#3a1d0e")
    for t, color in ((0.25, "#ffd76a"), (0.5, "#ffffff"), (0.75, "#7fd3ff")):
        cone = [
            (w * t, -m * 0.05),
            (w * (0.5 + (t - 0.5) * 0.5) - m * 0.2, h * 0.9),
            (w * (0.5 + (t - 0.5) * 0.5) + m * 0.2, h * 0.9),
        ]
        land.pen.shape(cone, down(0, h * 0.9, (color, 0.42), (color, 0.06)), blur=m * 0.012)
        land.pen.oval(w * (0.5 + (t - 0.5) * 0.5), h * 0.88, m * 0.22, m * 0.045, color, 0.22, blur=m * 0.01)
    for side in (0, 1):
        for k in range(5):
            x0 = k * w * 0.032 if side == 0 else w - (k + 1) * w * 0.032
            land.pen.rect(x0, 0, w * 0.034, h * 0.83, across(x0, x0 + w * 0.034, "#6e0f1c", "#c3263a", "#7a1422"))
    count = 9
    for i in range(count):
        land.pen.oval(w * (i + 0.5) / count, 0, w / count * 0.62, h * 0.10, down(0, h * 0.1, "#8e1626", "#d0344a"))
    sparkle(land, 40, (0.15, 0.1, 0.85, 0.8), "#fff3c0", 0.003)


BACKDROPS: tuple[Color, ...] = ("#3d8bff", "#f2784b", "#3fb68b", "#9a6be0")
"""What a product stands before where no colour is told, taken in turn."""


def studio(land: Land) -> None:
    """Paint a backdrop in one colour with rays, floating balls and a round plinth in two steps."""
    color: Color = land.air.palette[0] if land.air.palette else BACKDROPS[land.air.turn % len(BACKDROPS)]
    w, h = land.w, land.h
    cx, cy, far = w * 0.5, h * 0.42, max(w, h) * 0.75
    land.pen.wash(
        glow(cx, cy, far, light(color, 0.78), light(color, 0.38), color, dark(color, 0.25), at=[0, 0.35, 0.75, 1])
    )
    for i in range(18):
        a = i / 18 * math.pi * 2
        ray = [(cx, cy), *((cx + math.cos(a + d) * 2 * far, cy + math.sin(a + d) * 2 * far) for d in (0, 0.17))]
        land.pen.shape(ray, "#ffffff", 0.10)
    for _ in range(round(16 * land.breadth)):
        x, y = land.point(0, 0, 1, 0.8)
        r, tone = (
            land.m * land.between(0.01, 0.035),
            land.rng.choice((light(color, 0.5), "#ffd54f", "#ff8fb1", light(color, 0.2))),
        )
        land.pen.circle(x, y, r, glow(x - r * 0.4, y - r * 0.4, r * 1.5, light(tone, 0.7), tone, dark(tone, 0.3)))
    for i, (y, wide, tall) in enumerate(((0.86, 0.80, 0.12), (0.775, 0.56, 0.10))):
        _plinth(
            land,
            Box(cx - min(w * wide, land.m) / 2, h * y, min(w * wide, land.m), h * tall),
            light(color, 0.15 + 0.25 * i),
        )


def _plinth(land: Land, box: Box, color: Color) -> None:
    ry = min(box.h * 0.55, box.w * 0.09)
    side = across(box.x, box.right, dark(color, 0.25), color, light(color, 0.3), color, dark(color, 0.3))
    land.pen.oval(box.cx, box.bottom, box.w / 2, ry, side)
    land.pen.rect(box.x, box.y, box.w, box.h, side)
    top = glow(box.cx - box.w * 0.1, box.y - ry * 0.3, box.w * 0.6, "#ffffff", light(color, 0.55), light(color, 0.2))
    land.pen.oval(box.cx, box.y, box.w / 2, ry, top)
    land.pen.oval(box.cx, box.y, box.w / 2, ry, "#ffffff", 0.7, stroke=land.m * 0.0022)


def table(land: Land) -> None:
    """Paint a table top before a soft room, for still lifes."""
    w, h, m = land.w, land.h, land.m
    warm: tuple[Color, ...] = (
        ("#f6e7d2", "#e9cfae", "#d4ac80") if not land.air.dark else ("#4a3b52", "#3a2d44", "#2b2036")
    )
    if land.air.palette:
        warm = tuple(light(land.air.palette[0], share) for share in (0.80, 0.62, 0.42))
    backdrop(land, down(0, h * 0.7, *warm))
    shaft(land, 0.2, 0.15, 0.9, "#fff8e6" if not land.air.dark else "#ffcf8a", 0.8)
    bokeh(land, ("#ffffff", "#fff2cf", "#ffe0b0"), 22, 0.09, 0.28)
    wood = ("#c98f58", "#a86d3a", "#7f4d25") if not land.air.palette else ("#f7efe6", "#ecdccb", "#d9c2ab")
    land.pen.rect(0, h * 0.64, w, h * 0.4, down(h * 0.64, h, *wood))
    for i in range(7):
        y = h * (0.655 + 0.05 * i + 0.004 * i * i)
        land.pen.line(
            [
                (0, y),
                (w * 0.3, y + m * land.between(-0.004, 0.004)),
                (w * 0.7, y + m * land.between(-0.004, 0.004)),
                (w, y),
            ],
            dark(wood[2], 0.2),
            m * 0.002,
            0.35,
        )
    land.pen.rect(0, h * 0.64, w, h * 0.008, "#f0c794", 0.7)
