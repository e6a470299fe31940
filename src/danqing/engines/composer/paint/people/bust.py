"""Portraits: somebody from the chest up, facing the viewer."""

from random import Random

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across
from danqing.engines.composer.paint.people.bust_clothes import clothes
from danqing.engines.composer.paint.people.bust_face import beard, face
from danqing.engines.composer.paint.people.bust_hair import back_hair, front_hair, hats
from danqing.engines.composer.paint.people.sitter import Sitter, sitter

FACE = 0.60
"""How high above the box's foot the middle of the face is, in heights of the box."""

NECK = [(-0.062, 0.10), (-0.066, 0.19), (-0.09, 0.240), (-0.125, 0.29), (-0.10, 0.5)]


def bust(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a bust that fills the box, its chest cut off by the box's foot."""
    who = sitter(params, rng)
    broad = 1.05 if who.sex == "m" else rng.uniform(0.96, 1.04)
    with pen.at(box.cx, box.bottom - FACE * box.h, box.h, wide=broad, flip=params.flip):
        back_hair(pen, who)
        _neck(pen, who)
        clothes(pen, who, rng)
        face(pen, who)
        if who.beard:
            beard(pen, who)
        front_hair(pen, who, rng)
        hats(pen, who)
        pen.line([(0.142, -0.06), (0.145, 0), (0.134, 0.08), (0.10, 0.150)], "#fff2d6", 0.004, 0.2, blur=0.004)


def _neck(pen: Pen, who: Sitter) -> None:
    outline = [*NECK, *((-x, y) for x, y in reversed(NECK))]
    path = pen.blob(outline, across(-0.1, 0.1, *who.skin))
    with pen.inside(path):
        pen.oval(0.005, 0.155, 0.125, 0.055, "#a85f46", 0.42, blur=0.018)
