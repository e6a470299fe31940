"""A photograph as a card: what stands for a cut-out that cannot be believed."""

import cv2
import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.edit.frame import covering
from danqing.engines.composer.ink import Area, paint, rect, rounded, surface_over
from danqing.engines.composer.ink import picture as image_of
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.style.plane import Pixels


def carded(ground: Pixels, photo: Pixels, middle: tuple[float, float], share: float, turn: float) -> Pixels:
    """Return the ground with a white-edged, slightly turned print of the photo on it.

    `middle` is in 0 … 1 of width and height, `share` the print's longer side over the ground's shorter one, `turn` in
    degrees clockwise. The print keeps the photo's ratio between 3:4 and 4:3, and shows a face where there is one.
    """
    height, width = ground.shape[:2]
    size = _print_size(photo, share * min(height, width))
    face = next(iter(faces(photo)), None)
    x, y = (photo.shape[1] / 2, photo.shape[0] / 2) if face is None else face.middle
    print_ = covering(photo, size, (x / photo.shape[1], y / photo.shape[0]))
    made: Pixels = cv2.cvtColor(ground, cv2.COLOR_RGB2RGBA).astype(np.uint8, copy=False)
    canvas = surface_over(made).getCanvas()
    canvas.translate(middle[0] * width, middle[1] * height)
    canvas.rotate(turn)
    _draw(canvas, print_)
    return np.asarray(cv2.cvtColor(made, cv2.COLOR_RGBA2RGB), np.uint8)


def _print_size(photo: Pixels, longer: float) -> Size:
    ratio = min(4 / 3, max(3 / 4, photo.shape[1] / photo.shape[0]))
    wide, high = (longer, longer / ratio) if ratio >= 1 else (longer * ratio, longer)
    return Size(width=max(2, round(wide)), height=max(2, round(high)))


def _draw(canvas: skia.Canvas, photo: Pixels) -> None:
    height, width = photo.shape[:2]
    edge = max(1.0, min(height, width) * 0.035)
    box: Area = (-width / 2, -height / 2, width, height)
    sheet: Area = (box[0] - edge, box[1] - edge, width + 2 * edge, height + 2 * edge)
    shadow: Area = (sheet[0], sheet[1] + edge * 0.7, sheet[2], sheet[3])
    canvas.drawRRect(rounded(shadow, edge), paint("#000000", 0.42, blur=edge))
    canvas.drawRRect(rounded(sheet, edge * 0.6), paint("#fdfdfb"))
    opaque = np.dstack([photo, np.full((height, width), 255, np.uint8)])
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear)
    canvas.drawImageRect(image_of(opaque), rect(box), smooth, paint("#000000"))
