"""Lettering: the strings of a prompt that are to be written, quoted or not."""

import functools
import re
from dataclasses import dataclass

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.script import is_han, simplified

PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "＂": "＂", "«": "»", "„": "“"}
SINGLE_END = re.compile(r"(?<=\S)'(?![A-Za-z0-9])")
TITLE_MARK = re.compile(r"《([^《》]{1,60})》")
ENDED = re.compile(r"\s+[A-Z]")
JAPANESE = re.compile(r"(?:^|[\s、。,.」にはで])([^\s、。,.」にはで\"“‘「]{1,20})$")
REST = re.compile(r"[^\s,，。;；、.!?！？\"“”‘’「」][^,，。;；、\"“”‘’「」\n]{0,39}")
COUNTED = re.compile(r"([二三四五六七八])个大?字")
COLON = re.compile(r" *([:：]?) *")
WORD = r"[A-Za-z0-9À-ɏ'’&-]*[!?]*"
ON = (
    "on|in|at|with|above|below|under|hanging|near|over|beside|behind|while|next|by|from|and|as|that|which|is|are|stands"
)
CAPITALIZED = re.compile(
    rf"[A-Z0-9]{WORD}(?: (?:(?:of|the|and|to|in|a|is|for|on|at|&) )*[A-Z0-9]{WORD}| (?!(?:{ON})\b)[a-z]{WORD}){{0,7}}"
)
"""A capital or a figure, and on to the end of the phrase."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A string to write; `start` and `end` are where it stands in the prompt, marks included."""

    start: int
    end: int
    text: str
    marked: bool = True
    """False: there were no quotation marks."""
    ends: bool = False
    """Whether the sentence around it ends with it: `…next!” At the bottom`."""


def find_quotes(prompt: str) -> list[Quote]:
    """Return every string to write, in order and never overlapping; apostrophes are no quotation marks."""
    found = _marked(prompt)
    for more in (_titles(prompt), _unmarked(prompt)):
        found = _merged(found, more)
    return found


def _merged(found: list[Quote], more: list[Quote]) -> list[Quote]:
    """Return both in order; one that overlaps another gives way to the earlier list, and then to the earlier place."""
    taken = bytearray(max((quote.end for quote in (*found, *more)), default=0))
    kept: list[Quote] = []
    for quote in (*found, *sorted(more, key=lambda quote: quote.start)):
        if not any(taken[quote.start : quote.end]):
            taken[quote.start : quote.end] = b"\1" * (quote.end - quote.start)
            kept.append(quote)
    return sorted(kept, key=lambda quote: quote.start)


def _marked(prompt: str) -> list[Quote]:
    found: list[Quote] = []
    at = 0
    while at < len(prompt):
        end = _closing(prompt, at)
        text = prompt[at + 1 : end].strip() if end > 0 else ""
        if text:
            ends = text[-1] in ".!?。！？" and ENDED.match(prompt, end + 1) is not None
            found.append(Quote(at, end + 1, text, ends=ends))
            at = end
        at += 1
    return found


def _closing(prompt: str, at: int) -> int:
    """Return where the quotation that opens at `at` is closed; -1: none opens there, or it is never closed."""
    mark = prompt[at]
    if mark == "'":
        return _single(prompt, at)
    if mark not in PAIRS or (mark == "‘" and _in_word(prompt, at)):
        return -1
    end = prompt.find(PAIRS[mark], at + 1)
    while mark == "‘" and end >= 0 and _in_word(prompt, end) and prompt[end + 1 : end + 2].isalpha():
        end = prompt.find("’", end + 1)
    return end


def _single(prompt: str, at: int) -> int:
    if _in_word(prompt, at):
        return -1
    end = SINGLE_END.search(prompt, at + 1, at + 202)
    if end is None or (end.start() - at == 2 and prompt[at + 1].isalpha()):  # rock 'n' roll
        return -1
    return end.start()


def _in_word(prompt: str, at: int) -> bool:
    before = prompt[at - 1] if at else ""
    return before.isascii() and before.isalnum()


def _titles(prompt: str) -> list[Quote]:
    """《 》 name works as often as they hold lettering: they count beside a word for lettering."""
    found: list[Quote] = []
    for mark in TITLE_MARK.finditer(prompt):
        before = simplified(prompt[max(0, mark.start() - 8) : mark.start()])
        if any(cue in before for cue in _title_cues()) and mark[1].strip():
            found.append(Quote(mark.start(), mark.end(), mark[1].strip()))
    return found


@functools.cache
def _title_cues() -> tuple[str, ...]:
    return tuple(lexicon.cues()["titlemark"]["cue"]["zh"].split("|"))


def _unmarked(prompt: str) -> list[Quote]:
    found: list[Quote] = []
    for cue in _cue("before").finditer(simplified(prompt)):
        text = _after(prompt, cue.end())
        if text:
            found.append(text)
    for cue in _cue("after").finditer(prompt):
        text = JAPANESE.search(prompt, max(0, cue.start() - 30), cue.start())
        if text:
            found.append(Quote(text.start(1), text.end(1), text[1], marked=False))
    return found + _counted(prompt)


def _counted(prompt: str) -> list[Quote]:
    """清凉一夏四个大字: as many characters as the number says."""
    found: list[Quote] = []
    for cue in COUNTED.finditer(simplified(prompt)):
        text = prompt[max(0, cue.start() - "二三四五六七八".index(cue[1]) - 2) : cue.start()]
        if len(text) >= 2 and all(is_han(character) for character in text):
            found.append(Quote(cue.start() - len(text), cue.start(), text, marked=False))
    return found


@functools.cache
def _cue(side: str) -> re.Pattern[str]:
    rows = lexicon.cues()["unquoted"][side]
    spelled = "|".join(rows.get(column, "") for column in ("en", "zh", "ja")).strip("|").split("|")
    ranked = sorted((word for word in spelled if word), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in ranked if word.isascii())
    written = "|".join(re.escape(word) for word in ranked if not word.isascii())
    return re.compile("|".join(part for part in (rf"\b(?:{latin})\b" if latin else "", written) if part), re.IGNORECASE)


def _after(prompt: str, at: int) -> Quote | None:
    colon = COLON.match(prompt, at)
    start = colon.end() if colon else at
    said = CAPITALIZED.match(prompt, start)
    if said is None and colon and colon[1]:
        said = REST.match(prompt, start)
    if said is None or (len(said[0]) < 2 and not said[0].isdigit()):
        return None
    return Quote(said.start(), said.end(), said[0].strip(), marked=False)
