"""The words that are struck, and those that are let pass although they hold one: lists, and how they are found."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from danqing.admission.moderation_automaton import Automaton, begin
from danqing.admission.moderation_letters import GAP, fold, folded, is_spaced, is_unspaced
from danqing.admission.moderation_reading import DRAWN_OUT, Reading, alike, blurred, meant, odd_places, squeezed
from danqing.core.errors import Error

ALLOW = "allow"
"""The category of what is let pass."""

SHIPPED = ("english.txt", "chinese.txt")

_LINE = re.compile(r"(?P<category>[a-z][a-z-]*)\s*:\s*(?P<word>.*\S)")


class BadWords(Error):
    """A list of words that cannot be used; the message names the file and the line."""

    code = "BadWords"


@dataclass(frozen=True, slots=True)
class Rule:
    """A word of a category; `*` at an end of it stands for whatever the word goes on with."""

    category: str
    word: str

    def __str__(self) -> str:
        return f"{self.category}:{self.word}"


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's word in a text, from where to where."""

    rule: Rule
    first: int
    last: int

    def covers(self, other: "Found") -> bool:
        """Say whether the other lies inside this."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class _Pattern:
    rule: Rule
    begins_anywhere: bool
    ends_anywhere: bool


class Words:
    """Finds the words of all lists in a text."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = frozenset(rules)
        self._striking = _Finder(rule for rule in self.rules if rule.category != ALLOW)
        self._passing = _Finder(rule for rule in self.rules if rule.category == ALLOW)

    def struck(self, text: str, more: Iterable["Words"] = ()) -> list[Found]:
        """Return the words to strike, leftmost and longest first; `more` may let pass what these would strike.

        What lies inside a word that is let pass is not struck.
        """
        struck = set(self._striking.found(text))
        if not struck:
            return []
        passed = set(self.passed(text)).union(*(words.passed(text) for words in more))
        standing = (word for word in struck if not any(other.covers(word) for other in passed))
        return sorted(standing, key=lambda word: (word.first, -word.last, str(word.rule)))

    def passed(self, text: str) -> Iterator[Found]:
        """Yield the words of the text that are let pass, whatever is in them."""
        return self._passing.found(text)


class _Finder:
    """Finds words in one pass, and in what may hide some once more."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        words = [pattern for rule in rules for pattern in _patterns(rule)]
        self._automaton: Automaton[_Pattern | None] = Automaton([*words, *((run, None) for run in DRAWN_OUT)])
        is_word = dict.fromkeys(map(_blurred, DRAWN_OUT), False) | {_blurred(symbols): True for symbols, _ in words}
        self._blurred = Automaton(is_word.items(), fold=blurred)

    def found(self, text: str) -> Iterator[Found]:
        """Yield every word that stands in the text."""
        hits = self._automaton.hits(text)
        yield from _standing(Reading(text, text), hits)
        for first, last in odd_places(text, (end for end, _, pattern in hits if pattern is None)):
            if self._may_hold(text[first:last]):
                for reading in meant(text, first, last):
                    yield from _standing(reading, self._automaton.hits(reading.symbols))

    def _may_hold(self, text: str) -> bool:
        """Say whether words may be hidden in a part of a text: nearly always not, and known at little cost."""
        hits = self._blurred.hits(text)
        return _is_word(hits) or (
            bool(hits) and any(_is_word(self._blurred.hits(less)) for less in squeezed(_blurred(text)))
        )


def load(own: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of the shipped lists and of the operator's own. Raises BadWords."""
    folder = resources.files("danqing.admission") / "words"
    shipped = (rule for name in SHIPPED for rule in _read(folder / name))
    return (*shipped, *(() if own is None else _read(own)))


def rule_of(said: str) -> Rule | None:
    """Return the rule written as `category:word`; None for what is none."""
    match = _LINE.fullmatch(said.strip())
    if match is None or not folded(match["word"].strip("*")):
        return None
    return Rule(match["category"], match["word"].lower())


def _read(file: Traversable) -> Iterator[Rule]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadWords(f"{file}: {error}") from error
    for number, line in enumerate(lines, start=1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        rule = rule_of(said)
        if rule is None:
            raise BadWords(f"{file}, line {number}: a rule is written as category:word, got {said[:80]!r}")
        yield rule


def _patterns(rule: Rule) -> Iterator[tuple[str, _Pattern]]:
    pattern = _Pattern(rule, rule.word.startswith("*"), rule.word.endswith("*"))
    symbols = folded(rule.word.strip("*"))
    # Also without its spaces: a phrase that is written letter by letter has none between its words.
    spellings = (symbols, symbols.replace(GAP, ""))
    for spelling in dict.fromkeys((*spellings, *(alike(spelling) for spelling in spellings))):
        yield spelling, pattern


def _is_word(hits: list[tuple[int, int, bool]]) -> bool:
    return any(is_word for _, _, is_word in hits)


def _blurred(symbols: str) -> str:
    return "".join(map(blurred, symbols))


def _standing(reading: Reading, hits: Iterable[tuple[int, int, _Pattern | None]]) -> Iterator[Found]:
    for last, length, pattern in hits:
        first = begin(reading.symbols, last, length)
        if pattern is not None and _stands_alone(reading, first, last, pattern):
            yield Found(pattern.rule, *reading.span(first, last))


def _stands_alone(reading: Reading, first: int, last: int, pattern: _Pattern) -> bool:
    """Say whether what was read is the word, and not a part of another that means something else.

    A Latin word begins and ends where its letters do. A Han word may stand anywhere, unless spaces or marks part it:
    then those must stand around it too, for `红色 情侣` is two words that mean well.
    """
    torn = reading.is_torn(first, last)
    begins, ends = reading.span(first, last)
    before, after = _beside(reading.text, begins - 1, -1), _beside(reading.text, ends, 1)
    own = reading.symbols
    return (pattern.begins_anywhere or not _joined(before, fold(own[first])[:1], torn=torn)) and (
        pattern.ends_anywhere or not _joined(after, fold(own[last - 1])[-1:], torn=torn)
    )


def _beside(text: str, at: int, step: int) -> str:
    """Return the symbol beside a word, past what cannot be seen; a GAP at the text's ends."""
    while 0 <= at < len(text):
        symbols = fold(text[at])
        if symbols:
            return symbols[-1] if step < 0 else symbols[0]
        at += step
    return GAP


def _joined(beside: str, own: str, *, torn: bool) -> bool:
    if is_spaced(own):
        return is_spaced(beside)
    if is_unspaced(own):
        return torn and is_unspaced(beside)
    return beside.isdecimal() and own.isdecimal()
