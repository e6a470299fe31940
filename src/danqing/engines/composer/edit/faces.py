"""Faces, found by the classical cascades that come with OpenCV: no weights are fetched."""

import functools
from pathlib import Path
from typing import NamedTuple

import cv2
import cv2.data

from danqing.engines.composer.style.plane import Pixels

_CASCADES = {
    "human": ("haarcascade_frontalface_default.xml", 480),
    "cat": ("haarcascade_frontalcatface.xml", 300),
}
"""The cascade, and the longer side in pixels at which it looks."""


class Face(NamedTuple):
    """A face's box in pixels of the picture."""

    kind: str
    """human or cat."""
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.left + self.width / 2, self.top + self.height / 2

    def scaled(self, by: float) -> "Face":
        """Return the box in a picture `by` times as large."""
        return Face(self.kind, self.left * by, self.top * by, self.width * by, self.height * by)


def faces(picture: Pixels, most: int = 4) -> tuple[Face, ...]:
    """Return the largest faces, people before cats: a cat's face is looked for only where there is no person's."""
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    for kind, (cascade, side) in _CASCADES.items():
        scale = min(1.0, side / max(gray.shape))
        size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
        small = cv2.equalizeHist(cv2.resize(gray, size, interpolation=cv2.INTER_AREA))
        boxes = _cascade(cascade).detectMultiScale(small, 1.15, 6, minSize=(28, 28))
        found = [Face(kind, *(float(length) / scale for length in box)) for box in boxes]
        if found:
            return tuple(sorted(found, key=lambda face: -face.width)[:most])
    return ()


@functools.cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / name))
