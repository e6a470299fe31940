"""What a character stands for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.admission.moderation_letters import GAP, fold, folded, is_spaced, is_unspaced


@pytest.mark.parametrize(
    ("character", "symbols"),
    [
        ("A", "a"),
        ("Ａ", "a"),
        ("ⓐ", "a"),
        ("𝒂", "a"),
        ("ﬁ", "fi"),
        ("7", "7"),
        ("②", "2"),
        ("é", "é"),
        ("體", "体"),
        ("裸", "裸"),
        ("ｶ", "カ"),
        (" ", GAP),
        ("\u3000", GAP),
        ("\n", GAP),
        (".", GAP),
        ("_", GAP),
        ("😀", GAP),
        ("…", GAP),
        ("\u200b", ""),
        ("\u00ad", ""),
        ("\ufe0f", ""),
        ("\u0336", ""),
        ("\u20dd", ""),
        ("\u0301", "\u0301"),
    ],
)
def test_a_character_is_folded(character: str, symbols: str) -> None:
    assert fold(character) == symbols


def test_a_text_has_one_gap_between_words_and_none_around_them() -> None:
    assert folded("  Ｃhild --  P\u200born…") == "child porn"


@given(st.characters())
def test_folding_is_done_once_and_for_all(character: str) -> None:
    symbols = fold(character)
    assert "".join(map(fold, symbols)) == symbols
    assert GAP * 2 not in symbols


@given(st.characters(categories=["Ll", "Lu", "Lo"]))
def test_a_letter_is_of_one_kind_of_script(character: str) -> None:
    for symbol in fold(character):
        assert not (is_spaced(symbol) and is_unspaced(symbol)), unicodedata.name(symbol)
