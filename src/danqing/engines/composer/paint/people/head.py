"""Heads of full figures: hair, face, beard, and what is worn on them."""

from collections.abc import Callable

from danqing.engines.composer.color import dark, light, mix
from danqing.engines.composer.paint.pen import Pen, across, down, glow, spokes
from danqing.engines.composer.paint.people.build import Build

INK = "#33241f"


def head(pen: Pen, b: Build) -> None:
    """Paint a head from the front, in units of its own radius about its middle."""
    with pen.at(0, b.face, b.head):
        for side in (-1, 1):
            pen.circle(side * 0.93, 0.12, 0.19, dark(b.skin, 0.06))
        pen.blob(FACE, glow(-0.15, -0.2, 1.5, light(b.skin, 0.3), b.skin, mix(b.skin, "#c9825c", 0.35)))
        _face(pen, b)
        if b.beard:
            _beard(pen, b)
        _front_hair(pen, b)
        for item, wear in HATS.items():
            if item in b.dress:
                wear(pen, b)


FACE = [
    (0, -1),
    (-0.62, -0.82),
    (-0.93, -0.25),
    (-0.9, 0.28),
    (-0.6, 0.78),
    (0, 1.0),
    (0.6, 0.78),
    (0.9, 0.28),
    (0.93, -0.25),
    (0.62, -0.82),
]


def _face(pen: Pen, b: Build) -> None:
    big = 1.15 if b.age == "child" else 0.95
    for side in (-1, 1):
        x = side * 0.37
        pen.oval(x, 0.14, 0.105 * big, 0.145 * big, INK)
        pen.circle(x - 0.035, 0.08, 0.042 * big, "#ffffff")
        pen.line([(x - 0.13, -0.21), (x, -0.26), (x + 0.13, -0.22)], mix(b.hair, INK, 0.4), 0.05)
        pen.oval(side * 0.55, 0.43, 0.17, 0.11, "#ff7f7f", 0.33 if b.sex == "f" or b.age == "child" else 0.2)
        if b.sex == "f":
            pen.line([(x + side * 0.09, 0.07), (x + side * 0.19, 0.03)], INK, 0.04)
        if b.age == "elder":
            pen.line([(x - 0.12, 0.36), (x, 0.40), (x + 0.12, 0.36)], "#b5805f", 0.025, 0.6)
    pen.line([(-0.05, 0.34), (0.0, 0.38), (0.06, 0.34)], "#c08262", 0.05)
    smile = [(-0.24, 0.55), (-0.1, 0.64), (0.1, 0.64), (0.24, 0.55)]
    if b.age == "child":
        pen.blob([*smile, (0.12, 0.76), (-0.12, 0.76)], "#9c3b3b")
        pen.oval(0, 0.735, 0.09, 0.04, "#f08a8a")
    else:
        pen.line(smile, "#b0413e" if b.sex == "f" else "#8f4a3c", 0.075 if b.sex == "f" else 0.055)
    _glasses(pen, b)


def _glasses(pen: Pen, b: Build) -> None:
    if "glasses" in b.dress:
        for side in (-1, 1):
            pen.circle(side * 0.38, 0.13, 0.25, "#2b2b33", stroke=0.05)
        pen.line([(-0.13, 0.1), (0.13, 0.1)], "#2b2b33", 0.05)
    if "sunglasses" in b.dress:
        for side in (-1, 1):
            pen.rect(side * 0.37 - 0.27, -0.06, 0.54, 0.36, "#1d1d24", round=0.14)
        pen.line([(-0.12, 0.04), (0.12, 0.04)], "#1d1d24", 0.06)


def back_hair(pen: Pen, b: Build) -> None:
    """Paint the hair that hangs behind the body."""
    with pen.at(0, b.face, b.head):
        _hang(pen, b)


def _hang(pen: Pen, b: Build) -> None:
    shade = down(-1.2, 1.8, light(b.hair, 0.1), b.hair, dark(b.hair, 0.3))
    if b.style == "long":
        pen.blob(
            [
                (0, -1.22),
                (-0.95, -0.85),
                (-1.18, 0.1),
                (-1.12, 1.0),
                (-0.75, 1.28),
                (0.75, 1.28),
                (1.12, 1.0),
                (1.18, 0.1),
                (0.95, -0.85),
            ],
            shade,
        )
    elif b.style == "longer":
        pen.blob(
            [
                (0, -1.22),
                (-0.95, -0.85),
                (-1.2, 0.2),
                (-1.22, 1.5),
                (-0.9, 2.5),
                (0.9, 2.5),
                (1.22, 1.5),
                (1.2, 0.2),
                (0.95, -0.85),
            ],
            shade,
        )
    elif b.style == "bob":
        pen.blob([(0, -1.2), (-0.95, -0.8), (-1.15, 0.1), (-1.0, 0.78), (1.0, 0.78), (1.15, 0.1), (0.95, -0.8)], shade)
    elif b.style == "tails":
        for side in (-1, 1):
            pen.blob(
                [(side * 0.85, -0.35), (side * 1.5, -0.2), (side * 1.62, 0.6), (side * 1.3, 1.15), (side * 1.08, 0.5)],
                shade,
            )
            pen.circle(side * 0.98, -0.28, 0.14, "#ff6f91")
        pen.circle(0, -0.12, 1.07, shade)
    elif b.style == "bun":
        pen.circle(0, -1.22, 0.42, shade)
        pen.circle(0, -0.1, 1.06, shade)


