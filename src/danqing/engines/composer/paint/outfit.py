"""Clothes on animals that sit: a garment over the body, and what is on the head."""

from dataclasses import replace

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.ink import Point
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.paint.pen import Pen, across
from danqing.engines.composer.paint.people.build import ADULT
from danqing.engines.composer.paint.people.head import HATS
from danqing.engines.composer.spec import Person

CLOTH: dict[str, str] = {
    "spacesuit": "#f1f3f7",
    "suit": "#2f3a52",
    "uniform": "#2f4f8f",
    "coat": "#f7f9fb",
    "apron": "#f4f1ea",
    "armor": "#aab4c0",
    "robe": "#5a3fa0",
    "kimono": "#b3475f",
    "hanfu": "#c9545f",
    "qipao": "#c2342f",
    "gown": "#f08fb5",
    "wedding": "#fbf7f4",
    "cape": "#c62828",
    "jacket": "#d9793a",
    "hoodie": "#5c6b8a",
    "overalls": "#3f6fa8",
    "tshirt": "#4aa3df",
    "shirt": "#7fb8d8",
    "sweater": "#d9534f",
}
"""What garments are made of where no colour is told."""
SHAPE: list[Point] = [(0, -0.50), (-0.20, -0.45), (-0.26, -0.24), (-0.225, -0.10), (0, -0.075)]
OUTLINE = [*SHAPE, *((-x, y) for x, y in reversed(SHAPE[1:-1]))]


def over_body(pen: Pen, person: Person) -> None:
    """Paint the garment, in units of the animal's height from its foot."""
    key = next((key for key in CLOTH if key in person.dress), "")
    if not key:
        return
    color: Color = hue(person.top) or hue(person.bottom) or CLOTH[key]
    path = pen.blob(OUTLINE, across(-0.26, 0.26, light(color, 0.16), color, dark(color, 0.2)))
    for side in (-1, 1):
        pen.line([(side * 0.17, -0.42), (side * 0.15, -0.26), (side * 0.11, -0.15)], dark(color, 0.08), 0.11)
    with pen.inside(path):
        _front(pen, key, color)


def _front(pen: Pen, key: str, color: Color) -> None:
    if key in {"suit", "uniform", "coat"}:
        pen.shape([(-0.07, -0.52), (0.07, -0.52), (0, -0.30)], "#ffffff" if key != "coat" else "#8fb6d6")
        pen.shape([(-0.022, -0.45), (0.022, -0.45), (0.012, -0.32), (0, -0.29), (-0.012, -0.32)], "#b3262e")
        pen.line([(0, -0.30), (0, -0.06)], dark(color, 0.25), 0.010)
    elif key == "spacesuit":
        pen.rect(-0.075, -0.36, 0.15, 0.11, "#cfd6e0", round=0.02)
        for x, lamp in ((-0.04, "#e5484d"), (0.0, "#f2b53a"), (0.04, "#3f8fe0")):
            pen.circle(x, -0.305, 0.015, lamp)
        pen.line([(-0.26, -0.13), (0, -0.11), (0.26, -0.13)], "#e0662f", 0.024)
    elif key in {"kimono", "hanfu", "robe"}:
        pen.line([(-0.12, -0.52), (0.05, -0.26)], light(color, 0.6), 0.030)
        pen.line([(0.12, -0.52), (-0.02, -0.30)], light(color, 0.6), 0.030)
        pen.rect(-0.3, -0.25, 0.6, 0.065, dark(color, 0.35))
    elif key in {"apron", "overalls"}:
        pen.rect(-0.11, -0.40, 0.22, 0.34, light(color, 0.25), round=0.03)
        pen.rect(-0.05, -0.24, 0.10, 0.07, dark(color, 0.12), round=0.01)
    elif key == "sweater":
        for y in (-0.34, -0.22):
            pen.line([(-0.3, y), (0, y + 0.03), (0.3, y)], light(color, 0.65), 0.026)
    else:
        pen.line([(0, -0.5), (0, -0.06)], dark(color, 0.22), 0.012)


def over_head(pen: Pen, person: Person) -> None:
    """Paint what is on the head, in units of the head's radius from its middle."""
    build = replace(ADULT, top=hue(person.top) or "#5a3fa0", dress=person.dress)
    for key, wear in HATS.items():
        if key in person.dress:
            wear(pen, build)
    if "spacesuit" in person.dress:
        pen.circle(0, -0.05, 1.34, "#cfe6ff", 0.20)
        pen.circle(0, -0.05, 1.34, "#eef4fb", 0.95, stroke=0.07)
        pen.line([(-0.95, -0.62), (-0.62, -1.0), (-0.2, -1.17)], "#ffffff", 0.10, 0.8)
        pen.rect(-0.75, 1.10, 1.5, 0.26, "#b9c1cd", round=0.12)
