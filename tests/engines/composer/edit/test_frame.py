"""Pictures come to exactly the size asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.core.job import Size
from danqing.engines.composer.edit.frame import covering, fitted, focus_of, whole
from tests.engines.composer.edit.given import drawn, flat, gradient

sides = st.integers(1, 90)


@settings(max_examples=80, deadline=None)
@given(sides, sides, sides, sides, st.integers(0, 2**32 - 1))
def test_any_picture_fits_any_size(width: int, height: int, to_width: int, to_height: int, seed: int) -> None:
    made = fitted(gradient(width, height), Size(width=to_width, height=to_height), np.random.default_rng(seed))
    assert made.shape == (to_height, to_width, 3)
    assert made.dtype == np.uint8


def test_a_crop_keeps_what_is_at_the_focus() -> None:
    wide = gradient(200, 100)
    left, right = (covering(wide, Size(width=50, height=50), (x, 0.5))[..., 0].mean() for x in (0.0, 1.0))
    assert left < wide[..., 0].mean() < right


def test_a_picture_of_quite_another_ratio_is_shown_whole() -> None:
    wide = flat(300, 60, (20, 20, 20))
    wide[:, :6] = wide[:, -6:] = (250, 250, 250)
    made = fitted(wide, Size(width=100, height=200), np.random.default_rng(1))
    row = made[100]
    assert row[0].min() > 150
    assert row[-1].min() > 150


def test_the_ground_around_a_whole_picture_is_its_own_blurred_copy() -> None:
    made = whole(flat(60, 20, (200, 40, 40)), Size(width=60, height=60))
    assert made[0, 0, 0] > 2 * made[0, 0, 1]
    assert tuple(made[30, 30]) == (200, 40, 40)


def test_two_throws_of_the_dice_crop_differently() -> None:
    one, other = (fitted(gradient(), Size(width=160, height=120), np.random.default_rng(seed)) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_without_a_face_the_focus_is_near_the_middle() -> None:
    assert focus_of(gradient()) == (0.5, 0.45)


@pytest.mark.parametrize("size", [(64, 64), (200, 40), (40, 200)])
def test_a_drawn_portrait_can_be_asked_for_its_focus(size: tuple[int, int]) -> None:
    x, y = focus_of(covering(drawn("portrait of a woman"), Size(width=size[0], height=size[1])))
    assert 0 <= x <= 1
    assert 0 <= y <= 1.2
