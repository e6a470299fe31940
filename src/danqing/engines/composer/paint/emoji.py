"""The default painter: a noun as its emoji."""

from random import Random

from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen

BLACK_CAT = "🐈‍⬛"


def emoji(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint an emoji that fills the box's height, tinted where a colour is asked for."""
    glyph, color = params.glyph, params.color
    if params.kind == "cat" and color == "#2b2b33":  # a darkened tabby would lose its eyes
        glyph, color = BLACK_CAT, ""
    draw_emoji(
        pen.canvas,
        glyph,
        box.cx,
        box.bottom,
        box.h,
        tint=color or None,
        flip=params.flip,
        turn=params.tilt,
        alpha=params.alpha,
    )
