"""Another hour, other weather."""

from random import Random

import numpy as np
import pytest

from danqing.engines.composer.edit.weather import weathered
from tests.engines.composer.edit.given import apart, coast, noise

NONE: frozenset[str] = frozenset()


def test_by_day_and_in_no_weather_nothing_changes() -> None:
    assert np.array_equal(weathered(coast(), "day", NONE, Random(1)), coast())


def test_night_is_darker_bluer_and_has_stars_in_its_sky_only() -> None:
    made = weathered(coast(), "night", NONE, Random(1))
    assert made.mean() < 0.6 * coast().mean()
    assert made[..., 2].mean() / made[..., 0].mean() > coast()[..., 2].mean() / coast()[..., 0].mean()
    assert (made.min(axis=2) > 200).sum() > 10
    assert not (made[150:].min(axis=2) > 200).any()


def test_a_sunset_is_warmer() -> None:
    made = weathered(coast(), "sunset", NONE, Random(1))
    assert made[..., 0].mean() - made[..., 2].mean() > coast()[..., 0].mean() - coast()[..., 2].mean() + 20


@pytest.mark.parametrize("kind", ["rain", "snow", "fog", "wind"])
def test_every_weather_is_seen_and_keeps_the_size(kind: str) -> None:
    made = weathered(coast(), "day", frozenset({kind}), Random(1))
    assert made.shape == coast().shape
    assert apart(made, coast()) > 0.15
    assert not np.array_equal(made, weathered(coast(), "day", frozenset({kind}), Random(2)))


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (40, 3)])
def test_the_smallest_pictures_have_weather_too(size: tuple[int, int]) -> None:
    for kind in ("rain", "snow", "fog", "wind", "no such weather"):
        assert weathered(noise(*size), "night", frozenset({kind}), Random(1)).shape == (size[1], size[0], 3)
