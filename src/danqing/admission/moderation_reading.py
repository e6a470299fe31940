"""A text as words are looked for in it: as it stands, and again wherever somebody may have hidden one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from string import ascii_lowercase

from danqing.admission.moderation_letters import GAP, fold, is_spaced

Symbol = tuple[str, int, int]
"""A symbol, and from where to where of the text it was read."""

PIECE = re.compile(r"""[^\s,;:/"'()\[\]{}<>，。、；：／！？‘’“”（）【】《》「」『』…—]+""")
"""What stands between spaces and the marks that end parts of sentences: a word is not looked for across those."""

AROUND = """.,;:!?"'()[]{}<>-–—~*_#%&+|·•，。、；：！？‘’“”（）【】《》「」『』…"""
"""Marks at the ends of a piece, which hide nothing."""

SPELLED_OUT = re.compile(r"(?<!\w)\w(?:\W+\w(?!\w))+")
"""One letter after the other: `p o r n`."""

DRAWN_OUT = tuple(letter * 3 for letter in ascii_lowercase)
"""No word has the same letter three times in a row."""

MASKS = frozenset("*^.")
"""Marks that nobody puts between two Han characters but to part them."""

MEANT = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"}
"""Digits and marks that are written for one letter."""

EITHER = frozenset("1!|")
"""Those that are written for an i as well as for an l: where one stands, both letters are read as an i."""

WRITTEN_FOR_LETTERS = EITHER.union(MEANT)

NEAR = 24
"""Characters on both sides of an odd place that are read with it: a phrase may be hidden in part."""

_RUN = re.compile(r"([a-z0134578@$!|])\1\1+")


@cache
def _unmarked(character: str) -> str:
    """Return the symbols of a character without what separates, but with what may be written for a letter."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain in WRITTEN_FOR_LETTERS else fold(character).replace(GAP, "")


_MEANT_ALIKE = MEANT | dict.fromkeys((*EITHER, "l"), "i")


@dataclass(frozen=True, slots=True)
class Reading:
    """Symbols of a text, and where in it they were read."""

    text: str
    symbols: str
    spans: Sequence[tuple[int, int]] | None = None
    """For each symbol; None: the symbols are the text as it stands."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return from where to where of the text the symbols were read."""
        return (first, last) if self.spans is None else (self.spans[first][0], self.spans[last - 1][1])

    def is_torn(self, first: int, last: int) -> bool:
        """Say whether marks or spaces were overlooked between the symbols."""
        if self.spans is None:
            return False
        return any(
            fold(mark) == GAP and mark not in MASKS
            for (_, end), (begin, _) in pairwise(self.spans[first:last])
            for mark in self.text[end:begin]
        )


def odd_places(text: str, drawn_out: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Return from where to where of the text words may be hidden, with what is near.

    `drawn_out` is where letters end that stand there three times.
    """
    odd = [(end - 1, end) for end in drawn_out]
    at, lone, most_lone = 0, 0, 0
    for piece in _pieces(text):
        lone = lone + 1 if len(piece) == 1 else 0
        most_lone = max(most_lone, lone)
        if not (piece.isalpha() or _hides_nothing(piece)):
            at = text.index(piece, at) + len(piece)
            odd.append((at - len(piece), at))
    if most_lone > 1:
        odd += (match.span() for match in SPELLED_OUT.finditer(text))
    return _near(sorted(odd), len(text))


def blurred(character: str) -> str:
    """Return the symbols of a character with nothing between words and nothing told apart that `meant` may confuse.

    What `meant` holds is there too once both are blurred, and after `squeezed`; to look there costs a tenth.
    """
    return "".join(_MEANT_ALIKE.get(symbol, symbol) for symbol in _unmarked(character))


def squeezed(symbols: str) -> Iterator[str]:
    """Yield symbols with one and with two of each letter that stands there three times or more."""
    yield _RUN.sub(r"\1", symbols)
    yield _RUN.sub(r"\1\1", symbols)


def meant(text: str, first: int, last: int) -> Iterator[Reading]:
    """Yield a part of the text in every way in which it may be meant."""
    words = list(_words(text, first, last))
    letters = "".join(symbol for word in words for symbol, _, _ in word)
    table = _table(letters)
    for most in (len(letters), 1, 2) if _RUN.search(letters) else (1,):
        yield _reading(text, [_spelled(_squeezed(word, most), table) for word in words])


def alike(symbols: str) -> str:
    """Return symbols as they are read where something stands that may be an i or an l."""
    return symbols.replace("l", "i")


def _table(symbols: str) -> Mapping[str, str]:
    return MEANT if EITHER.isdisjoint(symbols) else _MEANT_ALIKE


def _pieces(text: str) -> list[str]:
    """Return what stands between spaces, and in parts what else may be more than a word."""
    pieces: list[str] = []
    for chunk in text.split():
        bare = chunk if chunk.isalpha() else chunk.strip(AROUND)
        if bare.isalpha():
            pieces.append(bare)
        else:
            pieces += PIECE.findall(bare)
    return pieces


def _hides_nothing(piece: str) -> bool:
    bare = piece.strip(AROUND)
    return len(bare) < 2 or bare.isalpha() or bare.isdecimal()


def _near(odd: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """Return the odd places with what is near, those that meet in one."""
    places: list[tuple[int, int]] = []
    for first, last in odd:
        near = (max(0, first - NEAR), min(end, last + NEAR))
        if places and near[0] <= places[-1][1]:
            before = places.pop()
            near = (before[0], max(before[1], near[1]))
        places.append(near)
    return places


def _words(text: str, first: int, last: int) -> Iterator[list[Symbol]]:
    """Yield the words of a part of the text without the marks in them; lone letters in a row are one word."""
    pieces = (_symbols(text, *match.span()) for match in PIECE.finditer(text, first, last))
    for is_lone, group in groupby(filter(None, pieces), key=lambda piece: len(piece) == 1):
        if is_lone:
            yield [symbol for piece in group for symbol in piece]
        else:
            yield from group


def _symbols(text: str, first: int, last: int) -> list[Symbol]:
    last = first + len(text[first:last].rstrip(AROUND))
    return [(symbol, at, at + 1) for at in range(first, last) for symbol in _unmarked(text[at])]


def _spelled(word: list[Symbol], table: Mapping[str, str]) -> list[Symbol]:
    """Return the word with letters for the digits and marks that are written for them, if most of it is letters."""
    letters = sum(is_spaced(symbol) for symbol, _, _ in word)
    if not letters or letters < sum(symbol in WRITTEN_FOR_LETTERS for symbol, _, _ in word):
        return [symbol for symbol in word if symbol[0].isalnum()]
    return [(table.get(symbol, symbol), first, last) for symbol, first, last in word]


def _squeezed(word: list[Symbol], most: int) -> list[Symbol]:
    """Return the word with so many of a letter that stands there three times or more."""
    squeezed: list[Symbol] = []
    for symbol, group in groupby(word, key=lambda symbol: symbol[0]):
        run = list(group)
        is_drawn_out = len(run) > 2 and (is_spaced(symbol) or symbol in WRITTEN_FOR_LETTERS)
        squeezed += [(symbol, run[0][1], run[-1][2])] * most if is_drawn_out and most < len(run) else run
    return squeezed


def _reading(text: str, words: list[list[Symbol]]) -> Reading:
    symbols: list[Symbol] = []
    for word in filter(None, words):
        symbols += [*word, (GAP, word[-1][2], word[-1][2])]
    return Reading(text, "".join(symbol for symbol, _, _ in symbols), [(first, last) for _, first, last in symbols])
