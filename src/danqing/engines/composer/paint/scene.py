"""A scene graph, painted: ground, picture, style, and lettering last, so that no filter blurs it."""

from collections.abc import Sequence
from random import Random

import cv2
import numpy as np

from danqing.engines.composer.ink import Pixels, canvas, lay_over, premultiply, straight
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Air, Layer, Node, Scene
from danqing.engines.composer.paint.land import Land
from danqing.engines.composer.paint.lettering import write
from danqing.engines.composer.paint.pen import Pen
from danqing.engines.composer.paint.registry import GROUNDS, PAINTERS
from danqing.engines.composer.style import PICTURE_FILTERS, SUBJECT_FILTERS


def paint(scene: Scene, key: str) -> Pixels:
    """Return the scene as RGB, (height, width, 3); `key` seeds the dice, which each painter throws for itself."""
    pixels, _, board = canvas(scene.width, scene.height)
    pen = Pen(board)
    grounds = [n for n in scene.nodes if n.layer is Layer.GROUND]
    things = [n for n in scene.nodes if n.layer is Layer.PICTURE]
    _draw(pen, grounds, key)
    dice = np.random.default_rng(Random(key).getrandbits(63))
    if scene.style in SUBJECT_FILTERS:
        _filter(pixels, scene.style, dice)
        for number, node in enumerate(things):
            _sculpt(pixels, pen, node, (scene.style, f"{key}|{number}"), dice)
    else:
        _draw(pen, things, key)
        _filter(pixels, scene.style, dice)
    for node in scene.texts:
        _letter(pen, node, key)
    return cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB).astype(np.uint8, copy=False)


def _draw(pen: Pen, nodes: Sequence[Node], key: str) -> None:
    for number, node in enumerate(nodes):
        _node(pen, node, Random(f"{key}|{node.layer}|{number}"))


def _node(pen: Pen, node: Node, rng: Random) -> None:
    if node.layer is Layer.GROUND:
        GROUNDS[node.painter](Land(pen, node.box, node.params.air or Air(), rng))
        return
    if node.params.shadow and node.layer is Layer.PICTURE:
        pen.shadow(node.box.cx, node.box.bottom - node.box.h * 0.005, node.box.w * 0.95)
    PAINTERS.get(node.painter, PAINTERS["emoji"])(pen, node.box, node.params, rng)


def _filter(pixels: Pixels, style: str, dice: np.random.Generator) -> None:
    made = PICTURE_FILTERS.get(style)
    if made is not None:
        rgb = cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB).astype(np.uint8, copy=False)
        pixels[..., :3] = made(rgb, dice)


def _sculpt(pixels: Pixels, pen: Pen, node: Node, how: tuple[str, str], dice: np.random.Generator) -> None:
    """Paint one subject on a layer of its own and give it a body; flat things are painted as they are."""
    style, key = how
    area = _reach(node.box, pixels.shape[1], pixels.shape[0])
    if not node.params.raised or area is None:
        _node(pen, node, Random(key))
        return
    if node.params.shadow:
        pen.shadow(node.box.cx, node.box.bottom, node.box.w * 1.02, 0.38)
    left, top, width, height = area
    layer, _, board = canvas(width, height)
    board.translate(-left, -top)
    PAINTERS.get(node.painter, PAINTERS["emoji"])(Pen(board), node.box, node.params, Random(key))
    lay_over(pixels, premultiply(SUBJECT_FILTERS[style](straight(layer), dice)), (left, top))


def _reach(box: Box, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Return the part of the canvas that a thing may paint on: its box and half as much again all around."""
    margin = max(box.w, box.h) * 0.18 + 16
    grown = box.inset(-margin)
    left, top = max(0, int(grown.x)), max(0, int(grown.y))
    right, bottom = min(width, int(grown.right) + 1), min(height, int(grown.bottom) + 1)
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def _letter(pen: Pen, node: Node, key: str) -> None:
    PAINTERS[node.painter](pen, node.box, node.params, Random(key))
    if node.lines is not None:
        write(pen, node.lines)
