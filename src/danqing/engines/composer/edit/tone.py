"""Light and colour: tone curves and colour matrices over the whole picture."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from danqing.engines.composer.edit.step import Action
from danqing.engines.composer.style.photo import vignette
from danqing.engines.composer.style.plane import Pixels, Plane, curve, curves, gray, saturate, times

_SEPIA = curves((lambda t: 0.05 + t**0.9 * 0.98, lambda t: 0.03 + t * 0.87, lambda t: 0.02 + t**1.15 * 0.70))
"""Shadows of brown, lights of old paper."""


def toned(picture: Pixels, action: Action, amount: float) -> Pixels:
    """Return the picture with one of TONES applied; `amount` 1 is clearly seen and harms nothing, 0 is no change."""
    return np.asarray(TONES[action](picture, amount), np.uint8)


def _power(exponent: float) -> Plane:
    return curve(lambda t: t**exponent)


def _brighten(picture: Pixels, amount: float) -> Plane:
    lifted = cv2.LUT(picture, _power(1 / (1 + 0.45 * amount)))
    return cv2.convertScaleAbs(lifted, alpha=1 + 0.05 * amount)


def _darken(picture: Pixels, amount: float) -> Plane:
    return cv2.LUT(picture, curve(lambda t: t ** (1 + 0.5 * amount) * (1 - 0.1 * min(amount, 2.0))))


def _contrast(picture: Pixels, amount: float) -> Plane:
    return cv2.LUT(picture, curve(lambda t: _s(t, 1 + 0.65 * amount)))


def _s(t: Plane, power: float) -> Plane:
    low, high = t**power, (1 - t) ** power
    return low / (low + high)


def _soften(picture: Pixels, amount: float) -> Plane:
    kept = 1 / (1 + 0.55 * amount)
    return cv2.LUT(picture, curve(lambda t: 0.5 + (t - 0.5) * kept))


def _saturate(picture: Pixels, amount: float) -> Plane:
    return saturate(picture, 1 + 0.55 * amount)


def _fade(picture: Pixels, amount: float) -> Plane:
    return saturate(picture, max(0.0, 1 - 0.55 * amount))


def _temper(picture: Pixels, amount: float) -> Plane:
    by = 0.14 * amount
    return cv2.LUT(
        picture,
        curves((lambda t: t * (1 + by), lambda t: t * (1 + 0.18 * by), lambda t: t * (1 - by))),
    )


def _grayscale(picture: Pixels, amount: float) -> Plane:
    return cv2.cvtColor(cv2.LUT(gray(picture), curve(lambda t: _s(t, 1 + 0.12 * amount))), cv2.COLOR_GRAY2RGB)


def _sepia(picture: Pixels, amount: float) -> Plane:
    tones = gray(picture)
    aged = cv2.LUT(cv2.merge([tones, tones, tones]), _SEPIA)
    share = min(1.0, 0.94 * amount)
    return cv2.addWeighted(picture, 1 - share, aged, share, 0)


def _vignette(picture: Pixels, amount: float) -> Plane:
    return times(picture, vignette(picture.shape[0], picture.shape[1], min(1.6, 1.1 * amount)))


TONES: Mapping[Action, Callable[[Pixels, float], Plane]] = {
    Action.BRIGHTEN: _brighten,
    Action.DARKEN: _darken,
    Action.CONTRAST: _contrast,
    Action.SOFTEN: _soften,
    Action.SATURATE: _saturate,
    Action.FADE: _fade,
    Action.WARM: _temper,
    Action.COOL: lambda picture, amount: _temper(picture, -amount),
    Action.INVERT: lambda picture, _: cv2.bitwise_not(picture),
    Action.GRAYSCALE: _grayscale,
    Action.SEPIA: _sepia,
    Action.VIGNETTE: _vignette,
}
