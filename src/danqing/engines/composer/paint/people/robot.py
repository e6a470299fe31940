"""A friendly robot, from head to wheels of its feet."""

from random import Random

from danqing.engines.composer.color import Color, dark, light
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, across, down, glow


def robot(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint a robot with a screen for a face; it waves where its pose says so."""
    color: Color = params.color or rng.choice(("#8fb3d9", "#f2b76b", "#9ad0b8", "#d99ab5"))
    waves = params.person is not None and params.person.pose == "waving"
    shell = across(-0.25, 0.25, light(color, 0.35), color, dark(color, 0.25))
    with pen.on(box, flip=params.flip):
        for side in (-1, 1):
            pen.rect(side * 0.10 - 0.045, -0.20, 0.09, 0.16, dark(color, 0.35), round=0.02)
            pen.rect(side * 0.105 - 0.075, -0.075, 0.15, 0.075, dark(color, 0.5), round=0.035)
            raised = waves and side > 0
            hand = (side * 0.34, -0.66) if raised else (side * 0.285, -0.22)
            pen.line([(side * 0.19, -0.44), (side * 0.30, -0.47 if raised else -0.36), hand], dark(color, 0.3), 0.055)
            pen.circle(*hand, 0.05, light(color, 0.2))
        pen.rect(-0.20, -0.50, 0.40, 0.32, shell, round=0.07)
        pen.rect(-0.12, -0.43, 0.24, 0.14, down(-0.43, -0.29, "#f7fbff", "#d3e2f0"), round=0.03)
        pen.circle(-0.06, -0.36, 0.026, "#ff6b6b")
        pen.circle(0.02, -0.36, 0.026, "#ffd24d")
        pen.rect(-0.05, -0.56, 0.10, 0.08, dark(color, 0.4), round=0.02)
        pen.line([(0, -0.88), (0, -0.96)], dark(color, 0.4), 0.022)
        pen.circle(0, -0.97, 0.032, glow(-0.01, -0.98, 0.05, "#ffd0d0", "#ff5252"))
        for side in (-1, 1):
            pen.circle(side * 0.255, -0.70, 0.05, dark(color, 0.3))
        pen.rect(-0.25, -0.88, 0.50, 0.35, shell, round=0.12)
        pen.rect(-0.195, -0.83, 0.39, 0.24, down(-0.83, -0.59, "#1d3557", "#12213a"), round=0.09)
        for side in (-1, 1):
            pen.circle(side * 0.085, -0.73, 0.042, glow(side * 0.085, -0.73, 0.06, "#c8fbff", "#46d9f0"))
        pen.line([(-0.05, -0.655), (0, -0.635), (0.05, -0.655)], "#46d9f0", 0.016)
