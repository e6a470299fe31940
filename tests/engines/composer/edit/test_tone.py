"""Every tone goes its own way, and further for more."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from danqing.engines.composer.edit.step import Action
from danqing.engines.composer.edit.tone import TONES, toned
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import coast, gradient, noise


def light(picture: Pixels) -> float:
    return float(picture.mean())


def spread(picture: Pixels) -> float:
    return float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).std())


def color(picture: Pixels) -> float:
    return float((picture.max(axis=2).astype(int) - picture.min(axis=2)).mean())


def warmth(picture: Pixels) -> float:
    return float(picture[..., 0].mean() - picture[..., 2].mean())


DIRECTIONS: list[tuple[Action, Callable[[Pixels], float], int]] = [
    (Action.BRIGHTEN, light, 1),
    (Action.DARKEN, light, -1),
    (Action.CONTRAST, spread, 1),
    (Action.SOFTEN, spread, -1),
    (Action.SATURATE, color, 1),
    (Action.FADE, color, -1),
    (Action.WARM, warmth, 1),
    (Action.COOL, warmth, -1),
    (Action.GRAYSCALE, color, -1),
    (Action.VIGNETTE, light, -1),
]


@pytest.mark.parametrize(("action", "measure", "direction"), DIRECTIONS)
@pytest.mark.parametrize("picture", [coast(), gradient()], ids=["coast", "gradient"])
def test_a_tone_changes_what_it_names(
    picture: Pixels, action: Action, measure: Callable[[Pixels], float], direction: int
) -> None:
    before, after = measure(picture), measure(toned(picture, action, 1.0))
    assert (after - before) * direction > 1.5


@pytest.mark.parametrize(("action", "measure", "direction"), [row for row in DIRECTIONS if row[0] != Action.GRAYSCALE])
def test_more_of_a_tone_goes_further(action: Action, measure: Callable[[Pixels], float], direction: int) -> None:
    values = [measure(toned(coast(), action, amount)) * direction for amount in (0.3, 0.7, 1.2)]
    assert values == sorted(values)


@pytest.mark.parametrize("action", sorted(TONES))
def test_every_tone_keeps_shape_and_type(action: Action) -> None:
    for picture in (noise(31, 17), gradient(1, 1)):
        made = toned(picture, action, 1.0)
        assert made.shape == picture.shape
        assert made.dtype == np.uint8


def test_black_and_white_has_no_colour_left() -> None:
    made = toned(noise(), Action.GRAYSCALE, 1.0)
    assert np.array_equal(made[..., 0], made[..., 1])
    assert np.array_equal(made[..., 1], made[..., 2])


def test_sepia_is_brown_from_black_to_white() -> None:
    made = toned(gradient(), Action.SEPIA, 1.0).astype(int)
    assert (made[..., 0] >= made[..., 1] - 6).all()
    assert (made[..., 1].mean() > made[..., 2].mean() + 10).all()


def test_a_negative_of_a_negative_is_the_picture() -> None:
    twice = toned(toned(noise(), Action.INVERT, 1.0), Action.INVERT, 1.0)
    assert np.array_equal(twice, noise())


def test_a_vignette_leaves_the_middle() -> None:
    made = toned(coast(), Action.VIGNETTE, 1.0)
    assert np.array_equal(made[110, 160], coast()[110, 160])
    assert made[0, 0].sum() < coast()[0, 0].sum()
