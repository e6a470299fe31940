"""Animals asleep: curled up with their eyes closed; and what is seen of those that run or jump."""

from dataclasses import dataclass, replace
from random import Random

from danqing.engines.composer.color import dark, light
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """How a sleeper looks: its fur, its paler parts, its ears (pointed, round, long or flap) and what else tells it."""

    fur: str = "#c99560"
    pale: str = "#f3dfc2"
    ears: str = "round"
    inner: str = "#e9a9a0"
    mark: str = ""  # stripes, spots, mask or rings
    ink: str = "#4a3428"


COATS: dict[str, Coat] = {
    "cat": Coat(fur="#f2a64b", pale="#fff0d8", ears="pointed", mark="stripes", ink="#c97a26"),
    "dog": Coat(fur="#d9a066", pale="#f7e6cc", ears="flap", ink="#8a5a34"),
    "poodle": Coat(fur="#f0ebe4", pale="#ffffff", ears="flap", ink="#b9aea2"),
    "fox": Coat(fur="#ee8530", pale="#fff3e0", ears="pointed", ink="#4a3428"),
    "wolf": Coat(fur="#8d99a6", pale="#e6ebef", ears="pointed", ink="#5f6a75"),
    "rabbit": Coat(fur="#efeae6", pale="#ffffff", ears="long", ink="#b9aea6"),
    "bear": Coat(fur="#a5673f", pale="#d9a878", ink="#6d4024"),
    "polarbear": Coat(fur="#f0f4f6", pale="#ffffff", ink="#b7c3ca"),
    "panda": Coat(fur="#f5f5f2", pale="#ffffff", inner="#2c2c31", mark="mask", ink="#2c2c31"),
    "redpanda": Coat(fur="#c4552b", pale="#fff4e6", ears="pointed", inner="#fff4e6", mark="rings", ink="#4a2318"),
    "raccoon": Coat(fur="#8f9499", pale="#e2e5e8", ears="pointed", mark="rings", ink="#3e4145"),
    "tiger": Coat(fur="#f29a32", pale="#fff4dc", mark="stripes", ink="#3b2a1c"),
    "leopard": Coat(fur="#efb54a", pale="#fff0d0", mark="spots", ink="#6b4420"),
    "lion": Coat(fur="#e2a745", pale="#f8dda0", ink="#8a4f24"),
    "koala": Coat(fur="#9aa6b2", pale="#dfe5ea", ink="#5f6a75"),
    "mouse": Coat(fur="#b4bcc4", pale="#eef1f4", ink="#7d858c"),
    "hamster": Coat(fur="#e8a65c", pale="#fff6e8", ink="#b97a38"),
    "squirrel": Coat(fur="#b5693a", pale="#f3dfc2", ears="pointed", ink="#7c4220"),
    "deer": Coat(fur="#b98350", pale="#f3e0c4", ears="flap", mark="spots", ink="#f6ead2"),
    "sheep": Coat(fur="#f4f1ea", pale="#fffdf8", ears="flap", ink="#a89f92"),
    "otter": Coat(fur="#8a6243", pale="#d8bb98", ink="#56381f"),
}
RINGED = frozenset({"redpanda", "raccoon"})
BUSHY = RINGED | {"fox", "squirrel", "wolf"}
SHORT = frozenset({"bear", "polarbear", "panda", "koala", "rabbit", "hamster", "deer", "sheep"})
"""Animals with such tails."""


