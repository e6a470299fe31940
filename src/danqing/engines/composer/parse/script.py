"""Scripts: which language a prompt is in, and the form in which its words are looked up.

Lower case, simplified characters and half-width letters replace one character by one, so that places in the looked-up
form are places in the prompt.
"""

import functools
import re
import unicodedata
from collections.abc import Callable
from importlib import resources
from typing import cast

from opencc import OpenCC  # pyright: ignore[reportMissingTypeStubs]

from danqing.engines.composer.spec import Language

KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
KATAKANA = re.compile(r"[ァ-ヺー]")
HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]")
JAPANESE_ONLY = frozenset("駅桜円絵渋込働畑峠辻広児転")
"""Characters that Chinese writes otherwise (駅: 驿, 驛) or not at all (畑)."""

WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
ACCENTED = {code: unicodedata.normalize("NFD", chr(code))[0] for code in range(0xE0, 0x180) if chr(code).isalpha()}
SPELLING = ACCENTED | WIDE | {ord("’"): "'", ord("　"): " ", ord("著"): "着", ord("\t"): " "}


def is_han(character: str) -> bool:
    return HAN.match(character) is not None


def is_katakana(character: str) -> bool:
    return KATAKANA.match(character) is not None


@functools.cache
def _pairs(name: str) -> dict[int, str]:
    text = (resources.files("opencc") / "dictionary" / f"{name}.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return {ord(row[0]): row[1].split()[0] for row in rows if len(row[0]) == 1 and len(row[1].split()[0]) == 1}


def simplified(text: str) -> str:
    """Return the text in simplified characters, each replaced by one."""
    return text.translate(_pairs("TSCharacters"))


def traditional(text: str) -> str:
    """Return the text in traditional characters as Taiwan writes them."""
    return cast("Callable[[str], str]", _converter().convert)(text)  # pyright: ignore[reportUnknownMemberType]


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def language_of(text: str) -> Language:
    """Tell a text's language; what has neither Han characters nor kana is taken for English."""
    if KANA.search(text) or JAPANESE_ONLY.intersection(text):
        return Language.JA
    han = HAN.findall(text)
    if not han:
        return Language.EN
    from_traditional, from_simplified = _pairs("TSCharacters"), _pairs("STCharacters")
    only_traditional = sum(from_traditional.get(ord(c), c) != c and ord(c) not in from_simplified for c in han)
    only_simplified = sum(from_simplified.get(ord(c), c) != c and ord(c) not in from_traditional for c in han)
    return Language.ZH_HANT if only_traditional and only_traditional >= only_simplified else Language.ZH


def looked_up(text: str, language: Language) -> str:
    """Return the form whose words are in the tables: as long as the text."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.translate(SPELLING)
    return simplified(low) if language in {Language.ZH, Language.ZH_HANT} else low
