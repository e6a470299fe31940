import contextlib
import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from danqing.core.errors import InvalidInput
from danqing.core.job import Size
from danqing.storage.probe import Limits, probe

Picture = Callable[..., bytes]

PILLOW_COMPLAINS = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # on stderr; it is no verdict
KINDS = ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF"]


def refusal(data: bytes, limits: Limits | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        probe(data, limits or Limits())
    return caught.value


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes, *before: bytes) -> bytes:
    """A PNG that says what it likes of its size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", KINDS)
def test_each_format_is_known_by_its_content(picture: Picture, kind: str) -> None:
    assert probe(picture(kind, (64, 48))) == Size(width=64, height=48)


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "L", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("PNG", "1", {}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "I;16", {}),
        ("PNG", "LA", {"interlace": True}),
        ("BMP", "1", {}),
        ("BMP", "P", {}),
        ("BMP", "RGBA", {}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "jpeg"}),
        ("TIFF", "1", {"compression": "group4"}),
        ("TIFF", "RGB", {"big_tiff": True}),
        ("WEBP", "RGB", {"lossless": True}),
        ("WEBP", "RGBA", {}),
        ("GIF", "P", {"interlace": 0}),
    ],
)
def test_each_flavour_of_a_format_is_taken(picture: Picture, kind: str, mode: str, options: dict[str, object]) -> None:
    assert probe(picture(kind, (65, 33), mode, **options)) == Size(width=65, height=33)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_counts(kind: str) -> None:
    frames = [Image.new("RGB", (64, 48), color) for color in ("red", "green", "blue")]
    encoded = io.BytesIO()
    frames[0].save(encoded, kind, save_all=True, append_images=frames[1:])

    assert probe(encoded.getvalue()) == Size(width=64, height=48)


def test_a_gif_cut_behind_its_first_frame_is_taken() -> None:
    frames = [Image.effect_noise((64, 48), 60), Image.effect_noise((64, 48), 60)]
    encoded = io.BytesIO()
    frames[0].save(encoded, "GIF", save_all=True, append_images=frames[1:])

    assert probe(encoded.getvalue()[:-500]) == Size(width=64, height=48)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_told_after_orientation(picture: Picture, kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture(kind, (64, 48), exif=exif)

    with Image.open(io.BytesIO(data)) as image:
        from PIL import ImageOps  # noqa: PLC0415

        turned = ImageOps.exif_transpose(image)
    expected = Size(width=64, height=48) if orientation < 5 else Size(width=48, height=64)
    assert probe(data) == expected == Size(width=turned.width, height=turned.height)


@PILLOW_COMPLAINS
@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"Exif\0\0",
        b"Exif\0\0MM",
        b"Exif\0\0MM\0*\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0XX\0*\0\0\0\x08\0\0",
        b"Exif\0\0II+\0\x08\0\0\0\x10\0",
    ],
)
def test_broken_exif_does_not_spoil_a_picture(picture: Picture, exif: bytes) -> None:
    # Some of these raised struct.error, which was nobody's.
    assert probe(picture("JPEG", exif=exif)) == Size(width=64, height=48)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(picture: Picture, kind: str, left: float) -> None:
    data = picture(kind, (200, 150))

    error = refusal(data[: int(len(data) * left)])

    assert (error.code, error.message) == ("InvalidParameter", "Invalid image format or corrupted file")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_at_its_last_bytes_is_refused(picture: Picture, kind: str) -> None:
    assert refusal(picture(kind, (200, 150))[:-16]).code == "InvalidParameter"


def test_a_jpeg_whose_thumbnail_ends_is_not_whole_by_that(picture: Picture) -> None:
    thumbnail = picture("JPEG", (16, 16))
    data = picture("JPEG", (200, 150), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + thumbnail)

    assert probe(data) == Size(width=200, height=150)
    assert refusal(data[:-100]).code == "InvalidParameter"


def test_a_png_with_a_wrong_checksum_is_refused(picture: Picture) -> None:
    data = bytearray(picture("PNG"))
    data[len(data) // 2] ^= 0xFF

    assert refusal(bytes(data)).message == "Invalid image format or corrupted file"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"hello",
        b"<!doctype html><html>404</html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'/>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\0\0\x01\0\x01\0\x10\x10",  # ICO
        b"\0\0\0\x1cftypavif",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"P6 64 48 255 ",
    ],
)
def test_another_format_is_refused(data: bytes) -> None:
    error = refusal(data)

    assert error.code == "BadRequest.UnsupportedFileFormat"
    assert error.message.startswith("Input file format is not supported.")


@PILLOW_COMPLAINS
@pytest.mark.parametrize(
    "magic", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x04\0\0\0WEBP", b"II*\0", b"MM\0*", b"BM"]
)
@pytest.mark.parametrize("rest", [b"", b"\0" * 20, b"\xff" * 20, b"\x01\x02\x03" * 10])
def test_a_beginning_alone_is_no_picture(magic: bytes, rest: bytes) -> None:
    assert refusal(magic + rest).code == "InvalidParameter"


@pytest.mark.parametrize("size", [(15, 64), (64, 15), (8193, 64), (64, 8193)])
def test_a_side_outside_the_limits_is_refused(picture: Picture, size: tuple[int, int]) -> None:
    error = refusal(picture("PNG", size, "L"))

    assert error.code == "InvalidParameter"
    assert error.message == (
        "The image length and width do not meet the model restrictions. "
        f"It has {size[0]}*{size[1]} pixels. Sides are 16 to 8192 pixels, and 64000000 pixels in all at most."
    )


def test_sides_inside_the_limits_may_still_be_too_many_pixels() -> None:
    assert probe(png(8000, 8000, b"")) == Size(width=8000, height=8000)
    assert "It has 8001*8000 pixels." in refusal(png(8001, 8000, b"")).message


@pytest.mark.parametrize("size", [(16, 16), (8192, 16), (16, 8192)])
def test_a_side_at_the_limit_is_taken(picture: Picture, size: tuple[int, int]) -> None:
    assert probe(picture("PNG", size, "L")) == Size(width=size[0], height=size[1])


def test_a_model_may_have_narrower_limits(picture: Picture) -> None:
    wanx = Limits(low=256, high=4096)

    assert probe(picture("JPEG", (256, 256)), wanx) == Size(width=256, height=256)
    assert "Sides are 256 to 4096 pixels" in refusal(picture("JPEG", (255, 256)), wanx).message


def test_ten_megabytes_are_taken_and_not_one_byte_more(picture: Picture) -> None:
    start = picture("PNG")
    padding = 10 * 1024 * 1024 - len(start)

    assert probe(start + bytes(padding)) == Size(width=64, height=48)
    error = refusal(start + bytes(padding + 1))
    assert (error.code, error.message) == (
        "InvalidImage.ImageSize",
        "The size of image is beyond limit. At most 10485760 bytes are taken.",
    )


def inflating(megabytes: int) -> bytes:
    """A zlib stream of so many megabytes of zeros, made without making them."""
    packer = zlib.compressobj()
    first, next_one = (packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + next_one * (megabytes - 1)


HUNDRED_MEGABYTES = inflating(100)
BOMBS = {
    "a header of 50,000 by 50,000": png(50_000, 50_000, zlib.compress(b"")),
    "10,000 by 10,000, all there": png(10_000, 10_000, inflating(301)),
    "between a warning and an error of Pillow": png(10_000, 9_500, zlib.compress(b"")),
    "a GIF screen": b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x01\0\0;",
    "a BMP": b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 60000, 60000, 1, 24, *[0] * 6),
    "a WEBP canvas": b"RIFF\x16\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xfe\x3f\0\xfe\x3f\0",
    "a text that inflates": png(64, 48, zlib.compress(b""), chunk(b"zTXt", b"Comment\0\0" + HUNDRED_MEGABYTES)),
    "a profile that inflates": png(64, 48, zlib.compress(b""), chunk(b"iCCP", b"icc\0\0" + HUNDRED_MEGABYTES)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_grows(name: str) -> None:
    data = BOMBS[name]
    tracemalloc.start()

    refusal(data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000 + 2 * len(data)


def test_pixels_that_inflate_to_more_than_the_size_says_are_never_inflated() -> None:
    data = png(64, 48, HUNDRED_MEGABYTES)
    tracemalloc.start()

    assert probe(data) == Size(width=64, height=48)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    with Image.open(io.BytesIO(data)) as image:  # and a decoder reads no more than it needs
        image.load()


@PILLOW_COMPLAINS
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.sampled_from(KINDS), st.data())
def test_whatever_the_bytes_are_there_is_a_size_or_a_refusal(picture: Picture, kind: str, data: st.DataObject) -> None:
    mangled = bytearray(picture(kind, (24, 24)))
    for _ in range(data.draw(st.integers(1, 8))):
        mangled[data.draw(st.integers(0, min(len(mangled) - 1, 600)))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(mangled)))
    with contextlib.suppress(InvalidInput):
        assert isinstance(probe(bytes(mangled[:end])), Size)


def test_text_in_a_png_is_no_harm(picture: Picture) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("prompt", "一只猫" * 1000, zip=True)

    assert probe(picture("PNG", pnginfo=notes)) == Size(width=64, height=48)
