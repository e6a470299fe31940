"""Many words looked for at once (Aho and Corasick, 1975), in any disguise that a single character can put on."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from danqing.admission.moderation_letters import GAP, fold

T = TypeVar("T")

MOST_LEARNT = 200_000
"""Transitions kept: some 20 MB. Texts beyond it are read as truly, and slower."""


@dataclass(slots=True)
class _Learning:
    fold: Callable[[str], str]
    left: int = MOST_LEARNT


class _State(dict[str, "_State[T]"], Generic[T]):
    """What has been read that may begin a word; by a character as it was written, the state after it.

    A transition is worked out when it is first taken, folding included, and kept: from then on a character costs one
    look-up, and texts need not be normalised before they are read.
    """

    __slots__ = ("children", "ends", "fallback", "is_gap", "learning")

    def __init__(self, learning: _Learning, *, is_gap: bool = False) -> None:
        self.learning = learning
        self.is_gap = is_gap
        self.children: dict[str, _State[T]] = {}
        self.fallback: _State[T] | None = None
        """The state of the longest end of what was read that begins a word too; None at the root."""
        self.ends: tuple[tuple[int, T], ...] = ()
        """What ends here, with its length in symbols."""

    def __missing__(self, character: str) -> "_State[T]":
        state = self
        for symbol in self.learning.fold(character):
            state = state.after(symbol)
        if self.learning.left:
            self.learning.left -= 1
            self[character] = state
        return state

    def after(self, symbol: str) -> "_State[T]":
        """Return the state after a symbol; any number of gaps are one."""
        if self.is_gap and symbol == GAP:
            return self
        state = self
        while symbol not in state.children:
            if state.fallback is None:
                return state
            state = state.fallback
        return state.children[symbol]

    def grow(self, symbol: str) -> "_State[T]":
        """Return the state below this one in the tree of words, made if it is not there."""
        if symbol not in self.children:
            self.children[symbol] = _State(self.learning, is_gap=symbol == GAP)
        return self.children[symbol]


class Automaton(Generic[T]):
    """Finds all of many words in one pass; each word, in folded symbols, stands for a value."""

    def __init__(self, words: Iterable[tuple[str, T]], fold: Callable[[str], str] = fold) -> None:
        self._fold = fold
        self._root: _State[T] = _State(_Learning(fold))
        for symbols, value in words:
            state = self._root
            for symbol in symbols:
                state = state.grow(symbol)
            state.ends = (*state.ends, (len(symbols), value))
        self._link()

    def hits(self, text: str) -> list[tuple[int, int, T]]:
        """Return where in the text words end (exclusive), their length in symbols, and what they stand for."""
        state = self._root
        for character in text:  # nearly every text has none, and is not counted through
            state = state[character]
            if state.ends:
                return self._counted(text)
        return []

    def _counted(self, text: str) -> list[tuple[int, int, T]]:
        found: list[tuple[int, int, T]] = []
        state = self._root
        for at, character in enumerate(text, start=1):
            state = state[character]
            if state.ends and self._fold(character):  # after what cannot be seen, the same word would end once more
                found.extend((at, length, value) for length, value in state.ends)
        return found

    def _link(self) -> None:
        for parent, symbol, state in self._by_depth():
            above = parent.fallback
            state.fallback = self._root if above is None else above.after(symbol)
            state.ends += state.fallback.ends

    def _by_depth(self) -> Iterator[tuple[_State[T], str, _State[T]]]:
        waiting = deque([self._root])
        while waiting:
            parent = waiting.popleft()
            for symbol, state in parent.children.items():
                yield parent, symbol, state
                waiting.append(state)


def begin(text: str, end: int, length: int) -> int:
    """Return where in the text a word of so many symbols begins that ends before `end`."""
    while length > 0:
        end -= 1
        symbols = fold(text[end])
        length -= len(symbols)
        while symbols == GAP and end > 0 and fold(text[end - 1]) in {GAP, ""}:
            end -= 1
    return end
