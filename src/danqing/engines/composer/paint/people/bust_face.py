"""The face of a bust: skin, eyes, nose, mouth, beard."""

from danqing.engines.composer.color import light, mix
from danqing.engines.composer.paint.pen import Pen, down, glow
from danqing.engines.composer.paint.people.sitter import Sitter

OUTLINE = [
    (0, -0.205),
    (-0.09, -0.19),
    (-0.142, -0.11),
    (-0.150, -0.01),
    (-0.145, 0.070),
    (-0.116, 0.137),
    (-0.058, 0.182),
    (0, 0.195),
    (0.058, 0.182),
    (0.116, 0.137),
    (0.145, 0.070),
    (0.150, -0.01),
    (0.142, -0.11),
    (0.09, -0.19),
]


def face(pen: Pen, who: Sitter) -> None:
    """Paint ears, face and features, the middle of the face at the origin."""
    pale, mid, deep = who.skin
    for s in (-1, 1):
        pen.oval(s * 0.152, 0.022, 0.020, 0.037, mid)
        if who.female and who.age != "child":
            pen.circle(s * 0.154, 0.072, 0.008, "#e9c46a")
    outline = pen.blob(OUTLINE, glow(-0.04, -0.04, 0.26, light(pale, 0.5), pale, mid, deep, at=[0, 0.45, 0.82, 1]))
    with pen.inside(outline):
        pen.oval(0.17, 0.01, 0.10, 0.21, "#c47a58", 0.30, blur=0.045)
        pen.oval(0, -0.22, 0.17, 0.08, "#7a3f30", 0.34, blur=0.022)
        for s in (-1, 1):
            pen.oval(
                s * 0.085, 0.07, 0.042, 0.028, "#ff6f7d", 0.28 if who.female or who.age == "child" else 0.13, blur=0.02
            )
        pen.oval(0, 0.187, 0.05, 0.015, "#b56a50", 0.3, blur=0.012)
        if who.age == "elder":
            _wrinkles(pen)
    for s in (-1, 1):
        eye(pen, who, s)
    _nose(pen)
    _mouth(pen, who)
    if "glasses" in who.dress or "sunglasses" in who.dress:
        _glasses(pen, dark="sunglasses" in who.dress)


def eye(pen: Pen, who: Sitter, s: int) -> None:
    """Paint the left (-1) or right (1) eye with its brow."""
    x, y = s * 0.066, 0.012
    grow = 1.16 if who.age == "child" else 1.0
    w, h = 0.0405, 0.0262 * grow
    pen.oval(x, y - 0.02, 0.045, 0.0225, "#a8604e", 0.26, blur=0.012)
    white = [
        (-0.98, 0.006, 0),
        (-0.5, 0, -0.75),
        (0.1, 0, -1.0),
        (0.7, 0, -0.62),
        (1.08, -0.003, 0),
        (0.55, 0, 0.62),
        (-0.35, 0, 0.72),
    ]
    ball = pen.blob([(x + s * w * a, y + b + h * c) for a, b, c in white], "#fffdfb")
    with pen.inside(ball):
        r = 0.0245 * grow
        pen.circle(x, y - 0.003, r, glow(x, y + r * 0.25, r * 1.2, light(who.iris, 0.35), who.iris, "#1f110b"))
        pen.circle(x, y - 0.003, r * 0.5, "#0d0806")
        pen.oval(x, y - 0.023, 0.04, 0.013, "#2a1a16", 0.35, blur=0.006)
        pen.circle(x - r * 0.38, y - 0.003 - r * 0.42, r * 0.3, "#ffffff")
        pen.circle(x + r * 0.36, y - 0.003 + r * 0.36, r * 0.14, "#ffffff", 0.8)
    _lashes(pen, who, s, (w, h))
    pen.line(
        [(x - s * w * 0.8, y - h * 0.85), (x, y - h * 1.62), (x + s * w * 0.9, y - h * 1.05)], "#8a4d3c", 0.0026, 0.75
    )
    pen.line(
        [(x - s * w * 0.5, y + h * 0.82), (x + s * w * 0.4, y + h * 0.8), (x + s * w * 1.02, y + 0.004)],
        "#7a4437",
        0.0022,
        0.5,
    )
    _brow(pen, who, x, s)


def _lashes(pen: Pen, who: Sitter, s: int, size: tuple[float, float]) -> None:
    x, y = s * 0.066, 0.012
    w, h = size
    lid = [
        (-1.02, 0.007, 0),
        (-0.5, 0, -0.85),
        (0.1, 0, -1.13),
        (0.72, 0, -0.8),
        (1.30, -0.012, 0),
        (0.72, 0, -0.48),
        (0.1, 0, -0.84),
        (-0.5, 0, -0.62),
    ]
    if not who.female:
        lid = [(a if a < 1.2 else 1.12, b, c * (0.94 if c else 1)) for a, b, c in lid]
    pen.blob([(x + s * w * a, y + b + h * c) for a, b, c in lid], "#1c1012")
    if who.female and who.age != "elder":
        for t in (0.45, 0.75, 1.02):
            tip = (x + s * w * (t + 0.34), y - h * (1.55 - 0.45 * t))
            pen.line(
                [(x + s * w * t, y - h * (1.0 - 0.45 * t)), (x + s * w * (t + 0.22), y - h * (1.18 - 0.35 * t)), tip],
                "#1c1012",
                0.0024,
            )


