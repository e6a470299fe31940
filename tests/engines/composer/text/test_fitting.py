"""Breaking and sizing are decided in ems, before anything is drawn."""

from hypothesis import given
from hypothesis import strategies as st

from danqing.engines.composer.text.breaking import Piece, phrases, pieces
from danqing.engines.composer.text.faces import faces_for
from danqing.engines.composer.text.fitting import Room, break_lines, fit, narrowest

BODY = faces_for("", "body")

some_pieces = st.lists(
    st.builds(
        Piece, st.just("x"), st.floats(0.1, 5), st.sampled_from([0.0, 0.3]), st.sampled_from([False] * 9 + [True])
    ),
    min_size=1,
    max_size=25,
)


def room(width: float, height: float, maxlines: int = 3) -> Room:
    return Room(width=width, height=height, maxsize=100, minsize=1, maxlines=maxlines, lead=1.2)


def texts(line: str) -> list[str]:
    return [piece.text for piece in pieces(line, BODY)]


def test_words_are_pieces_and_characters_are_pieces() -> None:
    assert texts("Hello big 世界") == ["Hello", "big", "世", "界"]


def test_punctuation_stays_with_what_it_belongs_to() -> None:
    assert texts("「你好」，（世界）！") == ["「你", "好」，", "（世", "界）！"]
    assert texts("“你好”……") == ["“你", "好”……"]


def test_a_word_may_end_at_its_hyphen_and_a_range_may_not() -> None:
    assert texts("well-known 2024-2025 and/or 3-D") == ["well-", "known", "2024-2025", "and/", "or", "3-D"]


def test_small_kana_and_long_vowels_stay_with_their_syllable() -> None:
    assert texts("きゃっとパーク") == ["きゃっ", "と", "パー", "ク"]


def test_phrases_end_after_punctuation_words_and_particles() -> None:
    joined = phrases(pieces("心を込めて、愛の party 新年快樂", BODY))
    assert [piece.text for piece in joined] == ["心を", "込めて、", "愛の", "party", "新年快樂"]


@given(some_pieces)
def test_joining_phrases_keeps_the_text_and_its_width(some: list[Piece]) -> None:
    some = [piece._replace(ends_phrase=index % 3 == 0) for index, piece in enumerate(some)]
    joined = phrases(some)
    assert "".join(p.text for p in joined).replace(" ", "") == "".join(p.text for p in some)
    assert abs(sum(p.width for p in joined) - sum(p.width for p in some)) <= sum(p.gap for p in some) + 1e-6


@given(some_pieces, st.integers(1, 6))
def test_the_narrowest_width_is_enough_and_less_is_not(some: list[Piece], count: int) -> None:
    count = max(count, sum(piece.ends_line for piece in some) + 1)
    width = narrowest(some, count)
    assert len(break_lines(some, width)) <= count
    widest = max(piece.width for piece in some)
    assert width <= widest + 1e-6 or len(break_lines(some, width - 2e-3)) > count


@given(some_pieces, st.floats(0.1, 30))
def test_a_line_is_no_wider_than_allowed_unless_one_piece_is(some: list[Piece], width: float) -> None:
    lines = break_lines(some, width)
    assert "".join(lines).replace(" ", "") == "x" * len(some)


def test_fewer_lines_win_when_the_size_is_the_same() -> None:
    assert fit(room(900, 900), pieces("one two", BODY), list).lines == ("one two",)


def test_a_narrow_column_takes_more_lines() -> None:
    assert len(fit(room(100, 900), pieces("one two three", BODY), list).lines) == 3


def test_the_height_limits_the_size() -> None:
    assert fit(room(10_000, 60), pieces("word", BODY), list).size == 50
