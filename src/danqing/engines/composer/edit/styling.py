"""A photograph in another style: the filters of drawings, on what a camera saw."""

import cv2
import numpy as np

from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.edit.matte import laid_over
from danqing.engines.composer.edit.subject import cut_out
from danqing.engines.composer.style import PICTURE_FILTERS, SUBJECT_FILTERS
from danqing.engines.composer.style.plane import Pixels, curve, scale_of

_SIMPLIFIED = frozenset({"anime", "watercolor", "flat", "cartoon3d", "clay"})
"""Styles that want fewer and calmer shapes than a photograph has."""


def restyled(picture: Pixels, style: str, amount: float, rng: np.random.Generator) -> Pixels:
    """Return the picture in a style of `data/styles.toml`; with `amount` under 1, mixed with itself."""
    if style not in PICTURE_FILTERS:
        return picture
    made = _sculpted(picture, style, rng) if style in SUBJECT_FILTERS else _filtered(picture, style, rng)
    share = min(1.0, amount)
    return np.asarray(cv2.addWeighted(made, share, picture, 1 - share, 0), np.uint8)


def _filtered(picture: Pixels, style: str, rng: np.random.Generator) -> Pixels:
    calm = _calmed(picture) if style in _SIMPLIFIED else picture
    return PICTURE_FILTERS[style](calm, rng)


def _calmed(picture: Pixels) -> Pixels:
    """Return the picture with its textures gone and its edges kept."""
    height, width = picture.shape[:2]
    half = cv2.resize(picture, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    for _ in range(2):
        half = cv2.bilateralFilter(half, 7, 32, 5 * max(0.4, scale_of(picture)))
    return np.asarray(cv2.resize(half, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _sculpted(picture: Pixels, style: str, rng: np.random.Generator) -> Pixels:
    """Return a picture whose subject has a body; all of it smooth and bright where none can be cut out.

    People keep their faces: a relief made of a photographed one is a mask.
    """
    smooth = _calmed(picture)
    people = any(face.kind == "human" for face in faces(picture))
    cutout = None if people else cut_out(picture)
    if cutout is None or not cutout.believed:
        lively = PICTURE_FILTERS["anime"](smooth, rng)
        return PICTURE_FILTERS[style](np.asarray(cv2.LUT(lively, curve(lambda t: t**0.9)), np.uint8), rng)
    ground = PICTURE_FILTERS[style](smooth, rng)
    solid = np.dstack([smooth, np.round(cutout.mask * 255).astype(np.uint8)])
    body = SUBJECT_FILTERS[style](solid, rng)
    return laid_over(ground, np.ascontiguousarray(body[..., :3]), body[..., 3].astype(np.float32) / 255)
