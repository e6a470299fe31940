"""Subjects are cut out where they can be, and the cut-out says how far it can be believed."""

import cv2
import numpy as np
import pytest

from danqing.engines.composer.edit.subject import BELIEVED, cut_out
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import car, coast, flat, gradient, noise, on_white


def overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    hard = mask > 0.5
    return float((hard & truth).sum() / max(1, (hard | truth).sum()))


def test_a_thing_on_a_plain_ground_is_cut_out_along_its_edge() -> None:
    picture = on_white()
    cutout = cut_out(picture)
    assert cutout.believed
    assert overlap(cutout.mask, picture[..., 0] < 150) > 0.96


@pytest.mark.parametrize("shape", ["star", "ring"])
def test_on_a_plain_ground_outlines_may_be_as_ragged_as_they_like(shape: str) -> None:
    picture = flat(240, 240, (240, 235, 225))
    angles = np.linspace(0, 2 * np.pi, 33)[:-1]
    radii = np.where(np.arange(32) % 2, 90, 40)
    points = np.stack([120 + radii * np.cos(angles), 120 + radii * np.sin(angles)], axis=1)
    if shape == "star":
        cv2.fillPoly(picture, [points.astype(np.int32)], (30, 120, 60))
    else:
        cv2.circle(picture, (120, 120), 80, (30, 120, 60), 30)
    assert cut_out(picture).believed


def test_a_thing_on_a_busy_ground_is_cut_out_by_its_colour() -> None:
    picture = (noise(260, 220) // 3 + np.array((30, 70, 40), np.uint8)).astype(np.uint8)
    cv2.ellipse(picture, (130, 115), (60, 75), 0, 0, 360, (225, 60, 40), -1)
    truth = np.zeros((220, 260), np.uint8)
    cv2.ellipse(truth, (130, 115), (60, 75), 0, 0, 360, 1, -1)
    cutout = cut_out(picture)
    assert cutout.believed
    assert overlap(cutout.mask, truth > 0) > 0.9


@pytest.mark.parametrize(
    "picture",
    [flat(), gradient(), noise(), noise(400, 300), coast(), flat(1, 1), noise(1, 300), noise(20, 20)],
    ids=["flat", "gradient", "noise", "large noise", "coast", "pixel", "line", "tiny"],
)
def test_where_there_is_no_subject_none_is_believed(picture: Pixels) -> None:
    cutout = cut_out(picture)
    assert cutout.mask.shape == picture.shape[:2]
    assert cutout.confidence < BELIEVED


def test_masks_are_between_none_and_all_and_the_same_each_time() -> None:
    one, other = cut_out(car()), cut_out(car())
    assert one.mask.dtype == np.float32
    assert one.mask.min() >= 0
    assert one.mask.max() <= 1
    assert np.array_equal(one.mask, other.mask)
    assert one.confidence == other.confidence
