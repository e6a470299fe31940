"""Bodies for the animals of which there is only a head: sitting, seen from the front."""

from dataclasses import dataclass
from random import Random

from danqing.engines.composer.color import dark, light, mix
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.outfit import over_body, over_head
from danqing.engines.composer.paint.pen import Pen, across, glow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fur:
    """The colours of a body, and its tail: none, bushy, thin, tuft or short."""

    coat: str
    belly: str
    paws: str
    tail: str = "short"
    tip: str = ""


FURS: dict[str, Fur] = {
    "🦊": Fur(coat="#f28c28", belly="#fff3e0", paws="#4a3428", tail="bushy", tip="#fff3e0"),
    "🐺": Fur(coat="#8d99a6", belly="#e6ebef", paws="#6d7884", tail="bushy", tip="#5f6a75"),
    "🐻": Fur(coat="#a5673f", belly="#d9a878", paws="#8a5230"),
    "🐻‍❄️": Fur(coat="#f3f6f8", belly="#ffffff", paws="#dfe6ea"),
    "🐼": Fur(coat="#f5f5f2", belly="#ffffff", paws="#2c2c31"),
    "🦁": Fur(coat="#eab04c", belly="#f8dda0", paws="#d99a38", tail="tuft", tip="#8a4f24"),
    "🐯": Fur(coat="#f6a935", belly="#fff4dc", paws="#e2942a", tail="thin", tip="#3b2a1c"),
    "🐨": Fur(coat="#9aa6b2", belly="#dfe5ea", paws="#7d8994"),
    "🐸": Fur(coat="#77b843", belly="#d6ecb0", paws="#5d9a30", tail="none"),
    "🐵": Fur(coat="#8b5a36", belly="#e3b98c", paws="#6f4527", tail="thin"),
    "🐮": Fur(coat="#f4f4f2", belly="#ffffff", paws="#4a3a34", tail="tuft", tip="#4a3a34"),
    "🐷": Fur(coat="#f7b2bd", belly="#fbd3d9", paws="#e08f9d"),
    "🐭": Fur(coat="#b4bcc4", belly="#eef1f4", paws="#f2b8bd", tail="thin", tip="#f2b8bd"),
    "🐹": Fur(coat="#e8a65c", belly="#fff6e8", paws="#f2c4a4"),
    "🐰": Fur(coat="#f2f1f0", belly="#ffffff", paws="#e3dfdc"),
    "🐱": Fur(coat="#fbc24a", belly="#fff2d2", paws="#eaa92f", tail="thin", tip="#d98f1f"),
    "🐶": Fur(coat="#e2b277", belly="#f9ead2", paws="#c99457", tail="thin"),
    "🦝": Fur(coat="#8f9499", belly="#d8dbde", paws="#4c4f53", tail="bushy", tip="#3e4145"),
    "🐴": Fur(coat="#b5723f", belly="#cf9562", paws="#6b3f1f", tail="tuft", tip="#5a331a"),
    "🦄": Fur(coat="#f7f4fa", belly="#ffffff", paws="#c9a7ec", tail="bushy", tip="#e58fd0"),
    "🐲": Fur(coat="#58a84f", belly="#d9e8a4", paws="#3f7f3a", tail="thin", tip="#e2a23a"),
    "🫎": Fur(coat="#8a5f3c", belly="#b98a60", paws="#5b3d24"),
}
FURS["👽"] = Fur(coat="#6f7f9a", belly="#9fb0c8", paws="#4a5670", tail="none")
PLAIN = Fur(coat="#c99560", belly="#f3dfc2", paws="#a8743f")


