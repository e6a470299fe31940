"""A living room: no two alike in their walls, window, pictures and rug, all in the colours of one scheme."""

import math
from typing import NamedTuple

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.paint.grounds.air import shaft
from danqing.engines.composer.paint.grounds.rooms import FLOOR, window
from danqing.engines.composer.paint.land import Land, backdrop, band, boards
from danqing.engines.composer.paint.pen import across, down, glow
from danqing.engines.composer.paint.plants import baubles, conifer


class Scheme(NamedTuple):
    """Colours that go together."""

    wall: Color
    drape: Color
    rug: Color
    trim: Color
    boards: tuple[Color, Color, Color] = ("#cb9663", "#b57845", "#93602f")


COOL = (
    Scheme("#dfe7df", "#7f9f8c", "#8fae9c", "#fbfaf5"),  # sage
    Scheme("#dbe5ee", "#5f86ab", "#7fa3c4", "#fafcfd", ("#c9a27a", "#b0855a", "#8d663e")),  # a northern blue
    Scheme("#efe8dc", "#c96f55", "#d98f6f", "#fffaf0"),  # cream and terracotta
    Scheme("#f1e2df", "#b9707c", "#cf939b", "#fff8f5", ("#d0a17a", "#b9835a", "#97643d")),  # blush
    Scheme("#e9e4ee", "#8672a8", "#a794c2", "#fcfaff"),  # lilac
)
WARM = (
    Scheme("#f6dcb6", "#b8453a", "#cc5a4c", "#fff3dc"),
    Scheme("#f3d2b0", "#8f4a35", "#c0744f", "#fff0dc", ("#b97d4a", "#9f6333", "#7c4822")),
    Scheme("#ead9b6", "#6f7f4f", "#8d9a64", "#fff7e3"),
)


def room(land: Land) -> None:
    """Paint the room; a tree and lights where the mood is festive."""
    festive = "festive" in land.air.moods
    warm = bool(land.air.moods & {"festive", "cozy", "romantic"})
    scheme = WARM[0] if festive else land.rng.choice(WARM if warm else COOL)
    right = festive or land.rng.random() < 0.6
    _walls(land, scheme)
    side = min(land.m * 0.34, land.w * 0.34)
    pane = Box(land.w * (0.75 if right else 0.25) - side / 2, land.h * 0.13, side, side * 1.18)
    _daylight(land, pane)
    window(land, pane, snowy=festive and land.air.may("snow"))
    _curtains(land, pane, scheme)
    boards(land, FLOOR, tuple(_evening(land, c) for c in scheme.boards), _evening(land, dark(scheme.boards[2], 0.3)))
    _foot(land, scheme)
    if festive:
        _festive(land)
    else:
        _pictures(land, scheme, Box(land.w * (0.10 if right else 0.56), land.h * 0.15, land.w * 0.34, land.h * 0.24))
    _carpet(land, scheme)
    _pool(land, pane)


def _evening(land: Land, color: Color) -> Color:
    return mix(color, "#2a2f58", 0.45) if land.air.dark and "festive" not in land.air.moods else color


def _walls(land: Land, scheme: Scheme) -> None:
    wall, low = _evening(land, scheme.wall), land.h * FLOOR
    backdrop(land, down(0, low, light(wall, 0.30), wall, dark(wall, 0.08)))
    kind = land.rng.choice(("stripes", "panels", "plain"))
    if kind == "stripes":
        step = land.m / 22
        for i in range(int(land.w / step) + 1):
            land.pen.rect(i * step, 0, step / 2, low, "#ffffff", 0.13)
    if kind == "panels":
        _panels(land, _evening(land, scheme.trim))
    if land.air.dark:
        shaft(land, 0.5, 0.30, 0.8, "#ffcf8f", 0.45)


def _panels(land: Land, trim: Color) -> None:
    """Wainscot: white panels along the lower wall, under a rail."""
    top, low = land.h * 0.47, land.h * FLOOR
    land.pen.rect(0, top, land.w, low - top, trim, 0.85)
    land.pen.rect(0, top, land.w, land.m * 0.012, trim)
    land.pen.rect(0, top + land.m * 0.012, land.w, land.m * 0.006, "#5b4a3a", 0.16)
    count = max(3, round(land.w / (land.m * 0.26)))
    for i in range(count):
        box = Box(land.w * i / count, top, land.w / count, low - top).inset(land.m * 0.03)
        land.pen.rect(box.x, box.y, box.w, box.h, "#6b5a48", 0.20, stroke=land.m * 0.004)
        land.pen.rect(
            box.x + land.m * 0.004, box.y + land.m * 0.004, box.w, box.h, "#ffffff", 0.7, stroke=land.m * 0.003
        )


