"""Drawn things added to a picture: on the ground, or in the air where they belong there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

import cv2
import numpy as np

from danqing.engines.composer.edit.faces import Face, faces
from danqing.engines.composer.ink import canvas, lay_over
from danqing.engines.composer.layout.box import Box, standing
from danqing.engines.composer.layout.cast import AIRBORNE, LOFTY, Actor, actors
from danqing.engines.composer.layout.stand import painter_of, params_of
from danqing.engines.composer.nouns import noun
from danqing.engines.composer.paint.pen import Pen
from danqing.engines.composer.paint.registry import PAINTERS
from danqing.engines.composer.parse.lexicon import table
from danqing.engines.composer.spec import Place, Subject
from danqing.engines.composer.style.plane import Pixels, Plane, gray, soft

_MOST = 12
_SPOTS: dict[Place, tuple[float, float]] = {
    Place.TOP_LEFT: (0.2, 0.3),
    Place.TOP: (0.5, 0.28),
    Place.TOP_RIGHT: (0.8, 0.3),
    Place.LEFT: (0.2, 0.95),
    Place.CENTER: (0.5, 0.68),
    Place.RIGHT: (0.8, 0.95),
    Place.BOTTOM_LEFT: (0.2, 0.96),
    Place.BOTTOM: (0.5, 0.96),
    Place.BOTTOM_RIGHT: (0.8, 0.96),
}
"""Where the foot of what is added stands, of the picture's width and height."""


def added(picture: Pixels, subjects: Sequence[Subject], place: Place, dice: Random) -> Pixels:
    """Return the picture with subjects drawn into it, where asked or where the picture has least to lose."""
    height, width = picture.shape[:2]
    layer, _, board = canvas(width, height)
    pen = Pen(board)
    taken = [Box(face.left, face.top, face.width, face.height).inset(-0.3 * face.width) for face in faces(picture)]
    busy = _busy(picture)
    heads = [face for face in faces(picture) if face.kind == "human"]
    for actor in _cast(subjects):
        where = actor.subject.place or place
        worn = _on_head(actor, heads[actor.number % len(heads)]) if heads and not where else None
        box = worn or _spot(actor, where, (busy, taken), Box(0, 0, width, height), dice)
        taken.append(box)
        params = params_of(actor, flip=box.cx > width / 2)
        if worn is None and not _flies(actor):
            pen.shadow(box.cx, box.bottom - box.h * 0.01, box.w * 0.9, 0.34)
        PAINTERS.get(painter_of(actor), PAINTERS["emoji"])(pen, box, params, dice)
    made: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).astype(np.uint8, copy=False)
    lay_over(made, _lit(layer, picture))
    return np.asarray(cv2.cvtColor(made, cv2.COLOR_RGBA2RGB), np.uint8)


def scattered(picture: Pixels, subjects: Sequence[Subject], subject: Plane | None, dice: Random) -> Pixels:
    """Return the picture with small things in the air, and none of them over its own subject."""
    height, width = picture.shape[:2]
    layer, _, board = canvas(width, height)
    pen = Pen(board)
    for actor in _cast(replace(one, count=max(3, one.count)) for one in subjects):
        tall = dice.uniform(0.05, 0.10) * min(height, width)
        throws = ((dice.uniform(0.06, 0.94) * width, dice.uniform(0.10, 0.92) * height) for _ in range(30))
        free = (at for at in throws if subject is None or float(subject[int(at[1]), int(at[0])]) < 0.3)
        x, y = next(free, (width * 0.08, height * 0.12))
        box = standing(x, y, tall * actor.noun.aspect, tall)
        params = replace(params_of(actor, flip=dice.random() < 0.5), shadow=False, tilt=dice.uniform(-35, 35))
        PAINTERS.get(painter_of(actor), PAINTERS["emoji"])(pen, box, params, dice)
    made: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).astype(np.uint8, copy=False)
    lay_over(made, layer)
    return np.asarray(cv2.cvtColor(made, cv2.COLOR_RGBA2RGB), np.uint8)


def _cast(subjects: Iterable[Subject]) -> Iterator[Actor]:
    count = 0
    for index, subject in enumerate(subjects):
        thing = noun(subject.noun)
        for actor in actors(index, subject, thing) if thing else ():
            count += 1
            if count > _MOST:
                return
            yield actor


def _on_head(actor: Actor, face: Face) -> Box | None:
    """Return where something is worn, by `data/edit.toml`; None for what is not worn on the head."""
    sizes = table("edit")["worn"]["head"]
    wide = sizes["wide"].get(actor.noun.key)
    if wide is None:
        return None
    width = float(wide) * face.width
    foot = face.top + float(sizes["foot"][actor.noun.key]) * face.height
    return standing(face.middle[0], foot, width, width / actor.noun.aspect)


def _flies(actor: Actor) -> bool:
    return actor.noun.kind in LOFTY or actor.noun.key in AIRBORNE


def _spot(actor: Actor, place: Place, full: tuple[Pixels, list[Box]], frame: Box, dice: Random) -> Box:
    """Return the box for one thing: of nine throws of the dice, the one that covers least of what is to be seen."""
    tall = frame.h * min(0.46, max(0.10, 0.34 * actor.tall)) * dice.uniform(0.92, 1.08)
    tall = min(tall, frame.w * 0.45 / max(actor.noun.aspect, 0.1))
    busy, taken = full
    best, least = frame, float("inf")
    for _ in range(9):
        x, y = _SPOTS.get(place) or (dice.uniform(0.12, 0.88), 0.30 if _flies(actor) else 0.96)
        x, y = x + dice.uniform(-0.05, 0.05), y + dice.uniform(-0.04, 0.02) - (dice.uniform(0, 0.12) * _flies(actor))
        box = standing(x * frame.w, y * frame.h, tall * actor.noun.aspect, tall).kept_in(frame)
        under = busy[int(box.y) : int(box.bottom) + 1, int(box.x) : int(box.right) + 1]
        cost = float(under.mean()) / 255 + 3 * sum(box.overlap(other) for other in taken) / max(1.0, box.w * box.h)
        if cost < least:
            best, least = box, cost
    return best


def _busy(picture: Pixels) -> Pixels:
    """Return how much there is to be seen around each pixel, as bytes."""
    edges = cv2.convertScaleAbs(cv2.Laplacian(gray(picture), cv2.CV_16S, ksize=3), alpha=2.0)
    return np.asarray(soft(edges, 0.03 * max(picture.shape[:2])), np.uint8)


def _lit(layer: Pixels, picture: Pixels) -> Pixels:
    """Return drawn things as bright, and as tinted by the light, as the picture that they come into."""
    light = np.array([max(1.0, float(channel)) for channel in picture.reshape(-1, 3).mean(axis=0)])
    tint = np.clip(light / light.mean(), 0.85, 1.15)
    gain = np.clip(0.82 + 0.36 * light.mean() / 255, 0.82, 1.0) * (1 + 0.5 * (tint - 1))
    tones = np.arange(256)[:, None] * np.append(np.minimum(gain, 1.05), 1)
    shaded = cv2.LUT(layer, np.minimum(tones, 255).astype(np.uint8)[None])
    return np.asarray(cv2.min(shaded, cv2.merge([layer[..., 3]] * 4)), np.uint8)
