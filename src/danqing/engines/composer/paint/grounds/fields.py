"""Open country: meadow, garden, farm, blossom, autumn, village, castle hill."""

from collections.abc import Sequence

from danqing.engines.composer.color import Color, light, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.buildings import castle as castle_painter
from danqing.engines.composer.paint.buildings import house
from danqing.engines.composer.paint.grounds.air import greens, haze, nightfall, shaft, sky
from danqing.engines.composer.paint.land import Land, grass, hill, slope, sparkle
from danqing.engines.composer.paint.pen import Fill, down
from danqing.engines.composer.paint.plants import blossom, conifer, leafy, shrub

PETALS: tuple[Color, ...] = ("#ff8fb1", "#ffffff", "#ffe066", "#ffb3c7", "#b9a3ff")


def meadow(land: Land) -> None:
    """Paint rolling grass with far trees and small flowers."""
    sky(land, 0.60)
    rolling(land, 0.565)
    far_trees(land, 0.615, greens(land.air)[2])
    lawn(land, 0.66)
    if land.air.may("flower"):
        sow(land, 0.69, 36, PETALS)
    nightfall(land)
    if land.air.dark:
        sparkle(land, 40, (0, 0.55, 1, 0.95), "#eaff9a", 0.0035)


def rolling(land: Land, top: float) -> None:
    """Paint two hazy hills."""
    g = greens(land.air)
    hill(land, top, 0.03, mix(g[0], haze(land.air), 0.5), 4)
    hill(land, top + 0.035, 0.03, mix(g[0], haze(land.air), 0.18), 5)


def far_trees(land: Land, base: float, color: Color, most: float = 0.12) -> None:
    """Stand six small trees along a line, a fraction of the height."""
    if not land.air.may("tree"):
        return
    count = round(6 * land.breadth)
    for i in range(count):
        x = land.w * (i + land.between(0.1, 0.9)) / count
        tall = land.m * land.between(0.07, most)
        leafy(land.pen, x, land.h * (base + land.between(-0.008, 0.012)), tall, mix(color, haze(land.air), 0.16))


def lawn(land: Land, top: float) -> None:
    """Paint the near grass in two swells, with blades."""
    g = greens(land.air)
    slope(land, top, 0.018, g[:3])
    slope(land, top + 0.14, 0.012, g[1:])
    area = Box(0, land.h * top, land.w, land.h * (1.01 - top))
    grass(land, area, int(850 * land.breadth), (light(g[0], 0.2), g[1], g[2], g[3]))


def sow(land: Land, top: float, count: int, colors: Sequence[Color]) -> None:
    """Scatter flowers on the grass below `top`, the bigger the nearer."""
    for _ in range(round(count * land.breadth)):
        y = land.between(top, 0.99)
        r = land.m * (0.004 + 0.012 * (y - top) / (1 - top))
        blossom(land.pen, land.between(0, 1) * land.w, y * land.h, r, land.rng.choice(colors))


def garden(land: Land) -> None:
    """Paint a lawn between hedges, with beds full of flowers."""
    sky(land, 0.58)
    rolling(land, 0.53)
    green = greens(land.air)
    count = round(9 * land.breadth)
    for i in range(count + 1):
        shrub(
            land.pen,
            land.w * i / count,
            land.h * 0.665,
            land.m * land.between(0.2, 0.28),
            mix(green[3], "#2f7d4f", 0.5),
        )
    lawn(land, 0.655)
    for i in range(round(90 * land.breadth) if land.air.wants("flower") else 0):
        edge = -1 if i % 2 else 1
        x = 0.5 + edge * land.between(0.33, 0.52)
        y = land.between(0.68, 0.98)
        blossom(land.pen, x * land.w, y * land.h, land.m * (0.008 + 0.022 * (y - 0.66)), land.rng.choice(PETALS))
    nightfall(land)


def farm(land: Land) -> None:
    """Paint fields of grain in rows, with a barn far off."""
    sky(land, 0.56)
    rolling(land, 0.50)
    m = land.m
    house(
        land.pen,
        Box(land.w * 0.14, land.h * 0.575 - m * 0.13, m * 0.15, m * 0.13),
        Params(color="#c0392b", kind="barn"),
        land.rng,
    )
    far_trees(land, 0.58, greens(land.air)[2], 0.10)
    gold: tuple[Color, ...] = (
        ("#f4dc84", "#e6bd54", "#c9962f") if not land.air.dark else ("#5a6a5a", "#46584c", "#33443c")
    )
    slope(land, 0.60, 0.012, gold)
    for k in range(-14, 29):
        t = k / 14 - 0.5
        x0, x1 = land.w * (0.5 + t * 0.5), land.w * (0.5 + t * 2.4)
        land.pen.line([(x0, land.h * 0.615), (x1, land.h)], mix(gold[2], "#7a5a20", 0.4), m * 0.004, 0.5)
    grass(
        land,
        Box(0, land.h * 0.64, land.w, land.h * 0.37),
        int(1300 * land.breadth),
        (light(gold[0], 0.3), gold[0], gold[1], gold[2]),
    )


