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
    """Return the picture with less noise, more local contrast and crisper edges."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    light, *colors = cv2.split(lab)
    smooth = cv2.bilateralFilter(light, 5, 14, 3)
    local = cv2.createCLAHE(clipLimit=1.0 + 0.6 * amount, tileGridSize=(6, 6)).apply(smooth)
    mixed = cv2.addWeighted(smooth, 1 - 0.5 * min(1.0, amount), local, 0.5 * min(1.0, amount), 0)
    crisp = cv2.addWeighted(mixed, 1 + 0.6 * amount, cv2.GaussianBlur(mixed, (0, 0), 1.4), -0.6 * amount, 0)
    made = cv2.cvtColor(cv2.merge([np.asarray(crisp, np.uint8), *colors]), cv2.COLOR_LAB2RGB)
    return np.asarray(made, np.uint8)
