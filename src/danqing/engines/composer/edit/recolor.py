"""Recolouring a thing by the colour that it has: its hue is found, its lights and shadows are kept."""

from collections.abc import Callable

import cv2
import numpy as np

from danqing.engines.composer.color import rgb
from danqing.engines.composer.edit.cutting import largest
from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.edit.matte import held_back, laid_over
from danqing.engines.composer.edit.subject import Cutout
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.style.plane import Pixels, Plane, curve, gray

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_FEWEST = 0.003
"""The share of the picture that a colour must cover to count as found."""
_MOSTLY = 0.6
_SKIN = 102
"""The saturation, of 255, that faces and hands seldom have."""
_LIKE_SKIN = frozenset({"orange", "red", "brown", "yellow", "beige", "pink", "gold"})
_Ramp = tuple[float, float]
"""Where a share is none, and where it is full; on 0 … 1 for saturation and value, in degrees for hues."""
_COLORLESS: dict[str, tuple[_Ramp, _Ramp]] = {
    "white": ((0.28, 0.18), (0.66, 0.80)),
    "black": ((1.60, 1.20), (0.32, 0.20)),
    "gray": ((0.22, 0.14), (0.14, 0.26)),
}
"""Saturation and value of the colours that have no hue."""


def found(picture: Pixels, color: str) -> Plane | None:
    """Return how far each pixel belongs to things of a colour, float32 0 … 1; None when next to nothing has it.

    Faces are spared, and so is skin: of a colour that skin has too, only what is clearly more colourful counts, and
    what of that hue touches it.
    """
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    core, loose = _colorless(hsv, color) if color in _COLORLESS else _colorful(hsv, color)
    return _of_one_piece(hsv, core, loose, _spared(picture))


def main_part(picture: Pixels, cutout: Cutout) -> Plane | None:
    """Return the part of a subject that has its leading hue, as `found` does: the shirt and not the face."""
    hsv: Plane = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    spared = cv2.multiply(_spared(picture), (cutout.mask * 255).astype(np.uint8), scale=1 / 255)
    colorful = (spared > 128) & (hsv[..., 1] > 64) & (hsv[..., 2] > 38)
    if float(colorful.mean()) < _FEWEST:
        return cutout.mask * (_spared(picture).astype(np.float32) / 255)
    shades = _leading_hue(hsv, colorful)
    least = _least_saturation(hsv[..., 1][colorful & (_near_hue(hsv, shades, (26, 16)) > 128)])
    core, loose = _about(hsv, shades, least)
    return _of_one_piece(hsv, core, loose, spared)


def _of_one_piece(hsv: Plane, core: Plane, loose: Plane, spared: Plane) -> Plane | None:
    """Return the large pieces of `core`, with what of `loose` touches them."""
    reach = max(3, round(0.006 * max(hsv.shape[:2]))) | 1
    hard = (cv2.GaussianBlur(cv2.multiply(core, spared, scale=1 / 255), (0, 0), 2) > 100).astype(np.uint8)
    pieces = largest(cv2.morphologyEx(hard, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), 0.12)
    if float(pieces.mean()) < _FEWEST:
        return None
    likely = cv2.multiply(loose, spared, scale=1 / 255)
    whole = np.maximum(pieces, _joined_to(pieces, likely, hsv))
    around: Plane = np.asarray(cv2.dilate(whole, np.ones((reach, reach), np.uint8)), np.uint8) * 255
    near = cv2.multiply(likely, around, scale=1 / 255)
    return held_back(near, 1.2).astype(np.float32) / 255


def _joined_to(pieces: Plane, likely: Plane, hsv: Plane) -> Plane:
    """Return what may have the colour, is too colourful to be skin, and touches the pieces: their lights and shades."""
    open_ = ((likely > 128) & (hsv[..., 1] > _SKIN)).astype(np.uint8)
    labels: Plane = cv2.connectedComponents(open_, connectivity=4)[1]
    touching = np.unique(labels[(pieces > 0) & (open_ > 0)])
    return np.isin(labels, touching[touching > 0]).astype(np.uint8)


def of_subject(mask: Plane, cutout: Cutout) -> Plane:
    """Return the mask without what lies outside the subject, where most of it lies inside."""
    if not cutout.believed:
        return mask
    wide = np.ones((15, 15), np.uint8)
    inside = cv2.dilate(cutout.mask, wide)
    share = float((mask * inside).sum()) / max(1.0, float(mask.sum()))
    return mask * inside if share >= _MOSTLY else mask


def recolored(picture: Pixels, mask: Plane, color: str) -> Pixels:
    """Return the picture with `color` where the mask is, as light and as dark from place to place as it was."""
    wanted = np.array(rgb(hue(color)), np.float32) / 255
    light = np.asarray(gray(picture), np.uint8)
    inside = light[mask > 0.5]
    middle = max(20.0, float(np.median(inside))) if inside.size else 128.0
    tones = np.arange(256, dtype=np.float32) / middle
    table = np.stack([_shaded(float(channel), tones, float(wanted @ _LUMA)) for channel in wanted], axis=-1)
    painted = cv2.LUT(cv2.merge([light, light, light]), (np.clip(table, 0, 1) * 255).astype(np.uint8)[None])
    return laid_over(picture, np.asarray(painted, np.uint8), mask)


