"""Strings become glyphs as their scripts ask."""

import pytest

from danqing.engines.composer.text.clusters import clean, clusters, is_emoji
from danqing.engines.composer.text.faces import faces_for
from danqing.engines.composer.text.shaping import settable, shape

BODY = faces_for("", "body")


@pytest.mark.parametrize("emoji", ["🐶", "👨‍👩‍👧‍👦", "🇫🇷", "❤️", "1️⃣", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🐈‍⬛", "⭐", "☀", "👩🏻‍🚀"])
def test_an_emoji_sequence_is_one_character_and_one_glyph(emoji: str) -> None:
    assert clusters(f"a{emoji}b") == ["a", emoji, "b"]
    assert is_emoji(emoji)
    shaped = shape(emoji, BODY)
    assert [glyph.face.is_emoji for glyph in shaped.glyphs] == [True]


@pytest.mark.parametrize("text", ["1", "©", "→", "★", "A", "中", "♪", "①", "❤\ufe0e"])
def test_text_that_only_could_be_an_emoji_stays_text(text: str) -> None:
    assert not is_emoji(text)


def test_two_flags_are_two_characters() -> None:
    assert clusters("🇫🇷🇯🇵") == ["🇫🇷", "🇯🇵"]


def test_an_accent_typed_apart_is_joined() -> None:
    assert clean("cafe\u0301") == "café"
    assert settable("cafe\u0301", BODY) == ("café", ())


def test_cleaning_drops_controls_and_doubled_spaces_and_keeps_lines() -> None:
    assert clean("  a\x00\tb   c\r\n\n d\x7f ") == "a b c\nd"


def test_invisible_marks_take_no_room() -> None:
    assert clusters("a\u200b\u202eb\ufeff\u00ad") == ["a", "b"]


def test_pairs_are_kerned() -> None:
    assert shape("AV", BODY).advance < shape("A", BODY).advance + shape("V", BODY).advance


def test_chinese_characters_are_an_em_wide() -> None:
    assert shape("春夏秋冬", BODY).advance == pytest.approx(4.0)


def test_quotation_marks_among_latin_letters_are_narrow() -> None:
    assert shape("“a”", BODY).advance < shape("a", BODY).advance + 1.2


def test_glyphs_follow_each_other() -> None:
    shaped = shape("a春🐶b", BODY)
    ends = [glyph.x + glyph.advance for glyph in shaped.glyphs]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(shaped.advance)


def test_a_sign_that_only_the_emoji_face_has_is_a_picture() -> None:
    assert settable("✔ ok", BODY) == ("✔ ok", ())
    assert shape("✔", BODY).glyphs[0].face.is_emoji


def test_marks_that_cannot_be_seen_leave_nothing_to_set() -> None:
    assert settable("\ufe00 \ufe00\n\u200b", BODY) == ("", ())
