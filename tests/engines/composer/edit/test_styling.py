"""A photograph in every style that there is."""

import numpy as np
import pytest

from danqing.engines.composer.edit.guessing import style_of
from danqing.engines.composer.edit.styling import restyled
from danqing.engines.composer.style import PICTURE_FILTERS
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import apart, car, coast, drawn, flat, gradient, noise, on_white


@pytest.mark.parametrize("style", sorted(PICTURE_FILTERS))
@pytest.mark.parametrize("picture", [car(), on_white(), coast()], ids=["car", "disc", "coast"])
def test_every_style_is_seen_and_keeps_the_size(style: str, picture: Pixels) -> None:
    made = restyled(picture, style, 1.0, np.random.default_rng(1))
    assert made.shape == picture.shape
    assert made.dtype == np.uint8
    assert apart(made, picture) > 1.0


def test_less_of_a_style_is_nearer_to_the_picture() -> None:
    half, full = (restyled(coast(), "sketch", amount, np.random.default_rng(1)) for amount in (0.4, 1.0))
    assert apart(half, coast()) < apart(full, coast())


def test_a_sketch_has_next_to_no_colour() -> None:
    made = restyled(car(), "sketch", 1.0, np.random.default_rng(1)).astype(int)
    assert (made.max(axis=2) - made.min(axis=2)).mean() < 15


def test_an_unknown_style_changes_nothing() -> None:
    assert np.array_equal(restyled(car(), "no such style", 1.0, np.random.default_rng(1)), car())


@pytest.mark.parametrize("style", sorted(PICTURE_FILTERS))
def test_the_smallest_pictures_have_styles_too(style: str) -> None:
    for picture in (noise(1, 1), noise(40, 1), noise(9, 13)):
        assert restyled(picture, style, 1.0, np.random.default_rng(1)).shape == picture.shape


def test_the_style_of_a_picture_is_guessed() -> None:
    rng = np.random.default_rng(1)
    assert style_of(restyled(car(), "sketch", 1.0, rng)) == "sketch"
    assert style_of(flat(120, 90, (60, 62, 60))) == "ink"
    assert style_of(on_white()) == "flat"
    assert style_of(drawn("a dog on a meadow", 256, 256)) in PICTURE_FILTERS
    assert all(style_of(picture) in PICTURE_FILTERS for picture in (gradient(1, 1), noise(), coast()))
