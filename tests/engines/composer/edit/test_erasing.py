"""Things are taken out where that leaves no trace, and left where it would."""

import cv2
import numpy as np

from danqing.engines.composer.edit.erasing import erased, whole_thing
from danqing.engines.composer.edit.recolor import found
from danqing.engines.composer.edit.subject import Cutout, cut_out
from danqing.engines.composer.style.plane import Pixels, Plane
from tests.engines.composer.edit.given import apart, flat, noise, on_white


def thing(picture: Pixels, color: str) -> Plane | None:
    mask = found(picture, color)
    assert mask is not None
    return whole_thing(mask, cut_out(picture))


def test_a_disc_on_a_plain_ground_goes_without_a_trace() -> None:
    mask = thing(on_white(), "blue")
    assert mask is not None
    made = erased(on_white(), mask, np.random.default_rng(1))
    assert made is not None
    assert made.min() > 235


def test_over_a_pattern_its_like_is_laid() -> None:
    pattern = flat(300, 240, (200, 200, 190))
    pattern[:, ::20] = (90, 120, 90)
    picture = pattern.copy()
    cv2.circle(picture, (150, 120), 30, (210, 30, 30), -1)
    mask = np.zeros((240, 300), np.float32)
    cv2.circle(mask, (150, 120), 32, (1,), -1)
    made = erased(picture, mask, np.random.default_rng(1))
    assert made is not None
    assert apart(made, pattern) < 2.5


def test_a_hole_that_nothing_goes_with_is_not_made() -> None:
    picture = cv2.resize(noise(12, 9), (300, 240), interpolation=cv2.INTER_CUBIC)
    mask = np.zeros((240, 300), np.float32)
    mask[60:200, 60:240] = 1
    assert erased(np.asarray(picture, np.uint8), mask, np.random.default_rng(1)) is None


def test_a_scattered_colour_is_no_thing() -> None:
    picture = flat(300, 240, (200, 200, 190))
    for x in range(30, 300, 60):
        cv2.circle(picture, (x, 120), 18, (40, 70, 200), -1)
    mask = found(picture, "blue")
    assert mask is not None
    assert whole_thing(mask, Cutout(np.zeros((240, 300), np.float32), 0.0)) is None


def test_a_mask_of_all_or_nothing_erases_nothing() -> None:
    for value in (0.0, 1.0):
        mask = np.full((120, 160), value, np.float32)
        assert erased(noise(), mask, np.random.default_rng(1)) is None
