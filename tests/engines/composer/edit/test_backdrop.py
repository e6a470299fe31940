"""What is behind the subject changes, and the subject stays."""

import cv2
import numpy as np

from danqing.engines.composer.edit.backdrop import blurred_behind, in_front_of
from danqing.engines.composer.edit.subject import Cutout, cut_out
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import apart, flat, noise


def before_stripes() -> tuple[Pixels, np.ndarray]:
    """Return a red disc on green stripes, and where the disc is."""
    picture = flat(260, 220, (40, 90, 50))
    picture[:, ::6] = (90, 140, 100)
    cv2.circle(picture, (130, 110), 64, (220, 60, 50), -1)
    truth = np.zeros((220, 260), np.uint8)
    cv2.circle(truth, (130, 110), 60, 1, -1)
    return picture, truth > 0


def test_the_background_blurs_and_the_subject_does_not() -> None:
    picture, inside = before_stripes()
    made, cut = blurred_behind(picture, cut_out(picture), 1.0)
    assert cut
    assert apart(made[inside], picture[inside]) < 2
    assert (
        made[10:200, 5:40].astype(int).std(axis=1).mean() < 0.3 * picture[10:200, 5:40].astype(int).std(axis=1).mean()
    )


def test_nothing_of_the_subject_bleeds_into_the_blur() -> None:
    picture, _ = before_stripes()
    made, _ = blurred_behind(picture, cut_out(picture), 1.0)
    beside = made[100:120, 52:60].reshape(-1, 3).mean(axis=0)
    assert beside[1] > beside[0]  # green, and not reddened by the disc some pixels on


def test_without_a_subject_the_middle_stays_sharp_and_the_border_blurs() -> None:
    picture = noise(240, 200)
    made, cut = blurred_behind(picture, cut_out(picture), 1.0)
    assert not cut
    assert apart(made[95:110, 112:128], picture[95:110, 112:128]) < 2
    assert made[:20, :20].std() < 0.5 * picture[:20, :20].std()


def test_the_subject_stands_before_the_new_ground() -> None:
    picture, inside = before_stripes()
    ground = flat(260, 220, (30, 60, 200))
    made, cut = in_front_of(ground, picture, cut_out(picture), 2.0)
    assert cut
    assert tuple(made[5, 5]) == (30, 60, 200)
    assert made[inside][:, 0].mean() > 150


def test_a_subject_that_cannot_be_cut_out_comes_as_a_print() -> None:
    picture = noise(260, 220)
    ground = flat(260, 220, (30, 60, 200))
    made, cut = in_front_of(ground, picture, Cutout(np.zeros((220, 260), np.float32), 0.0), 2.0)
    assert not cut
    assert tuple(made[3, 3]) == (30, 60, 200)
    assert (made > 245).all(axis=2).sum() > 300  # its white edge
    assert made[90:130, 110:150, 2].std() > 12
