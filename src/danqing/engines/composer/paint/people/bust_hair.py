"""The hair of a bust, behind and before the face, and what is worn on it."""

from dataclasses import replace
from random import Random

from danqing.engines.composer.color import dark, light, mix
from danqing.engines.composer.ink import Point
from danqing.engines.composer.paint.pen import Fill, Pen, across, down, glow
from danqing.engines.composer.paint.people.build import ADULT
from danqing.engines.composer.paint.people.head import HATS
from danqing.engines.composer.paint.people.sitter import Sitter
from danqing.engines.composer.paint.plants import blossom

LONG = [
    (0, -0.262),
    (-0.13, -0.235),
    (-0.195, -0.12),
    (-0.205, 0.04),
    (-0.235, 0.20),
    (-0.28, 0.38),
    (-0.25, 0.55),
    (-0.12, 0.56),
    (0, 0.5),
]
BOB = [
    (0, -0.262),
    (-0.13, -0.235),
    (-0.20, -0.12),
    (-0.215, 0.04),
    (-0.215, 0.16),
    (-0.16, 0.235),
    (-0.06, 0.22),
    (0, 0.2),
]
SHORT = [
    (-0.155, -0.02),
    (-0.168, -0.12),
    (-0.15, -0.215),
    (-0.07, -0.275),
    (0.05, -0.28),
    (0.14, -0.225),
    (0.168, -0.12),
    (0.155, -0.02),
]
FRINGE = [(0.142, -0.09), (0.115, -0.145), (0.03, -0.165), (-0.05, -0.150), (-0.12, -0.135), (-0.143, -0.08)]
LOCK = [
    (0.004, -0.268),
    (0.09, -0.252),
    (0.168, -0.17),
    (0.186, -0.03),
    (0.182, 0.08),
    (0.200, 0.18),
    (0.226, 0.27),
    (0.205, 0.285),
    (0.172, 0.21),
    (0.156, 0.12),
    (0.152, 0.0),
    (0.140, -0.085),
    (0.085, -0.150),
    (0.0, -0.196),
]
SIDE = [
    (0.004, -0.268),
    (0.09, -0.252),
    (0.168, -0.17),
    (0.188, -0.03),
    (0.184, 0.08),
    (0.190, 0.17),
    (0.160, 0.20),
    (0.150, 0.12),
    (0.152, 0.0),
    (0.140, -0.085),
    (0.085, -0.150),
    (0.0, -0.196),
]


LOOPS = {
    1: ((0, -0.325, 0.098),),
    2: ((-0.10, -0.285, 0.082), (0.10, -0.285, 0.082)),
    3: ((-0.075, -0.285, 0.072), (0.075, -0.285, 0.072), (0, -0.315, 0.075)),
}


def _shade(who: Sitter, y0: float, y1: float) -> Fill:
    return down(y0, y1, light(who.hair, 0.22), who.hair, dark(who.hair, 0.45), who.hair)


def back_hair(pen: Pen, who: Sitter) -> None:
    """Paint what hangs behind the neck, and buns with a robe."""
    if not who.female or who.age == "elder":
        if who.female:
            pen.circle(0, -0.27, 0.085, glow(-0.02, -0.30, 0.11, light(who.hair, 0.3), who.hair))
        return
    half = LONG if who.long_hair or who.robe else BOB
    pen.blob([*half, *((-x, y) for x, y in reversed(half[1:-1]))], _shade(who, -0.25, 0.5))
    if who.robe:
        for x, y, r in LOOPS[who.buns]:
            pen.circle(x, y, r, glow(x - 0.02, y - 0.03, r * 1.3, light(who.hair, 0.25), who.hair, dark(who.hair, 0.4)))


def front_hair(pen: Pen, who: Sitter, rng: Random) -> None:
    """Paint what frames the face."""
    if who.female:
        _locks(pen, who)
        if who.robe:
            _ornaments(pen, who)
        return
    if who.age == "elder":
        _receding(pen, who)
        return
    path = pen.blob([*SHORT, *FRINGE], _shade(who, -0.28, 0.0))
    with pen.inside(path):
        lean = rng.choice((-1, 1))
        for k in range(9):
            x = -0.13 + 0.0325 * k
            pen.line(
                [(x - lean * 0.02, -0.28), (x + lean * 0.01, -0.20), (x + lean * 0.03, -0.12)],
                light(who.hair, 0.4),
                0.003,
                0.25,
            )


def _locks(pen: Pen, who: Sitter) -> None:
    shape = LOCK if who.long_hair or who.robe else SIDE
    for s in (-1, 1):
        path = pen.blob([(s * x, y) for x, y in shape], _shade(who, -0.26, 0.25))
        with pen.inside(path):
            for k in range(9):
                t = k / 8
                strand: list[Point] = [
                    (s * 0.004, -0.262 + 0.05 * t),
                    (s * (0.07 + 0.03 * (1 - t)), -0.238 + 0.05 * t),
                    (s * (0.135 + 0.038 * (1 - t)), -0.13 + 0.02 * t),
                    (s * (0.148 + 0.03 * (1 - t)), 0.02),
                    (s * (0.156 + 0.026 * (1 - t)), 0.12),
                    (s * (0.205 + 0.015 * (1 - t)), 0.27),
                ]
                pen.line(strand, light(who.hair, 0.45), 0.0028, 0.16)
            pen.oval(s * 0.10, -0.217, 0.06, 0.018, "#ffffff", 0.14, blur=0.012)


