"""Which mention of a subject is meant: the one before, the one behind, the one spoken of."""

from collections.abc import Iterator
from dataclasses import dataclass

from danqing.engines.composer.parse.reading import NEAR, Reading
from danqing.engines.composer.parse.subjects import LIVING, Cast
from danqing.engines.composer.spec import Verb

ACTORS = LIVING
SUBJECT_MARKS = frozenset({"が", "は", "も", "在", "于"})
LISTED = ("join", "number", "many", "measure", "color", "size", "of")
"""Kinds of words that may stand between the nouns of a list."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Looks for mentions from a token of a prompt; every answer is the index of a token."""

    reading: Reading
    cast: Cast

    def before(self, at: int, *, sentence: bool = False) -> int | None:
        """Return the token of the nearest mention before, in the clause or the sentence."""
        for i in self.reading.behind(at):
            if not self._together(i, at, sentence=sentence):
                return None
            if i in self.cast.at:
                return i
        return None

    def after(self, at: int, *, sentence: bool = False, reach: int = NEAR) -> int | None:
        """Return the token of the nearest mention behind, in the clause or the sentence."""
        for i in self.reading.ahead(at)[:reach]:
            if not self._together(i, at, sentence=sentence):
                return None
            if i in self.cast.at:
                return i
        return None

    def _together(self, one: int, other: int, *, sentence: bool) -> bool:
        tokens = self.reading.tokens
        same = (
            tokens[one].sentence == tokens[other].sentence if sentence else tokens[one].clause == tokens[other].clause
        )
        return same and tokens[one].quote < 0

    def actor_before(self, at: int) -> int | None:
        for i in self.reading.behind(at):
            if not self._together(i, at, sentence=True):
                return None
            if i in self.cast.at and self.cast.draft(i).noun.kind in ACTORS:
                return i
        return None

    def actors(self, at: int) -> Iterator[int]:
        """Yield the mentions behind that can do something, in the sentence."""
        for i in self.reading.ahead(at):
            if not self._together(i, at, sentence=True):
                return
            if i in self.cast.at and self.cast.draft(i).noun.kind in ACTORS:
                yield i

    def adjacent(self, at: int) -> int | None:
        """Return the mention right before a postposition, over 的 and の."""
        if at == 0 or (at - 1 not in self.cast.at and at - 2 not in self.cast.at):
            return None
        i = at - 1 if at - 1 in self.cast.at else at - 2
        between = self.reading.gap(self.reading.tokens[i], self.reading.tokens[at]).strip(" 的の它")
        return i if not between and self.reading.same_clause(i, at) else None

    def marked_before(self, what: int) -> int | None:
        """Return the mention before `what` that is marked as the one who does or is: 猫が, 猫在, 猫坐在."""
        marked = False
        for i in self.reading.behind(what)[:16]:
            if not self.reading.same_clause(i, what):
                return None
            if i in self.cast.at and marked:
                return i
            marked = marked or self.marks(i)
        return None

    def marks(self, at: int) -> bool:
        token = self.reading.tokens[at]
        return token.has("pose") or not SUBJECT_MARKS.isdisjoint(token.word)

    def owner_before(self, at: int) -> int | None:
        named = [i for i in self.reading.behind(at) if i in self.cast.at and self.cast.draft(i).noun.kind != "sky"]
        return next((i for i in named if self.cast.draft(i).verb is None), next(iter(named), None))

    def spoken_of(self, at: int) -> int | None:
        """Return what "them" or "it" means: the first somebody of the sentence, or the first thing."""
        sentence = self.reading.tokens[at].sentence
        here = [i for i in self.reading.behind(at) if i in self.cast.at and self.reading.tokens[i].sentence == sentence]
        return min(here, key=lambda i: (self.cast.draft(i).noun.kind not in LIVING, i), default=None)

    def next_clause(self, at: int) -> int | None:
        """桌子上,一只猫在睡觉: the subject follows after the comma."""
        clause = self.reading.tokens[at].clause
        first = next((i for i in self.reading.ahead(at) if self.reading.tokens[i].clause == clause + 1), None)
        if first is None or not self._together(first, at, sentence=True):
            return None
        return first if first in self.cast.at else self.after(first)

    def listed(self, who: int) -> Iterator[int]:
        """Yield the mentions that are listed with one: "a bowl, a bottle and two glasses"."""
        yield from self._listed_before(who)
        joined = False
        for i in self.reading.ahead(who):
            joined = joined or self.reading.tokens[i].has("join")
            if i in self.cast.at and joined and self.reading.same_clause(i, who):
                yield i
            elif self.reading.tokens[i].senses and not self.reading.tokens[i].has(*LISTED, "mood", "filler"):
                return

    def _listed_before(self, who: int) -> Iterator[int]:
        joined = False
        for i in self.reading.behind(who):
            joined = (
                joined
                or self.reading.tokens[i].has("join")
                or "、" in self.reading.gap(self.reading.tokens[i], self.reading.tokens[i + 1])
            )
            if i in self.cast.at and joined and self.reading.tokens[i].sentence == self.reading.tokens[who].sentence:
                yield i
            elif not self.reading.tokens[i].has(*LISTED):
                return

    def listed_after(self, what: int) -> Iterator[int]:
        """Yield the mentions that are listed behind one: "holding a cup and a book"."""
        return (i for i in self.listed(what) if i > what and self.cast.draft(i).noun.kind not in ACTORS)

    def lead(self, who: int) -> int:
        """ "A girl holding a kite on a horse": the girl is on it, not the kite."""
        draft = self.cast.draft(who)
        if draft.verb is Verb.HELD and draft.other is not None:
            return self.cast.drafts[draft.other].mentions[0]
        for rider in self.cast.drafts:
            if rider.verb is Verb.RIDING and rider.other == self.cast.at[who] and rider.mentions[0] < who:
                return rider.mentions[0]
        return who

    def holder(self, what: int) -> int:
        """圣诞老人手持礼物旁边: beside Santa, not beside what he holds."""
        draft = self.cast.draft(what)
        held = draft.verb is Verb.HELD and draft.other is not None
        return self.cast.drafts[draft.other or 0].mentions[0] if held else what
