"""What everything is drawn with: paints, gradients, paths, shadows, and surfaces over numpy arrays."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from danqing.engines.composer.color import Color, rgb
from danqing.engines.composer.skia_loader import skia

Pixels = NDArray[np.uint8]
"""Rows of pixels, (height, width, 3) RGB or (height, width, 4) RGBA."""

Point = tuple[float, float]

Stop = Color | tuple[Color, float]
"""A gradient's colour, or a colour and its alpha."""


Area = tuple[float, float, float, float]
"""Left, top, width and height in pixels, y growing downwards."""


class Shadow(NamedTuple):
    """A soft shadow; lengths in the unit of whoever takes it (pixels, or ems for text)."""

    color: Color = "#000000"
    dx: float = 0.0
    dy: float = 0.06
    blur: float = 0.06
    alpha: float = 0.4


def color4f(color: Color, alpha: float = 1.0) -> skia.Color4f:
    """Return Skia's colour."""
    red, green, blue = rgb(color)
    return skia.Color4f(red / 255, green / 255, blue / 255, alpha)


def paint(
    color: Color | None = None,
    alpha: float = 1.0,
    *,
    shader: skia.Shader | None = None,
    stroke: float = 0.0,
    blur: float = 0.0,
) -> skia.Paint:
    """Return an antialiased paint; `stroke` is a line width with round ends, `blur` a Gaussian's sigma, in pixels."""
    made = skia.Paint(AntiAlias=True)
    if color is not None:
        made.setColor4f(color4f(color, alpha))
    if shader is not None:
        made.setShader(shader)
        made.setAlphaf(alpha)
    if stroke:
        made.setStyle(skia.Paint.kStroke_Style)
        made.setStrokeWidth(stroke)
        made.setStrokeJoin(skia.Paint.kRound_Join)
        made.setStrokeCap(skia.Paint.kRound_Cap)
    if blur:
        made.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return made


def linear(start: Point, end: Point, stops: Sequence[Stop], at: Sequence[float] | None = None) -> skia.Shader:
    """Return a gradient along a line; `at` places the stops in 0 … 1, evenly when not given."""
    return skia.GradientShader.MakeLinear([start, end], [_stop(stop) for stop in stops], at)


def radial(center: Point, radius: float, stops: Sequence[Stop], at: Sequence[float] | None = None) -> skia.Shader:
    """Return a gradient from a centre outwards; `at` as in `linear`."""
    return skia.GradientShader.MakeRadial(center, radius, [_stop(stop) for stop in stops], at)


def _stop(stop: Stop) -> int:
    color, alpha = stop if isinstance(stop, tuple) and len(stop) == 2 else (stop, 1.0)
    red, green, blue = (min(255, max(0, round(channel))) for channel in rgb(color))
    return skia.Color(red, green, blue, round(min(1.0, max(0.0, alpha)) * 255))


def rect(box: Area) -> skia.Rect:
    """Return Skia's rectangle for (x, y, width, height)."""
    return skia.Rect.MakeXYWH(*box)


def rounded(box: Area, radius: float) -> skia.RRect:
    """Return a rectangle with round corners."""
    return skia.RRect.MakeRectXY(rect(box), radius, radius)


def polygon(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """Return straight lines through `points`."""
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    return path


def smooth(points: Sequence[Point], *, closed: bool = False) -> skia.Path:
    """Return a Catmull-Rom curve through `points`."""
    path = skia.Path()
    path.moveTo(*points[0])
    count = len(points)

    def near(index: int) -> Point:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    for index in range(count if closed else count - 1):
        before, start, end, after = (near(index + step) for step in (-1, 0, 1, 2))
        path.cubicTo(
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            *end,
        )
    if closed:
        path.close()
    return path


def star(center: Point, radius: float, *, points: int = 5, inner: float = 0.45, turn: float = 0.0) -> skia.Path:
    """Return a star standing on two of its points; `inner` is the waist's share of the radius, `turn` in degrees."""
    angles = (math.radians(turn - 90 + 180 * index / points) for index in range(2 * points))
    lengths = (radius if index % 2 == 0 else radius * inner for index in range(2 * points))
    return polygon(
        [
            (center[0] + math.cos(a) * length, center[1] + math.sin(a) * length)
            for a, length in zip(angles, lengths, strict=True)
        ]
    )


def drop_shadow(canvas: skia.Canvas, path: skia.Path, shadow: Shadow) -> None:
    """Draw the shadow of `path`, in pixels; the path itself is left to the caller."""
    canvas.save()
    canvas.translate(shadow.dx, shadow.dy)
    canvas.drawPath(path, paint(shadow.color, shadow.alpha, blur=shadow.blur))
    canvas.restore()


def ground_shadow(
    canvas: skia.Canvas, center: Point, width: float, *, alpha: float = 0.25, flatness: float = 0.16
) -> None:
    """Draw the soft oval that makes a thing stand on the ground."""
    height = width * flatness
    oval = skia.Rect.MakeXYWH(center[0] - width / 2, center[1] - height / 2, width, height)
    canvas.drawOval(oval, paint("#102010", alpha, blur=max(1.0, width * 0.04)))


def canvas(width: int, height: int) -> tuple[Pixels, skia.Surface, skia.Canvas]:
    """Return transparent premultiplied RGBA pixels, and what draws into them; keep all three while drawing."""
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = surface_over(pixels)
    return pixels, surface, surface.getCanvas()


def surface_over(pixels: Pixels) -> skia.Surface:
    """Return a surface that draws into contiguous premultiplied RGBA `pixels`, without a copy."""
    surface = skia.Surface.MakeRasterDirect(_premultiplied(pixels), pixels)
    if surface is None:
        raise ValueError(f"no surface over pixels of shape {pixels.shape}")
    return surface


def picture(pixels: Pixels) -> skia.Image:
    """Return a copy of premultiplied RGBA `pixels` as an image."""
    return skia.Image.fromarray(
        np.ascontiguousarray(pixels), colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType
    )


def _borrowed(pixels: Pixels) -> skia.Image:
    """Return contiguous `pixels` as an image without a copy; the caller keeps them for as long as the image is used."""
    image = skia.Image.MakeRasterData(_premultiplied(pixels), skia.Data.MakeWithoutCopy(pixels), pixels.shape[1] * 4)
    if image is None:
        raise ValueError(f"no image of pixels of shape {pixels.shape}")
    return image


def _premultiplied(pixels: Pixels) -> skia.ImageInfo:
    return skia.ImageInfo.Make(pixels.shape[1], pixels.shape[0], skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)


def lay_over(under: Pixels, layer: Pixels, at: tuple[int, int] = (0, 0), alpha: float = 1.0) -> None:
    """Composite a premultiplied layer onto premultiplied pixels, in place; Skia does it in 2 ms, numpy took 95."""
    rows = np.ascontiguousarray(layer)
    surface_over(under).getCanvas().drawImage(
        _borrowed(rows), at[0], at[1], skia.SamplingOptions(), paint("#000000", alpha)
    )


def straight(pixels: Pixels) -> Pixels:
    """Return premultiplied RGBA with its colours divided by alpha, as filters want them."""
    rows = np.ascontiguousarray(pixels)
    return _borrowed(rows).toarray(colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kUnpremul_AlphaType)


def premultiply(pixels: Pixels) -> Pixels:
    """Return straight RGBA with its colours multiplied by alpha, as canvases want them."""
    alpha = np.ascontiguousarray(pixels[..., 3])
    factors = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255)])
    return cv2.multiply(pixels, factors, scale=1 / 255).astype(np.uint8, copy=False)
