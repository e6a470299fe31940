"""The sky over a ground: its colours by hour and weather, and what hangs in it."""

from danqing.engines.composer.color import Color, mix
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Air, Params
from danqing.engines.composer.paint.heavens import cloud, moon, sun
from danqing.engines.composer.paint.land import Land, backdrop, sparkle
from danqing.engines.composer.paint.pen import down, glow

HOURS: dict[str, tuple[Color, ...]] = {
    "day": ("#4fb2f4", "#9ad8fb", "#e6f7ff"),
    "dawn": ("#7aa7e8", "#f6c7c9", "#fff0d0"),
    "sunset": ("#3f3b80", "#d8607a", "#ffb76b", "#ffe6a8"),
    "night": ("#0b1437", "#1d2b64", "#41519a"),
}
GRAY = "#9fb0bf"
GREENS: dict[str, tuple[Color, ...]] = {
    "day": ("#bde585", "#93d463", "#6cc24c", "#4aa53b"),
    "dawn": ("#bcd88b", "#97c46e", "#75ae57", "#588f46"),
    "sunset": ("#b3ac52", "#8f9646", "#6a803c", "#4b6632"),
    "night": ("#2f5d57", "#264f4b", "#1d423f", "#163534"),
}
HAZE: dict[str, Color] = {"day": "#cfeaf7", "dawn": "#f3d9cf", "sunset": "#f0a67c", "night": "#2a3a72"}


def hours(air: Air) -> tuple[Color, ...]:
    """Return the sky's colours, top to horizon; rain, fog and snow take the joy out of them."""
    colors = HOURS.get(air.time, HOURS["day"])
    if air.weather & {"rain", "fog", "snow"}:
        gray = mix(GRAY, "#141a30", 0.75) if air.dark else GRAY
        colors = tuple(mix(c, gray, 0.55) for c in colors)
    return colors


def greens(air: Air) -> tuple[Color, ...]:
    """Return four greens of grass, far to near."""
    if "snow" in air.weather:
        return (
            ("#f4f9ff", "#e3eefa", "#cfe0f1", "#b7cde4")
            if not air.dark
            else ("#c3d3ee", "#a3b8dc", "#8299c4", "#647cab")
        )
    colors = GREENS.get(air.time, GREENS["day"])
    return tuple(mix(c, "#6d7f86", 0.3) for c in colors) if air.weather & {"rain", "fog"} else colors


def haze(air: Air) -> Color:
    """Return the colour that distance takes on."""
    return HAZE.get(air.time, HAZE["day"])


def sky(land: Land, horizon: float, *, clouds: int = 3, light_at: float | None = None) -> None:
    """Paint sky down to `horizon` (a fraction of the height) with sun or moon, stars, and up to `clouds` clouds."""
    air = land.air
    backdrop(land, down(0, horizon * land.h, *hours(air)))
    if air.dark and "star" not in air.exclude:
        sparkle(land, int(170 * land.breadth), (0, 0, 1, horizon), "#ffffff", 0.0018)
    across = light_at if light_at is not None else land.rng.choice((0.14, 0.86))
    _light(land, across, horizon)
    if clouds and air.may("cloud"):
        _clouds(land, clouds, horizon)


def _light(land: Land, across: float, horizon: float) -> None:
    air, m = land.air, land.m
    if air.weather & {"rain", "fog", "snow"} and not air.dark:
        return
    x = across * land.w
    if air.dark:
        if air.may("moon"):
            moon(land.pen, Box(x - m * 0.07, horizon * land.h * 0.2, m * 0.14, m * 0.14), Params(), land.rng)
    elif air.may("sun"):
        y = land.h * horizon * (0.62 if air.time in {"sunset", "dawn"} else 0.16)
        sun(land.pen, Box(x - m * 0.08, y, m * 0.16, m * 0.16), Params(), land.rng)


def _clouds(land: Land, count: int, horizon: float) -> None:
    air, m = land.air, land.m
    white, shade = _cloud_colors(air)
    for i in range(round(count * land.breadth)):
        w = m * land.between(0.16, 0.30)
        x = land.w * (i + land.between(0.1, 0.9)) / round(count * land.breadth) - w / 2
        box = Box(x, land.h * horizon * land.between(0.16, 0.66), w, w * 0.46)
        cloud(land.pen, box, Params(color=white, accent=shade, alpha=0.5 if air.dark else 0.94), land.rng)


def _cloud_colors(air: Air) -> tuple[str, str]:
    if air.dark:
        return "#5d6ba5", "#34407c"
    if air.weather & {"rain", "fog", "snow"}:
        return "#dfe6ec", "#a9b7c4"
    return ("#fff0e0", "#e89a8a") if air.time == "sunset" else ("#ffffff", "#cfe4f6")


def nightfall(land: Land) -> None:
    """Darken what a ground has painted below its sky, at night; what glows is painted afterwards."""
    if land.air.dark:
        h = land.h
        veil = down(h * 0.28, h, ("#0c1440", 0.0), ("#0c1440", 0.42), ("#0a1030", 0.52), at=[0, 0.4, 1])
        land.pen.rect(0, h * 0.28, land.w, h * 0.72, veil)


def shaft(land: Land, x: float, y: float, r: float, color: Color = "#fff6dc", alpha: float = 0.8) -> None:
    """Paint light that comes from (x, y), fractions of the canvas, and reaches `r` of its shorter side."""
    cx, cy, reach = x * land.w, y * land.h, r * land.m
    land.pen.circle(
        cx, cy, reach, glow(cx, cy, reach, (color, alpha), (color, alpha * 0.35), (color, 0.0), at=[0, 0.45, 1])
    )
