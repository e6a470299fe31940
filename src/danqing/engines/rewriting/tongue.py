"""In which writing a text is: enough to tell that an answer is in another language than its question."""

import unicodedata
from collections import Counter
from functools import lru_cache

HAN, KANA = "CJK", "KANA"
_KANA = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_WEIGHT = {HAN: 3, "HANGUL": 3}
"""Letters of the Latin alphabet that say about as much as one character."""


def tongue(text: str) -> str:
    """Return the writing that most of a text is in, `LATIN`, `CJK`, `KANA`; empty: it has no letters.

    Text with kana is Japanese, however many of its characters are Chinese ones.
    """
    found = _scripts(text)
    if KANA in found:
        return KANA
    return max(found, key=lambda script: found[script] * _WEIGHT.get(script, 1), default="")


def tongues(text: str) -> frozenset[str]:
    """Return the writings that an answer to a text may be in: all that it has; none, if it has no letters."""
    found = frozenset(_scripts(text))
    return found - {HAN} if KANA in found else found


def _scripts(text: str) -> Counter[str]:
    return Counter(_script(char) for char in text if char.isalpha())


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    name = unicodedata.name(char, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").partition(" ")[0]
    return KANA if name in _KANA else name
