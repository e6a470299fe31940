"""The quoted texts of a prompt: lettering, which nobody may change by a letter."""

import re

PAIRS: dict[str, str] = {
    "“": "”",
    "”": "”",
    "„": "“”‟",
    "‟": "”",
    '"': '"',
    "＂": "＂",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "﹁": "﹂",
    "﹃": "﹄",
    "〝": "〞〟",
    "《": "》",
    "〈": "〉",
    "❝": "❞",
    "❛": "❜",
    "`": "`",
    "＇": "＇",
}
"""What opens a quotation, and what may close it. 《》 hold titles, which may be lettering."""

SINGLE: dict[str, str] = {"'": "'", "‘": "’", "‚": "‘’"}
"""The same of marks that are apostrophes too."""

CLOSING = frozenset("".join(PAIRS.values())) - frozenset(PAIRS)
APOSTROPHES = frozenset("'’")
_MARK = re.compile(f"[{re.escape(''.join({*PAIRS, *CLOSING, *SINGLE}))}]")


class Unclear(ValueError):
    """Marks that do not close what they open: nobody can say what is quoted."""


def quoted(text: str) -> tuple[str, ...]:
    """Return the quoted texts in order, without their marks; what is quoted inside a quotation is a part of it.

    An apostrophe quotes nothing: one inside a word, or one that has no other to close it. Raises Unclear.
    """
    found, rest = split(text)
    has_single = any(mark in SINGLE for mark, _ in found)
    if has_single and any(_closes(rest, at) for at, char in enumerate(rest) if char in APOSTROPHES):
        raise Unclear("an apostrophe may be the end of a quotation")
    return tuple(inside for _, inside in found if inside.strip())


def unquoted(text: str) -> str:
    """Return the text with a space in the place of each quotation. Raises Unclear."""
    return split(text)[1]


def split(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return each quotation with the mark that opens it, and the text with a space in the place of each.

    Raises Unclear.
    """
    found: list[tuple[str, str]] = []
    rest: list[str] = []
    at = 0
    while mark := _MARK.search(text, at):
        start = mark.start()
        end = _end(text, start)
        if end < 0:
            rest.append(text[at : start + 1])
            at = start + 1
            continue
        found.append((text[start], text[start + 1 : end]))
        rest.append(f"{text[at:start]} ")
        at = end + 1
    return found, "".join((*rest, text[at:]))


def _end(text: str, at: int) -> int:
    """Return where the quotation that opens at `at` ends; -1: none opens there. Raises Unclear."""
    mark = text[at]
    if mark in SINGLE:
        return _single(text, at)
    if mark in CLOSING:
        raise Unclear(f"{mark} closes nothing")
    if mark not in PAIRS:
        return -1
    depth = 0
    for there in range(at + 1, len(text)):
        if text[there] in PAIRS[mark]:
            if depth == 0:
                return there
            depth -= 1
        elif text[there] == mark:
            depth += 1
    raise Unclear(f"{mark} is never closed")


def _single(text: str, at: int) -> int:
    mark = text[at]
    if mark == "'" and (_in_word(text, at - 1) or text[at + 1 : at + 2].strip() == ""):
        return -1
    if mark == "‘" and _in_word(text, at - 1) and _in_word(text, at + 1):
        return -1
    line = text.find("\n", at)
    ends = (there for there in range(at + 2, len(text) if line < 0 else line) if text[there] in SINGLE[mark])
    return next((there for there in ends if _closes(text, there)), -1)


def _closes(text: str, at: int) -> bool:
    """Say whether the mark may be the end of a quotation: it stands after something, and not inside a word."""
    return at > 0 and not text[at - 1].isspace() and not _in_word(text, at + 1)


def _in_word(text: str, at: int) -> bool:
    """Say whether a letter or figure of those scripts stands there whose words have apostrophes."""
    char = text[at] if 0 <= at < len(text) else ""
    return char.isdigit() or char.lower() != char.upper()
