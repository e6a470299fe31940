"""An instruction cut into clauses, each with what it can be asked: its words, its images, its colours, its Spec."""

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from danqing.engines.composer.edit.words import rows
from danqing.engines.composer.parse import read
from danqing.engines.composer.parse.quotes import find_quotes
from danqing.engines.composer.parse.reading import Reading, open_prompt
from danqing.engines.composer.parse.script import language_of, looked_up
from danqing.engines.composer.spec import Language, Place, Spec

_ENDS = re.compile(r"[,，;；、。!！?？\n]+|\.(?!\d)")
_BLANK = "\0"
MARKS = "①②③"


@dataclass(frozen=True)
class Clause:
    """A part of an instruction; `said` and `text` are equally long."""

    said: str
    """As it was written."""
    text: str
    """In the form that is looked up, quotations blanked."""
    language: Language
    negative: str = ""

    @functools.cached_property
    def marked(self) -> str:
        """The text with ①②③ for the images that it names; not as long as the text."""
        marks = sorted(_images(self.text, self.language), key=lambda found: found[0])
        parts: list[str] = []
        at = 0
        for start, end, mark in marks:
            if start >= at:
                parts += [self.text[at:start], mark]
                at = end
        return "".join([*parts, self.text[at:]])

    @functools.cached_property
    def images(self) -> tuple[int, ...]:
        """The images that are named, from 0, each once, in order."""
        return tuple(dict.fromkeys(MARKS.index(character) for character in self.marked if character in MARKS))

    @functools.cached_property
    def plain(self) -> str:
        """What was written without the words for the picture itself: they name no style and nothing to be drawn."""
        spans = [match.span() for match in rows("given")["words"].everywhere(self.text, self.language)]
        spans += [(start, end) for start, end, _ in _images(self.text, self.language)]
        characters = list(self.said)
        for start, end in spans:
            characters[start:end] = " " * (end - start)
        return "".join(characters)

    @functools.cached_property
    def spec(self) -> Spec:
        """What the clause would ask for as a prompt."""
        return read(self.plain, self.negative, "", False)

    @functools.cached_property
    def reading(self) -> Reading:
        """The clause's tokens."""
        return open_prompt(self.plain)

    @property
    def colors(self) -> tuple[str, ...]:
        """The colours that are named, in order."""
        return tuple(key for _, key in self.reading.said("color"))

    @property
    def place(self) -> Place:
        """The place in the picture that is named last."""
        places = [Place(key) for _, key in self.reading.said("place")]
        return places[-1] if places else Place.ANYWHERE


def clauses(instruction: str, negative: str = "") -> tuple[Clause, ...]:
    """Return the clauses of an instruction, in order; together they are all of it."""
    text = list(instruction)
    for quote in find_quotes(instruction):
        text[quote.start : quote.end] = _BLANK * (quote.end - quote.start)
    outside = "".join(text)
    language = language_of(outside if outside.strip(_BLANK) else instruction)
    form = looked_up(outside, language)
    cuts = [0, *sorted(set(_ends(form, language))), len(form)]
    return tuple(
        Clause(said=instruction[start:end], text=form[start:end], language=language, negative=negative)
        for start, end in itertools.pairwise(cuts)
        if start < end
    )


def joined(one: Clause, other: Clause) -> Clause:
    """Return two clauses that follow each other as one."""
    return Clause(said=one.said + other.said, text=one.text + other.text, language=one.language, negative=one.negative)


def _ends(text: str, language: Language) -> Iterator[int]:
    yield from (match.end() for match in _ENDS.finditer(text))
    yield from (match.end() for match in rows("clause")["break"].everywhere(text, language))


def _images(text: str, language: Language) -> list[tuple[int, int, str]]:
    return [(*match.span(), row.mark) for row in rows("order").values() for match in row.everywhere(text, language)]