def _receding(pen: Pen, who: Sitter) -> None:
    for s in (-1, 1):
        tuft = [
            (s * 0.11, -0.20),
            (s * 0.165, -0.15),
            (s * 0.182, -0.05),
            (s * 0.168, 0.05),
            (s * 0.146, 0.03),
            (s * 0.146, -0.08),
        ]
        pen.blob(tuft, _shade(who, -0.2, 0.1))
    pen.blob(
        [(-0.11, -0.195), (-0.04, -0.232), (0.05, -0.232), (0.115, -0.195), (0.04, -0.212), (-0.04, -0.212)],
        light(who.hair, 0.2),
        0.75,
    )


PINS = ((0.125, -0.215, 0.026, 0.0), (0.162, -0.180, 0.020, 0.45), (0.100, -0.250, 0.018, 0.75))


def _ornaments(pen: Pen, who: Sitter) -> None:
    for s in (-1, 1):
        for x, y, r, share in PINS:
            color = mix(who.bloom, "#ffffff", share)
            blossom(pen, s * x, y, r, color, "#ffd24d")
        pen.line([(s * 0.10, -0.29), (s * 0.225, -0.335)], "#e9c46a", 0.006)
        pen.circle(s * 0.228, -0.337, 0.013, "#5fb3a1")
        for k in range(4):
            x = s * (0.198 + 0.006 * k)
            pen.line([(x, -0.325), (x + s * 0.002, -0.255 + 0.012 * k)], "#e9c46a", 0.0022, 0.9)
            pen.circle(x + s * 0.002, -0.25 + 0.012 * k, 0.0045, "#ff8fa8")
        pen.shape(
            [(s * 0.150, 0.085), (s * 0.158, 0.085), (s * 0.161, 0.12), (s * 0.154, 0.135), (s * 0.147, 0.12)],
            "#d84a5a",
        )
    pen.circle(0, -0.152, 0.0045, "#d8384a")
    for dx in (-0.006, 0.0, 0.006):
        pen.oval(dx, -0.164, 0.003, 0.006, "#d8384a")


def hats(pen: Pen, who: Sitter) -> None:
    """Paint a cap, a straw hat or Santa's."""
    if who.dress & {"cap", "baseball_cap"}:
        _cap(pen)
    elif "santa_hat" in who.dress:
        _santa_hat(pen)
    elif who.dress & {"hat", "straw_hat"}:
        _straw_hat(pen)
    else:
        _headgear(pen, who)


def _headgear(pen: Pen, who: Sitter) -> None:
    """Paint what full figures wear on their heads, at this head's size."""
    figure = replace(ADULT, dress=who.dress, top=who.outfit)
    with pen.at(0, 0, HEAD):
        for item in ("toque", "crown", "wizard_hat", "beret", "police_cap", "helmet"):
            if item in who.dress:
                HATS[item](pen, figure)


HEAD = 0.198
"""The radius of this head, in the bust's units."""


def _cap(pen: Pen) -> None:
    color = "#2a2d36"
    crown = [
        (-0.186, -0.10),
        (-0.186, -0.20),
        (-0.13, -0.295),
        (0, -0.33),
        (0.13, -0.295),
        (0.186, -0.20),
        (0.186, -0.10),
        (0, -0.135),
    ]
    path = pen.blob(crown, across(-0.19, 0.19, light(color, 0.22), color, dark(color, 0.45)))
    with pen.inside(path):
        for s in (-1, 1):
            pen.line([(0, -0.335), (s * 0.085, -0.25), (s * 0.10, -0.12)], light(color, 0.3), 0.0025, 0.6)
        pen.line([(0, -0.335), (0, -0.12)], light(color, 0.3), 0.0025, 0.6)
    pen.circle(0, -0.328, 0.012, light(color, 0.2))
    shade = [(-0.16, -0.085), (0, -0.12), (0.16, -0.085), (0.13, -0.06), (0, -0.085), (-0.13, -0.06)]
    pen.blob(shade, "#3a2018", 0.35, blur=0.008)
    brim = [
        (-0.188, -0.118),
        (-0.10, -0.158),
        (0, -0.168),
        (0.10, -0.158),
        (0.188, -0.118),
        (0.196, -0.088),
        (0.11, -0.104),
        (0, -0.112),
        (-0.11, -0.104),
        (-0.196, -0.088),
    ]
    pen.blob(brim, down(-0.17, -0.09, light(color, 0.32), dark(color, 0.3)))


def _santa_hat(pen: Pen) -> None:
    hat = [
        (-0.175, -0.13),
        (-0.15, -0.26),
        (0.0, -0.37),
        (0.17, -0.33),
        (0.27, -0.18),
        (0.26, -0.08),
        (0.21, -0.18),
        (0.175, -0.13),
    ]
    pen.blob(hat, across(-0.2, 0.25, "#e64a43", "#c9252a", "#8e1a1a"))
    pen.rect(-0.195, -0.175, 0.39, 0.075, "#fbfbfb", round=0.037)
    pen.circle(0.255, -0.07, 0.042, glow(0.245, -0.085, 0.06, "#ffffff", "#dfe5ec"))


def _straw_hat(pen: Pen) -> None:
    pen.oval(0, -0.155, 0.31, 0.062, down(-0.21, -0.09, "#f3d88c", "#d4a94f"))
    crown = [(-0.165, -0.155), (-0.15, -0.27), (0, -0.325), (0.15, -0.27), (0.165, -0.155), (0, -0.13)]
    pen.blob(crown, across(-0.17, 0.17, "#f7e2a4", "#e4c06a", "#c99a45"))
    pen.line([(-0.163, -0.17), (0, -0.145), (0.163, -0.17)], "#c0453a", 0.026)
