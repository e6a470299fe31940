"""The sheet: turned, mirrored, cut, extended."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.engines.composer.edit.turning import cropped, expanded, mirrored, rotated, upended
from danqing.engines.composer.spec import Place
from tests.engines.composer.edit.given import gradient, noise


def test_a_quarter_turn_to_the_right_brings_the_left_edge_to_the_top() -> None:
    picture = gradient()
    turned = rotated(picture, 90)
    assert turned.shape == (160, 120, 3)
    assert np.array_equal(turned[0], picture[::-1, 0])


def test_four_quarter_turns_are_none() -> None:
    picture = noise()
    for _ in range(4):
        picture = rotated(picture, 90)
    assert np.array_equal(picture, noise())


def test_a_turn_to_the_left_undoes_one_to_the_right() -> None:
    assert np.array_equal(rotated(rotated(noise(), 90), -90), noise())
    assert np.array_equal(rotated(noise(), 180), mirrored(upended(noise())))


def test_a_slight_turn_leaves_no_corner_empty_and_no_size_changed() -> None:
    white = np.full((80, 120, 3), 255, np.uint8)
    turned = rotated(white, 7)
    assert turned.shape == white.shape
    assert turned.min() == 255


@settings(max_examples=40, deadline=None)
@given(st.floats(-720, 720), st.integers(1, 40), st.integers(1, 40))
def test_any_angle_turns_any_picture(degrees: float, width: int, height: int) -> None:
    turned = rotated(gradient(width, height), degrees)
    assert turned.ndim == 3
    assert turned.dtype == np.uint8
    assert min(turned.shape[:2]) >= 1


def test_mirroring_exchanges_the_sides_and_upending_top_and_foot() -> None:
    assert np.array_equal(mirrored(gradient())[:, 0], gradient()[:, -1])
    assert np.array_equal(upended(gradient())[0], gradient()[-1])


@pytest.mark.parametrize(
    ("place", "rows", "columns"),
    [
        (Place.LEFT, slice(None), slice(0, 80)),
        (Place.RIGHT, slice(None), slice(80, 160)),
        (Place.TOP, slice(0, 60), slice(None)),
        (Place.BOTTOM_RIGHT, slice(60, 120), slice(80, 160)),
    ],
)
def test_a_half_is_cut_from_where_it_was_asked(place: Place, rows: slice, columns: slice) -> None:
    assert np.array_equal(cropped(gradient(), 0.5, place), gradient()[rows, columns])


def test_an_extended_picture_holds_all_of_the_original() -> None:
    picture = noise()
    made = expanded(picture, 1.0)
    assert made.shape[0] > picture.shape[0]
    assert made.shape[1] > picture.shape[1]
    dy, dx = (made.shape[0] - 120) // 2, (made.shape[1] - 160) // 2
    middle = np.s_[30:90, 40:120]
    assert np.array_equal(made[dy : dy + 120, dx : dx + 160][middle], picture[middle])
