"""What falls or drifts in front of everything: rain, snow, fog, and what the wind carries."""

from random import Random

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen, down


def rainfall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint slanting rain, and rings where it meets the ground."""
    m = min(box.w, box.h)
    for _ in range(int(260 * max(1.0, box.w / box.h))):
        x, y, long = rng.uniform(-0.1, 1) * box.w, rng.uniform(-0.05, 1) * box.h, m * rng.uniform(0.02, 0.05)
        pen.line([(x, y), (x + long * 0.28, y + long)], "#e6f1fb", m * 0.0016, rng.uniform(0.25, 0.6))
    for _ in range(40):
        x, y = rng.uniform(0, 1) * box.w, rng.uniform(0.86, 0.99) * box.h
        pen.oval(x, y, m * 0.014, m * 0.004, "#ffffff", 0.4, stroke=m * 0.0014)


def snowfall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint falling snow, near flakes large and soft."""
    m = min(box.w, box.h)
    for i in range(int(220 * max(1.0, box.w / box.h))):
        near = i % 12 == 0
        r = m * rng.uniform(0.0045, 0.009) if near else m * rng.uniform(0.0014, 0.0045)
        x, y = rng.uniform(0, box.w), rng.uniform(0, box.h)
        pen.circle(x, y, r, "#ffffff", rng.uniform(0.55, 0.95), blur=r * 0.3 if near else 0)


def fogfall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint banks of fog, thickest at the far line."""
    h = box.h
    pen.rect(
        0, h * 0.25, box.w, h * 0.6, down(h * 0.25, h * 0.85, ("#eef3f5", 0.0), ("#eef3f5", 0.42), ("#eef3f5", 0.04))
    )
    for _ in range(9):
        x, y = rng.uniform(-0.1, 1.1) * box.w, rng.uniform(0.38, 0.78) * h
        pen.oval(x, y, box.w * rng.uniform(0.2, 0.4), h * rng.uniform(0.02, 0.05), "#f6f9fa", 0.35, blur=h * 0.02)


def windfall(pen: Pen, box: Box, params: Params, rng: Random) -> None:
    """Paint leaves on the wind, and its streaks."""
    m = min(box.w, box.h)
    for _ in range(7):
        x, y, long = rng.uniform(0, 0.8) * box.w, rng.uniform(0.12, 0.7) * box.h, m * rng.uniform(0.12, 0.25)
        pen.line([(x, y), (x + long * 0.5, y - m * 0.012), (x + long, y)], "#ffffff", m * 0.003, 0.45)
    for _ in range(14):
        x, y, s = rng.uniform(0, 1) * box.w, rng.uniform(0.1, 0.85) * box.h, m * 0.012
        with pen.at(x, y, s, tilt=rng.uniform(0, 360)):
            pen.blob([(-1, 0), (0, -0.5), (1, 0), (0, 0.5)], rng.choice(("#8fc85a", "#c9d65a", "#e2b24a")))
