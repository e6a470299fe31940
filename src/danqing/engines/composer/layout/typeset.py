"""Lettering measured: what it takes of the room it is given."""

from random import Random

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.finish import LOOKS
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Lines
from danqing.engines.composer.spec import Lettering
from danqing.engines.composer.text.block import Align, Setting, VAlign, compose_text
from danqing.engines.composer.text.clusters import clean
from danqing.engines.composer.text.outline import Manner

SMALLEST = 0.015
"""Of the canvas's shorter side; 8 pixels at 512, 20 at 1328."""
RIM = 4.6
"""The least width of an outline in pixels, half of it beyond the letter: a thinner one is lost between pixels."""


def typeset(
    text: Lettering, room: Box, hand: Hand, unit: float, *, align: Align = "center", valign: VAlign = "middle"
) -> tuple[Lines, Box]:
    """Return `text` as it lies in `room`, and the box of its ink; `unit` is what sizes are shares of."""
    setting = Setting(
        chain=hand.face,
        maxsize=hand.biggest * unit,
        minsize=SMALLEST * unit,
        align=align,
        valign=valign,
        maxlines=hand.most_lines,
        lead=hand.leading,
        manner=Manner(hand.track, 2.6 if hand.look in {"cartoon", "gilt"} else 0.0, hand.arc),
    )
    finish = LOOKS[hand.look](hand.ink, hand.under)
    placed = compose_text(text.text, room, setting, finish, Random(text.text)).placed
    if finish.stroke and finish.stroke.width * placed.size < RIM:
        finish = finish._replace(stroke=finish.stroke._replace(width=RIM / max(placed.size, 1.0)))
        placed = compose_text(text.text, room, setting, finish, Random(text.text)).placed
    lines = Lines(
        text=text.text,
        role=text.role,
        room=room,
        setting=setting,
        finish=finish,
        size=placed.size,
        missing=placed.missing,
        ink=hand.ink,
        under=hand.under,
    )
    return lines, Box(*placed.box)


def says_something(text: Lettering) -> bool:
    """Whether there is anything to set."""
    return bool(clean(text.text).strip())
