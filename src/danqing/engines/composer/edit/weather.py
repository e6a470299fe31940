"""Another hour and other weather over the same picture: its light changes, and something falls."""

from collections.abc import Mapping
from random import Random

import cv2
import numpy as np

from danqing.engines.composer.edit.sky import sky_of
from danqing.engines.composer.ink import canvas, lay_over
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.paint.pen import Pen
from danqing.engines.composer.paint.registry import PAINTERS
from danqing.engines.composer.style.plane import Pixels, Plane, curves, saturate

_HOURS: Mapping[str, Plane] = {
    "night": curves((lambda t: t**1.35 * 0.42, lambda t: t**1.3 * 0.48, lambda t: 0.03 + t**1.15 * 0.62)),
    "sunset": curves((lambda t: 0.03 + t**0.85, lambda t: t**1.02 * 0.86, lambda t: t**1.1 * 0.70)),
    "dawn": curves((lambda t: 0.06 + t**0.9 * 0.94, lambda t: 0.04 + t * 0.90, lambda t: 0.06 + t * 0.88)),
}
_FALLS = {"rain": "rainfall", "snow": "snowfall", "fog": "fogfall", "wind": "windfall"}
_LIGHTS: Mapping[str, tuple[float, float, int]] = {
    "rain": (0.62, 0.84, 0),
    "snow": (0.80, 0.92, 22),
    "fog": (0.60, 0.80, 44),
    "wind": (1.0, 1.0, 0),
}
"""How much of the colour and of the contrast weather leaves, and what it adds to all tones."""


def weathered(picture: Pixels, time: str, weather: frozenset[str], dice: Random) -> Pixels:
    """Return the picture at another hour and under other weather; `day` and no weather change nothing."""
    made = picture
    if time in _HOURS:
        made = np.asarray(cv2.LUT(made, _HOURS[time]), np.uint8)
    if time == "night":
        made = _starred(made, sky_of(picture), dice)
    for kind in sorted(weather & _FALLS.keys()):
        color, contrast, lift = _LIGHTS[kind]
        made = np.asarray(cv2.convertScaleAbs(saturate(made, color), alpha=contrast, beta=lift), np.uint8)
        made = _under(made, _FALLS[kind], dice)
    return made


def _under(picture: Pixels, painter: str, dice: Random) -> Pixels:
    height, width = picture.shape[:2]
    layer, _, board = canvas(width, height)
    PAINTERS[painter](Pen(board), Box(0, 0, width, height), Params(), dice)
    under: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).astype(np.uint8, copy=False)
    lay_over(under, layer)
    return np.asarray(cv2.cvtColor(under, cv2.COLOR_RGBA2RGB), np.uint8)


def _starred(picture: Pixels, sky: Plane | None, dice: Random) -> Pixels:
    """Return the picture with stars in its sky, where it has one."""
    if sky is None:
        return picture
    height, width = picture.shape[:2]
    made = picture.copy()
    for _ in range(160):
        x, y = dice.randrange(width), dice.randrange(height)
        if float(sky[y, x]) > 0.9:
            radius = max(1, round(min(height, width) * dice.uniform(0.0006, 0.0018)))
            cv2.circle(made, (x, y), radius, (235, 238, 250), -1, cv2.LINE_AA)
    return made
