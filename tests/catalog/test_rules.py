import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.catalog.rules import SizeRange, fitted, parse
from danqing.core.errors import InvalidParameter
from danqing.core.job import Size

SIDES = st.integers(1, 100_000)


@pytest.mark.parametrize(
    ("width", "height", "drawn"),
    [
        (1024, 1024, "1024*1024"),
        (1, 1, "1024*1024"),
        (4096, 4096, "1024*1024"),
        (1920, 1080, "1360*768"),
        (1080, 1920, "768*1360"),
        (1600, 1200, "1184*880"),
        (384, 3072, "512*2048"),
        (10_000, 1, "2048*512"),
    ],
)
def test_an_edit_without_a_size_has_the_pixels_of_a_1024_square_in_the_pictures_ratio(
    width: int, height: int, drawn: str
) -> None:
    assert str(fitted(width, height)) == drawn


@given(SIDES, SIDES)
def test_an_edit_without_a_size_has_sides_that_every_model_can_draw(width: int, height: int) -> None:
    size = fitted(width, height)
    assert size.width % 16 == size.height % 16 == 0
    assert 512 <= min(size.width, size.height) <= max(size.width, size.height) <= 2048
    assert abs(size.width * size.height / 1024**2 - 1) < 0.03


@given(SIDES, SIDES)
def test_an_edit_without_a_size_keeps_every_sane_ratio(width: int, height: int) -> None:
    ratio = min(max(width / height, 0.25), 4.0)
    size = fitted(width, height)
    assert size.width / size.height == pytest.approx(ratio, rel=0.03)


@given(SIDES, SIDES)
def test_a_picture_on_its_side_is_drawn_on_its_side(width: int, height: int) -> None:
    size = fitted(width, height)
    assert fitted(height, width) == Size(width=size.height, height=size.width)


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_a_size_is_read_as_it_is_written(width: int, height: int) -> None:
    size = Size(width=width, height=height)
    assert parse(str(size)) == size


@pytest.mark.parametrize(
    "said", ["", "*", "1024", "1024x1024", "1024*", "*1024", "01*1", "1*1\n", "1*1*1", "+1*1", "1.0*1", "١*1"]
)
def test_a_size_has_one_spelling(said: str) -> None:
    assert parse(said) is None


def test_a_range_of_sizes_may_have_fewer_pixels_than_its_largest_square() -> None:
    rule = SizeRange(low=512, high=2048, most_pixels=1_000_000)
    assert rule.read("1000*1000") is not None
    with pytest.raises(InvalidParameter, match=r"at most 1000000 pixels"):
        rule.read("1001*1000")
