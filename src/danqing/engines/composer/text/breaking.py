"""Where a line may end: pieces of text that stay whole, by the rules of Chinese, Japanese and Latin setting."""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from danqing.engines.composer.text.clusters import clusters, is_emoji
from danqing.engines.composer.text.faces import Face, is_cjk
from danqing.engines.composer.text.shaping import shape

_KANA = frozenset(
    "ーっゃゅょゎぁぃぅぇぉァィゥェォッャュョヮヵヶゝゞ々〻"
)  # small kana, and marks of repetition and length
NEVER_FIRST = _KANA | frozenset("，。．、！？；：）］｝％】」』》〉〕〗〙〛”’·・～…—‥,.!?;:)]}%‰°″′»›")
"""What no line begins with (JIS X 4051, GB/T 15834)."""

NEVER_LAST = frozenset("（［｛【「『《〈〔〖〘〚“‘([{«‹$¥€£＄￥")
"""What no line ends with."""

_DIVIDES = re.compile(r"(?<=[^\W\d_][-/])(?=[^\W\d_])")  # a word may end at its own hyphen or slash


class Piece(NamedTuple):
    """Text that stays on one line."""

    text: str
    width: float
    """In ems, without the space that follows it."""
    gap: float
    """The width of that space; it counts only between pieces of one line."""
    ends_line: bool = False
    """Whether a line must end here."""
    ends_phrase: bool = True
    """Whether a line that ends here reads well: after a word, a punctuation mark, a Japanese particle."""


@functools.lru_cache(64)
def pieces(text: str, faces: tuple[Face, ...], track: float = 0.0) -> tuple[Piece, ...]:
    """Return the pieces of settable text, no line of it empty; `track` is the letter spacing in ems."""
    found: list[Piece] = []
    for line in text.split("\n"):
        whole = _whole(_tokens(line))
        found += [
            _measured(piece, faces, track)._replace(ends_phrase=_ends_phrase(piece, following))
            for piece, following in zip(whole, [*whole[1:], " "], strict=True)
        ]
        found[-1] = found[-1]._replace(ends_line=True)
    return tuple(found)


def phrases(whole: Sequence[Piece]) -> list[Piece]:
    """Return `whole` joined so that only the ends of phrases are left to break at."""
    joined: list[Piece] = []
    for piece in whole:
        if joined and not joined[-1].ends_phrase and not joined[-1].ends_line:
            before = joined[-1]
            text = before.text + (" " if before.gap else "") + piece.text
            joined[-1] = piece._replace(text=text, width=before.width + before.gap + piece.width)
        else:
            joined.append(piece)
    return joined


def crumbs(text: str, faces: tuple[Face, ...], track: float = 0.0) -> list[Piece]:
    """Return nearly every character as a piece: for words that are wider than their box."""
    found: list[Piece] = []
    for line in text.split("\n"):
        spaced: list[str] = []
        for cluster in clusters(line):
            if cluster == " " and spaced:
                spaced[-1] += " "
            else:
                spaced.append(cluster)
        found += [_measured(piece, faces, track) for piece in _whole(spaced)]
        found[-1] = found[-1]._replace(ends_line=True)
    return found


def _measured(text: str, faces: tuple[Face, ...], track: float) -> Piece:
    bare = text.rstrip(" ")
    gap = shape(" ", faces).advance + track if bare != text else 0.0
    return Piece(bare, shape(bare, faces).advance + track * len(clusters(bare)), gap)


def _tokens(line: str) -> list[str]:
    """Words with the space after them; CJK characters and emoji one by one."""
    tokens: list[str] = []
    word = ""
    for cluster in clusters(line):
        if cluster == " ":
            if word:
                tokens.append(word + " ")
            elif tokens:
                tokens[-1] += " "
            word = ""
        elif is_cjk(cluster) or is_emoji(cluster):
            tokens += [word, cluster] if word else [cluster]
            word = ""
        else:
            word += cluster
    if word:
        tokens.append(word)
    return [part for token in tokens for part in _DIVIDES.split(token)]


def _ends_phrase(piece: str, following: str) -> bool:
    last, first = piece[-1], following[0]
    if not is_cjk(last) or not is_cjk(first) or last in NEVER_FIRST - _KANA:
        return True
    return _is_hiragana(last) and not _is_hiragana(first)  # 心を|込めて


def _is_hiragana(char: str) -> bool:
    return "\u3041" <= char <= "\u309f"


def _whole(tokens: list[str]) -> list[str]:
    """Join what may not be parted, so that every end of a piece is a good end of a line."""
    joined: list[str] = []
    for token in tokens:
        follows = token[0] in NEVER_FIRST
        if joined and not joined[-1].endswith(" ") and (follows or joined[-1][-1] in NEVER_LAST):
            joined[-1] += token
        else:
            joined.append(token)
    return joined
