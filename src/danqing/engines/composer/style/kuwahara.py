"""The Kuwahara filter: each pixel takes the mean of whichever quarter around it varies least, as a brush mark does."""

import cv2
import numpy as np

from danqing.engines.composer.style.plane import Plane, gray


def kuwahara(rgb: Plane, radius: int) -> Plane:
    """Return byte pixels filtered; `radius` is the side of a quarter, less one."""
    height, width = rgb.shape[:2]
    side = radius + 1
    padded = cv2.copyMakeBorder(rgb, radius, radius, radius, radius, cv2.BORDER_REFLECT_101)
    brightness = gray(padded)
    means = cv2.blur(padded, (side, side), anchor=(0, 0))
    middle = cv2.blur(brightness, (side, side), anchor=(0, 0), dst=None).astype(np.float32)
    squares = cv2.sqrBoxFilter(brightness, cv2.CV_32F, (side, side), anchor=(0, 0), normalize=True)
    spread = cv2.subtract(squares, cv2.multiply(middle, middle))
    least, chosen = _quarter(spread, 0, 0, height, width).copy(), _quarter(means, 0, 0, height, width).copy()
    for down, across in ((0, radius), (radius, 0), (radius, radius)):
        candidate = _quarter(spread, down, across, height, width)
        better = cv2.compare(candidate, least, cv2.CMP_LT)
        cv2.min(candidate, least, dst=least)
        cv2.copyTo(_quarter(means, down, across, height, width), better, chosen)
    # The choice has hard, ragged borders; a little blur draws them as clean lines.
    return cv2.GaussianBlur(chosen, (3, 3), 0.75)


def _quarter(plane: Plane, down: int, across: int, height: int, width: int) -> Plane:
    return plane[down : down + height, across : across + width]
