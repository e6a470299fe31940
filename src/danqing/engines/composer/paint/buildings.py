"""Houses, castles, towers, shops and stalls."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down
from danqing.engines.composer.paint.plants import blossom
from danqing.engines.composer.skia_loader import skia

WALLS = ("#fbe9d0", "#f6d7b8", "#e8eef2", "#fdf1dc", "#f3d9d2")
ROOFS = ("#c5523f", "#b4583a", "#5b7f95", "#8a5a44", "#a5483e")


def house(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a cottage; `kind` barn for a red one with a big door, lit for lamps in the windows."""
    barn = params.kind == "barn"
    wall: Color = params.color or rng.choice(WALLS)
    roof: Color = "#6e4a3a" if barn else params.accent or rng.choice(ROOFS)
    with pen.on(box):
        pen.rect(0.18, -0.98, 0.11, 0.3, across(0.18, 0.29, "#b98068", "#8d5a48"))
        pen.rect(-0.42, -0.56, 0.84, 0.56, across(-0.42, 0.42, light(wall, 0.25), wall, dark(wall, 0.14)))
        gable = [(-0.54, -0.52), (0, -0.98), (0.54, -0.52)]
        pen.shape(gable, down(-0.98, -0.5, light(roof, 0.18), roof, dark(roof, 0.2)))
        pen.line([(-0.53, -0.52), (0.53, -0.52)], dark(roof, 0.35), 0.03)
        glass = (
            down(-0.4, -0.2, "#fff2b5", "#ffcf63") if params.kind == "lit" else down(-0.4, -0.2, "#cfeaf9", "#8fbfe0")
        )
        for x in (-0.33, 0.13):
            pen.rect(x - 0.015, -0.43, 0.23, 0.23, "#ffffff", round=0.02)
            pen.rect(x, -0.415, 0.2, 0.2, glass)
            pen.line([(x + 0.1, -0.415), (x + 0.1, -0.215)], "#ffffff", 0.018)
            pen.line([(x, -0.315), (x + 0.2, -0.315)], "#ffffff", 0.018)
        pen.rect(-0.085, -0.34, 0.17, 0.34, "#7a4a2c" if not barn else "#f3e6d8", round=0.03)
        pen.circle(0.045, -0.16, 0.014, "#f2c14e")
        pen.circle(0, -0.68, 0.065, "#ffffff")
        pen.circle(0, -0.68, 0.05, glass)


