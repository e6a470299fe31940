"""Grounds without a place: sky, space, the moon, paper, colour, glass, lights, a feast."""

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.grounds.air import shaft
from danqing.engines.composer.paint.grounds.air import sky as paint_sky
from danqing.engines.composer.paint.heavens import cloud, planet
from danqing.engines.composer.paint.land import Land, backdrop, bokeh, hill, slope, sparkle
from danqing.engines.composer.paint.pen import down, glow
from danqing.engines.composer.paint.plants import leaves, stalk


def heights(land: Land) -> None:
    """Paint the sky from among the clouds."""
    paint_sky(land, 1.0, clouds=4)
    white, shade = ("#c6cfe8", "#8794c4") if land.air.dark else ("#ffffff", "#cfe4f6")
    if land.air.time == "sunset":
        white, shade = "#fff0e0", "#f0a68f"
    for row in range(3 if land.air.wants("cloud") else 0):
        for i in range(round(5 * land.breadth) + 1):
            wide = land.m * land.between(0.34, 0.5)
            x = land.w * (i - 0.3 + land.between(-0.1, 0.3)) / (5 * land.breadth) - wide * 0.2
            box = Box(x, land.h * (0.80 + 0.07 * row) - wide * 0.2, wide, wide * 0.46)
            cloud(land.pen, box, Params(color=white, accent=shade), land.rng)


def space(land: Land) -> None:
    """Paint stars, clouds of gas, and a ringed planet."""
    w, h, m = land.w, land.h, land.m
    backdrop(land, down(0, h, "#050816", "#151a4a", "#33165a", "#0a0a24"))
    for _ in range(10):
        x, y = land.point(0, 0, 1, 1)
        r, color = land.between(0.2, 0.45) * m, land.rng.choice(("#7b4dff", "#ff5ca8", "#33b6ff"))
        land.pen.circle(x, y, r, glow(x, y, r, (color, 0.30), (color, 0.0)))
    sparkle(land, int(380 * land.breadth), (0, 0, 1, 1), "#ffffff", 0.0018)
    for _ in range(9):
        x, y = land.point(0, 0, 1, 1)
        land.pen.circle(x, y, m * 0.016, glow(x, y, m * 0.016, ("#ffffff", 0.9), ("#ffffff", 0.0)))
    if land.air.may("planet"):
        side = land.rng.choice((0.14, 0.86))
        size = m * 0.26
        planet(land.pen, Box(w * side - size / 2, h * 0.12, size, size), Params(), land.rng)


def moon(land: Land) -> None:
    """Paint the surface of the moon under a black sky, with the earth above it."""
    w, h, m = land.w, land.h, land.m
    backdrop(land, down(0, h, "#03040e", "#0c1030", "#1c2250"))
    sparkle(land, int(260 * land.breadth), (0, 0, 1, 0.8), "#ffffff", 0.0018)
    if land.air.may("earth"):
        _earth(land, w * land.rng.choice((0.2, 0.8)), h * 0.22, m * 0.11)
    slope(land, 0.70, 0.03, ("#7d7c90", "#56556c"), 4)
    slope(land, 0.76, 0.02, ("#b9b8c8", "#8a899f", "#5f5e76"), 3)
    for _ in range(round(18 * land.breadth)):
        y = land.between(0.80, 0.98)
        size, x = m * 0.25 * (y - 0.7), land.between(0, 1) * w
        land.pen.oval(x, y * h, size, size * 0.26, "#55546c", 0.7)
        land.pen.oval(x, y * h + size * 0.05, size * 0.9, size * 0.2, "#7a798f", 0.9)


def _earth(land: Land, x: float, y: float, r: float) -> None:
    land.pen.circle(x, y, r * 1.5, glow(x, y, r * 1.5, ("#6fb8ff", 0.4), ("#6fb8ff", 0.0)))
    land.pen.circle(x, y, r, glow(x - r * 0.4, y - r * 0.4, r * 1.9, "#8fd3ff", "#2f7fd0", "#0a2a5e"))
    for dx, dy, rx, ry in ((-0.3, -0.25, 0.35, 0.22), (0.25, 0.2, 0.32, 0.28), (-0.1, 0.55, 0.22, 0.12)):
        land.pen.oval(x + dx * r, y + dy * r, rx * r, ry * r, "#6fbf63", 0.9)
    land.pen.oval(x - 0.1 * r, y - 0.02 * r, 0.6 * r, 0.08 * r, "#ffffff", 0.7)


def paper(land: Land) -> None:
    """Paint plain warm paper with a soft fall of light."""
    base: Color = land.air.palette[0] if land.air.palette else "#f6f0e4"
    pale = light(base, 0.82) if land.air.palette else base
    backdrop(land, down(0, land.h, light(pale, 0.4), pale, dark(pale, 0.05)))
    shaft(land, 0.5, 0.4, 0.75, "#ffffff", 0.6)