def _shaded(channel: float, tones: Plane, brightness: float) -> Plane:
    """Return one channel of the new colour for each relative brightness, where 1 is the thing's middle tone."""
    if brightness > 0.8:  # white things are told by their shadows, black ones by their highlights
        return channel - np.clip(1 - tones, 0, 1) * 0.55
    lit = 0.55 if brightness < 0.25 else 0.75
    return np.where(tones < 1, channel * tones, channel + (1 - channel) * np.clip((tones - 1) * lit, 0, 1))


def _colorless(hsv: Plane, color: str) -> tuple[Plane, Plane]:
    saturation, value = _COLORLESS[color]
    mask = _where(hsv, saturation=saturation, value=value)
    return mask, mask


def _colorful(hsv: Plane, color: str) -> tuple[Plane, Plane]:
    """Return what certainly has a colour, and what may have it where the first is near."""
    named = float(cv2.cvtColor(np.array([[rgb(hue(color))]], np.float32) / 255, cv2.COLOR_RGB2HSV)[0, 0, 0])
    rough = _near_hue(hsv, named, (32, 20))
    inside: Plane = rough > 100
    if not inside.any():
        return rough, rough
    shades = _leading_hue(hsv, inside, named)
    least = _least_saturation(hsv[..., 1][inside]) if color in _LIKE_SKIN else 0.22
    return _about(hsv, shades, least)


def _about(hsv: Plane, shades: float, least: float) -> tuple[Plane, Plane]:
    core = _where(hsv, saturation=(least, least + 0.08), value=(0.12, 0.22))
    return cv2.multiply(core, _near_hue(hsv, shades, (14, 8)), scale=1 / 255), _near_hue(hsv, shades, (17, 10))


def _least_saturation(saturation: Plane) -> float:
    """Return where colourful things end and skin begins: Otsu's threshold, and never much colour."""
    border, _ = cv2.threshold(saturation[:, None], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return max(0.42, float(border) / 255 - 0.04)


def _leading_hue(hsv: Plane, where: Plane, named: float | None = None) -> float:
    """Return the hue in degrees that covers most, the colourful counting more, and so what is near a named hue."""
    weights = (hsv[..., 1][where].astype(np.float32) / 255) ** 3
    hues = hsv[..., 0][where]
    counts = np.bincount((hues // 3).astype(np.intp) % 60, weights=weights, minlength=60)
    if named is not None:
        distance = np.abs((np.arange(60) * 6 + 3 - named + 180) % 360 - 180)
        counts *= np.clip(1.1 - distance / 32, 0.05, 1) ** 2
    around = counts + 0.5 * (np.roll(counts, 1) + np.roll(counts, -1))  # a circle of hues: here wrapping is right
    return float(around.argmax()) * 6 + 3


def _near_hue(hsv: Plane, degrees: float, ramp: _Ramp) -> Plane:
    """Return the pixels of a hue, as bytes, that are neither gray nor black."""
    hues = np.arange(256, dtype=np.float32) * 2
    distance = np.abs((hues - degrees + 180) % 360 - 180)
    near = cv2.LUT(np.ascontiguousarray(hsv[..., 0]), (_ramp(distance, ramp) * 255).astype(np.uint8))
    return cv2.multiply(near, _where(hsv, saturation=(0.18, 0.32), value=(0.10, 0.20)), scale=1 / 255)


def _where(hsv: Plane, *, saturation: _Ramp, value: _Ramp) -> Plane:
    strong = cv2.LUT(np.ascontiguousarray(hsv[..., 1]), curve(_ramped(saturation)))
    bright = cv2.LUT(np.ascontiguousarray(hsv[..., 2]), curve(_ramped(value)))
    return cv2.multiply(strong, bright, scale=1 / 255)


def _ramped(ramp: _Ramp) -> Callable[[Plane], Plane]:
    return lambda values: _ramp(values, ramp)


def _ramp(values: Plane, ramp: _Ramp) -> Plane:
    none, full = ramp
    return np.clip((values - none) / (full - none), 0, 1)


def _spared(picture: Pixels) -> Plane:
    """Return 0 on people's faces and 255 elsewhere, softly."""
    free = np.full(picture.shape[:2], 255, np.uint8)
    for face in faces(picture):
        if face.kind == "human":
            middle = int(face.middle[0]), int(face.top + face.height * 0.36)
            cv2.ellipse(free, middle, (int(face.width * 0.72), int(face.height * 0.84)), 0, 0, 360, (0,), -1)
    return held_back(free, 4)