def _brow(pen: Pen, who: Sitter, x: float, s: int) -> None:
    y, thick = (-0.046, 0.0075) if who.female else (-0.042, 0.013)
    arch = [
        (-0.038, -0.001),
        (-0.01, -0.009),
        (0.022, -0.010),
        (0.056, 0.010),
        (0.022, -0.010 + thick),
        (-0.01, -0.009 + thick * 1.2),
        (-0.038, -0.001 + thick),
    ]
    pen.blob([(x + s * a, y + b) for a, b in arch], light(who.brow, 0.06), 0.92, blur=0.0016)


def _nose(pen: Pen) -> None:
    pen.line([(0.010, -0.02), (0.014, 0.035), (0.020, 0.058)], "#c07a5e", 0.006, 0.38, blur=0.005)
    pen.line([(-0.004, -0.03), (-0.004, 0.03), (-0.003, 0.052)], "#fff6ee", 0.009, 0.75, blur=0.006)
    pen.circle(-0.003, 0.062, 0.008, "#fffaf4", 0.7, blur=0.004)
    pen.line(
        [(-0.021, 0.068), (-0.013, 0.079), (0, 0.083), (0.013, 0.079), (0.021, 0.068)],
        "#a9593f",
        0.0034,
        0.75,
        blur=0.0012,
    )
    for s in (-1, 1):
        pen.oval(s * 0.0115, 0.076, 0.005, 0.0026, "#7d3a2c", 0.8, blur=0.0012)


def _mouth(pen: Pen, who: Sitter) -> None:
    upper = [
        (-0.045, 0.1165),
        (-0.020, 0.110),
        (-0.008, 0.1065),
        (0, 0.1095),
        (0.008, 0.1065),
        (0.020, 0.110),
        (0.045, 0.1165),
        (0.018, 0.1245),
        (0, 0.1265),
        (-0.018, 0.1245),
    ]
    lower = [
        (-0.045, 0.1165),
        (-0.018, 0.1245),
        (0, 0.1265),
        (0.018, 0.1245),
        (0.045, 0.1165),
        (0.026, 0.140),
        (0, 0.149),
        (-0.026, 0.140),
    ]
    deep = mix(who.lip, "#5a1022", 0.25)
    pen.blob(upper, deep)
    pen.blob(lower, down(0.122, 0.15, who.lip, light(who.lip, 0.14)))
    pen.oval(-0.003, 0.134, 0.013, 0.003, "#ffffff", 0.5, blur=0.003)
    pen.line(
        [(-0.051, 0.1130), (-0.02, 0.1245), (0, 0.1265), (0.02, 0.1245), (0.051, 0.1130)],
        mix(deep, "#2a0810", 0.3),
        0.0028,
    )


def _wrinkles(pen: Pen) -> None:
    for s in (-1, 1):
        pen.line([(s * 0.030, 0.075), (s * 0.056, 0.10), (s * 0.066, 0.13)], "#a8684c", 0.0035, 0.5, blur=0.002)
        for k in range(3):
            pen.line([(s * 0.112, 0.012 + 0.010 * k), (s * 0.134, 0.002 + 0.016 * k)], "#a8684c", 0.0022, 0.45)
        pen.line([(s * 0.040, 0.052), (s * 0.066, 0.060), (s * 0.094, 0.050)], "#a8684c", 0.003, 0.4, blur=0.002)
    for k in range(2):
        pen.line(
            [(-0.07, -0.105 - 0.024 * k), (0, -0.112 - 0.024 * k), (0.07, -0.105 - 0.024 * k)], "#a8684c", 0.0028, 0.4
        )


def _glasses(pen: Pen, *, dark: bool) -> None:
    for s in (-1, 1):
        pen.rect(
            s * 0.068 - 0.056,
            -0.030,
            0.112,
            0.084,
            "#15151c" if dark else "#eaf4ff",
            0.92 if dark else 0.18,
            round=0.036,
        )
        pen.rect(s * 0.068 - 0.056, -0.030, 0.112, 0.084, "#26262e", round=0.036, stroke=0.0065)
        pen.line([(s * 0.124, 0.0), (s * 0.152, -0.006)], "#26262e", 0.006)
    pen.line([(-0.012, 0.002), (0, -0.004), (0.012, 0.002)], "#26262e", 0.006)


def beard(pen: Pen, who: Sitter) -> None:
    """Paint a full beard with its moustache."""
    tone = who.hair if who.age == "elder" else mix(who.hair, "#6b4a38", 0.25)
    long = 0.34 if who.age == "elder" else 0.255
    outline = [
        (-0.148, 0.02),
        (-0.150, 0.10),
        (-0.115, 0.20),
        (0, long),
        (0.115, 0.20),
        (0.150, 0.10),
        (0.148, 0.02),
        (0.118, 0.085),
        (0.065, 0.098),
        (0, 0.092),
        (-0.065, 0.098),
        (-0.118, 0.085),
    ]
    path = pen.blob(outline, down(0.05, long, light(tone, 0.22), tone))
    with pen.inside(path):
        for k in range(-9, 10):
            x = k * 0.015
            pen.line([(x, 0.09), (x * 1.02, 0.17), (x * 0.8, long)], mix(tone, "#6a645e", 0.35), 0.002, 0.4)
    pen.blob(
        [
            (0, 0.094),
            (-0.035, 0.088),
            (-0.080, 0.112),
            (-0.030, 0.113),
            (0, 0.106),
            (0.030, 0.113),
            (0.080, 0.112),
            (0.035, 0.088),
        ],
        light(tone, 0.3),
    )
    pen.blob(
        [(-0.034, 0.122), (0, 0.128), (0.034, 0.122), (0.020, 0.140), (-0.020, 0.140)], mix(who.lip, "#8a3a3a", 0.35)
    )