def sakura(land: Land) -> None:
    """Paint a meadow under cherry trees in bloom."""
    sky(land, 0.60, clouds=2)
    rolling(land, 0.56)
    _grove(land, ("#ffc2d6", "#ffafc9", "#f7a1c0"))
    lawn(land, 0.67)
    sow(land, 0.69, 60, ("#ffd3e2", "#ffb7cf", "#ffffff"))
    sparkle(land, 80, (0, 0.05, 1, 0.95), "#ffc4d8", 0.005)
    nightfall(land)


def autumn(land: Land) -> None:
    """Paint a park in October: maples, and leaves on the ground."""
    sky(land, 0.60, clouds=2)
    hill(land, 0.56, 0.03, mix("#e0a860", haze(land.air), 0.4), 4)
    _grove(land, ("#f2a03d", "#e2682f", "#f4c542"))
    slope(land, 0.67, 0.015, ("#dcb65a", "#c4913f", "#98682f"))
    sow(land, 0.69, 110, ("#e2582f", "#f2a03d", "#c8432b", "#f4c542"))
    sparkle(land, 50, (0, 0.1, 1, 0.9), "#f08a3c", 0.006)
    nightfall(land)


def _grove(land: Land, crowns: Sequence[Color]) -> None:
    far_trees(land, 0.62, crowns[0], 0.16)
    for side in (0, 1) if land.air.wants("tree") else ():
        for k in range(3):
            x = land.w * ((0.0 if side == 0 else 1.0) + (1 if side == 0 else -1) * 0.13 * k)
            leafy(land.pen, x, land.h * (0.74 - 0.03 * k), land.m * (0.62 - 0.13 * k), crowns[k % len(crowns)])


def village(land: Land) -> None:
    """Paint cottages along a lane."""
    sky(land, 0.54)
    rolling(land, 0.47)
    g = greens(land.air)
    far_trees(land, 0.56, g[2], 0.14)
    count = round(5 * land.breadth)
    for i in range(count if land.air.wants("house") else 0):
        x = land.w * (i + 0.5 + land.between(-0.2, 0.2)) / count
        tall = land.m * land.between(0.17, 0.24)
        box = Box(x - tall * 0.55, land.h * 0.64 - tall, tall * 1.1, tall)
        house(land.pen, box, Params(kind="lit" if land.air.dark else ""), land.rng)
    lawn(land, 0.635)
    _lane(land, down(land.h * 0.63, land.h, "#e3cfa2", "#cdb17c", "#b0925f"), 0.635)
    nightfall(land)


def _lane(land: Land, fill: Fill, top: float) -> None:
    w, h = land.w, land.h
    left = [(0.49, top), (0.45, top + 0.10), (0.34, top + 0.2), (0.20, 1.02)]
    right = [(0.82, 1.02), (0.64, top + 0.2), (0.55, top + 0.10), (0.515, top)]
    land.pen.blob([(x * w, y * h) for x, y in left + right], fill)


def castle(land: Land) -> None:
    """Paint a castle on a far hill."""
    sky(land, 0.60)
    rolling(land, 0.52)
    m = land.m
    castle_painter(
        land.pen, Box(land.w * 0.5 - m * 0.21, land.h * 0.60 - m * 0.36, m * 0.42, m * 0.36), Params(), land.rng
    )
    slope(land, 0.585, 0.015, greens(land.air)[:3])
    for i in range(round(12 * land.breadth) if land.air.wants("pine") else 0):
        x = land.w * land.between(0, 1)
        conifer(
            land.pen,
            x,
            land.h * land.between(0.62, 0.66),
            m * land.between(0.06, 0.11),
            mix("#2e7d4f", haze(land.air), 0.15 + i % 2 * 0.1),
        )
    lawn(land, 0.66)
    _lane(land, down(land.h * 0.66, land.h, "#e3cfa2", "#b0925f"), 0.665)
    nightfall(land)
    shaft(land, 0.5, 0.4, 0.5, "#fff6dc", 0.25)