def _front_hair(pen: Pen, b: Build) -> None:
    shade = down(-1.2, 0.2, light(b.hair, 0.22), b.hair)
    if b.style == "bald":
        for side in (-1, 1):
            pen.blob([(side * 0.9, -0.5), (side * 1.12, -0.2), (side * 1.08, 0.3), (side * 0.88, 0.26)], b.hair)
        return
    if b.style in {"short", "bun"}:
        side_low = -0.02 if b.style == "short" else -0.2
        cap = [
            (-0.98, side_low),
            (-1.06, -0.5),
            (-0.72, -1.08),
            (0, -1.24),
            (0.72, -1.08),
            (1.06, -0.5),
            (0.98, side_low),
        ]
        fringe = [(0.84, -0.36), (0.45, -0.52), (0.05, -0.42), (-0.3, -0.56), (-0.84, -0.32)]
        pen.blob([*cap, *fringe], shade)
        return
    cap = [(-1.0, 0.45), (-1.1, -0.4), (-0.74, -1.08), (0, -1.24), (0.74, -1.08), (1.1, -0.4), (1.0, 0.45)]
    fringe = [(0.84, -0.1), (0.62, -0.42), (0.2, -0.5), (-0.1, -0.36), (-0.5, -0.45), (-0.84, -0.1)]
    pen.blob([*cap, *fringe], shade)


def _beard(pen: Pen, b: Build) -> None:
    long = 1.75 if "santa" in b.dress else 1.35
    tone = b.hair if b.age == "elder" else mix(b.hair, b.skin, 0.12)
    outline = [
        (-0.93, 0.1),
        (-0.95, 0.6),
        (-0.62, 1.1),
        (0, long),
        (0.62, 1.1),
        (0.95, 0.6),
        (0.93, 0.1),
        (0.6, 0.42),
        (0.3, 0.44),
        (0, 0.5),
        (-0.3, 0.44),
        (-0.6, 0.42),
    ]
    pen.blob(outline, down(0, long, light(tone, 0.3), tone))
    pen.blob(
        [(0, 0.46), (-0.26, 0.40), (-0.52, 0.58), (-0.24, 0.62), (0, 0.56), (0.24, 0.62), (0.52, 0.58), (0.26, 0.40)],
        light(tone, 0.45),
    )
    pen.line([(-0.14, 0.70), (0, 0.75), (0.14, 0.70)], "#a0453f", 0.06)


def _cap(pen: Pen, b: Build) -> None:
    color = "#c8402f" if "red" not in str(b.top) else "#2f5fa8"
    pen.blob(
        [(-1.08, -0.42), (-1.02, -0.85), (-0.55, -1.32), (0.55, -1.32), (1.02, -0.85), (1.08, -0.42), (0, -0.55)],
        across(-1, 1, light(color, 0.2), color, dark(color, 0.25)),
    )
    pen.blob([(-1.0, -0.45), (0, -0.62), (1.0, -0.45), (1.18, -0.22), (0, -0.40), (-1.18, -0.22)], dark(color, 0.3))
    pen.circle(0, -1.36, 0.08, dark(color, 0.2))


def _straw_hat(pen: Pen, b: Build) -> None:
    pen.oval(0, -0.52, 1.75, 0.36, down(-0.9, -0.2, "#f3d88c", "#d4a94f"))
    pen.blob(
        [(-0.85, -0.55), (-0.75, -1.15), (0, -1.42), (0.75, -1.15), (0.85, -0.55), (0, -0.42)],
        across(-0.9, 0.9, "#f7e2a4", "#e4c06a", "#c99a45"),
    )
    pen.line([(-0.84, -0.62), (0, -0.5), (0.84, -0.62)], "#c0453a", 0.14)


def _toque(pen: Pen, b: Build) -> None:
    for x, y, r in ((-0.55, -1.45, 0.5), (0.55, -1.45, 0.5), (0, -1.62, 0.6)):
        pen.circle(x, y, r, glow(x - 0.15, y - 0.2, r * 1.4, "#ffffff", "#e9edf2"))
    pen.rect(-0.86, -1.35, 1.72, 0.78, across(-0.86, 0.86, "#ffffff", "#f1f4f7", "#d9dfe6"), round=0.1)


