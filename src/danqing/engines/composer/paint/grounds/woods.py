"""Wild ground: forest, bamboo, snow, mountains, desert."""

from collections.abc import Sequence

from danqing.engines.composer.color import Color, dark, light, mix
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.paint.grounds.air import GREENS, greens, haze, hours, nightfall, shaft, sky
from danqing.engines.composer.paint.land import Land, backdrop, band, grass, hill, slope, sparkle
from danqing.engines.composer.paint.pen import across, down
from danqing.engines.composer.paint.plants import blossom, conifer, leaves, stalk
from danqing.engines.composer.skia_loader import skia

GLADE: dict[str, tuple[Color, ...]] = {
    "day": ("#e2f2d8", "#a5cfa6", "#548f69"),
    "dawn": ("#fbe6cf", "#c3cfa4", "#5f8f68"),
    "sunset": ("#ffd9a0", "#d69a68", "#5f5a48"),
    "night": ("#24455a", "#183544", "#0c1f2a"),
}


def forest(land: Land) -> None:
    """Paint deep woods in four depths, with light from behind and a path that leads in."""
    air = land.air
    backdrop(land, down(0, land.h * 0.8, *GLADE.get(air.time, GLADE["day"])))
    shaft(land, 0.53, 0.22, 0.62, "#fffbe0" if not air.dark else "#a9c8e8", 0.75 if not air.dark else 0.3)
    for depth in range(4):
        _trunks(land, depth)
        if depth == 2 and not air.dark:
            _rays(land)
    g = greens(air)
    band(
        land,
        0.69,
        1,
        down(land.h * 0.67, land.h, mix(g[2], "#6f9a55", 0.5), mix(g[3], "#3f6b3a", 0.6), mix(g[3], "#203f24", 0.7)),
    )
    trail(land)
    for side in (0.0, 0.68):
        area = Box(land.w * side, land.h * 0.73, land.w * 0.33, land.h * 0.28)
        grass(land, area, int(330 * land.breadth), ("#7cba62", "#4a9a4e", "#2f7040") if not air.dark else g)
    if air.may("flower"):
        for _ in range(12):
            x = land.rng.choice((land.between(0, 0.26), land.between(0.78, 1)))
            blossom(land.pen, x * land.w, land.between(0.8, 0.98) * land.h, land.m * 0.009, "#fff4c2")
    nightfall(land)


def _trunks(land: Land, depth: int) -> None:
    near, m = depth / 3, land.m
    leaf = mix("#9cc7a4", "#1f4d35", near)
    bark = mix("#8ea78e", "#4a3626", near)
    if land.air.dark:
        leaf, bark = mix(leaf, "#0c1f2a", 0.6), mix(bark, "#0c1f2a", 0.6)
    count, foot = round((15 - depth * 3) * land.breadth), land.h * (0.65 + 0.10 * near)
    for i in range(count):
        x, half = land.w * (i + land.rng.random()) / count, m * (0.010 + 0.022 * near) * land.between(0.7, 1.3)
        if depth == 3 and 0.26 < x / land.w < 0.74:
            continue
        trunk = [(x - half, foot), (x - half * 0.55, 0), (x + half * 0.55, 0), (x + half * 1.2, foot)]
        land.pen.shape(trunk, across(x - half, x + half, light(bark, 0.2), dark(bark, 0.1)))
    _canopy(land, near, leaf)
    _undergrowth(land, near, (leaf, foot))
    mist = 0.30 if "fog" in land.air.weather else 0.15
    pale: Color = "#e8f5e4" if not land.air.dark else "#4a6a80"
    band(land, 0.3, 0.72 + 0.05 * near, down(land.h * 0.3, land.h * 0.72, (pale, 0.0), (pale, mist)))


def _rays(land: Land) -> None:
    """Let light fall through the leaves."""
    w, h, m = land.w, land.h, land.m
    for _ in range(round(6 * land.breadth)):
        x, wide = w * land.between(0.25, 0.95), m * land.between(0.02, 0.06)
        ray = [(x, -5), (x + wide, -5), (x - m * 0.25 + wide * 2.2, h * 0.74), (x - m * 0.25, h * 0.74)]
        land.pen.shape(ray, down(0, h * 0.74, ("#fffbd6", 0.34), ("#fffbd6", 0.0)), blur=m * 0.006)


def _canopy(land: Land, near: float, leaf: Color) -> None:
    """Hang leaves from the upper edge; one path for all of them, since gradients by the dozen are slow."""
    m, path = land.m, skia.Path()
    for _ in range(round(26 * land.breadth)):
        x, y = land.w * land.rng.random(), land.h * 0.04 * land.rng.random() - m * 0.03 * near
        path.addCircle(x, y, m * land.between(0.05, 0.10) * (1.25 - 0.3 * near))
    tone = mix(leaf, "#3f8a52", 0.35)
    land.pen.path(path, down(0, m * 0.14, dark(tone, 0.12), light(tone, 0.18)))


