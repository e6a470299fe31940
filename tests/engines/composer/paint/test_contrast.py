"""Lettering can be read where it stands: measured on the pixels, whatever its colours were planned to be.

A picture is painted four times: as it is, without the letters' own colour (so that their outlines and what they stand
on are seen), and with black and with white letters, whose difference is where letters are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from danqing.core.job import Size
from danqing.engines.composer.color import READABLE
from danqing.engines.composer.compose import dice_key
from danqing.engines.composer.ink import Stop
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Node, Scene
from danqing.engines.composer.paint.scene import paint
from danqing.engines.composer.parse import extend, read
from danqing.engines.composer.spec import Spec

KINDS = (
    "a poster of {thing} {where}",
    "a sale poster for {thing}, {where}",
    "a greeting card with {thing}",
    "a street with shops, {where}",
    "a minimalist logo with {thing}",
    "a slide",
    "a portrait of a young woman in a T-shirt, {where}",
    "a teacher in front of a blackboard",
    "{thing} {where}",
    "一张海报,{thing},{where}",
)
THINGS = ("three dogs", "a red car", "a cup of coffee", "a white cat", "a shop", "balloons", "a phone", "a robot", "")
PLACES = (
    "in the snow",
    "on the beach at sunset",
    "at night in the city",
    "in a forest",
    "in space",
    "under water",
    "in a cozy room",
    "on a stage",
    "in the desert",
    "in the fog",
    "in a cyberpunk street",
    "",
)
STYLES = (
    "watercolor",
    "ink wash painting",
    "oil painting",
    "flat vector",
    "3D cartoon",
    "pixel art",
    "photo",
    "sketch",
)
COLORS = ("red", "yellow", "white", "black", "pink", "green", "blue", "gold", "orange", "purple", "gray", "")
ROLES = ("title", "subtitle", "speech bubble saying", "a sign says", "at the bottom", "a label", "a neon sign says")
WORDS = ("Hello World", "第二杯半价", "夏祭り2026", "BLUE NOTE", "我們結婚了", "Fresh bread 7 am", "50%", "Łódź")
LOOKS = ("", "bold ", "brush script ", "handwritten ", "3D ", "cartoon ", "neon ")
SIZES = ((512, 512), (464, 832), (832, 464), (688, 384), (576, 720))

LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])
WEIGHTS = np.array([0.2126, 0.7152, 0.0722])
BLACK, WHITE, NONE = ("#000000", 1.0), ("#ffffff", 1.0), ("#000000", 0.0)


def prompt_of(dice: Random) -> str:
    """Return a prompt with one to three strings, of any kind, in any colours."""
    whole = dice.choice(KINDS).format(thing=dice.choice(THINGS), where=dice.choice(PLACES))
    strings = [
        f"{role} “{dice.choice(WORDS)}” in {dice.choice(COLORS)} {dice.choice(LOOKS)}letters"
        for role in dice.sample(ROLES, dice.randint(1, 3))
    ]
    palette = f"{dice.choice(COLORS)} and {dice.choice(COLORS)} color palette" if dice.random() < 0.5 else ""
    return ", ".join([whole, *strings, palette, dice.choice((*STYLES, "", "", ""))])


def with_letters(scene: Scene, stop: Stop) -> Scene:
    """Return the scene with all lettering filled with one colour, its outlines and plates as they were."""
    nodes = [
        replace(n, lines=replace(n.lines, finish=n.lines.finish._replace(gradient=[stop, stop]))) if n.lines else n
        for n in scene.nodes
    ]
    return replace(scene, nodes=tuple(nodes))


def luminances(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    return LINEAR[pixels] @ WEIGHTS


def contrasts(spec: Spec, size: Size, seed: int) -> Iterator[tuple[Node, float]]:
    """Yield each lettering with the contrast that nine in ten pixels under and around its letters have to its ink."""
    key = dice_key(spec, seed)
    scene = arrange(spec, size, Random(key))
    picture, ground, black, white = (
        paint(one, key) for one in (scene, *(with_letters(scene, stop) for stop in (NONE, BLACK, WHITE)))
    )
    covered = (white.astype(np.int16) - black).mean(axis=2) / 255
    for node in scene.texts:
        left, top, right, low = (
            int(max(0, edge)) for edge in (node.box.x, node.box.y, node.box.right, node.box.bottom)
        )
        cover = covered[top:low, left:right]
        if node.lines is None or not (cover > 0.995).any():
            continue
        reach = max(1, round(node.lines.size * 0.03))
        around = cv2.dilate((cover > 0.02).astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
        under = luminances(ground[top:low, left:right][around])
        ink = np.percentile(luminances(picture[top:low, left:right][cover > 0.995]), (5, 95))
        yield node, float(np.percentile(np.min([ratio(under, tone) for tone in ink], axis=0), 10))


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.bottom


def ratio(ground: NDArray[np.float64], ink: float) -> NDArray[np.float64]:
    return (np.maximum(ground, ink) + 0.05) / (np.minimum(ground, ink) + 0.05)


def unreadable(cases: Sequence[int]) -> list[str]:
    found: list[str] = []
    for case in cases:
        dice = Random(case)
        prompt, (width, height) = prompt_of(dice), dice.choice(SIZES)
        spec = extend(read(prompt), case)
        for node, contrast in contrasts(spec, Size(width=width, height=height), case):
            if node.lines is not None and contrast < READABLE:
                found.append(f"{case}: {contrast:.2f} {node.lines.text!r} {node.lines.role} {width}*{height} {prompt}")
    return found


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_lettering_stands_out_from_the_pixels_around_it(first: int) -> None:
    assert unreadable(range(first, first + 10)) == []


def test_ink_like_its_ground_is_found() -> None:
    """The measure can fail: letters in the colour of what they stand on."""
    spec = read("poster, title “Hello”")
    scene = arrange(spec, Size(width=512, height=512), Random(1))
    (node,) = scene.texts
    assert node.lines is not None
    ground = luminances(paint(with_letters(scene, NONE), "x"))
    row, column = (int(node.box.cy), int(node.box.cx))
    assert ratio(ground[row : row + 1, column], ground[row, column])[0] == pytest.approx(1.0)
