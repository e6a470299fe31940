"""More detail, less detail."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from danqing.engines.composer.edit.detail import blurred, enhanced, sharpened
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import car, coast, flat, noise


def edges(picture: Pixels) -> float:
    return float(np.abs(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F)).mean())


@pytest.mark.parametrize("picture", [car(), coast()], ids=["car", "coast"])
def test_sharpening_steepens_edges_and_blurring_flattens_them(picture: Pixels) -> None:
    assert edges(sharpened(picture, 1.0)) > edges(picture) > edges(blurred(picture, 1.0))


def test_more_blur_is_blurrier() -> None:
    values = [edges(blurred(noise(), amount)) for amount in (0.3, 1.0, 2.0)]
    assert values == sorted(values, reverse=True)


def test_enhancing_brings_out_edges_and_leaves_plain_surfaces_alone() -> None:
    assert edges(enhanced(car(), 1.0)) > edges(car())
    plain = enhanced(flat(), 1.0).astype(int) - flat()
    assert np.abs(plain).max() <= 2


@pytest.mark.parametrize("how", [sharpened, blurred, enhanced])
def test_the_smallest_picture_stays_one(how: Callable[[Pixels, float], Pixels]) -> None:
    for width, height in ((1, 1), (1, 40), (3, 2)):
        assert how(noise(width, height), 1.0).shape == (height, width, 3)