def curled(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an animal curled up asleep, its head at the left."""
    coat = COATS.get(params.kind, Coat())
    if params.color:
        shade = "#{:02x}{:02x}{:02x}".format(*(round(c) for c in dark(params.color, 0.4)))
        coat = replace(coat, fur=params.color, ink=shade)
    with pen.at(box.cx, box.bottom, box.h, flip=params.flip):
        _body(pen, coat)
        _tail(pen, coat, params.kind)
        _head(pen, coat)


def _body(pen: Pen, coat: Coat) -> None:
    fur = across(-0.75, 0.75, light(coat.fur, 0.14), coat.fur, dark(coat.fur, 0.2))
    hump: list[Point] = [(-0.60, -0.02), (-0.66, -0.30), (-0.40, -0.66), (0.05, -0.80), (0.48, -0.64), (0.74, -0.30)]
    path = pen.blob([*hump, (0.66, -0.03), (0.0, 0.0)], fur)
    with pen.inside(path):
        pen.oval(-0.1, -0.02, 0.5, 0.10, coat.pale, 0.8)
        if coat.mark == "stripes":
            for x in (-0.05, 0.14, 0.33):
                pen.line([(x, -0.86), (x + 0.06, -0.62), (x + 0.05, -0.46)], coat.ink, 0.055, 0.85)
        if coat.mark == "spots":
            for x, y in ((0.0, -0.62), (0.2, -0.5), (0.4, -0.56), (0.3, -0.34), (0.08, -0.4), (0.52, -0.36)):
                pen.circle(x, y, 0.042, coat.ink, 0.8)


def _tail(pen: Pen, coat: Coat, kind: str) -> None:
    if kind in SHORT:
        pen.circle(0.70, -0.16, 0.10, light(coat.fur, 0.1))
        return
    thick = 0.20 if kind in BUSHY else 0.11
    pen.line([(0.66, -0.16), (0.46, -0.05), (0.16, -0.06), (-0.12, -0.08)], dark(coat.fur, 0.10), thick)
    if kind in RINGED:
        for x, y in ((0.5, -0.07), (0.30, -0.05), (0.10, -0.06)):
            pen.line([(x, y - thick * 0.42), (x - 0.02, y + thick * 0.42)], coat.ink, 0.06, 0.9)
    elif kind in BUSHY:
        pen.circle(-0.12, -0.08, thick * 0.5, coat.pale)


def _head(pen: Pen, coat: Coat) -> None:
    x, y, r = -0.44, -0.27, 0.27
    _ears(pen, coat, (x, y), r)
    pen.oval(x, y, r * 1.06, r * 0.94, across(x - r, x + r, light(coat.fur, 0.16), coat.fur, dark(coat.fur, 0.1)))
    pen.oval(x, y + r * 0.42, r * 0.56, r * 0.40, coat.pale)
    masked = coat.mark in {"mask", "rings"}
    for side in (-1, 1):
        eye = x + side * r * 0.46
        if masked:
            pen.oval(eye, y - r * 0.02, r * 0.26, r * 0.22, coat.ink, 0.9)
        lid = [(eye - r * 0.20, y - r * 0.02), (eye, y + r * 0.10), (eye + r * 0.20, y - r * 0.02)]
        pen.line(lid, coat.pale if masked else "#3a2a22", 0.026)
        pen.oval(x + side * r * 0.7, y + r * 0.34, r * 0.15, r * 0.10, "#f0a0a0", 0.55)
    pen.oval(x, y + r * 0.30, r * 0.14, r * 0.10, "#4a3030")
    pen.line([(x - r * 0.18, y + r * 0.50), (x, y + r * 0.42), (x + r * 0.18, y + r * 0.50)], "#6a4a40", 0.018)


def _ears(pen: Pen, coat: Coat, middle: Point, r: float) -> None:
    x, y = middle
    for side in (-1, 1):
        if coat.ears == "pointed":
            tip = (x + side * r * 0.86, y - r * 1.28)
            pen.shape([(x + side * r * 0.20, y - r * 0.78), tip, (x + side * r * 0.98, y - r * 0.30)], coat.fur)
            low = ((x + side * r * 0.42, y - r * 0.80), (x + side * r * 0.86, y - r * 0.52))
            pen.shape([low[0], (x + side * r * 0.80, y - r * 1.06), low[1]], coat.inner)
        elif coat.ears == "long":
            lay = [(x + side * r * 0.3, y - r * 0.8), (x + r * (0.9 + 0.3 * side), y - r * 1.15)]
            pen.line([*lay, (x + r * (1.9 + 0.3 * side), y - r * 1.0)], dark(coat.fur, 0.05), r * 0.42)
        elif coat.ears == "flap":
            pen.oval(x + side * r * 0.98, y - r * 0.05, r * 0.26, r * 0.52, dark(coat.fur, 0.25))
        else:
            pen.circle(x + side * r * 0.72, y - r * 0.72, r * 0.34, coat.inner if coat.mark == "mask" else coat.fur)
            pen.circle(x + side * r * 0.72, y - r * 0.72, r * 0.18, coat.inner)


def shade(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint the shadow, on the ground, of what is above it."""
    pen.shadow(box.cx, box.bottom - box.h * 0.04, box.w * 0.7)


def dash(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint the lines behind somebody who runs."""
    back = box.x - box.w * 0.04 if params.flip else box.right + box.w * 0.04
    way = -1 if params.flip else 1
    for y, start, length in ((0.34, 0.0, 0.24), (0.56, 0.06, 0.34), (0.78, 0.0, 0.20)):
        at = box.y + box.h * y
        ends = [(back + way * box.w * start, at), (back + way * box.w * (start + length), at)]
        pen.line(ends, "#ffffff", max(1.5, box.h * 0.022), 0.85)
    for x, r in ((0.0, 0.07), (0.10, 0.05), (0.18, 0.035)):
        pen.circle(back + way * box.w * x, box.bottom - box.h * 0.03, box.h * r, "#efe6d6", 0.7)
