"""Strings into glyphs: HarfBuzz for each stretch of one face, results kept."""

import functools
import itertools
from typing import NamedTuple

import uharfbuzz as hb

from danqing.engines.composer.text.clusters import clean, clusters, is_emoji
from danqing.engines.composer.text.faces import Face, emoji_face, is_cjk, is_kana

EMOJI_SCALE = 0.84
"""Emoji are drawn 1.25 em wide; at this share they are as tall as the letters beside them."""

EMOJI_DROP = 0.04
"""How far below the baseline an emoji in a line is set, in ems."""


class Glyph(NamedTuple):
    """A glyph and where its origin stands; all lengths in ems, y downwards."""

    face: Face
    number: int
    x: float
    y: float
    advance: float
    scale: float = 1.0


class Shaped(NamedTuple):
    """A line of glyphs."""

    glyphs: tuple[Glyph, ...]
    advance: float
    """The width in ems."""


class Run(NamedTuple):
    """A stretch of text in one face."""

    face: Face
    text: str


def settable(text: str, faces: tuple[Face, ...]) -> tuple[str, tuple[str, ...]]:
    """Return cleaned text without the characters that no face has, and those characters in order."""
    kept: list[str] = []
    missing: list[str] = []
    for cluster in clusters(clean(text)):
        known = cluster == "\n" or _face_of(cluster, faces) is not None
        (kept if known else missing).append(cluster)
    return clean("".join(kept)), tuple(missing)  # again: what is gone may have parted two spaces


def runs(text: str, faces: tuple[Face, ...]) -> list[Run]:
    """Return settable text split by face."""
    chosen = ((face, cluster) for cluster in clusters(text) if (face := _face_of(cluster, faces)) is not None)
    grouped = itertools.groupby(chosen, key=lambda pair: pair[0])
    return [Run(face, "".join(cluster for _, cluster in group)) for face, group in grouped]


def _face_of(cluster: str, faces: tuple[Face, ...]) -> Face | None:
    emoji = emoji_face()
    if is_emoji(cluster) and emoji.has(cluster[0]):
        return emoji
    if cluster == " ":
        return faces[0]
    # ✔ and its like are text by default, and in no text face: better as a picture than missing.
    return next((face for face in (*faces, emoji) if face.has(cluster)), None)


@functools.lru_cache(2048)
def shape(text: str, faces: tuple[Face, ...]) -> Shaped:
    """Return `text` as one line."""
    glyphs: list[Glyph] = []
    x = 0.0
    for run in runs(text, faces):
        buffer = shaped_buffer(run)
        scale = EMOJI_SCALE if run.face.is_emoji else 1.0
        em = run.face.upem / scale
        drop = EMOJI_DROP if run.face.is_emoji else 0.0
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advance = place.x_advance / em
            glyphs.append(
                Glyph(run.face, info.codepoint, x + place.x_offset / em, drop - place.y_offset / em, advance, scale)
            )
            x += advance
    return Shaped(tuple(glyphs), x)


def shaped_buffer(run: Run, direction: str = "ltr") -> hb.Buffer:
    """Return HarfBuzz's buffer for a run, shaped."""
    buffer = hb.Buffer()
    buffer.add_str(run.text.replace("\ufe0f", "") if run.face.is_emoji else run.text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    buffer.language = _language(run.text, direction)
    # Noto Sans SC draws quotation marks as wide as a character; among Latin letters they keep their own width.
    hb.shape(run.face.shaper, buffer, {"kern": True, "liga": True, "palt": not any(map(is_cjk, run.text))})
    return buffer


def _language(text: str, direction: str) -> str:
    """Return the language whose forms are wanted; never the machine's own, which HarfBuzz would guess."""
    if any(map(is_kana, text)):
        return "ja"
    return "zh" if direction == "ttb" or any(map(is_cjk, text)) else "en"
