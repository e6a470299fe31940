"""Words: a prompt as a row of tokens, each with what it can mean and the sentence and clause that it stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from danqing.engines.composer.parse.lexicon import NO_SENSES, Senses, Words
from danqing.engines.composer.parse.quotes import Quote
from danqing.engines.composer.parse.script import is_han, is_katakana

LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
DIGITS = re.compile(r"\d+(?=[a-z])")
GAP = re.compile(r" ?[ \-–] ?")
LONGEST_PHRASE = 6
SENTENCE_ENDS = frozenset(".!?。！？;；\n|")
CLAUSE_ENDS = frozenset(",，、:：()（）—…/+[]【】")
PLURALS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))
IRREGULAR = frozenset({"women", "men", "children", "kids", "people", "mice", "geese", "puppies", "cacti", "fireflies"})
MANY_ENDINGS = ("们", "たち", "達")
MOST = 60
"""The most of one thing that a number can ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or phrase of the prompt; with no senses it is unknown."""

    start: int
    end: int
    word: str
    senses: Senses = field(default_factory=dict[str, str])
    plural: bool = False
    sentence: int = 0
    clause: int = 0
    quote: int = -1
    """For a quotation: its index."""

    def key(self, kind: str) -> str | None:
        """Return what the token means as a word of that kind; None when it is no such word."""
        return self.senses.get(kind)

    def has(self, *kinds: str) -> bool:
        return any(kind in self.senses for kind in kinds)


def scan(text: str, words: Words, quotes: Sequence[Quote]) -> list[Token]:
    """Return the tokens of a text in the form that is looked up; the longest word wins."""
    return _Scanner(text, words, quotes).run()


class _Scanner:
    def __init__(self, text: str, words: Words, quotes: Sequence[Quote]) -> None:
        self._text = text
        self._words = words
        self._quotes = {quote.start: (index, quote) for index, quote in enumerate(quotes)}
        self._tokens: list[Token] = []
        self._unknown = -1
        self._sentence = self._clause = 0

    def run(self) -> list[Token]:
        at = 0
        while at < len(self._text):
            at = self._step(at)
        self._close(at)
        return self._tokens

    def _step(self, at: int) -> int:
        if at in self._quotes:
            return self._quotation(at)
        character = self._text[at]
        ends = character in SENTENCE_ENDS or character in CLAUSE_ENDS
        if ends and character not in self._words.written:  # 、 joins in Chinese and parts in Japanese
            return self._boundary(at)
        length = self._written(at)
        if length:
            word = self._text[at : at + length]
            return self._emit(at, at + length, word, self._words.written[word], plural=word.endswith(MANY_ENDINGS))
        if character.isascii() and character.isalnum():
            return self._latin(at)
        if not character.isalnum():
            self._close(at)
        elif self._unknown < 0 or is_katakana(character) != is_katakana(self._text[at - 1]):
            self._close(at)
            self._unknown = at
        return at + 1

    def _quotation(self, at: int) -> int:
        index, quote = self._quotes[at]
        self._emit(at, quote.end, quote.text, NO_SENSES, quote=index)
        self._clause += quote.ends
        self._sentence += quote.ends
        return quote.end

    def _boundary(self, at: int) -> int:
        self._close(at)
        character = self._text[at]
        if character == "." and at + 1 < len(self._text) and self._text[at + 1].isalnum():
            return at + 1
        self._clause += 1
        self._sentence += character in SENTENCE_ENDS
        return at + 1

    def _written(self, at: int) -> int:
        """Return the length of the longest word of the tables that begins here."""
        for length in self._words.lengths.get(self._text[at], ()):
            word = self._text[at : at + length]
            known = word in self._words.written and not self._crosses(at, length)
            if known and self._stands_free(at, at + length, word):
                return length
        return 0

    def _stands_free(self, at: int, end: int, word: str) -> bool:
        after = self._text[end : end + 1]
        if is_katakana(word[0]) and at and is_katakana(self._text[at - 1]):
            return False
        if is_katakana(word[-1]) and is_katakana(after):
            return False
        if word not in self._words.weak:
            return True
        clings = bool(after) and is_han(after) and (len(word) > 1 or not self._begins(end))
        return not clings and not (self._unknown >= 0 and is_han(self._text[at - 1]))

    def _begins(self, at: int) -> bool:
        return any(self._text[at : at + n] in self._words.written for n in self._words.lengths.get(self._text[at], ()))

    def _latin(self, at: int) -> int:
        parts = self._phrase(at)
        for count in range(len(parts), 0, -1):
            end = parts[count - 1].end()
            phrase = " ".join(part[0] for part in parts[:count])
            senses, plural = self._meaning(phrase)
            if senses:
                return self._emit(at, end, phrase, senses, plural=plural)
        digits = DIGITS.match(parts[0][0])
        if digits and self._meaning(parts[0][0][digits.end() :])[0]:  # "1girl", as tags have it
            return self._emit(at, at + digits.end(), digits[0], _number(digits[0]))
        return self._emit(at, parts[0].end(), parts[0][0], _number(parts[0][0]))

    def _phrase(self, at: int) -> list[re.Match[str]]:
        parts: list[re.Match[str]] = []
        part = LATIN.match(self._text, at)
        while part is not None and len(parts) < LONGEST_PHRASE:
            parts.append(part)
            gap = GAP.match(self._text, part.end())
            part = LATIN.match(self._text, gap.end()) if gap and gap.end() not in self._quotes else None
        return parts

    def _crosses(self, at: int, length: int) -> bool:
        return any(inside in self._quotes for inside in range(at + 1, at + length))

    def _meaning(self, phrase: str) -> tuple[Senses, bool]:
        latin = self._words.latin
        phrase = phrase.removesuffix("'s") if phrase not in latin else phrase
        if phrase in latin:
            single = phrase.removesuffix("s")
            plural = phrase.rpartition(" ")[2] in IRREGULAR or (single != phrase and latin.get(single) == latin[phrase])
            return latin[phrase], plural
        for ending, single in PLURALS:
            stem = phrase.removesuffix(ending) + single
            if phrase.endswith(ending) and stem in latin and "filler" not in latin[stem]:
                return latin[stem], True
        return NO_SENSES, False

    def _emit(self, start: int, end: int, word: str, senses: Senses, *, plural: bool = False, quote: int = -1) -> int:
        self._close(start)
        token = Token(
            start=start,
            end=end,
            word=word,
            senses=senses,
            plural=plural,
            sentence=self._sentence,
            clause=self._clause,
            quote=quote,
        )
        self._tokens.append(token)
        return end

    def _close(self, at: int) -> None:
        """End the run of unknown characters, if there is one."""
        start, self._unknown = self._unknown, -1
        if start >= 0:
            self._emit(start, at, self._text[start:at], NO_SENSES)


def _number(word: str) -> Senses:
    return {"number": word} if word.isdigit() and len(word) <= 2 and 0 < int(word) <= MOST else NO_SENSES
