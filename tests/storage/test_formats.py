"""Pictures in other formats."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from danqing.engines.composer.png import encode
from danqing.storage.formats import converted

RGB = np.full((40, 60, 3), 200, np.uint8)
PNG = encode(RGB, {"Software": "composer, 丹青"})


@pytest.mark.parametrize(("kind", "known"), [("jpeg", "JPEG"), ("webp", "WEBP")])
def test_a_picture_keeps_its_size_and_what_it_says_of_who_drew_it(kind: str, known: str) -> None:
    with Image.open(BytesIO(converted(PNG, kind, 90))) as picture:
        assert (picture.format, picture.size) == (known, (60, 40))
        said = picture.getexif()[0x010E]
    assert "composer" in (said.decode() if isinstance(said, bytes) else said)


def test_what_it_says_may_be_longer_than_a_jpeg_can() -> None:
    long = encode(RGB, {"Software": "composer", "Description": "猫" * 100_000})
    with Image.open(BytesIO(converted(long, "jpeg", 90))) as picture:
        assert str(picture.getexif()[0x010E]).startswith("Software: composer")


def test_a_png_stays_as_it_is_to_the_byte() -> None:
    assert converted(PNG, "png", 0) is PNG


def test_any_format_becomes_any_other() -> None:
    jpeg = converted(PNG, "jpeg", 90)
    assert converted(jpeg, "png", 100).startswith(b"\x89PNG")
    assert converted(jpeg, "jpeg", 10) is jpeg


def test_a_lower_quality_is_smaller() -> None:
    noise = encode(np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8), {})
    for kind in ("jpeg", "webp"):
        assert len(converted(noise, kind, 10)) < len(converted(noise, kind, 95))


def test_what_is_transparent_is_white_in_a_jpeg() -> None:
    clear = encode(np.zeros((16, 16, 4), np.uint8), {})
    with Image.open(BytesIO(converted(clear, "jpeg", 95))) as picture:
        pixel = picture.getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250
