"""Towns: the sky and pavement of a street, a skyline, and one of neon."""

from collections.abc import Sequence

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.buildings import facade
from danqing.engines.composer.paint.grounds.air import shaft, sky
from danqing.engines.composer.paint.land import Land, backdrop, band, sparkle
from danqing.engines.composer.paint.pen import down

WALLS = ("#f7b267", "#f4845f", "#7fc8a9", "#6fa8dc", "#f2c6c2", "#c9b6e4", "#ffe08a", "#9fd3c7", "#e58f8f")
KERB = 0.76
"""Where the house fronts end and the pavement begins: a fraction of the height, known to the street's layout too."""


def pavement(land: Land) -> None:
    """Paint the sky over a street and the pavement at its foot; house fronts are things of the layout."""
    sky(land, 0.5)
    night = land.air.dark
    stone: Sequence[Color] = ("#dcd6ca", "#b9b2a5") if not night else ("#4c4f66", "#34364a")
    w, h = land.w, land.h
    band(land, KERB, 1, down(KERB * h, h, *stone))
    band(land, KERB, KERB + 0.012, dark(stone[1], 0.25))
    seam = dark(stone[1], 0.12)
    for k in range(5):
        y = h * (KERB + (1 - KERB) * ((k + 1) / 5) ** 1.5)
        land.pen.line([(0, y), (w, y)], seam, max(1.0, land.m * 0.0016), 0.7)
    for k in range(-6, 19):
        t = k / 12 - 0.5
        land.pen.line(
            [(w * (0.5 + t * 0.55), h * (KERB + 0.012)), (w * (0.5 + t), h)], seam, max(1.0, land.m * 0.0014), 0.5
        )
    if "rain" in land.air.weather:
        band(land, KERB, 1, down(KERB * h, h, ("#a8c4d8", 0.35), ("#a8c4d8", 0.1)))


def street(land: Land) -> None:
    """Paint a row of house fronts with shops, for pictures that are not about their signs."""
    pavement(land)
    order = list(WALLS)
    land.rng.shuffle(order)
    count = max(4, round(4.4 * land.w / land.h))
    step = land.w / count
    for i in range(count):
        tall = land.h * land.between(0.46, 0.60)
        box = Box(step * i, land.h * KERB - tall, step + 1, tall)
        color = order[i % len(order)]
        wall = color if not land.air.dark else _hex(mix(color, "#1a2048", 0.55))
        facade(land.pen, box, Params(color=wall, kind="night" if land.air.dark else ""), land.rng)


def _hex(color: Color) -> str:
    red, green, blue = color if isinstance(color, tuple) else (0, 0, 0)
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


DAYLIGHT: tuple[tuple[Color, ...], Color, Color, tuple[Color, ...]] = (
    ("#6fc0f2", "#c9e9fb", "#fdf3dc"),
    "#a9c6de",
    "#5f7f9f",
    ("#e8f6ff", "#cfe9fa"),
)
EVENING: tuple[tuple[Color, ...], Color, Color, tuple[Color, ...]] = (
    ("#4a3f86", "#d8607a", "#ffbf7a"),
    "#b07a9a",
    "#3d3566",
    ("#ffe08a", "#ffc46b"),
)
NIGHT: tuple[tuple[Color, ...], Color, Color, tuple[Color, ...]] = (
    ("#0b1437", "#24306e", "#5a4a8a"),
    "#3a4478",
    "#141a3a",
    ("#ffe08a", "#ffd06b", "#cfe6ff"),
)
NEON: tuple[tuple[Color, ...], Color, Color, tuple[Color, ...]] = (
    ("#140a2e", "#3a1666", "#c0387f"),
    "#6a4fa0",
    "#140f2e",
    ("#ffe08a", "#7ff0ff", "#ff7ad9"),
)
HOURS = {"day": DAYLIGHT, "dawn": EVENING, "sunset": EVENING, "night": NIGHT}