def _undergrowth(land: Land, near: float, look: tuple[Color, float]) -> None:
    leaf, foot = look
    path = skia.Path()
    for _ in range(round(13 * land.breadth)):
        x = land.rng.random()
        if near > 0.5 and 0.3 < x < 0.7:
            continue
        wide = land.m * land.between(0.055, 0.12) * (0.6 + near)
        for dx, k in ((-0.9, 0.7), (0, 1.0), (0.9, 0.75)):
            path.addCircle(land.w * x + dx * wide, foot + land.m * 0.02 - wide * 0.3 * k, wide * 0.62 * k)
    tone = mix(leaf, "#4c9a52", 0.35)
    land.pen.path(path, down(foot - land.m * 0.12, foot + land.m * 0.06, light(tone, 0.25), tone))


def trail(land: Land) -> None:
    """Lay a path from the foot of the canvas to the vanishing point; muddy with puddles where the mood says so."""
    w, h = land.w, land.h
    muddy = bool(land.air.moods & {"muddy", "mud"})
    soil: tuple[Color, ...] = ("#96745a", "#6f4e33", "#4d3422") if muddy else ("#d6c097", "#b79a70", "#927853")
    course = [
        (0.49, 0.68),
        (0.455, 0.75),
        (0.33, 0.84),
        (0.06, 1.04),
        (0.94, 1.04),
        (0.70, 0.86),
        (0.57, 0.76),
        (0.515, 0.68),
    ]
    path = land.pen.blob([(x * w, y * h) for x, y in course], down(h * 0.67, h, *soil))
    with land.pen.inside(path):
        for s in (-1, 1):
            rut = [(w * 0.503, h * 0.69), (w * (0.5 + s * 0.05), h * 0.80), (w * (0.5 + s * 0.17), h * 1.02)]
            land.pen.line(rut, dark(soil[2], 0.3), land.m * (0.016 if muddy else 0.007), 0.45)
        for _ in range(26):
            y = land.between(0.74, 0.99)
            x, size = 0.5 + land.between(-0.3, 0.3) * (y - 0.66) * 2.2, land.m * (y - 0.62)
            wet = (
                land.rng.choice(("#3e2a1a", "#a98e70", "#b9c9cf")) if muddy else land.rng.choice(("#a98c62", "#e6d6b0"))
            )
            land.pen.oval(x * w, y * h, size * 0.16, size * 0.028, wet, 0.55)


def bamboo(land: Land) -> None:
    """Paint a bamboo grove in three depths of mist."""
    air, m = land.air, land.m
    backdrop(
        land,
        down(
            0,
            land.h * 0.85,
            *(("#eef6e2", "#c4dfb6", "#86b583") if not air.dark else ("#1f3d3c", "#16302f", "#0e2120")),
        ),
    )
    shaft(land, 0.5, 0.25, 0.6, "#fffde8", 0.7 if not air.dark else 0.15)
    for depth in range(3):
        color = mix("#b6d5a4", "#5b9a4c", depth / 2)
        color = mix(color, "#10282a", 0.55) if air.dark else color
        count = round((13 - depth * 3) * land.breadth)
        for i in range(count):
            x = land.w * (i + land.between(0.1, 0.9)) / count
            if depth == 2 and 0.24 < x / land.w < 0.76:
                continue
            stalk(land.pen, x, land.h * (0.70 + 0.06 * depth), land.h * 0.95, m * (0.012 + 0.012 * depth), color)
            for _ in range(4):
                leaves(
                    land.pen,
                    x,
                    land.h * land.between(0, 0.5),
                    m * (0.05 + 0.03 * depth),
                    mix(color, "#3f7f3a", 0.3),
                    land.rng,
                )
    g = greens(air)
    slope(land, 0.745, 0.012, (mix(g[1], "#dfe8c0", 0.3), g[2], g[3]))
    grass(land, Box(0, land.h * 0.76, land.w, land.h * 0.25), int(500 * land.breadth), (g[0], g[1], g[2]))


def snow(land: Land) -> None:
    """Paint snowy hills with firs; a blue night where the mood is festive."""
    night = land.air.dark or "festive" in land.air.moods
    m = land.m
    day = hours(land.air) if land.air.time in {"sunset", "dawn"} else ("#7fb8ea", "#c4e2f7", "#f3faff")
    backdrop(land, down(0, land.h * 0.7, *(("#0f2a56", "#2a5b93", "#8db9dd") if night else day)))
    if night:
        sparkle(land, int(130 * land.breadth), (0, 0, 1, 0.5), "#ffffff", 0.0018)
    hill(land, 0.52, 0.05, "#a9c8e4" if night else "#dcebf7")
    count = round(13 * land.breadth)
    for i in range(count if land.air.wants("pine") else 0):
        tall = m * land.between(0.12, 0.24)
        conifer(
            land.pen,
            land.w * (i + land.rng.random()) / count,
            land.h * land.between(0.58, 0.64),
            tall,
            mix("#2e6d5f", "#a7c7de", 0.3),
            snow=True,
        )
    slope(land, 0.63, 0.02, ("#eef6ff", "#cfe2f4", "#b4cfe8"), 4)
    for x in (-0.01, 0.09, 0.91, 1.01) if land.air.wants("pine") else ():
        conifer(
            land.pen,
            (x + land.between(-0.02, 0.02)) * land.w,
            land.h * land.between(0.72, 0.79),
            m * land.between(0.32, 0.44),
            "#27664f",
            snow=True,
        )
    slope(land, 0.78, 0.018, ("#ffffff", "#e6f0fa", "#c6dcf0"), 3)
    sparkle(land, 90, (0, 0.8, 1, 1), "#ffffff", 0.003)


