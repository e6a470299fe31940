"""Uploads of every sort become RGB, the right way up."""

import io

import numpy as np
import pytest
from PIL import Image

from danqing.core.errors import EngineRejected
from danqing.engines.composer.decode import LONGEST, decode


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    photo = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(saved(photo, "JPEG", exif=exif)).shape == (40, 20, 3)


def test_what_is_transparent_becomes_white() -> None:
    pixels = decode(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 0))))
    assert (pixels == 255).all()


def test_a_palette_with_a_transparent_colour_becomes_white_there() -> None:
    image = Image.new("P", (2, 2), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    assert (decode(saved(image, transparency=0)) == 255).all()


def test_sixteen_bits_become_eight() -> None:
    ramp = Image.fromarray(np.array([[0, 32768, 65535]], np.uint16))
    assert decode(saved(ramp))[0, :, 0].tolist() == [0, 127, 255]


def test_cmyk_becomes_rgb() -> None:
    assert decode(saved(Image.new("CMYK", (3, 3), (0, 0, 0, 0)), "JPEG")).min() > 240


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (4, 4), c) for c in ("red", "blue")]
    pixels = decode(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert pixels[0, 0].tolist() == [255, 0, 0]


def test_broken_exif_spoils_no_picture() -> None:
    data = saved(Image.new("RGB", (40, 20), "red"), "JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01")
    assert decode(data).shape == (20, 40, 3)


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("RGB", "JPEG")])
def test_what_is_larger_than_any_edit_looks_at_is_reduced(mode: str, kind: str) -> None:
    large = Image.new(mode, (6200, 40), 40_000 if mode == "I;16" else "red")
    pixels = decode(saved(large, kind))
    assert LONGEST / 2 < pixels.shape[1] <= LONGEST
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(6200 / 40, rel=0.05)
    assert np.ptp(pixels.reshape(-1, 3), axis=0).max() == 0


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_what_is_no_image_is_refused(data: bytes) -> None:
    with pytest.raises(EngineRejected):
        decode(data)
