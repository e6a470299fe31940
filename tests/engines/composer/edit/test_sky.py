"""Skies are found, tinted and replaced."""

import numpy as np
import pytest

from danqing.engines.composer.edit.sky import colored, sky_of, under_sky
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import coast, flat, noise


def test_the_sky_of_a_coast_is_found_and_the_shore_is_not() -> None:
    mask = sky_of(coast())
    assert mask is not None
    assert mask[:110].mean() > 0.95
    assert mask[150:].mean() < 0.05


@pytest.mark.parametrize("picture", [noise(), flat(200, 150, (120, 60, 30)), flat(1, 1), noise(300, 10)])
def test_where_there_is_none_none_is_found(picture: Pixels) -> None:
    assert sky_of(picture) is None


def test_a_tinted_sky_has_the_colour_and_the_shore_stays() -> None:
    mask = sky_of(coast())
    assert mask is not None
    made = colored(coast(), "purple", mask)
    high = made[:100].reshape(-1, 3).mean(axis=0)
    assert high[1] < high[0]
    assert high[1] < high[2]
    assert np.array_equal(made[170:], coast()[170:])


def test_another_sky_takes_the_place_of_the_first() -> None:
    mask = sky_of(coast())
    assert mask is not None
    made = under_sky(coast(), flat(320, 220, (20, 10, 60)), mask)
    assert np.abs(made[:90].astype(int) - (20, 10, 60)).mean() < 6
