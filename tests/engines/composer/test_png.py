"""Pictures survive being written, whatever their shape."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from danqing.engines.composer.png import encode


def decoded(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@given(
    height=st.integers(1, 70),
    width=st.integers(1, 70),
    channels=st.sampled_from([3, 4]),
    colours=st.sampled_from([1, 2, 256]),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_picture_is_decoded_as_it_was(height: int, width: int, channels: int, colours: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, colours, (height, width, channels)).astype(np.uint8)
    assert np.array_equal(decoded(encode(picture, {})), picture)


def test_flat_art_is_not_filtered_and_is_decoded_as_it_was() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[50:150, 100:200] = (200, 30, 60)
    png = encode(picture, {})
    assert len(png) < 2_000
    assert np.array_equal(decoded(png), picture)


def test_a_view_of_another_picture_is_decoded_as_it_was() -> None:
    whole = np.random.default_rng(1).integers(0, 256, (60, 80, 4)).astype(np.uint8)
    view = whole[10:50:2, 5:70, :3]
    assert np.array_equal(decoded(encode(view, {})), view)


def test_texts_of_any_language_are_read_back() -> None:
    texts = {"Software": "Danqing", "Description": "一只小猫 🐱\nzweite Zeile", "Empty": ""}
    image = Image.open(io.BytesIO(encode(np.zeros((4, 4, 3), np.uint8), texts)))
    image.load()
    assert image.info == texts


def test_a_lone_surrogate_in_a_text_does_no_harm() -> None:
    image = Image.open(io.BytesIO(encode(np.zeros((4, 4, 3), np.uint8), {"Description": "a\ud83d"})))
    assert image.info["Description"] == "a?"


def test_a_checksum_that_does_not_fit_would_be_noticed() -> None:
    png = bytearray(encode(np.zeros((4, 4, 3), np.uint8), {}))
    png[20] ^= 1
    with pytest.raises((OSError, SyntaxError)):
        Image.open(io.BytesIO(bytes(png))).load()


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 2), (0, 4, 3), (4, 0, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        encode(np.zeros(shape, np.uint8), {})


@pytest.mark.parametrize("key", ["", "k" * 80, "nul\0"])
def test_a_keyword_that_the_format_forbids_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="keyword"):
        encode(np.zeros((2, 2, 3), np.uint8), {key: "text"})
