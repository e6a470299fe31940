"""Drawn scenes behind and instead of what was photographed."""

from dataclasses import replace

import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.color import rgb
from danqing.engines.composer.compose import Composition, compose
from danqing.engines.composer.edit.frame import resized
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.spec import Layout, Spec
from danqing.engines.composer.style.plane import Pixels, scale_of, soft

_PURE = {"white": "#ffffff", "black": "#000000"}
"""Grounds that are asked for by name are cut to be laid on others: as paints these two are softer."""
_SMALLEST, _LONGEST = 64, 2048
"""Pixels; slivers of scenes are painted at these sizes and reduced."""


def painted(spec: Spec, size: Size, seed: int) -> Pixels:
    """Return what a Spec describes, as RGB of exactly `size`."""
    return composed(spec, size, seed).pixels


def composed(spec: Spec, size: Size, seed: int) -> Composition:
    """Return what a Spec describes, of exactly `size`, and what came to be seen of it."""
    least = min(size.width, size.height)
    if least >= _SMALLEST:
        return compose(spec, size, seed)
    width, height = (min(_LONGEST, round(side * _SMALLEST / least)) for side in (size.width, size.height))
    made = compose(spec, Size(width=width, height=height), seed)
    return replace(made, pixels=resized(made.pixels, size.width, size.height))


def behind(spec: Spec, size: Size, seed: int) -> Pixels:
    """Return a scene to stand before: nobody in it, and a little out of focus."""
    scene = painted(replace(spec, layout=Layout.SCENE, texts=()), size, seed)
    return np.asarray(soft(scene, max(0.4, 2.2 * scale_of(scene))), np.uint8)


def plain(color: str, size: Size) -> Pixels:
    """Return a ground of one colour, by its name."""
    return np.full(
        (size.height, size.width, 3), [round(c) for c in rgb(_PURE.get(color) or hue(color) or "#ffffff")], np.uint8
    )
