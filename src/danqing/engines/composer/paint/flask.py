"""A bottle of something precious: glass, a gold collar, a dropper."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down


def flask(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a bottle of serum, a third as wide as high."""
    color: Color = params.color or rng.choice(("#4fa37a", "#d98a9b", "#5b8fd0", "#c99b4f"))
    glass = across(-0.2, 0.2, dark(color, 0.35), light(color, 0.25), color, light(color, 0.55), dark(color, 0.30))
    with pen.on(box):
        pen.rect(-0.19, -0.62, 0.38, 0.62, glass, round=0.075)
        pen.shape([(-0.12, -0.60), (-0.075, -0.68), (0.075, -0.68), (0.12, -0.60)], glass)
        pen.rect(-0.175, -0.50, 0.35, 0.02, light(color, 0.75), 0.5)
        pen.rect(-0.165, -0.60, 0.035, 0.54, "#ffffff", 0.55, round=0.017, blur=0.004)
        pen.rect(0.135, -0.58, 0.018, 0.5, "#ffffff", 0.35, round=0.009)
        _label(pen, color)
        gold = across(-0.1, 0.1, "#a97a2c", "#f8e3a1", "#d9ab4e", "#fff1c4", "#9a6d24")
        pen.rect(-0.088, -0.755, 0.176, 0.085, gold, round=0.012)
        pen.blob(
            [(-0.062, -0.75), (-0.070, -0.88), (-0.045, -0.985), (0.045, -0.985), (0.070, -0.88), (0.062, -0.75)],
            across(-0.07, 0.07, "#d8d8dc", "#ffffff", "#c3c4cc"),
        )
        pen.oval(-0.028, -0.90, 0.012, 0.05, "#ffffff", 0.9)


def _label(pen: Pen, color: Color) -> None:
    pen.rect(-0.135, -0.40, 0.27, 0.27, down(-0.40, -0.13, "#ffffff", "#f4f1ea"), 0.96, round=0.016)
    for side in (-1, 1):
        leaf = [(0, -0.285), (side * 0.045, -0.335), (side * 0.075, -0.305), (side * 0.04, -0.27)]
        pen.blob(leaf, dark(color, 0.1))
    pen.line([(0, -0.25), (0, -0.29)], dark(color, 0.2), 0.006)
    for y, half in ((-0.215, 0.07), (-0.188, 0.045)):
        pen.rect(-half, y, 2 * half, 0.010, "#9a948a", 0.8, round=0.005)
