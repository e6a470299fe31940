"""What a character stands for, whatever it is disguised as."""

import re
import unicodedata
from functools import cache
from importlib import resources

GAP = " "
"""Stands for everything between words."""

_GAPS = re.compile(f"{GAP}+")

UNSEEN = frozenset({"Cf", "Me"})
"""Categories of Unicode that show nothing of their own."""

OVERLAY = 1
"""The combining class of marks that strike a letter through."""

MARKS = frozenset({"Mn", "Mc"})
"""Parts of letters: a letter with one is another letter."""

UNSPACED = "\u2e80"
"""From here on scripts are written without spaces between words; Hangul, which is not, joins particles to anything."""


@cache
def fold(character: str) -> str:
    """Return lower-case simplified letters and digits for a character, a GAP for what separates, "" for the unseen."""
    if _is_unseen(character):
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold()
    symbols = "".join(_simplified().get(letter, letter) if _is_letter(letter) else GAP for letter in plain)
    return _with_single_gaps(symbols)


def folded(text: str) -> str:
    """Return the symbols of a text, with one GAP at most between two others and none around them."""
    return _with_single_gaps("".join(map(fold, text))).strip(GAP)


def is_spaced(symbol: str) -> bool:
    """Say whether a symbol is a letter of a script with spaces between its words."""
    return symbol < UNSPACED and (symbol.isalpha() or unicodedata.category(symbol) in MARKS)


def is_unspaced(symbol: str) -> bool:
    """Say whether a symbol is a letter of a script without them, such as Han."""
    return symbol >= UNSPACED and symbol.isalpha()


def _is_unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in UNSEEN
        or unicodedata.combining(character) == OVERLAY
        or "\ufe00" <= character <= "\ufe0f"
    )


def _is_letter(symbol: str) -> bool:
    return symbol.isalnum() or unicodedata.category(symbol) in MARKS


def _with_single_gaps(symbols: str) -> str:
    return _GAPS.sub(GAP, symbols)


@cache
def _simplified() -> dict[str, str]:
    """Return the simplified letter of every traditional one, from OpenCC's table."""
    table = (resources.files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {traditional: choices.split(" ")[0] for traditional, choices in pairs}