def castle(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a castle of five towers with pointed roofs."""
    stone: Color = params.color or "#dcd6e4"
    roof: Color = params.accent or "#5b6fb5"
    with pen.on(box):
        for x, w, top, cap in (
            (-0.44, 0.16, 0.46, 0.2),
            (0.28, 0.16, 0.46, 0.2),
            (-0.25, 0.16, 0.6, 0.2),
            (0.09, 0.16, 0.6, 0.2),
        ):
            _tower(pen, x, w, (top, cap), stone, roof)
        _tower(pen, -0.11, 0.22, (0.72, 0.26), light(stone, 0.2), roof)
        pen.rect(-0.42, -0.34, 0.84, 0.34, across(-0.42, 0.42, light(stone, 0.3), stone, dark(stone, 0.15)))
        for i in range(9):
            pen.rect(-0.42 + 0.094 * i, -0.385, 0.055, 0.05, stone)
        pen.rect(-0.09, -0.24, 0.18, 0.26, "#5b4033", round=0.09)
        pen.rect(-0.07, -0.22, 0.14, 0.24, "#7d5a44", round=0.07)
        for x in (-0.3, -0.2, 0.2, 0.3):
            pen.rect(x - 0.018, -0.26, 0.036, 0.09, "#4a5578", round=0.018)


def _tower(pen: Pen, x: float, w: float, heights: tuple[float, float], stone: Color, roof: Color) -> None:
    top, cap = heights
    pen.rect(x, -top, w, top, across(x, x + w, light(stone, 0.3), stone, dark(stone, 0.22)))
    pen.shape(
        [(x - w * 0.14, -top), (x + w / 2, -top - cap), (x + w * 1.14, -top)],
        across(x, x + w, light(roof, 0.3), roof, dark(roof, 0.3)),
    )
    pen.rect(x + w * 0.36, -top + 0.06, w * 0.28, 0.09, "#4a5578", round=w * 0.14)
    pen.line([(x + w / 2, -top - cap), (x + w / 2, -top - cap - 0.05)], "#8a7a60", 0.008)
    pen.shape(
        [(x + w / 2, -top - cap - 0.05), (x + w / 2 + 0.07, -top - cap - 0.035), (x + w / 2, -top - cap - 0.02)],
        "#e5484d",
    )


def lighthouse(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a lighthouse in red and white."""
    with pen.on(box):
        body = pen.shape(
            [(-0.13, 0), (-0.085, -0.76), (0.085, -0.76), (0.13, 0)],
            across(-0.13, 0.13, "#ffffff", "#f4f1ea", "#c9c3ba"),
        )
        with pen.inside(body):
            for y in (-0.16, -0.46, -0.74):
                pen.rect(-0.2, y, 0.4, 0.14, across(-0.13, 0.13, "#ef5a4c", "#e03c31", "#9e2019"))
        pen.rect(-0.115, -0.79, 0.23, 0.035, "#4a4f5a")
        pen.rect(-0.065, -0.89, 0.13, 0.10, down(-0.89, -0.79, "#fff6b8", "#ffd95a"))
        pen.shape([(-0.09, -0.89), (0, -1.0), (0.09, -0.89)], "#b3261e")
        pen.rect(-0.035, -0.11, 0.07, 0.11, "#5b4033", round=0.035)


STOREYS = ((0.86, 0.20), (0.70, 0.17), (0.52, 0.13))


def pagoda(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a three-storey Chinese tower with upswept eaves, on a stone terrace."""
    with pen.at(box.cx, box.bottom, box.h * 0.92):
        pen.rect(-0.385, -0.06, 0.77, 0.06, down(-0.06, 0, "#b8ad9c", "#8d8577"))
        pen.rect(-0.335, -0.10, 0.67, 0.05, "#c4baa8")
        y = -0.10
        for storey, (wide, tall) in enumerate(STOREYS):
            half = wide * 0.31
            _storey(pen, half, y, tall * 0.62)
            y -= tall * 0.62
            top = storey == len(STOREYS) - 1
            _eaves(pen, half, y, 0.20 if top else 0.11, peak=top)
            y -= 0.0 if top else 0.095
        pen.line([(0, y - 0.17), (0, y - 0.26)], "#c9962f", 0.012)
        pen.circle(0, y - 0.23, 0.022, "#f1cf63")


def _storey(pen: Pen, half: float, y: float, tall: float) -> None:
    pen.rect(-half, y - tall, 2 * half, tall, across(-half, half, "#a83a2c", "#8e2f24", "#6a1f18"))
    for i in range(7):
        x = -half + 2 * half * (i + 0.15) / 7
        pen.rect(x, y - tall * 0.8, half * 0.2, tall * 0.7, "#f6dfa6" if i % 2 == 0 else "#5c1d16")
    pen.rect(-half * 1.06, y - tall * 0.16, half * 2.12, tall * 0.09, "#d4a72c")


def _eaves(pen: Pen, half: float, y: float, rise: float, *, peak: bool) -> None:
    reach = half * 1.45
    ridge = 0.05 if peak else half * 0.72
    roof = skia.Path()
    roof.moveTo(-reach, y - rise * 0.42)
    roof.quadTo(-reach * 0.8, y + rise * 0.18, -half * 0.84, y + rise * 0.12)
    roof.lineTo(half * 0.84, y + rise * 0.12)
    roof.quadTo(reach * 0.8, y + rise * 0.18, reach, y - rise * 0.42)
    roof.quadTo(reach * 0.62, y - rise * 0.22, ridge, y - rise)
    roof.lineTo(-ridge, y - rise)
    roof.quadTo(-reach * 0.62, y - rise * 0.22, -reach, y - rise * 0.42)
    roof.close()
    pen.path(roof, down(y - rise, y + rise * 0.15, "#e6bb4e", "#b3801f", "#6e4a18"))
    pen.path(roof, "#4b3312", 0.8, stroke=0.006)


AWNING = ("#fff7ee", "#d9605a")


def shop(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a shop of two storeys: a fascia that waits for its sign, an awning, a window and a door with flowers."""
    wall: Color = params.color or rng.choice(("#f3e3cf", "#e9d5e0", "#d5e5dc", "#f6dfc4"))
    with pen.on(box):
        pen.rect(-0.55, -1.0, 1.1, 1.0, down(-1, 0, light(wall, 0.25), wall, dark(wall, 0.08)))
        pen.rect(-0.59, -1.02, 1.18, 0.065, "#8a5a3a")
        for x in (-0.41, 0.11):
            _window(pen, x, -0.91, 0.30, 0.24, rng)
        pen.rect(-0.52, -0.60, 1.04, 0.125, params.accent or "#6b3f2a", round=0.015)
        _window(pen, -0.48, -0.40, 0.50, 0.30, rng)
        _door(pen, rng)
        _awning(pen, -0.57, -0.475, 1.14, 0.10)


def _window(pen: Pen, x: float, y: float, w: float, h: float, rng: Random) -> None:
    pen.rect(x - 0.015, y - 0.015, w + 0.03, h + 0.03, "#7a4a2a", round=0.025)
    pen.rect(x, y, w, h, down(y, y + h, "#fff3c9", "#ffdf9a", "#f7c88a"), round=0.015)
    pen.line([(x + w / 2, y), (x + w / 2, y + h)], "#7a4a2a", 0.012)
    pen.rect(x - 0.025, y + h, w + 0.05, 0.035, "#6b3f22")
    for i in range(8):
        at = x + w * (i + 0.5) / 8
        pen.circle(at, y + h - 0.012, 0.026, "#5f9f4c")
        blossom(
            pen,
            at,
            y + h - 0.03 - rng.random() * 0.015,
            0.020,
            rng.choice(("#ff7a9a", "#ffd24d", "#ffffff", "#c58bff")),
        )


def _door(pen: Pen, rng: Random) -> None:
    pen.rect(0.14, -0.40, 0.28, 0.42, "#5c3416", round=0.05)
    pen.rect(0.16, -0.38, 0.24, 0.40, across(0.16, 0.40, "#b9783f", "#8f5427"), round=0.04)
    pen.rect(0.195, -0.34, 0.17, 0.17, "#ffe9b0", round=0.02)
    pen.circle(0.375, -0.14, 0.014, "#f2c14e")
    for x in (0.10, 0.46):
        pen.rect(x - 0.035, -0.07, 0.07, 0.08, "#b5653a", round=0.01)
        for _ in range(5):
            blossom(
                pen,
                x + rng.uniform(-0.05, 0.05),
                -0.10 - rng.random() * 0.06,
                0.024,
                rng.choice(("#ff8fb1", "#ffffff", "#ffd24d")),
            )


def _awning(pen: Pen, x: float, y: float, w: float, h: float) -> None:
    stripes = 10
    for k in range(stripes):
        left, right = x + w * k / stripes, x + w * (k + 1) / stripes
        cloth = skia.Path()
        cloth.moveTo(left, y)
        cloth.lineTo(right, y)
        cloth.lineTo(right, y + h * 0.7)
        cloth.quadTo((left + right) / 2, y + h * 1.25, left, y + h * 0.7)
        cloth.close()
        color = AWNING[k % 2]
        pen.path(cloth, down(y, y + h, light(color, 0.1), dark(color, 0.1)))


def stall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a market stall: posts, a striped roof and a counter; goods are put on it by the layout."""
    with pen.at(box.cx, box.bottom, box.h, wide=box.w / box.h):
        for x in (-0.47, 0.44):
            pen.rect(x, -0.94, 0.03, 0.94, across(x, x + 0.03, "#9a6238", "#6f421f"))
        pen.rect(-0.5, -0.30, 1.0, 0.30, down(-0.3, 0, "#b3713d", "#7f4a25"))
        for k in range(1, 8):
            pen.line([(-0.5 + k / 8, -0.29), (-0.5 + k / 8, -0.01)], "#5f3518", 0.006, 0.6)
        _awning(pen, -0.56, -1.0, 1.12, 0.24)


def facade(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a town house with shops below: windows in rows, an awning, a lit shop window and a door."""
    wall: Color = params.color or "#f2c6c2"
    night = params.kind == "night"
    with pen.at(box.cx, box.bottom, box.h, wide=box.w / box.h):
        pen.rect(-0.5, -1, 1, 1, across(-0.5, 0.5, light(wall, 0.2), wall, dark(wall, 0.06)))
        pen.rect(-0.52, -1.03, 1.04, 0.05, dark(wall, 0.25))
        pen.rect(-0.52, -0.44, 1.04, 0.014, dark(wall, 0.15))
        _panes(pen, 3 if box.w > box.h * 0.42 else 2, rng, night=night)
        pen.rect(-0.44, -0.235, 0.88, 0.235, "#5b4636")
        pen.rect(-0.41, -0.215, 0.50, 0.165, down(-0.22, -0.05, "#fff2c9", "#f3cf8a"))
        pen.rect(0.17, -0.21, 0.22, 0.21, across(0.17, 0.39, "#93603c", "#6b3f22"))
        pen.rect(0.20, -0.185, 0.16, 0.09, "#ffe9b0")
        _awning(pen, -0.47, -0.275, 0.94, 0.075)


def _panes(pen: Pen, columns: int, rng: Random, *, night: bool) -> None:
    glass = ("#ffe9a8", "#ffc65c") if night else ("#c5e6f8", "#7fb4d8")
    step = 0.84 / columns
    for row in range(3):
        for column in range(columns):
            x, y = -0.42 + step * column + step * 0.18, -0.93 + row * 0.165
            w, h = step * 0.64, 0.115
            pen.rect(x - 0.012, y - 0.007, w + 0.024, h + 0.014, "#ffffff", round=0.008)
            pen.rect(x, y, w, h, down(y, y + h, *glass))
            pen.line([(x + w / 2, y), (x + w / 2, y + h)], "#ffffff", 0.008)
            if rng.random() < 0.4:
                pen.rect(x - 0.015, y + h, w + 0.03, 0.018, "#8a5a3a")
                for k in range(4):
                    pen.circle(
                        x + w * (k + 0.5) / 4,
                        y + h - 0.004,
                        0.012,
                        rng.choice(("#ff7a9a", "#ffd24d", "#ffffff", "#6bbf59")),
                    )
