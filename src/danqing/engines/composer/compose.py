"""Spec → picture: arranged, painted, and told what came of its lettering."""

from dataclasses import dataclass
from random import Random

import cv2

from danqing.core.job import Size
from danqing.engines.composer.drawn import as_drawn
from danqing.engines.composer.ink import Pixels
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.layout.scene import Node
from danqing.engines.composer.paint.scene import paint
from danqing.engines.composer.spec import Spec

cv2.setNumThreads(1)  # one picture, one core: the pool counts on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A finished picture."""

    pixels: Pixels
    """RGB, (height, width, 3)."""
    drawn: Spec
    """What is seen: the Spec, cut down to what came to be painted."""
    texts: tuple[Node, ...] = ()
    """The lettering, each with its box."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The characters that no face has, each once, in order; they were not drawn."""
        return tuple(dict.fromkeys(c for node in self.texts if node.lines for c in node.lines.missing))


def compose(spec: Spec, size: Size, seed: int) -> Composition:
    """Return `spec` as a picture of exactly `size`; the same seed, the same bytes on the same machine.

    Another style keeps the layout: it is no part of what the dice are thrown for.
    """
    key = dice_key(spec, seed)
    scene = arrange(spec, size, Random(key), seed)
    return Composition(pixels=paint(scene, key), drawn=as_drawn(spec, scene), texts=scene.texts)


def dice_key(spec: Spec, seed: int) -> str:
    """Return what the dice depend on: the seed and what is asked for, but neither its wording nor its style."""
    subjects = ",".join(f"{s.noun}*{s.count}" for s in spec.subjects)
    texts = ",".join(t.text for t in spec.texts)
    return f"{seed}|{spec.layout}|{spec.scene}|{subjects}|{texts}"
