"""Ground with water: sea, beach, lake, river, and under the sea."""

from danqing.engines.composer.color import Color, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.paint.grounds.air import greens, haze, hours, nightfall, shaft, sky
from danqing.engines.composer.paint.grounds.fields import far_trees
from danqing.engines.composer.paint.land import Land, backdrop, band, grass, hill, ripples, slope, sparkle
from danqing.engines.composer.paint.pen import Pen, down
from danqing.engines.composer.paint.plants import palm

DEEP: dict[str, tuple[Color, ...]] = {
    "day": ("#5cc3ea", "#2590cb", "#15639f"),
    "dawn": ("#e6c4c8", "#88a9d0", "#4a74ac"),
    "sunset": ("#f0a070", "#a8627e", "#4a3f78"),
    "night": ("#2b4686", "#16265a", "#0a1536"),
}


def _deep(land: Land) -> tuple[Color, ...]:
    colors = DEEP.get(land.air.time, DEEP["day"])
    return tuple(mix(c, "#6f7f8c", 0.4) for c in colors) if land.air.weather & {"rain", "fog"} else colors


def _glitter(land: Land, top: float, bottom: float, x: float) -> None:
    """Lay the path of light that a low sun leaves on water."""
    if land.air.time not in {"sunset", "dawn", "night"}:
        return
    color = "#fff2c4" if not land.air.dark else "#dfe8ff"
    for i in range(70):
        depth = i / 70
        half = land.m * (0.01 + 0.07 * depth)
        y = land.h * (top + (bottom - top) * depth)
        cx = x * land.w + land.between(-1, 1) * half
        land.pen.line(
            [(cx - half * 0.5, y), (cx + half * 0.5, y)], color, 1.5 + land.m * 0.002, land.between(0.25, 0.7)
        )


def sea(land: Land) -> None:
    """Paint open water to a low horizon, and a strip of shore at the viewer's feet."""
    light_at = land.rng.choice((0.24, 0.76))
    sky(land, 0.50, light_at=light_at)
    band(land, 0.50, 1, down(0.5 * land.h, 0.9 * land.h, *_deep(land)))
    ripples(land, 0.51, 0.90, round(60 * land.breadth))
    _glitter(land, 0.50, 0.84, light_at)
    hill(land, 0.875, 0.010, mix("#eafaff", haze(land.air), 0.3), 6)
    _sand(land, 0.888)


def beach(land: Land) -> None:
    """Paint sand with palms, and the sea behind it."""
    light_at = land.rng.choice((0.3, 0.7))
    sky(land, 0.48, light_at=light_at)
    band(land, 0.48, 1, down(0.48 * land.h, 0.74 * land.h, *_deep(land)))
    ripples(land, 0.49, 0.68, round(40 * land.breadth))
    _glitter(land, 0.48, 0.68, light_at)
    hill(land, 0.69, 0.012, mix("#eafaff", haze(land.air), 0.3), 6)
    _sand(land, 0.71)
    if land.air.may("palm"):
        palm(land.pen, land.w * 0.05, land.h * 0.82, land.m * 0.58, 0.14)
        palm(land.pen, land.w * 0.97, land.h * 0.79, land.m * 0.46, -0.15)
        nightfall(land)


def _sand(land: Land, top: float) -> None:
    dim = "#5a5a80" if land.air.dark else "#ffffff"
    share = 0.55 if land.air.dark else 0.0
    colors = tuple(mix(c, dim, share) for c in ("#ffebbd", "#f5d697", "#e6bd78"))
    slope(land, top, 0.012, colors, 6)
    sparkle(land, 260, (0, top + 0.05, 1, 1), mix("#c79a55", dim, share), 0.0013)


def lake(land: Land) -> None:
    """Paint a still lake that mirrors its hills, with reeds on the near shore."""
    light_at = land.rng.choice((0.26, 0.74))
    sky(land, 0.46, light_at=light_at)
    g = greens(land.air)
    hill(land, 0.40, 0.05, mix(g[2], haze(land.air), 0.62), 5)
    hill(land, 0.45, 0.03, mix(g[2], haze(land.air), 0.32), 6)
    far_trees(land, 0.495, g[2], 0.09)
    band(land, 0.485, 0.5, mix(g[3], haze(land.air), 0.2))
    water = hours(land.air)[::-1]
    band(
        land, 0.50, 1, down(0.5 * land.h, land.h * 0.95, *(mix(c, _deep(land)[1], 0.35) for c in water), _deep(land)[2])
    )
    band(land, 0.50, 0.55, down(0.5 * land.h, 0.55 * land.h, (g[3], 0.45), (g[3], 0.0)))
    ripples(land, 0.52, 0.84, round(44 * land.breadth))
    _glitter(land, 0.5, 0.8, light_at)
    _shore(land, 0.86)


