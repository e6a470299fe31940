"""Texts are written where they were asked for, and can be read there."""

import cv2
import numpy as np
import pytest

from danqing.engines.composer.edit.writing import written
from danqing.engines.composer.spec import Lettering, Place, Role
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import coast, flat, noise


def write(picture: Pixels, *texts: Lettering, seed: int = 1) -> Pixels:
    return written(picture, texts, np.random.default_rng(seed))


def ink(before: Pixels, after: Pixels) -> tuple[float, float]:
    """Return the middle of what changed, 0 … 1 across and down."""
    rows, columns = np.nonzero(np.abs(after.astype(int) - before).max(axis=2) > 20)
    return float(columns.mean()) / before.shape[1], float(rows.mean()) / before.shape[0]


PLACES = [
    (Place.TOP_LEFT, 0, 0),
    (Place.TOP, 1, 0),
    (Place.TOP_RIGHT, 2, 0),
    (Place.LEFT, 0, 1),
    (Place.CENTER, 1, 1),
    (Place.RIGHT, 2, 1),
    (Place.BOTTOM_LEFT, 0, 2),
    (Place.BOTTOM, 1, 2),
    (Place.BOTTOM_RIGHT, 2, 2),
]


@pytest.mark.parametrize(("place", "column", "row"), PLACES)
def test_a_text_stands_where_it_was_asked(place: Place, column: int, row: int) -> None:
    before = flat(400, 300)
    x, y = ink(before, write(before, Lettering(text="Hi", place=place)))
    assert min(2, int(x * 3)) == column
    assert min(2, int(y * 3)) == row


@pytest.mark.parametrize("ground", [(10, 10, 10), (250, 250, 250), (128, 128, 128), (220, 40, 40), (250, 240, 60)])
@pytest.mark.parametrize("color", ["", "red", "yellow", "white", "black", "blue"])
def test_every_ink_stands_out_from_its_outline_on_every_ground(ground: tuple[int, int, int], color: str) -> None:
    before = flat(300, 200, ground)
    after = write(before, Lettering(text="Abc", place=Place.CENTER, color=color))
    drawn = after[np.abs(after.astype(int) - before).max(axis=2) > 30]
    lights = cv2.cvtColor(drawn[None], cv2.COLOR_RGB2GRAY)[0]
    assert len(drawn) > 100
    assert int(lights.max()) - int(lights.min()) > 70


def test_texts_for_one_place_share_it() -> None:
    before = flat(400, 300)
    one = write(before, Lettering(text="One", place=Place.TOP))
    two = write(before, Lettering(text="One", place=Place.TOP), Lettering(text="Two", place=Place.TOP))
    assert ink(one, two) != ink(before, one)


@pytest.mark.parametrize("text", ["生日快乐", "聖誕快樂", "夏休み", "Merry Christmas", "🎉 Party", "a" * 300])
def test_any_language_and_length_is_inked_inside_the_picture(text: str) -> None:
    before = coast()
    after = write(before, Lettering(text=text))
    assert after.shape == before.shape
    assert not np.array_equal(before, after)


@pytest.mark.parametrize("text", ["", "   ", "\x01"])
def test_nothing_is_written_of_nothing(text: str) -> None:
    assert np.array_equal(write(coast(), Lettering(text=text)), coast())


def test_speech_is_put_into_a_white_bubble() -> None:
    before = flat(400, 300, (90, 60, 40))
    after = write(before, Lettering(text="Hi there", role=Role.BUBBLE))
    assert (after > 240).all(axis=2).sum() > 1500


@pytest.mark.parametrize("size", [(1, 1), (3, 80), (80, 3), (16, 16)])
def test_no_picture_is_too_small_to_write_on(size: tuple[int, int]) -> None:
    picture = noise(*size)
    for role in (Role.TEXT, Role.BUBBLE):
        assert write(picture, Lettering(text="Hello world", role=role)).shape == picture.shape