def creature(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a sitting animal under its emoji head."""
    fur = _dyed(FURS.get(params.glyph, PLAIN), params.color)
    with pen.at(box.cx, box.bottom, box.h, flip=params.flip, tilt=params.tilt):
        _tail(pen, fur)
        _body(pen, fur, striped=params.glyph == "🐯")
        if params.glyph == "🐼":
            _sleeves(pen, fur)
        if params.person is not None:
            over_body(pen, params.person)
    head = box.h * 0.60
    draw_emoji(
        pen.canvas, params.glyph, box.cx, box.y + head * 0.985, head, tint=params.color or None, flip=params.flip
    )
    if params.person is not None:
        with pen.at(box.cx, box.y + head * 0.54, head * 0.40, flip=params.flip, tilt=params.tilt):
            over_head(pen, params.person)


def _dyed(fur: Fur, color: str) -> Fur:
    if not color:
        return fur
    shade = "#{:02x}{:02x}{:02x}".format(*(round(c) for c in dark(color, 0.25)))
    return Fur(coat=color, belly=fur.belly, paws=shade, tail=fur.tail, tip=fur.tip)


def _body(pen: Pen, fur: Fur, *, striped: bool) -> None:
    coat = across(-0.3, 0.3, light(fur.coat, 0.15), fur.coat, dark(fur.coat, 0.22))
    for side in (-1, 1):
        pen.blob(
            [
                (side * 0.10, -0.28),
                (side * 0.30, -0.24),
                (side * 0.335, -0.08),
                (side * 0.22, -0.005),
                (side * 0.08, -0.02),
            ],
            coat,
        )
        pen.oval(side * 0.20, -0.028, 0.115, 0.042, fur.paws)
    torso = [
        (0, -0.52),
        (-0.17, -0.46),
        (-0.235, -0.24),
        (-0.19, -0.03),
        (0, -0.005),
        (0.19, -0.03),
        (0.235, -0.24),
        (0.17, -0.46),
    ]
    path = pen.blob(torso, coat)
    with pen.inside(path):
        pen.oval(0, -0.20, 0.125, 0.20, fur.belly)
        if striped:
            for y in (-0.36, -0.26, -0.16):
                for side in (-1, 1):
                    pen.shape([(side * 0.25, y - 0.02), (side * 0.12, y), (side * 0.25, y + 0.022)], "#3b2a1c")
    for side in (-1, 1):
        pen.line(
            [(side * 0.085, -0.30), (side * 0.095, -0.16), (side * 0.085, -0.045)], mix(fur.coat, fur.paws, 0.25), 0.085
        )
        pen.oval(side * 0.088, -0.03, 0.062, 0.038, fur.paws)


def _sleeves(pen: Pen, fur: Fur) -> None:
    pen.blob([(-0.2, -0.44), (0, -0.40), (0.2, -0.44), (0.23, -0.34), (0, -0.30), (-0.23, -0.34)], fur.paws)
    for side in (-1, 1):
        pen.line([(side * 0.13, -0.36), (side * 0.11, -0.2), (side * 0.09, -0.06)], fur.paws, 0.10)


TAILS: dict[str, list[Point]] = {
    "bushy": [(0.18, -0.05), (0.36, -0.06), (0.44, -0.22), (0.40, -0.38), (0.34, -0.26), (0.26, -0.17)],
    "thin": [(0.16, -0.05), (0.36, -0.05), (0.42, -0.18), (0.37, -0.30), (0.40, -0.36)],
}


def _tail(pen: Pen, fur: Fur) -> None:
    if fur.tail == "bushy":
        path = pen.blob(TAILS["bushy"], glow(0.34, -0.2, 0.3, light(fur.coat, 0.15), fur.coat, dark(fur.coat, 0.1)))
        with pen.inside(path):
            pen.oval(0.41, -0.37, 0.10, 0.09, fur.tip or fur.coat)
    elif fur.tail in {"thin", "tuft"}:
        pen.line(TAILS["thin"], dark(fur.coat, 0.08), 0.045)
        end = TAILS["thin"][-1]
        pen.circle(end[0], end[1], 0.055 if fur.tail == "tuft" else 0.024, fur.tip or fur.coat)
    elif fur.tail == "short":
        pen.circle(0.235, -0.10, 0.055, fur.coat)
