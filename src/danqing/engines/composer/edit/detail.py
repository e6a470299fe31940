"""Fine detail: more of it, less of it, and what counts as enhancing a picture."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Pixels, scale_of, soft


def sharpened(picture: Pixels, amount: float) -> Pixels:
    """Return the picture with its edges steeper: an unsharp mask."""
    blurred = cv2.GaussianBlur(picture, (0, 0), max(0.6, 2.0 * scale_of(picture)))
    return np.asarray(cv2.addWeighted(picture, 1 + 0.7 * amount, blurred, -0.7 * amount, 0), np.uint8)


def blurred(picture: Pixels, amount: float) -> Pixels:
    """Return the picture out of focus."""
    return np.asarray(soft(picture, max(0.3, 9.0 * amount * scale_of(picture))), np.uint8)


def enhanced(picture: Pixels, amount: float) -> Pixels:
    """Return the picture with less noise, more local contrast and crisper edges; plain surfaces stay as they are."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    light, *colors = cv2.split(lab)
    calm = cv2.bilateralFilter(light, 5, 14, 3)
    local = cv2.addWeighted(calm, 1 + 0.35 * amount, soft(calm, 28 * scale_of(picture)), -0.35 * amount, 0)
    crisp = cv2.addWeighted(local, 1 + 0.7 * amount, cv2.GaussianBlur(local, (0, 0), 1.4), -0.7 * amount, 0)
    made = cv2.cvtColor(cv2.merge([np.asarray(crisp, np.uint8), *colors]), cv2.COLOR_LAB2RGB)
    return np.asarray(made, np.uint8)
