"""Emoji glyphs: colour vectors of the COLRv1 face, and the room that each takes."""

import functools

import numpy as np

from danqing.engines.composer.ink import Area, paint
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.text.faces import emoji_face

_PROBE = 96  # pixels to the em: bounds are good to a hundredth of an em


def draw_pictograph(canvas: skia.Canvas, glyph: int, x: float, y: float, size: float, alpha: float = 1.0) -> None:
    """Draw an emoji glyph with its origin at (x, y), `size` pixels to the em."""
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(skia.Font(emoji_face().typeface, size), [glyph], [skia.Point(0, 0)])
    canvas.drawTextBlob(builder.make(), x, y, paint("#000000", alpha))


@functools.lru_cache(2048)
def pictograph_box(glyph: int) -> Area:
    """Return what an emoji glyph inks, relative to its origin, in ems."""
    side, left, base = int(_PROBE * 1.6), _PROBE * 0.15, _PROBE * 1.2
    surface = skia.Surface(side, side)
    draw_pictograph(surface.getCanvas(), glyph, left, base, _PROBE)
    alpha = surface.makeImageSnapshot().toarray()[:, :, 3]
    rows, columns = np.flatnonzero(alpha.max(axis=1) > 8), np.flatnonzero(alpha.max(axis=0) > 8)
    if not len(rows):
        return (0.0, -1.0, 1.0, 1.0)
    top, bottom, first, last = (int(n) for n in (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1))
    return ((first - left) / _PROBE, (top - base) / _PROBE, (last - first) / _PROBE, (bottom - top) / _PROBE)
