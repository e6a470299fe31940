"""Things are recoloured by the colour that they have."""

import cv2
import numpy as np
import pytest

from danqing.engines.composer.color import rgb
from danqing.engines.composer.edit.recolor import found, main_part, recolored
from danqing.engines.composer.edit.subject import cut_out
from danqing.engines.composer.nouns import hue
from tests.engines.composer.edit.given import car, coast, flat, noise, on_white

BODY = np.s_[128:150, 125:195]


def test_the_red_car_is_found_and_the_road_is_not() -> None:
    mask = found(car(), "red")
    assert mask is not None
    assert mask[BODY].min() > 0.95
    assert mask[:60].max() == 0
    assert mask[-20:].max() == 0


@pytest.mark.parametrize("color", ["green", "purple", "yellow"])
def test_a_colour_that_is_not_there_is_not_found(color: str) -> None:
    assert found(car(), color) is None


@pytest.mark.parametrize("color", ["blue", "green", "yellow", "purple", "white", "black", "pink", "gray"])
def test_the_thing_takes_the_new_colour_and_nothing_else_changes(color: str) -> None:
    mask = found(car(), "red")
    assert mask is not None
    made = recolored(car(), mask, color)
    wanted = np.array(rgb(hue(color)))
    now, before = (np.abs(p[BODY].reshape(-1, 3).mean(axis=0) - wanted).sum() for p in (made, car()))
    assert now < 0.45 * before
    assert np.array_equal(made[:60], car()[:60])


def test_lights_and_shadows_stay() -> None:
    picture = flat(200, 160, (120, 120, 125))
    ramp = np.linspace(0.5, 1.1, 100, dtype=np.float32)[None, :, None]
    picture[40:120, 50:150] = np.clip(np.array((200, 40, 40), np.float32) * ramp, 0, 255).astype(np.uint8)
    mask = found(picture, "red")
    assert mask is not None
    made = cv2.cvtColor(recolored(picture, mask, "blue"), cv2.COLOR_RGB2GRAY)
    assert made[80, 60] < made[80, 100] < made[80, 140]


def test_the_main_part_of_a_subject_is_the_one_with_its_leading_hue() -> None:
    picture = on_white()
    picture[60:90, 105:135] = (235, 200, 170)
    mask = main_part(picture, cut_out(picture))
    assert mask is not None
    assert mask[100, 90] > 0.9
    assert mask[75, 120] < 0.2
    assert mask[2, 2] == 0


@pytest.mark.parametrize("color", ["red", "white", "gray", "black", "blue"])
def test_any_picture_can_be_searched(color: str) -> None:
    for picture in (noise(), coast(), flat(1, 1), flat(3, 200), noise(7, 5)):
        mask = found(picture, color)
        assert mask is None or mask.shape == picture.shape[:2]
