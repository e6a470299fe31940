"""Things are added to a picture."""

from random import Random

import numpy as np
import pytest

from danqing.engines.composer.edit.adding import added, scattered
from danqing.engines.composer.spec import Place, Subject
from tests.engines.composer.edit.given import apart, coast, flat, noise


def changed(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and the columns of the pixels that changed."""
    rows, columns = np.nonzero(np.abs(after.astype(int) - before).max(axis=2) > 24)
    return rows, columns


@pytest.mark.parametrize(
    ("place", "column", "row"),
    [(Place.BOTTOM_LEFT, 0, 1), (Place.BOTTOM_RIGHT, 1, 1), (Place.TOP_LEFT, 0, 0), (Place.TOP_RIGHT, 1, 0)],
)
def test_a_thing_is_added_in_the_corner_that_was_asked(place: Place, column: int, row: int) -> None:
    before = flat(400, 300, (150, 160, 150))
    rows, columns = changed(before, added(before, [Subject(noun="cat")], place, Random(1)))
    assert int(columns.mean() / 200) == column
    assert int(rows.mean() / 150) == row


def test_more_of_a_kind_cover_more() -> None:
    one, three = (added(coast(), [Subject(noun="balloon", count=count)], Place.ANYWHERE, Random(1)) for count in (1, 3))
    assert len(changed(coast(), three)[0]) > 1.8 * len(changed(coast(), one)[0])


def test_a_colour_is_kept() -> None:
    before = flat(300, 300, (200, 200, 200))
    red, blue = (added(before, [Subject(noun="car", color=c)], Place.CENTER, Random(1)) for c in ("red", "blue"))
    assert apart(red, blue) > 1


def test_what_flies_is_above_and_what_stands_below() -> None:
    before = flat(300, 300, (140, 170, 200))
    bird, dog = (added(before, [Subject(noun=noun)], Place.ANYWHERE, Random(4)) for noun in ("butterfly", "dog"))
    assert changed(before, bird)[0].mean() < 150 < changed(before, dog)[0].mean()


def test_an_unknown_noun_adds_nothing() -> None:
    assert np.array_equal(added(coast(), [Subject(noun="no such thing")], Place.ANYWHERE, Random(1)), coast())


def test_scattered_things_leave_the_subject_free() -> None:
    before = flat(300, 300, (150, 150, 160))
    subject = np.zeros((300, 300), np.float32)
    subject[:, 100:300] = 1
    made = scattered(before, [Subject(noun="butterfly", count=6)], subject, Random(2))
    columns = changed(before, made)[1]
    assert len(columns) > 50
    assert np.percentile(columns, 90) < 130


@pytest.mark.parametrize("size", [(1, 1), (2, 90), (90, 2), (11, 7)])
def test_no_picture_is_too_small_to_add_to(size: tuple[int, int]) -> None:
    picture = noise(*size)
    for noun in ("cat", "star", "hat", "girl", "tree"):
        assert added(picture, [Subject(noun=noun, count=2)], Place.ANYWHERE, Random(1)).shape == picture.shape
