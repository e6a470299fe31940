"""Vertical setting: inside its box, in reading order, with the forms that vertical text has."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.engines.composer.ink import Area, canvas
from danqing.engines.composer.text.block import Placed
from danqing.engines.composer.text.faces import CHAINS
from danqing.engines.composer.text.finish import Stroke
from danqing.engines.composer.text.vertical import vertical_block

SIGNS = "义本生知人机同道善思新春、夏「秋」冬——12月营业中。ラーメンCoffee HOTEL🎂\n安"


def column(text: str, box: Area, **setting: object) -> Placed:
    return vertical_block(canvas(4, 4)[2], text, box, **setting)  # pyright: ignore[reportArgumentType]


def inked(text: str, box: Area, side: int = 400, **setting: object) -> np.ndarray:
    pixels, _, drawn = canvas(side, side)
    vertical_block(drawn, text, box, **setting)  # pyright: ignore[reportArgumentType]
    return pixels[..., 3] > 100


@settings(max_examples=1000, deadline=None)
@given(
    text=st.text(st.sampled_from(SIGNS) | st.characters(), max_size=30),
    x=st.floats(0, 300),
    y=st.floats(0, 300),
    width=st.floats(4, 400),
    height=st.floats(4, 900),
    chain=st.sampled_from(sorted(CHAINS)),
    stroke=st.none() | st.builds(Stroke, st.just("#fff"), st.floats(0.01, 0.3)),
    valign=st.sampled_from(["top", "middle", "bottom"]),
)
def test_whatever_is_said_lies_in_its_box(
    text: str, x: float, y: float, width: float, height: float, **setting: object
) -> None:
    left, top, across, down = column(text, (x, y, width, height), **setting).box
    assert left >= x - 0.05
    assert top >= y - 0.05
    assert left + across <= x + width + 0.05
    assert top + down <= y + height + 0.05


def test_few_characters_fill_a_long_strip() -> None:
    placed = column("春夏秋冬", (0, 0, 100, 400), maxsize=80)
    assert placed.box[3] > 340


def test_two_lines_of_a_couplet_are_set_in_the_same_face() -> None:
    simplified, traditional = "春回大地", "福滿人間"
    alone = inked(simplified, (0, 0, 100, 400), chain="brush")
    paired = inked(simplified, (0, 0, 100, 400), chain="brush", matching=traditional)
    in_sans = inked(simplified, (0, 0, 100, 400), chain="brush", matching=traditional + "樂")
    assert not np.array_equal(alone, paired)
    assert np.array_equal(paired, in_sans)


def test_columns_run_from_right_to_left() -> None:
    first, second = column("右\n左", (0, 0, 300, 200)).lines
    assert first.text == "右"
    assert first.box[0] > second.box[0] + second.box[2]


def test_columns_do_not_overlap() -> None:
    lines = column("欢迎光临\n请勿吸烟\n谢谢合作", (0, 0, 300, 400), maxsize=90).lines
    assert all(left.box[0] + left.box[2] <= right.box[0] for right, left in pairwise(lines))


def test_a_long_vowel_mark_and_a_dash_stand_upright() -> None:
    for mark in "ー—":
        rows, columns = np.nonzero(inked(f"国{mark}国", (100, 50, 100, 300), maxsize=90, spread=1.0)[155:245])
        assert np.ptp(rows) > 3 * np.ptp(columns)


def test_a_full_stop_sits_in_the_upper_right_of_its_cell() -> None:
    rows, columns = np.nonzero(inked("国。国", (100, 50, 100, 300), maxsize=80, spread=1.0))
    middle = (rows > rows.min() + np.ptp(rows) * 0.36) & (rows < rows.min() + np.ptp(rows) * 0.5)
    assert middle.any()
    assert columns[middle].mean() > 160


def test_a_latin_word_among_characters_lies_on_its_side() -> None:
    upright, lying = inked("HH", (0, 0, 400, 400), maxsize=60), inked("国Hllll", (0, 0, 400, 400), maxsize=60)
    assert np.ptp(np.nonzero(upright.any(axis=1))[0]) > 70  # alone, letters are stacked
    assert np.ptp(np.nonzero(lying.any(axis=0))[0]) < 70


def test_two_digits_share_a_cell() -> None:
    two, three = column("12月", (0, 0, 100, 900), maxsize=60), column("1月2", (0, 0, 100, 900), maxsize=60)
    assert two.box[3] < three.box[3]


def test_missing_characters_are_reported() -> None:
    assert column("春안夏", (0, 0, 100, 400)).missing == ("안",)


@pytest.mark.parametrize("text", ["", " ", "안녕"])
def test_nothing_to_set_is_no_error(text: str) -> None:
    assert column(text, (0, 0, 100, 400)).lines == ()
