"""Lettering on a picture: where it was asked for, and legible on whatever is there."""

from collections.abc import Sequence
from random import Random

import cv2
import numpy as np

from danqing.engines.composer.color import contrast, legible
from danqing.engines.composer.edit.faces import faces
from danqing.engines.composer.ink import canvas, lay_over
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Lines, Params
from danqing.engines.composer.layout.typeset import says_something, typeset
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.paint.lettering import bubble, write
from danqing.engines.composer.paint.pen import Pen
from danqing.engines.composer.spec import Lettering, Look, Place, Role
from danqing.engines.composer.style.plane import Pixels
from danqing.engines.composer.text.block import Align, VAlign

_ROOMS: dict[Place, tuple[tuple[float, float, float, float], Align, VAlign]] = {
    Place.TOP_LEFT: ((0.05, 0.04, 0.52, 0.18), "left", "top"),
    Place.TOP: ((0.05, 0.04, 0.90, 0.18), "center", "top"),
    Place.TOP_RIGHT: ((0.43, 0.04, 0.52, 0.18), "right", "top"),
    Place.LEFT: ((0.04, 0.38, 0.42, 0.24), "left", "middle"),
    Place.CENTER: ((0.08, 0.36, 0.84, 0.28), "center", "middle"),
    Place.RIGHT: ((0.54, 0.38, 0.42, 0.24), "right", "middle"),
    Place.BOTTOM_LEFT: ((0.05, 0.80, 0.52, 0.16), "left", "bottom"),
    Place.BOTTOM: ((0.05, 0.80, 0.90, 0.16), "center", "bottom"),
    Place.BOTTOM_RIGHT: ((0.43, 0.80, 0.52, 0.16), "right", "bottom"),
}
"""Of the picture's width and height: left, top, width, height."""
_BIGGEST = {Role.TITLE: 0.13, Role.SUBTITLE: 0.065, Role.BODY: 0.045, Role.LABEL: 0.06, Role.BUBBLE: 0.05}
_FACES = {Look.BRUSH: "brush", Look.HAND: "hand", Look.CARTOON: "cartoon"}
_DARK, _LIGHT = "#18222f", "#ffffff"


def written(picture: Pixels, texts: Sequence[Lettering], rng: np.random.Generator) -> Pixels:
    """Return the picture with texts on it, each to the letter; those for one place share it, the first on top."""
    height, width = picture.shape[:2]
    frame = Box(0, 0, width, height)
    layer, _, board = canvas(width, height)
    pen = Pen(board)
    said = [text for text in texts if says_something(text)]
    for place, group in _by_place(picture, [t for t in said if t.role is not Role.BUBBLE]):
        share, align, valign = _ROOMS[place]
        room = _clear(frame.part(*share), picture)
        for number, text in enumerate(group):
            part = room.part(0, number / len(group), 1, 1 / len(group))
            write(pen, _set(picture, text, part, (align, valign), rng))
    for number, text in enumerate(t for t in said if t.role is Role.BUBBLE):
        _speak(pen, picture, text, number)
    made: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).astype(np.uint8, copy=False)
    lay_over(made, layer)
    return np.asarray(cv2.cvtColor(made, cv2.COLOR_RGBA2RGB), np.uint8)


def _by_place(picture: Pixels, texts: Sequence[Lettering]) -> list[tuple[Place, list[Lettering]]]:
    """Sort texts by where they go; one that may go anywhere goes to the foot, or on top where a face is at the foot."""
    groups: dict[Place, list[Lettering]] = {}
    for text in texts:
        place = text.place
        if place is Place.ANYWHERE:
            place = Place.TOP if text.role is Role.TITLE else Place.BOTTOM
            low = [face for face in faces(picture) if face.top + face.height > picture.shape[0] * 0.8]
            place = Place.TOP if low else place
        groups.setdefault(place, []).append(text)
    return list(groups.items())


def _clear(room: Box, picture: Pixels) -> Box:
    """Return the larger part of a room beside the faces in it; all of it where too little would be left."""
    shown = [Box(face.left, face.top, face.width, face.height).inset(-0.12 * face.width) for face in faces(picture)]
    within = [face for face in shown if face.overlap(room) > 0]
    if not within:
        return room
    left = Box(room.x, room.y, min(face.x for face in within) - room.x, room.h)
    after = max(face.right for face in within)
    right = Box(after, room.y, room.right - after, room.h)
    best = max((left, right), key=lambda part: part.w)
    return best if best.w >= 0.28 * picture.shape[1] else room


def _set(picture: Pixels, text: Lettering, room: Box, where: tuple[Align, VAlign], rng: np.random.Generator) -> Lines:
    ink, under = _inks(picture, text, room)
    face = next((_FACES[look] for look in text.looks if look in _FACES), "cartoon_m")
    size = _BIGGEST.get(text.role, 0.085) * float(rng.uniform(0.9, 1.1))
    hand = Hand(face=face, biggest=size, most_lines=2, look="outlined", ink=ink, under=under)
    align, valign = where
    return typeset(text, room, hand, min(picture.shape[:2]), align=align, valign=valign)[0]


def _inks(picture: Pixels, text: Lettering, room: Box) -> tuple[str, str]:
    """Return an ink and the outline that carries it: the colour asked for, else what stands out where it is written."""
    ground = picture[int(room.y) : int(room.bottom) + 1, int(room.x) : int(room.right) + 1]
    around = tuple(float(channel) for channel in ground.reshape(-1, 3).mean(axis=0))
    plain = max((_LIGHT, _DARK), key=lambda ink: contrast((around[0], around[1], around[2]), ink))
    ink = hue(text.color) or plain
    under = max((_LIGHT, _DARK), key=lambda outline: contrast(ink, outline))
    return legible(ink, under), under


def _speak(pen: Pen, picture: Pixels, text: Lettering, number: int) -> None:
    """Put a text into a bubble whose tail ends at the largest face's mouth."""
    height, width = picture.shape[:2]
    speaker = next(iter(faces(picture)), None)
    x, y = (width * 0.5, height * 0.5) if speaker is None else speaker.middle
    mouth = (x, y) if speaker is None else (x, speaker.top + speaker.height * 0.8)
    left = (x > width / 2) != (number % 2 == 1)
    room = Box(width * (0.05 if left else 0.55), height * (0.05 + 0.2 * (number // 2)), width * 0.4, height * 0.16)
    hand = Hand(biggest=_BIGGEST[Role.BUBBLE], look="plain", ink=legible(hue(text.color) or _DARK, _LIGHT))
    lines, box = typeset(text, room, hand, min(height, width))
    bubble(pen, box.inset(-0.03 * min(height, width)).kept_in(Box(0, 0, width, height)), Params(tip=mouth), Random(0))
    write(pen, lines)
