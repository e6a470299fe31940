"""Emoji as subjects: drawn as vectors at any height, standing on a point, and recoloured."""

import functools
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from danqing.engines.composer.color import Color, rgb, spell
from danqing.engines.composer.ink import Pixels, paint, picture, premultiply, straight, surface_over
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.faces import emoji_face
from danqing.engines.composer.text.pictograph import draw_pictograph, pictograph_box
from danqing.engines.composer.text.shaping import Run, shaped_buffer

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@functools.lru_cache(2048)
def emoji_glyph(emoji: str) -> int | None:
    """Return the glyph of an emoji, sequences with joiners and skin tones included; None: the face has none."""
    if not emoji or not emoji_face().has(emoji[0]):
        return None
    return shaped_buffer(Run(emoji_face(), emoji)).glyph_infos[0].codepoint


def emoji_aspect(emoji: str) -> float:
    """Return width over height of what the emoji inks; 1 for one that the face lacks."""
    glyph = emoji_glyph(emoji)
    if glyph is None:
        return 1.0
    _, _, width, height = pictograph_box(glyph)
    return width / height


def draw_emoji(
    canvas: skia.Canvas,
    emoji: str,
    center: float,
    base: float,
    height: float,
    *,
    tint: Color | None = None,
    flip: bool = False,
    turn: float = 0.0,
    alpha: float = 1.0,
) -> float:
    """Draw an emoji `height` pixels high whose foot stands at (center, base), and return its width.

    `flip` looks the other way, `turn` is in degrees clockwise about the foot. Nothing is drawn of an emoji that the
    face lacks; its width is then 0.
    """
    glyph = emoji_glyph(emoji)
    if glyph is None:
        return 0.0
    left, top, width, tall = pictograph_box(glyph)
    size = height / tall
    canvas.save()
    canvas.translate(center, base)
    canvas.rotate(turn)
    if flip:
        canvas.scale(-1, 1)
    if tint is None:
        draw_pictograph(canvas, glyph, -(left + width / 2) * size, -(top + tall) * size, size, alpha)
    else:
        image = _tinted(emoji, max(2, round(height)), spell(tint))
        canvas.drawImage(
            image,
            -image.width() / 2,
            1 - image.height(),
            skia.SamplingOptions(skia.FilterMode.kLinear),
            paint("#000000", alpha),
        )
    canvas.restore()
    return width * size


@functools.lru_cache(16)  # a flock of birds, but not every subject of every picture: one may take 4 MB
def _tinted(emoji: str, height: int, color: str) -> skia.Image:
    return picture(premultiply(tint(sprite(emoji, height), color)))


def sprite(emoji: str, height: int) -> Pixels:
    """Return an emoji as straight RGBA, tight but for a margin of one pixel; KeyError when the face lacks it."""
    glyph = emoji_glyph(emoji)
    if glyph is None:
        raise KeyError(emoji)
    left, top, width, tall = pictograph_box(glyph)
    size = height / tall
    pixels = np.zeros((height + 2, max(2, round(width * size)) + 2, 4), np.uint8)
    draw_pictograph(surface_over(pixels).getCanvas(), glyph, 1 - left * size, 1 - top * size, size)
    return straight(pixels)


def tint(pixels: Pixels, color: Color, keep_dark: float = 0.28) -> Pixels:
    """Return straight RGBA whose dominant hue has become `color`; eyes, noses and outlines keep theirs."""
    channels = pixels[..., :3].astype(np.float32) / 255
    light = channels @ _LUMA
    share = _dominant(channels, pixels[..., 3], keep_dark)
    solid = (share > 0.5) & (pixels[..., 3] > 40)
    middle = float(np.median(light[solid])) if solid.any() else 0.6
    wanted = np.array(rgb(color), np.float32) / 255
    recoloured = _shaded(wanted, (light / max(middle, 0.05))[..., None])
    made = pixels.copy()
    mixed = channels + (np.clip(recoloured, 0, 1) - channels) * share[..., None]
    made[..., :3] = (mixed * 255).astype(np.uint8)
    return made


def _dominant(channels: NDArray[Any], alpha: Pixels, keep_dark: float) -> NDArray[Any]:
    """Return how much each pixel belongs to the hue, or to the gray, that covers most, 0 … 1."""
    hsv = cv2.cvtColor(channels, cv2.COLOR_RGB2HSV)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    colourful = (alpha > 40) & (saturation > 0.22) & (value > 0.25)
    neutral = (alpha > 40) & (saturation <= 0.22) & (value > 0.45)
    if np.count_nonzero(colourful) > max(50, 0.3 * np.count_nonzero(neutral)):
        share = _near(hue, _main_hue(hue[colourful], saturation[colourful] * value[colourful]))
        share = share * np.clip((saturation - 0.12) / 0.15, 0, 1)
    else:  # a rabbit is gray, whatever its ears are
        share = np.clip((value - keep_dark) / 0.2, 0, 1) * np.clip((0.30 - saturation) / 0.12, 0, 1)
    return (share * np.clip((value - 0.30) / 0.18, 0, 1)).astype(np.float32)


def _main_hue(hues: NDArray[Any], weights: NDArray[Any]) -> float:
    """Return the hue, in degrees, around which most lies."""
    counts = np.bincount((hues / 10).astype(np.intp) % 36, weights=weights, minlength=36)
    around = counts + np.roll(counts, 1) + np.roll(counts, -1)  # a circle of hues: here wrapping is right
    return float(around.argmax()) * 10 + 5


def _near(hue: NDArray[Any], main: float) -> NDArray[Any]:
    distance = np.abs((hue - main + 180) % 360 - 180)
    return np.clip((38 - distance) / 14, 0, 1)


def _shaded(wanted: NDArray[Any], relative: NDArray[Any]) -> NDArray[Any]:
    """Return `wanted`, lighter and darker as the original was; `relative` is 1 at its middle tone."""
    brightness = float(wanted @ _LUMA)
    if brightness > 0.85:  # white things are told by their shadows
        return wanted - np.clip(1 - relative, 0, 1) * np.array([0.42, 0.407, 0.386], np.float32)
    if brightness < 0.25:  # black things by their highlights
        return wanted * np.clip(relative, 0.5, 1.6) + np.clip(relative - 1, 0, 1) * 0.25
    darker = wanted * (0.35 + 0.65 * relative)
    lighter = wanted + (1 - wanted) * np.clip(relative - 1, 0, 1) * 0.8
    return np.where(relative < 1, darker, lighter)