def _crown(pen: Pen, b: Build) -> None:
    pen.shape(
        [(-0.75, -0.75), (-0.86, -1.5), (-0.4, -1.12), (0, -1.68), (0.4, -1.12), (0.86, -1.5), (0.75, -0.75)],
        down(-1.6, -0.75, "#fff0a8", "#f3c63c", "#c9922a"),
    )
    for x, color in ((-0.4, "#e5484d"), (0, "#3f8fe0"), (0.4, "#e5484d")):
        pen.circle(x, -0.93, 0.1, color)


def _wizard_hat(pen: Pen, b: Build) -> None:
    color = b.top
    pen.shape(
        [(-0.95, -0.62), (0.28, -3.0), (0.95, -0.62)], across(-0.9, 0.9, light(color, 0.25), color, dark(color, 0.35))
    )
    pen.oval(0, -0.6, 1.6, 0.3, dark(color, 0.15))
    for x, y in ((-0.2, -1.2), (0.25, -1.7), (0.1, -0.95)):
        points = [
            (px * (0.16 if i % 2 == 0 else 0.07) + x, py * (0.16 if i % 2 == 0 else 0.07) + y)
            for i, (px, py) in enumerate(spokes(10, 1, -90))
        ]
        pen.shape(points, "#ffd95a")


def _santa_hat(pen: Pen, b: Build) -> None:
    pen.blob(
        [
            (-0.95, -0.6),
            (-0.6, -1.35),
            (0.3, -1.85),
            (1.1, -1.35),
            (1.35, -0.55),
            (1.12, -0.5),
            (0.9, -0.95),
            (0.9, -0.6),
        ],
        across(-1, 1.2, "#e64a43", "#d32f2f", "#9e1f1f"),
    )
    pen.rect(-1.08, -0.82, 2.16, 0.42, "#ffffff", round=0.2)
    pen.circle(1.28, -0.45, 0.26, glow(1.2, -0.55, 0.4, "#ffffff", "#e6eaf0"))


def _beret(pen: Pen, b: Build) -> None:
    pen.blob(
        [(-1.05, -0.55), (-1.2, -0.95), (-0.3, -1.42), (0.9, -1.25), (1.2, -0.8), (0.95, -0.5), (0, -0.7)],
        across(-1, 1, "#c8453f", "#8e241f"),
    )
    pen.line([(0.1, -1.32), (0.18, -1.5)], "#8e241f", 0.09)


def _police_cap(pen: Pen, b: Build) -> None:
    pen.blob([(-1.02, -0.6), (-1.3, -1.15), (0, -1.5), (1.3, -1.15), (1.02, -0.6), (0, -0.75)], "#22386e")
    pen.blob([(-0.98, -0.55), (0, -0.72), (0.98, -0.55), (1.05, -0.38), (0, -0.5), (-1.05, -0.38)], "#141b33")
    pen.circle(0, -1.0, 0.16, "#f3c63c")


def _helmet(pen: Pen, b: Build) -> None:
    tone = "#aab4c0" if "armor" in b.dress else "#d8382c"
    pen.blob(
        [(-1.12, -0.3), (-1.08, -0.95), (0, -1.4), (1.08, -0.95), (1.12, -0.3), (0, -0.5)],
        across(-1.1, 1.1, light(tone, 0.4), tone, dark(tone, 0.3)),
    )
    pen.line([(0, -1.38), (0, -0.55)], dark(tone, 0.25), 0.1)
    pen.rect(-1.25, -0.5, 2.5, 0.18, dark(tone, 0.2), round=0.09)


def _mask(pen: Pen, b: Build) -> None:
    pen.blob(
        [
            (-0.9, -0.12),
            (-0.4, -0.2),
            (0, -0.08),
            (0.4, -0.2),
            (0.9, -0.12),
            (0.8, 0.3),
            (0.35, 0.38),
            (0, 0.22),
            (-0.35, 0.38),
            (-0.8, 0.3),
        ],
        "#1e2f6b",
    )
    for side in (-1, 1):
        pen.oval(side * 0.37, 0.12, 0.17, 0.13, "#ffffff")
        pen.circle(side * 0.37, 0.12, 0.09, INK)


HATS: dict[str, Callable[[Pen, Build], None]] = {
    "cap": _cap,
    "straw_hat": _straw_hat,
    "hat": _straw_hat,
    "toque": _toque,
    "crown": _crown,
    "wizard_hat": _wizard_hat,
    "santa": _santa_hat,
    "santa_hat": _santa_hat,
    "beret": _beret,
    "police_cap": _police_cap,
    "helmet": _helmet,
    "mask": _mask,
}
