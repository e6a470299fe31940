"""Many words at once are found as each of them would be by itself."""

import re

from hypothesis import given
from hypothesis import strategies as st

from danqing.admission.moderation_automaton import Automaton, begin

words = st.sets(st.text("abc", min_size=1, max_size=4), max_size=12)


@given(words, st.text("abc", max_size=60))
def test_all_words_are_found_wherever_they_stand(looked_for: set[str], text: str) -> None:
    hits = Automaton((word, word) for word in looked_for).hits(text)
    naive = {(match.start() + len(word), len(word), word) for word in looked_for
             for match in re.finditer(f"(?={word})", text)}  # fmt: skip
    assert set(hits) == naive
    assert len(hits) == len(naive)


@given(words, st.lists(st.text("abcd", max_size=20), max_size=5))
def test_what_was_read_before_changes_nothing(looked_for: set[str], texts: list[str]) -> None:
    used = Automaton((word, word) for word in looked_for)
    for text in texts:
        assert used.hits(text) == Automaton((word, word) for word in looked_for).hits(text)


def test_a_word_is_found_in_disguise_and_its_place_is_known() -> None:
    automaton = Automaton([("child porn", 1), ("裸体", 2)])
    for text, place in [
        ("xx CHILD \t-  Ｐｏ\u200brn xx", "CHILD \t-  Ｐｏ\u200brn"),
        ("一裸體\u200b画", "裸體"),
        ("ＣＨＩＬＤ．ＰＯＲＮ", "ＣＨＩＬＤ．ＰＯＲＮ"),
    ]:
        ((end, length, _),) = automaton.hits(text)
        assert text[begin(text, end, length) : end] == place


def test_two_values_may_stand_for_one_word() -> None:
    assert Automaton([("a", 1), ("a", 2)]).hits("ba") == [(2, 1, 1), (2, 1, 2)]


def test_texts_are_read_truly_when_nothing_more_can_be_learnt() -> None:
    forgetful = Automaton([("porn", 1)])
    forgetful._root.learning.left = 0
    assert forgetful.hits("a PORN") == [(6, 4, 1)]
    assert not forgetful._root