def city(land: Land) -> None:
    """Paint a skyline in three depths over a road."""
    lit = HOURS.get(land.air.time, DAYLIGHT)
    _skyline(land, lit)
    _road(land, ("#3a3f55", "#23273a") if land.air.dark else ("#8a919a", "#626a73"))


def neon(land: Land) -> None:
    """Paint a city of neon: signs in two colours, and their light on a wet road."""
    _skyline(land, NEON)
    w, h, m = land.w, land.h, land.m
    for _ in range(round(16 * land.breadth)):
        x, y = land.point(0, 0.30, 0.98, 0.70)
        color = land.rng.choice(("#ff3fb4", "#2ff3ff", "#ffe14a", "#9b5cff"))
        tall, wide = m * land.between(0.05, 0.14), m * land.between(0.015, 0.03)
        land.pen.rect(x, y, wide, tall, color, 0.5, round=wide * 0.3, blur=m * 0.012)
        land.pen.rect(x, y, wide, tall, light(color, 0.4), 0.95, round=wide * 0.3)
    _road(land, ("#2a1f48", "#120b24"))
    for _ in range(round(40 * land.breadth)):
        x, color = land.between(0, 1) * w, land.rng.choice(("#ff3fb4", "#2ff3ff", "#ffe14a"))
        land.pen.rect(
            x, h * 0.845, m * land.between(0.006, 0.03), h * land.between(0.03, 0.14), color, 0.22, blur=m * 0.008
        )


def _skyline(land: Land, lit: tuple[tuple[Color, ...], Color, Color, tuple[Color, ...]]) -> None:
    above, far, near, windows = lit
    w, h, m = land.w, land.h, land.m
    backdrop(land, down(0, h * 0.85, *above))
    if land.air.dark and "star" not in land.air.exclude:
        sparkle(land, int(90 * land.breadth), (0, 0, 1, 0.4), "#ffffff", 0.0016)
    if land.air.time in {"sunset", "dawn"}:
        shaft(land, 0.5, 0.70, 0.6, "#ffdf9a", 0.8)
    for depth in range(3):
        color = mix(far, near, depth / 2)
        x = -5.0
        while x < w:
            wide, tall = m * land.between(0.07, 0.14), h * land.between(0.24, 0.58) * (1 - depth * 0.16)
            _block(land, Box(x, h * (0.74 + 0.045 * depth) - tall, wide, tall + h * 0.2), color, windows)
            x += wide + m * land.between(0, 0.02)


def _block(land: Land, box: Box, color: Color, windows: tuple[Color, ...]) -> None:
    m = land.m
    land.pen.rect(box.x, box.y, box.w, box.h, down(box.y, box.bottom, light(color, 0.12), color))
    if land.rng.random() < 0.25:
        land.pen.line([(box.cx, box.y), (box.cx, box.y - m * 0.05)], color, m * 0.005)
    elif land.rng.random() < 0.3:
        land.pen.rect(box.x + box.w * 0.2, box.y - m * 0.02, box.w * 0.6, m * 0.021, color)
    lit = 0.5 if not land.air.dark else 0.42
    columns, rows = int(box.w / (m * 0.021)), int(box.h / (m * 0.026))
    for row in range(rows):
        for column in range(columns):
            if land.rng.random() < lit:
                x = box.x + (box.w - columns * m * 0.021) / 2 + column * m * 0.021 + m * 0.005
                land.pen.rect(
                    x, box.y + m * 0.012 + row * m * 0.026, m * 0.010, m * 0.013, land.rng.choice(windows), 0.8
                )


def _road(land: Land, colors: tuple[Color, Color]) -> None:
    w, h = land.w, land.h
    band(land, 0.835, 1, down(h * 0.835, h, *colors))
    band(land, 0.835, 0.845, light(colors[0], 0.35))
    count = round(8 * land.breadth)
    for i in range(count):
        land.pen.rect(w * (i + 0.2) / count, h * 0.925, w / count * 0.6, h * 0.008, "#ffffff", 0.7)
