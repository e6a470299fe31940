"""Soft masks: edges that follow the picture's, and pictures laid over each other through them."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Pixels, Plane, gray


def refined(picture: Pixels, mask: Plane) -> Plane:
    """Return a small hard mask (uint8, 0 or 1) at the picture's size, as float32 0 … 1 with the picture's own edges.

    The guided filter of He, Sun and Tang (2010), solved at half size and applied at full size as in their fast one.
    """
    height, width = picture.shape[:2]
    half = (max(1, width // 2), max(1, height // 2))
    guide = cv2.resize(gray(picture), half, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    rough = cv2.resize(mask.astype(np.float32), half, interpolation=cv2.INTER_CUBIC)
    slope, offset = _linear_model(guide, rough, max(2, round(0.004 * max(height, width))))
    full = (width, height)
    soft = cv2.multiply(gray(picture), cv2.resize(slope, full), scale=1 / 255, dtype=cv2.CV_32F)
    soft += cv2.resize(offset, full)
    soft -= 0.18
    soft /= 0.64
    return np.clip(soft, 0, 1, out=soft)


def _linear_model(guide: Plane, mask: Plane, radius: int, epsilon: float = 1e-3) -> tuple[Plane, Plane]:
    window = (2 * radius + 1, 2 * radius + 1)
    mean_guide, mean_mask = cv2.blur(guide, window), cv2.blur(mask, window)
    covariance = cv2.blur(guide * mask, window) - mean_guide * mean_mask
    variance = cv2.blur(guide * guide, window) - mean_guide * mean_guide
    slope = covariance / (variance + epsilon)
    return cv2.blur(slope, window), cv2.blur(mean_mask - slope * mean_guide, window)


def laid_over(under: Pixels, over: Pixels, share: Plane) -> Pixels:
    """Return `over` where `share` (float32, 0 … 1) is 1, and `under` where it is 0."""
    return np.asarray(cv2.blendLinear(over, under, share, 1 - share), np.uint8)


def held_back(mask: Plane, by: float) -> Plane:
    """Return the mask blurred by a Gaussian's sigma in pixels."""
    return cv2.GaussianBlur(mask, (0, 0), max(0.3, by))
