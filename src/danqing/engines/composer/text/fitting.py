"""The largest size at which text fits a box, and the lines that allow it: decided in ems, before anything is drawn."""

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from danqing.engines.composer.text.breaking import Piece, phrases

_WORTH = 0.8  # the share of the size that is paid for lines that end where phrases end


class Room(NamedTuple):
    """What a text may take; lengths in pixels, `lead` and the margins in ems."""

    width: float
    height: float
    maxsize: float
    minsize: float
    maxlines: int
    lead: float
    """The distance of two baselines."""
    margin_x: float = 0.0
    margin_y: float = 0.0
    """What outlines and depth add to the letters' own size."""


class Fit(NamedTuple):
    """A size in pixels to the em, and the lines."""

    size: float
    lines: tuple[str, ...]


def fit(room: Room, whole: Sequence[Piece], parted: Callable[[], Sequence[Piece]]) -> Fit:
    """Return the largest fit of at most `maxlines`; if that is under `minsize`, of more, then with words parted.

    No word is ever lost: where nothing else helps, the size goes under `minsize`. Lines are balanced: of all ways
    to break into so many lines, the one whose widest line is narrowest is taken.
    """
    best = _best(room, whole, 1, room.maxlines)
    in_phrases = _best(room, phrases(whole), 1, room.maxlines)
    if in_phrases.size >= _WORTH * best.size:
        best = in_phrases
    if best.size < room.minsize:
        best = max(best, _best(room, whole, room.maxlines + 1, len(whole)), key=_size)
    if best.size < room.minsize:
        small = parted()
        best = max(best, _best(room, small, 1, len(small)), key=_size)
    return best


def _size(found: Fit) -> float:
    return found.size


def _best(room: Room, pieces: Sequence[Piece], fewest: int, most: int) -> Fit:
    """Try each number of lines until their height alone forbids a larger size; fewer lines win a draw."""
    best = Fit(0.0, ())
    least = sum(piece.ends_line for piece in pieces)
    for count in range(max(fewest, least), max(most, least) + 1):
        tallest = room.height / (count * room.lead + room.margin_y)
        if tallest <= best.size:
            break
        width = narrowest(pieces, count)
        # A combining mark alone has no width of its own.
        size = min(room.maxsize, tallest, room.width / max(width + room.margin_x, 1e-3))
        if size > best.size:
            best = Fit(size, break_lines(pieces, width))
        if size >= room.maxsize:
            break
    return best


def narrowest(pieces: Sequence[Piece], count: int) -> float:
    """Return the least width in ems at which `pieces` make at most `count` lines, to a thousandth of an em."""
    low = max(piece.width for piece in pieces)
    high = sum(piece.width + piece.gap for piece in pieces)
    if _lines_at(pieces, low) <= count:
        return low
    while high - low > 1e-3:
        middle = (low + high) / 2
        if _lines_at(pieces, middle) <= count:
            high = middle
        else:
            low = middle
    return high


def _lines_at(pieces: Sequence[Piece], width: float) -> int:
    return sum(1 for _ in itertools.groupby(_line_numbers(pieces, width)))


def break_lines(pieces: Sequence[Piece], width: float) -> tuple[str, ...]:
    """Return the lines of `pieces` set as full as `width` ems allow; a piece that is wider has a line of its own."""
    numbered = zip(_line_numbers(pieces, width), pieces, strict=True)
    return tuple(
        "".join(piece.text + (" " if piece.gap else "") for _, piece in group).rstrip(" ")
        for _, group in itertools.groupby(numbered, key=lambda pair: pair[0])
    )


def _line_numbers(pieces: Sequence[Piece], width: float) -> list[int]:
    numbers: list[int] = []
    line, end, fresh = 0, 0.0, True
    for piece in pieces:
        if not fresh and end + piece.width > width + 1e-9:
            line, end = line + 1, 0.0
        numbers.append(line)
        end += piece.width + piece.gap
        fresh = piece.ends_line
        if fresh:
            line, end = line + 1, 0.0
    return numbers