def _daylight(land: Land, pane: Box) -> None:
    if not land.air.dark:
        shaft(land, pane.cx / land.w, pane.cy / land.h, 0.62, "#fff7df", 0.75)


def _curtains(land: Land, pane: Box, scheme: Scheme) -> None:
    m, color = land.m, _evening(land, scheme.drape)
    top, foot = pane.y - m * 0.045, pane.bottom + m * 0.055
    for side in (-1, 1):
        outer, inner = pane.cx + side * pane.w * 0.72, pane.cx + side * pane.w * 0.36
        tie = pane.cx + side * pane.w * 0.62
        cloth: list[Point] = [(outer, top), (inner, top), (inner + side * m * 0.01, pane.cy - pane.h * 0.1)]
        cloth += [(tie, pane.cy + pane.h * 0.22), (tie - side * m * 0.015, foot), (outer + side * m * 0.01, foot)]
        folds = across(
            outer, inner, dark(color, 0.18), light(color, 0.16), color, light(color, 0.22), dark(color, 0.10)
        )
        land.pen.blob(cloth, folds)
        land.pen.rect(
            tie - m * 0.028, pane.cy + pane.h * 0.20, m * 0.056, m * 0.016, light(color, 0.5), round=m * 0.006
        )
    rod = [(pane.x - pane.w * 0.30, top), (pane.right + pane.w * 0.30, top)]
    land.pen.line(rod, "#7a5233", m * 0.010)
    for x, _ in rod:
        land.pen.circle(x, top, m * 0.012, "#d9b36a")


def _foot(land: Land, scheme: Scheme) -> None:
    """Where the wall meets the floor: a white board, and the shade in the corner."""
    trim = _evening(land, scheme.trim)
    band(land, FLOOR - 0.026, FLOOR, trim)
    band(land, FLOOR - 0.004, FLOOR, "#5b4030")
    top, deep = land.h * FLOOR, land.h * 0.05
    land.pen.rect(0, top, land.w, deep, down(top, top + deep, ("#2a1606", 0.3), ("#2a1606", 0.0)))


def _pictures(land: Land, scheme: Scheme, wall: Box) -> None:
    """Hang one wide picture, or two or three small ones."""
    m = land.m
    many = land.rng.choice((1, 2, 3))
    wide = min(wall.w * 0.9 / many, m * (0.26 if many == 1 else 0.15))
    tall = wide * (0.72 if many == 1 else 1.25)
    gap = m * 0.03
    x = wall.cx - (many * wide + (many - 1) * gap) / 2
    for number in range(many):
        box = Box(x + number * (wide + gap), wall.y + (number % 2) * m * 0.02, wide, tall)
        land.pen.rect(box.x + m * 0.006, box.y + m * 0.012, box.w, box.h, "#2a1606", 0.28, blur=m * 0.008)
        land.pen.rect(box.x, box.y, box.w, box.h, _evening(land, "#8a5f3d"), round=m * 0.004)
        land.pen.rect(*_inset(box, m * 0.009), _evening(land, "#fffaf0"))
        inner = box.inset(m * 0.009 + wide * 0.09)
        PICTURES[land.rng.randrange(len(PICTURES))](land, inner, scheme)


def _inset(box: Box, by: float) -> tuple[float, float, float, float]:
    inner = box.inset(by)
    return inner.x, inner.y, inner.w, inner.h


def _landscape(land: Land, box: Box, scheme: Scheme) -> None:
    land.pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, "#f9d9a8", "#fbeed6"))
    with land.pen.inside((box.x, box.y, box.w, box.h)):
        land.pen.circle(box.x + box.w * 0.68, box.y + box.h * 0.34, box.w * 0.11, "#e8804f")
        for top, color in ((0.52, light(scheme.drape, 0.45)), (0.66, scheme.drape), (0.82, dark(scheme.drape, 0.3))):
            crest = [(box.x + box.w * t, box.y + box.h * (top + 0.07 * math.sin(6 * t + 9 * top))) for t in _TENTHS]
            land.pen.shape([*crest, (box.right, box.bottom + 1), (box.x, box.bottom + 1)], color)


