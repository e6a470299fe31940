"""How somebody may write a word so that a list does not find it."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

LEET = {"o": "0", "e": "3", "a": "4", "s": "5", "t": "7", "b": "8", "i": "1", "l": "1"}
UNSEEN = "\u200b\u200d\u2060\u00ad\ufeff"
WIDE = 0xFEE0
"""From an ASCII character to its full-width form."""


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + WIDE) if "!" <= letter <= "~" else letter for letter in text)


def leet(text: str) -> str:
    """Write digits for at most every second letter of each word."""
    return " ".join(
        "".join(LEET.get(letter, letter) if number % 2 else letter for number, letter in enumerate(word))
        for word in text.split(" ")
    )


def unseen(text: str) -> str:
    return "".join(letter + UNSEEN[number % len(UNSEEN)] for number, letter in enumerate(text))


def parted(mark: str) -> Callable[[str], str]:
    return lambda text: mark.join(text.replace(" ", ""))


def drawn_out(text: str) -> str:
    """Write one letter, the first that does not stand there twice, five times."""
    for number, letter in enumerate(text):
        if letter.isascii() and letter.isalpha() and letter * 2 not in text:
            return text[:number] + letter * 5 + text[number + 1 :]
    return text


def struck_through(text: str) -> str:
    return "".join(f"{letter}\u0336" for letter in text)


@cache
def _traditional() -> Mapping[str, str]:
    table = (resources.files("opencc") / "dictionary" / "STCharacters.txt").read_text("utf-8")
    return {simple: many.split(" ")[0] for simple, many in (line.split("\t") for line in table.splitlines())}


def traditional(text: str) -> str:
    return "".join(_traditional().get(letter, letter) for letter in text)


TRICKS: Mapping[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "mixed case": lambda text: text.title().swapcase(),
    "full width": wide,
    "full width in upper case": lambda text: wide(text.upper()),
    "digits for letters": leet,
    "what cannot be seen": unseen,
    "spaces": parted(" "),
    "dots": parted("."),
    "hyphens": parted("-"),
    "asterisks": parted("*"),
    "ideographic spaces": parted("\u3000"),
    "commas and spaces": parted(", "),
    "hearts": parted("♥"),
    "one letter drawn out": drawn_out,
    "struck through": struck_through,
    "traditional": traditional,
    "traditional with dots": lambda text: parted(".")(traditional(text)),
    "full width with spaces": lambda text: parted(" ")(wide(text)),
    "capitals parted by what cannot be seen and dots": lambda text: parted(".\u200b")(text.upper()),
}
