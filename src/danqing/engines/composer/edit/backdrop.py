"""What is behind the subject: blurred, replaced by a colour or a scene, or by another picture."""

from typing import NamedTuple

import cv2
import numpy as np

from danqing.engines.composer.edit.card import carded
from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.edit.matte import held_back, laid_over
from danqing.engines.composer.edit.palette import in_colors_of
from danqing.engines.composer.edit.subject import Cutout
from danqing.engines.composer.style.plane import Pixels, Plane, scale_of, soft


class Behind(NamedTuple):
    """A picture with another background, and whether its subject was cut out for it."""

    picture: Pixels
    cut: bool


def blurred_behind(picture: Pixels, cutout: Cutout, amount: float) -> Behind:
    """Return the picture with all but its subject out of focus.

    Where the subject is not believed, what is far from the face, or from the middle, is.
    """
    sharp = held_back(cutout.mask, 1.0) if cutout.believed else _about_middle(picture)
    sigma = max(1.0, 17.0 * amount * scale_of(picture))
    return Behind(laid_over(_lens(picture, 1 - sharp, sigma), picture, sharp), cutout.believed)


def _lens(picture: Pixels, behind: Plane, sigma: float) -> Pixels:
    """Return the background blurred by itself, so that nothing of the subject bleeds into it."""
    weight = np.maximum(behind, 0.004).astype(np.float32)
    share = soft(weight, sigma)
    shares = (soft(cv2.multiply(channel, weight, dtype=cv2.CV_32F), sigma) for channel in cv2.split(picture))
    return np.asarray(cv2.merge([cv2.divide(one, share, dtype=cv2.CV_8U) for one in shares]), np.uint8)


def _about_middle(picture: Pixels) -> Plane:
    height, width = picture.shape[:2]
    face = next(iter(faces(picture)), None)
    x, y = (width / 2, height * 0.52) if face is None else face.middle
    reach = 0.30 if face is None else max(0.18, 1.3 * face.width / width)
    down = (np.arange(height, dtype=np.float32)[:, None] - float(y)) / (height * 1.15)
    across = (np.arange(width, dtype=np.float32)[None] - float(x)) / width
    far = np.sqrt(down**2 + across**2)
    return np.clip((reach * 1.6 - far) / (reach * 0.9), 0, 1).astype(np.float32)


def in_front_of(ground: Pixels, picture: Pixels, cutout: Cutout, turn: float) -> Behind:
    """Return the picture's subject before another ground of the same size, or a print of the picture on it."""
    if not cutout.believed:
        return Behind(carded(ground, picture, (0.5, 0.5), 0.74, turn), cut=False)
    lit = in_colors_of(picture, ground, 0.12)
    inner = np.clip((cutout.mask - 0.2) / 0.8, 0, 1)
    return Behind(laid_over(ground, lit, inner), cut=True)
