"""What is worn: capes and robes beneath the body, coats, aprons, collars and belts over it."""

from collections.abc import Callable

from danqing.engines.composer.color import dark, light
from danqing.engines.composer.paint.pen import Pen, across, down
from danqing.engines.composer.paint.people.build import Build

LONG = frozenset({"gown", "robe", "hanfu", "kimono", "wedding", "qipao", "dress_long", "skirt_long", "cheongsam"})


def under_dress(pen: Pen, b: Build) -> None:
    """Paint what hangs behind the body."""
    if "cape" in b.dress:
        w, s = b.breadth, b.shoulder
        color = "#b3202c"
        pen.blob(
            [(-w * 0.9, s), (-w * 1.9, -0.06), (0, -0.03), (w * 1.9, -0.06), (w * 0.9, s)],
            across(-w * 2, w * 2, light(color, 0.15), color, dark(color, 0.35)),
        )


def over_dress(pen: Pen, b: Build) -> None:
    """Paint what is worn over the body."""
    for item, wear in WORN.items():
        if item in b.dress:
            wear(pen, b)


def _apron(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    color = "#f4f1ea" if "toque" in b.dress else "#33546b"
    pen.line([(-w * 0.45, s + 0.07), (-w * 0.3, s)], color, 0.018)
    pen.line([(w * 0.45, s + 0.07), (w * 0.3, s)], color, 0.018)
    pen.rect(-w * 0.55, s + 0.07, w * 1.1, 0.16, color, round=0.02)
    pen.rect(-w * 0.88, s + 0.20, w * 1.76, b.hip - s - 0.04, color, round=0.03)
    pen.rect(-w * 0.35, s + 0.26, w * 0.7, 0.06, dark(color, 0.15), round=0.012)


def _coat(pen: Pen, b: Build) -> None:
    w, s, low = b.breadth, b.shoulder, b.hip + 0.16
    for side in (-1, 1):
        pen.shape(
            [
                (side * w * 0.5, s),
                (side * w * 1.02, s + 0.05),
                (side * w * 1.22, low),
                (side * w * 0.28, low),
                (side * w * 0.2, s + 0.09),
            ],
            across(-w, w, "#ffffff", "#e4e9ef"),
        )
        pen.shape([(side * w * 0.4, s - 0.005), (side * w * 0.62, s + 0.07), (side * w * 0.2, s + 0.12)], "#d5dce4")
    pen.rect(w * 0.42, s + 0.13, w * 0.38, 0.045, "#d5dce4", round=0.006)


def _suit(pen: Pen, b: Build) -> None:
    s = b.shoulder
    pen.shape([(-0.045, s + 0.0), (0.045, s + 0.0), (0, s + 0.15)], "#ffffff")
    pen.shape(
        [(-0.012, s + 0.025), (0.012, s + 0.025), (0.017, s + 0.11), (0, s + 0.14), (-0.017, s + 0.11)], "#b3262e"
    )
    for side in (-1, 1):
        pen.shape([(side * 0.04, s - 0.005), (side * 0.085, s + 0.05), (side * 0.005, s + 0.165)], dark(b.top, 0.3))


def _tie(pen: Pen, b: Build) -> None:
    s = b.shoulder
    pen.shape([(-0.014, s + 0.03), (0.014, s + 0.03), (0.022, s + 0.17), (0, s + 0.20), (-0.022, s + 0.17)], "#22222c")


def _hoodie(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    pen.blob(
        [
            (-w * 0.8, s + 0.01),
            (0, s - 0.03),
            (w * 0.8, s + 0.01),
            (w * 0.4, s + 0.085),
            (0, s + 0.10),
            (-w * 0.4, s + 0.085),
        ],
        light(b.top, 0.18),
    )
    for side in (-1, 1):
        pen.line([(side * 0.028, s + 0.085), (side * 0.03, s + 0.16)], "#ffffff", 0.009)
    pen.rect(-w * 0.55, b.hip - 0.11, w * 1.1, 0.09, dark(b.top, 0.14), round=0.03)


def _overalls(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    pen.rect(-w * 0.55, s + 0.11, w * 1.1, b.hip - s - 0.07, b.bottom, round=0.02)
    for side in (-1, 1):
        pen.line([(side * w * 0.45, s + 0.0), (side * w * 0.42, s + 0.13)], b.bottom, 0.03)
        pen.circle(side * w * 0.42, s + 0.13, 0.012, "#f3c63c")


def _santa(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    pen.rect(-0.03, s + 0.02, 0.06, b.hip - s + 0.02, "#ffffff", round=0.02)
    pen.rect(-w * 1.0, b.hip - 0.09, w * 2.0, 0.052, "#22222a", round=0.01)
    pen.rect(-0.045, b.hip - 0.1, 0.09, 0.07, "#f4c542", stroke=0.014, round=0.01)
    pen.rect(-w * 1.0, b.hip - 0.0, w * 2.0, 0.05, "#ffffff", round=0.025)


def _hanfu(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    collar = light(b.top, 0.75)
    pen.line([(w * 0.42, s), (0.01, s + 0.11), (-w * 0.55, s + 0.2)], collar, 0.028)
    pen.line([(-w * 0.42, s), (0, s + 0.09), (w * 0.5, s + 0.2)], dark(collar, 0.06), 0.028)
    pen.rect(
        -w * 0.98, s + 0.19, w * 1.96, 0.055, down(s + 0.19, s + 0.245, dark(b.top, 0.35), dark(b.top, 0.5)), round=0.01
    )
    pen.line([(0.02, s + 0.24), (0.03, s + 0.36), (0.015, s + 0.46)], dark(b.top, 0.4), 0.02)
    pen.line([(-w * 1.3, -0.07), (0, -0.05), (w * 1.3, -0.07)], collar, 0.018)


def _gown(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    pen.rect(-w * 0.82, s + 0.2, w * 1.64, 0.035, light(b.top, 0.6), round=0.01)
    for k, y in enumerate((-0.28, -0.18, -0.08)):
        reach = w * (1.15 + 0.2 * k)
        pen.line(
            [(-reach, y), (-reach * 0.5, y + 0.03), (0, y), (reach * 0.5, y + 0.03), (reach, y)],
            light(b.top, 0.5),
            0.014,
            0.8,
        )


def _scarf(pen: Pen, b: Build) -> None:
    s = b.shoulder
    pen.blob(
        [(-0.085, s - 0.03), (0, s + 0.02), (0.085, s - 0.03), (0.08, s + 0.03), (0, s + 0.06), (-0.08, s + 0.03)],
        "#d8453c",
    )
    pen.line([(0.04, s + 0.03), (0.055, s + 0.11), (0.05, s + 0.17)], "#c23a32", 0.045)


def _armor(pen: Pen, b: Build) -> None:
    w, s = b.breadth, b.shoulder
    for side in (-1, 1):
        pen.circle(side * w * 0.9, s + 0.05, w * 0.34, across(-w, w, "#eef2f6", "#97a3b1"))
    pen.line([(0, s + 0.04), (0, b.hip)], "#7b8795", 0.012)
    pen.rect(-w, b.hip - 0.05, w * 2, 0.035, "#6b4a2c")


WORN: dict[str, Callable[[Pen, Build], None]] = {
    "hanfu": _hanfu,
    "kimono": _hanfu,
    "robe": _hanfu,
    "gown": _gown,
    "wedding": _gown,
    "hoodie": _hoodie,
    "suit": _suit,
    "coat": _coat,
    "overalls": _overalls,
    "apron": _apron,
    "tie": _tie,
    "santa": _santa,
    "scarf": _scarf,
    "armor": _armor,
}