def _ridge(land: Land, y: float, swing: float) -> list[Point]:
    crest: list[Point] = [(-5.0, land.h)]
    x = -0.05
    up = True
    while x < 1.1:
        high = land.between(0.45, 1.0) if up else land.between(-0.5, 0.1)
        crest.append((x * land.w, land.h * (y - swing * high)))
        x += land.between(0.05, 0.11) * min(1.0, land.h / land.w * 1.2)
        up = not up
    return [*crest, (land.w + 5.0, land.h)]


RANGES: Sequence[tuple[float, float]] = ((0.40, 0.20), (0.50, 0.15), (0.60, 0.11))


def mountain(land: Land) -> None:
    """Paint three ranges, the farthest under snow, above a meadow with firs."""
    sky(land, 0.55, clouds=2)
    far, near = haze(land.air), mix(greens(land.air)[3], "#35566b", 0.5)
    for k, (y, swing) in enumerate(RANGES):
        color = mix(mix("#8fabca", far, 0.25), near, k / 2)
        crest = _ridge(land, y, swing)
        path = land.pen.shape(crest, down(land.h * (y - swing), land.h * (y + 0.2), light(color, 0.25), color))
        with land.pen.inside(path):
            _flanks(land, crest, y, snowy=k == 0)
        band(land, y - 0.02, y + 0.16, down(land.h * (y - 0.02), land.h * (y + 0.16), (far, 0.0), (far, 0.5)))
    g = greens(land.air)
    slope(land, 0.71, 0.02, g[:3], 4)
    for i in range(round(14 * land.breadth) if land.air.wants("pine") else 0):
        x = land.w * (i + land.rng.random()) / (14 * land.breadth)
        conifer(
            land.pen,
            x,
            land.h * land.between(0.715, 0.765),
            land.m * land.between(0.07, 0.16),
            mix("#2f6f4f", GREENS.get(land.air.time, g)[3], 0.4),
        )
    slope(land, 0.80, 0.014, g[1:], 4)
    grass(
        land,
        Box(0, land.h * 0.80, land.w, land.h * 0.21),
        int(620 * land.breadth),
        (light(g[0], 0.2), g[1], g[2], g[3]),
    )


def _flanks(land: Land, crest: Sequence[Point], y: float, *, snowy: bool) -> None:
    for (x0, _), (x1, y1), (x2, _) in zip(crest, crest[1:], crest[2:], strict=False):
        if y1 > land.h * y - land.h * 0.03:
            continue
        foot = land.h * (y + 0.12)
        land.pen.shape(
            [(x1, y1), ((x1 + x2) / 2 + (x2 - x1) * 0.5, foot), (x1 + (x2 - x1) * 0.1, foot)], "#1c3350", 0.16
        )
        if snowy:
            deep = (land.h * y - y1) * 0.42
            cap = [
                (x1, y1 - 2),
                (x1 + (x2 - x1) * 0.4, y1 + deep),
                (x1 + (x2 - x1) * 0.16, y1 + deep * 0.7),
                (x1, y1 + deep * 1.15),
                (x1 - (x1 - x0) * 0.16, y1 + deep * 0.75),
                (x1 - (x1 - x0) * 0.4, y1 + deep),
            ]
            land.pen.shape(cap, "#ffffff", 0.92)


def desert(land: Land) -> None:
    """Paint four dunes, lit from one side."""
    sky(land, 0.56, clouds=1)
    dim: Color = "#2a2f55"
    share = 0.6 if land.air.dark else 0.0
    for k, top in enumerate((0.54, 0.62, 0.71, 0.82)):
        lit = mix(mix("#fbe3b2", "#e6ab66", k / 3), dim, share)
        shade = mix(mix("#e0b070", "#b87436", k / 3), dim, share)
        path = hill(land, top, 0.035, down(land.h * (top - 0.04), land.h * (top + 0.22), lit, shade), 3)
        land.pen.path(path, light(lit, 0.4), 0.5, stroke=land.m * 0.003)
    for _ in range(round(26 * land.breadth)):
        x, y = land.point(0, 0.84, 1, 0.99)
        land.pen.line(
            [(x, y), (x + land.m * 0.06, y - land.m * 0.006), (x + land.m * 0.12, y)],
            mix("#9a5f2a", dim, share),
            land.m * 0.0016,
            0.35,
        )