PASTELS: tuple[tuple[Color, Color], ...] = (
    ("#8ec5fc", "#e0c3fc"),
    ("#ffecd2", "#fcb69f"),
    ("#e6f4cf", "#bde3c6"),
    ("#b9a7f0", "#f3b8d3"),
    ("#a1e0e4", "#e9f6c8"),
)


def abstract(land: Land) -> None:
    """Paint a gradient in the palette's colours with large soft discs."""
    colors: tuple[Color, ...] = tuple(light(c, 0.5) for c in land.air.palette[:4])
    if len(colors) == 1:
        colors = (light(colors[0], 0.5), colors[0])
    colors = colors or PASTELS[land.air.turn % len(PASTELS)]
    if land.air.dark:
        colors = tuple(mix(c, "#161b40", 0.75) for c in colors)
    backdrop(land, down(0, land.h, *colors))
    for _ in range(7):
        x, y = land.point(0, 0, 1, 0.8)
        land.pen.circle(x, y, land.m * land.between(0.1, 0.3), "#ffffff", 0.13)
    hill(land, 0.76, 0.012, down(land.h * 0.72, land.h, light(colors[-1], 0.35), dark(colors[-1], 0.08)), 3)


ROOMS: tuple[tuple[Color, Color, Color], ...] = (
    ("#e3ecf0", "#c9d7de", "#b3c3cc"),
    ("#f3e8da", "#e6cfb4", "#cfae8a"),
    ("#dfeee2", "#bcdcc4", "#97bfa3"),
    ("#e9e2f2", "#cdbfe3", "#ab9ac9"),
)
"""Rooms behind glass, taken in turn."""


def glass(land: Land) -> None:
    """Paint a bright room out of focus, behind a board of glass."""
    backdrop(land, down(0, land.h, *ROOMS[land.air.turn % len(ROOMS)]))
    bokeh(land, ("#ffffff", "#fff2cf", "#cfe6f7"), 34, 0.09, 0.35)


LIGHTS: dict[str, tuple[tuple[Color, ...], tuple[Color, ...]]] = {
    "street": (("#8fc8f3", "#c6e5fa", "#eef7ff"), ("#ffffff", "#bfe3ff", "#ffe9c4")),
    "forest": (("#20392f", "#3f6b4f", "#8fb98a"), ("#d9f7b0", "#fff2b0")),
    "snow": (("#7fa6cf", "#cfe2f4", "#f5fbff"), ("#ffffff", "#e6f2ff")),
    "bamboo": (("#e9efe6", "#d3dfd2", "#b9cbbb"), ("#ffffff", "#f6e7b0")),
    "sky": (("#5fb4f0", "#a9d8f8", "#e6f5ff"), ("#ffffff", "#d9efff")),
    "sea": (("#6fc3ea", "#b5e3f5", "#f3e6c8"), ("#ffffff", "#d9f3ff")),
    "sakura": (("#f6d3df", "#fbe6ec", "#fff6f2"), ("#ffb7cf", "#ffffff", "#ffd3e2")),
    "autumn": (("#a8632f", "#d99a4e", "#f3d79a"), ("#ffd98a", "#ff9f5a", "#fff0c0")),
    "city": (("#2a3050", "#5f6f98", "#c9d3e6"), ("#ffe9b0", "#ffffff", "#bfe3ff")),
    "room": (("#8a6a4e", "#c9a27c", "#f0dcbc"), ("#ffe6b8", "#fff6e0", "#ffd49a")),
    "teal": (("#12343b", "#2c6e75", "#c9b27a"), ("#ffe0a0", "#9fe0dc", "#fff2c9")),
    "amber": (("#3a2418", "#8a5530", "#eab46a"), ("#ffd08a", "#fff0c8", "#ff9f6b")),
    "dusk": (("#5b4a78", "#b5748f", "#f3c39a"), ("#ffd98a", "#ffb4a0", "#fff0c0")),
    "slate": (("#3f4b5b", "#7b8a9c", "#cdd6df"), ("#ffffff", "#dfe9f5", "#ffe9c4")),
    "night": (("#121833", "#28305e", "#5a4a7a"), ("#ffd98a", "#ff9fb5", "#8fd3ff")),
    "cinematic": (("#1f3038", "#4c6a58", "#d8a765"), ("#ffd98a", "#ffb46b", "#fff2c9", "#f3a6b5")),
    "": (("#5d7a4f", "#9ab97a", "#efdca4"), ("#fff0b0", "#ffe0a0", "#d9f0b0", "#ffc9d3")),
}


FILM = ("cinematic", "teal", "dusk", "amber")
"""What light from a film may be."""
ANYWHERE = ("", "", "room", "dusk", "slate")
"""What a portrait that names no place may be set before."""
PLACES = ("bamboo", "street", "forest", "snow", "sky", "sea", "sakura", "autumn", "city", "room")