def _shore(land: Land, top: float) -> None:
    g = greens(land.air)
    slope(land, top, 0.015, (g[1], g[2], g[3]), 4)
    grass(
        land,
        Box(0, land.h * (top + 0.01), land.w, land.h * (1 - top)),
        int(620 * land.breadth),
        (g[0], g[1], g[2], g[3]),
    )
    for side in (0.04, 0.11, 0.9, 0.97):
        reeds(land.pen, land, side)


def reeds(pen: Pen, land: Land, across: float) -> None:
    """Stand a clump of reeds on the near shore."""
    for _ in range(7):
        x = (across + land.between(-0.03, 0.03)) * land.w
        tall = land.m * land.between(0.12, 0.2)
        base, lean = land.h * 0.9, land.between(-0.15, 0.15) * tall
        pen.line([(x, base), (x + lean * 0.4, base - tall * 0.6), (x + lean, base - tall)], "#4b8a3f", land.m * 0.004)
        pen.line([(x + lean * 0.86, base - tall * 0.86), (x + lean, base - tall)], "#7a4f2c", land.m * 0.011)


def river(land: Land) -> None:
    """Paint a river that comes out of the hills between green banks."""
    sky(land, 0.52)
    g = greens(land.air)
    hill(land, 0.45, 0.05, mix(g[2], haze(land.air), 0.6), 5)
    hill(land, 0.51, 0.03, mix(g[1], haze(land.air), 0.3), 5)
    far_trees(land, 0.57, g[2], 0.13)
    slope(land, 0.565, 0.012, g[:3])
    w, h = land.w, land.h
    left = [(0.50, 0.575), (0.42, 0.64), (0.46, 0.70), (0.20, 0.80), (-0.2, 0.86)]
    right = [(1.2, 0.95), (0.86, 0.82), (0.66, 0.71), (0.56, 0.64), (0.535, 0.575)]
    course = [(x * w, y * h) for x, y in [*left, (-0.2, 0.95), *right]]
    path = land.pen.blob(course, down(h * 0.57, h * 0.95, *_deep(land)[:2]))
    with land.pen.inside(path):
        ripples(land, 0.59, 0.93, round(46 * land.breadth))
    land.pen.path(path, "#f3e6c4", 0.6, stroke=land.m * 0.006)
    grass(land, Box(0, h * 0.60, w, h * 0.22), int(300 * land.breadth), (g[0], g[1], g[2]))
    _shore(land, 0.885)


def underwater(land: Land) -> None:
    """Paint the sea from within: shafts of light, weed, coral and bubbles over sand."""
    h, w, m = land.h, land.w, land.m
    backdrop(land, down(0, h, "#8be6f6", "#2fabda", "#0e63a4", "#073d70"))
    shaft(land, 0.5, -0.05, 0.8, "#e8fdff", 0.6)
    for _ in range(round(7 * land.breadth)):
        x = w * land.between(-0.1, 1)
        lit = [(x, -5), (x + m * 0.06, -5), (x + m * 0.28, h * 0.85), (x + m * 0.06, h * 0.85)]
        land.pen.shape(lit, "#ffffff", 0.08, blur=m * 0.015)
    hill(land, 0.80, 0.03, "#2b7ea8", 4)
    hill(land, 0.86, 0.018, down(h * 0.84, h, "#f0dca4", "#c9ae70"))
    for i in range(round(12 * land.breadth)):
        _weed(land, w * (i + land.between(0, 1)) / (12 * land.breadth))
    for i in range(round(8 * land.breadth) if land.air.wants("coral") else 0):
        _coral(land, w * (i + land.between(0.1, 0.9)) / (8 * land.breadth))
    for _ in range(60):
        x, y = land.point(0, 0, 1, 0.9)
        land.pen.circle(x, y, m * land.between(0.002, 0.009), "#ffffff", 0.5, stroke=m * 0.0016)


def _weed(land: Land, x: float) -> None:
    tall, base = land.m * land.between(0.1, 0.26), land.h * land.between(0.87, 0.97)
    color = land.rng.choice(("#2f9e6a", "#49b86a", "#1f7f6a"))
    curve = [(x + land.m * 0.02 * (1 if i % 2 else -1), base - tall * i / 5) for i in range(6)]
    land.pen.line(curve, color, land.m * 0.012, 0.9)


CORALS: tuple[Color, ...] = ("#ff7f6e", "#ff9fb5", "#f9b04f", "#c88bff", "#ff6f91")


def _coral(land: Land, x: float) -> None:
    base, tall = land.h * land.between(0.9, 0.985), land.m * land.between(0.05, 0.11)
    color = land.rng.choice(CORALS)
    for dx, k in ((-0.5, 0.7), (-0.2, 1.0), (0.2, 0.86), (0.5, 0.62)):
        branch = [(x, base), (x + dx * tall * 0.5, base - tall * k * 0.5), (x + dx * tall, base - tall * k)]
        land.pen.line(branch, color, tall * 0.2)
