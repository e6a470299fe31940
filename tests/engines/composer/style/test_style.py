"""Every style keeps the frame, can be seen, and is the same for the same dice."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from danqing.engines.composer.style import PICTURE_FILTERS, SUBJECT_FILTERS

Pixels = NDArray[np.uint8]


def landscape(width: int = 320, height: int = 240) -> Pixels:
    """A sky, a sun, a hill and a house: smooth tones, hard edges, strong colours."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:] = np.linspace((90, 150, 240), (220, 235, 250), height)[:, None].astype(np.uint8)
    cv2.circle(picture, (width * 3 // 4, height // 4), height // 8, (255, 210, 60), -1)
    cv2.ellipse(picture, (width // 3, height), (width // 2, height // 2), 0, 180, 360, (70, 160, 60), -1)
    cv2.rectangle(picture, (width // 4, height // 2), (width // 2, height * 4 // 5), (200, 60, 50), -1)
    return picture


def cushion(side: int = 120) -> Pixels:
    """An orange disc on a transparent layer, with a dark eye."""
    layer = np.zeros((side, side, 4), np.uint8)
    cv2.circle(layer, (side // 2, side // 2), side // 3, (240, 140, 40, 255), -1)
    cv2.circle(layer, (side // 2, side // 2), side // 12, (20, 20, 20, 255), -1)
    return layer


@pytest.mark.parametrize("name", PICTURE_FILTERS)
def test_a_style_keeps_shape_and_type(name: str) -> None:
    given_picture = landscape()
    before = given_picture.copy()
    made = PICTURE_FILTERS[name](given_picture, np.random.default_rng(1))
    assert made.shape == given_picture.shape
    assert made.dtype == np.uint8
    assert np.array_equal(given_picture, before), "the input was drawn upon"


@pytest.mark.parametrize("name", PICTURE_FILTERS)
def test_a_style_can_be_seen(name: str) -> None:
    difference = PICTURE_FILTERS[name](landscape(), np.random.default_rng(1)).astype(int) - landscape()
    assert np.abs(difference).mean() > 2.5


@pytest.mark.parametrize("name", PICTURE_FILTERS)
def test_a_style_still_shows_the_picture(name: str) -> None:
    brightness = cv2.cvtColor(landscape(), cv2.COLOR_RGB2GRAY)
    made = cv2.cvtColor(PICTURE_FILTERS[name](landscape(), np.random.default_rng(1)), cv2.COLOR_RGB2GRAY)
    inner = np.s_[40:-40, 40:-40]  # watercolour leaves its rim white
    assert np.corrcoef(brightness[inner].ravel(), made[inner].ravel())[0, 1] > 0.7


@pytest.mark.parametrize("name", PICTURE_FILTERS)
def test_a_style_is_the_same_for_the_same_dice(name: str) -> None:
    first, again = (PICTURE_FILTERS[name](landscape(), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize("name", sorted(PICTURE_FILTERS.keys() - {"anime", "pixel", "flat", "clay", "cartoon3d"}))
def test_other_dice_give_another_picture(name: str) -> None:
    first, other = (PICTURE_FILTERS[name](landscape(), np.random.default_rng(seed)) for seed in (1, 2))
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", PICTURE_FILTERS)
@pytest.mark.parametrize(("width", "height"), [(512, 64), (65, 513), (1328, 1328), (16, 16), (1, 1)])
def test_a_style_takes_any_size(name: str, width: int, height: int) -> None:
    picture = cv2.resize(landscape(), (width, height)).astype(np.uint8)
    assert PICTURE_FILTERS[name](picture, np.random.default_rng(1)).shape == (height, width, 3)


@pytest.mark.parametrize("name", PICTURE_FILTERS)
def test_nothing_wraps_from_one_edge_to_the_other(name: str) -> None:
    picture = np.full((200, 200, 3), 235, np.uint8)
    marked = picture.copy()
    marked[:6] = marked[:, :6] = (30, 60, 160)
    plain, made = (PICTURE_FILTERS[name](p, np.random.default_rng(1)).astype(int) for p in (picture, marked))
    far = np.s_[150:, 150:]
    assert np.abs(plain[far] - made[far]).max() <= 8


@pytest.mark.parametrize("name", ["sketch"])
def test_a_pencil_has_no_colour(name: str) -> None:
    made = PICTURE_FILTERS[name](landscape(), np.random.default_rng(1)).astype(int)
    assert (made.max(axis=2) - made.min(axis=2)).max() < 20


def test_ink_keeps_red_and_gives_up_blue() -> None:
    picture = np.zeros((120, 240, 3), np.uint8)
    picture[:, :120], picture[:, 120:] = (210, 30, 30), (30, 60, 210)
    made = PICTURE_FILTERS["ink"](picture, np.random.default_rng(1)).astype(int)
    red, blue = made[20:-20, 20:100].mean(axis=(0, 1)), made[20:-20, 140:220].mean(axis=(0, 1))
    assert red[0] - red[2] > 60
    assert blue[2] - blue[0] < 45


def test_pixel_art_has_few_colours() -> None:
    cells = PICTURE_FILTERS["pixel"](landscape(664, 498), np.random.default_rng(1))[2::4, 2::4]
    assert len(np.unique(cells.reshape(-1, 3), axis=0)) < 9**3 / 2


def test_watercolour_leaves_the_rim_of_the_paper_white() -> None:
    made = PICTURE_FILTERS["watercolor"](np.full((400, 400, 3), 60, np.uint8), np.random.default_rng(1))
    assert made[:3].mean() > 200
    assert made[100:-100, 100:-100].mean() < 120


@pytest.mark.parametrize("name", SUBJECT_FILTERS)
def test_a_subject_keeps_its_layer(name: str) -> None:
    made = SUBJECT_FILTERS[name](cushion(), np.random.default_rng(1))
    assert made.shape == cushion().shape
    assert made.dtype == np.uint8
    assert made[:4, :4, 3].max() == 0, "what was empty is empty"
    assert made[60, 40, 3] == 255, "what was solid is solid"


@pytest.mark.parametrize("name", SUBJECT_FILTERS)
def test_a_subject_is_lit_from_above_and_keeps_its_eye(name: str) -> None:
    made = SUBJECT_FILTERS[name](cushion(), np.random.default_rng(1)).astype(int)
    upper, lower = made[26:36, 50:70, :3].mean(), made[84:94, 50:70, :3].mean()
    assert upper > lower + 15
    assert made[58:62, 58:62, :3].mean() < 90


@pytest.mark.parametrize("name", SUBJECT_FILTERS)
def test_a_subject_is_the_same_for_the_same_dice(name: str) -> None:
    first, again = (SUBJECT_FILTERS[name](cushion(), np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize("name", SUBJECT_FILTERS)
def test_an_empty_layer_stays_empty(name: str) -> None:
    assert not SUBJECT_FILTERS[name](np.zeros((30, 40, 4), np.uint8), np.random.default_rng(1)).any()


@settings(max_examples=20, deadline=None)
@given(width=st.integers(1, 60), height=st.integers(1, 60), name=st.sampled_from(sorted(SUBJECT_FILTERS)))
def test_a_subject_of_any_size_is_taken(width: int, height: int, name: str) -> None:
    layer = np.full((height, width, 4), 255, np.uint8)
    assert SUBJECT_FILTERS[name](layer, np.random.default_rng(1)).shape == layer.shape