def lights(land: Land) -> None:
    """Paint a background out of focus, for portraits: its colours are those of the place."""
    moods = land.air.moods
    key = next((k for k in PLACES if k in moods), "")
    key = "night" if land.air.dark else key or ("cinematic" if "cinematic" in moods else "")
    key = land.rng.choice(FILM) if key == "cinematic" else key or land.rng.choice(ANYWHERE)
    wash, discs = LIGHTS[key]
    backdrop(land, down(0, land.h, *wash))
    shaft(land, 0.82, 0.16, 0.75, "#fff0c2", 0.6)
    if key == "bamboo":
        for i in range(round(11 * land.breadth)):
            x = land.w * (i + land.between(0.1, 0.9)) / (11 * land.breadth)
            stalk(
                land.pen,
                x,
                land.h * 1.02,
                land.h * 1.1,
                land.m * land.between(0.012, 0.026),
                mix("#5a7060", "#d3dfd2", land.between(0.3, 0.75)),
            )
            for _ in range(4):
                leaves(
                    land.pen,
                    x,
                    land.h * land.between(0, 0.8),
                    land.m * 0.09,
                    mix("#4a6152", "#d3dfd2", land.between(0.2, 0.6)),
                    land.rng,
                )
    else:
        bokeh(land, discs, round(46 * land.breadth), 0.08, 0.42)


def feast(land: Land) -> None:
    """Paint red silk with rays of gold, for greeting cards."""
    w, h = land.w, land.h
    land.pen.wash(glow(w * 0.5, h * 0.42, max(w, h) * 0.75, "#f0533f", "#d4291f", "#9e1418"))
    for i in range(24):
        with land.pen.at(w * 0.5, h * 0.42, max(w, h), tilt=15 * i):
            land.pen.shape([(0, 0), (1.2, -0.07), (1.2, 0.07)], "#ffd76a", 0.09)
    sparkle(land, 140, (0, 0, 1, 1), "#ffe29a", 0.0035)
    _waves(land)


WAVE: tuple[Color, ...] = ("#8e1014", "#e8b64a", "#a8161a", "#e8b64a", "#c4262a")


def _waves(land: Land) -> None:
    """Paint rows of the old wave pattern, one scale over the other, along the foot."""
    r = land.m * 0.062
    count = round(land.w / (2 * r)) + 2
    for row in range(5):
        y = land.h - r * 1.7 + row * r * 0.5
        for i in range(count):
            x = (i - 0.5 + 0.5 * (row % 2)) * 2 * r
            for k, color in enumerate(WAVE):
                land.pen.circle(x, y + r * 0.9, r * (1 - 0.2 * k + (0.03 if k % 2 else 0)), color)


BUNTING: tuple[Color, ...] = ("#ff7b9c", "#ffd166", "#6fd6a8", "#6fb8ff", "#c59bff")


def party(land: Land) -> None:
    """Paint a pastel wall with bunting and confetti, for birthdays."""
    h, m = land.h, land.m
    first, second = land.rng.choice((("#ffe9f1", "#ffd3c4"), ("#e7f3ff", "#d3e3ff"), ("#fff6da", "#ffe0c8")))
    backdrop(land, down(0, h, light(first, 0.4), first, second))
    for _ in range(round(9 * land.breadth)):
        x, y = land.point(0, 0, 1, 1)
        land.pen.circle(x, y, m * land.between(0.06, 0.16), "#ffffff", 0.28)
    for row in range(2):
        _bunting(land, 0.02 + 0.05 * row, row)
    for _ in range(round(90 * land.breadth)):
        x, y = land.point(0, 0.08, 1, 1)
        with land.pen.at(x, y, m * 0.008, tilt=land.between(0, 180)):
            land.pen.rect(-1, -0.5, 2, 1, land.rng.choice(BUNTING), 0.85, round=0.2)
    slope(land, 0.86, 0.006, (light(second, 0.35), dark(second, 0.1)), 3)


def _bunting(land: Land, top: float, row: int) -> None:
    w, h, m = land.w, land.h, land.m
    swags = round(3 * land.breadth) + row
    for s in range(swags):
        x0, x1 = w * s / swags, w * (s + 1) / swags
        for k in range(7):
            t = (k + 0.5) / 7
            x, y = x0 + (x1 - x0) * t, h * top + m * 0.10 * 4 * t * (1 - t) * 0.5
            flag = [(x - m * 0.022, y), (x + m * 0.022, y), (x, y + m * 0.05)]
            land.pen.shape(flag, BUNTING[(k + s + row) % len(BUNTING)])
        curve = [(x0 + (x1 - x0) * t / 6, h * top + m * 0.05 * 4 * (t / 6) * (1 - t / 6)) for t in range(7)]
        land.pen.line(curve, "#8a7a8a", m * 0.003, 0.7)
