"""What came of a prompt's words: those that led to nothing. What is drawn is told by `drawn`, of the picture itself."""

import re
from collections.abc import Iterator

from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.scan import Token
from danqing.engines.composer.parse.script import is_han

TOLD = frozenset(
    {
        "noun",
        "scene",
        "color",
        "style",
        "dress",
        "hair",
        "haircolor",
        "beard",
        "pose",
        "does",
        "gear",
        "action",
        "swallow",
        "act",
        "layout",
    }
)
"""Kinds of words that a reader of the prompt expects to see in the picture."""

MOST = 24
KATAKANA_WORD = re.compile(r"[ァ-ヺー]{2,}")


def ignored(reading: Reading) -> tuple[str, ...]:
    """Return the words of the prompt that nothing was made of, in order, each once."""
    words = dict.fromkeys(reading.prompt[token.start : token.end] for token in _unused(reading))
    return tuple(words)[:MOST]


def _unused(reading: Reading) -> Iterator[Token]:
    for at, token in enumerate(reading.tokens):
        if at in reading.used or at in reading.negated or token.quote >= 0:
            continue
        if (
            token.key("act") == "wearing"
            or token.key("pose") == "standing"
            or (token.has("act") and len(token.word) == 1)
        ):
            continue
        if token.has(*TOLD) if token.senses else _says_something(token.word):
            yield token


def _says_something(word: str) -> bool:
    """Whether an unknown word is worth telling; lone characters and the endings of Japanese verbs are not."""
    if word.isascii():
        return len(word) > 2 and not word.isdigit()
    return sum(is_han(c) for c in word) >= 2 or KATAKANA_WORD.search(word) is not None or not _is_kana(word)


def _is_kana(word: str) -> bool:
    return all("ぁ" <= c <= "ヿ" or is_han(c) for c in word)