def _leaf(land: Land, box: Box, scheme: Scheme) -> None:
    land.pen.rect(box.x, box.y, box.w, box.h, mix("#fffdf6", scheme.wall, 0.3))
    x, w, h = box.cx, box.w, box.h
    stem = [(x, box.bottom - h * 0.1), (x - w * 0.03, box.cy), (x + w * 0.03, box.y + h * 0.14)]
    land.pen.line(stem, "#5f7f5a", w * 0.03)
    for k in range(5):
        y = box.bottom - h * (0.22 + 0.13 * k)
        for side in (-1, 1):
            tip = (x + side * w * (0.34 - 0.035 * k), y - h * 0.10)
            land.pen.blob([(x, y), (x + side * w * 0.20, y - h * 0.10), tip, (x + side * w * 0.16, y)], "#7fa074")


def _shapes(land: Land, box: Box, scheme: Scheme) -> None:
    land.pen.rect(box.x, box.y, box.w, box.h, "#fbf3e6")
    with land.pen.inside((box.x, box.y, box.w, box.h)):
        land.pen.circle(box.x + box.w * 0.38, box.y + box.h * 0.40, box.w * 0.26, scheme.rug, 0.9)
        land.pen.circle(box.x + box.w * 0.64, box.y + box.h * 0.58, box.w * 0.22, "#e3b768", 0.85)
        land.pen.rect(box.x, box.y + box.h * 0.74, box.w, box.h * 0.3, dark(scheme.drape, 0.2), 0.9)


_TENTHS = tuple(i / 10 for i in range(11))
PICTURES = (_landscape, _leaf, _shapes)


def _carpet(land: Land, scheme: Scheme) -> None:
    """An oval rug with a border; it lies, so it is seen flat."""
    x, y, w, h = land.w * 0.5, land.h * 0.885, min(land.w * 0.40, land.m * 0.62), land.h * 0.086
    rug = _evening(land, scheme.rug)
    land.pen.oval(x, y + h * 0.06, w * 1.01, h * 1.04, "#2a1606", 0.22, blur=land.m * 0.006)
    rings = ((1.0, dark(rug, 0.12)), (0.965, light(rug, 0.72)), (0.90, rug), (0.70, light(rug, 0.16)), (0.66, rug))
    for grow, tone in rings:
        land.pen.oval(x, y, w * grow, h * grow, tone)


def _pool(land: Land, pane: Box) -> None:
    """The light that falls through the window onto the floor, crossed by the window's bars."""
    if land.air.dark or land.air.weather & {"rain", "fog", "snow"}:
        return
    lean = -0.10 * land.w if pane.cx > land.w / 2 else 0.10 * land.w
    top, low = land.h * (FLOOR + 0.035), land.h * 0.95
    for side in (0, 1):
        x0, x1 = (pane.x + pane.w * (0.02 + 0.5 * side), pane.x + pane.w * (0.48 + 0.5 * side))
        spot: list[Point] = [(x0 + lean * 0.4, top), (x1 + lean * 0.4, top)]
        spot += [(x1 + lean * 1.9, low), (x0 + lean * 1.9, low)]
        land.pen.shape(spot, down(top, low, ("#fff1c9", 0.42), ("#fff1c9", 0.10)), blur=land.m * 0.006)


def _festive(land: Land) -> None:
    w, h, m = land.w, land.h, land.m
    wave = [(w * i / 10, h * (0.05 + 0.025 * math.sin(i * 1.9))) for i in range(-1, 12)]
    land.pen.line(wave, "#2f7a4a", m * 0.012)
    for i in range(60):
        t = i / 60
        y = h * (0.05 + 0.025 * math.sin(t * 10 * 1.9)) + land.between(-0.004, 0.012) * h
        color = land.rng.choice(("#ffd24d", "#ff6b6b", "#6bd3ff", "#fff3c0"))
        land.pen.circle(t * w, y, m * 0.02, color, 0.25, blur=m * 0.008)
        land.pen.circle(t * w, y, m * 0.006, color)
    if land.air.may("pine"):
        tall = min(h * 0.60, w * 0.7)
        box = Box(w * 0.17 - tall * 0.3, h * 0.78 - tall, tall * 0.6, tall)
        halo = glow(box.cx, box.cy, tall * 0.6, ("#fff0c0", 0.5), ("#fff0c0", 0.0))
        land.pen.circle(box.cx, box.cy, tall * 0.6, halo)
        conifer(land.pen, box.cx, box.bottom, box.h, "#2d7a50")
        baubles(land.pen, box, land.rng)
