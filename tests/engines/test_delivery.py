"""Pictures of other servers, as they are delivered."""

from io import BytesIO

import pytest
from PIL import Image

from danqing.core.errors import EngineRejected
from danqing.core.job import Size
from danqing.engines import delivery
from danqing.engines.border import LONGEST, UNSAID, cleaned, named
from danqing.engines.delivery import Undeliverable, failure, fitted
from danqing.engines.fake import plain_png
from tests.engines.loopback import jpeg

SIZE = Size(width=64, height=32)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def test_a_png_of_the_right_size_is_delivered_as_it_came() -> None:
    data = plain_png(64, 32, 2)
    assert fitted(data, SIZE) is data


@pytest.mark.parametrize("data", [plain_png(65, 32, 2), plain_png(1024, 1024, 2), jpeg(64, 32), jpeg(10, 500)])
def test_anything_else_becomes_a_png_of_the_right_size(data: bytes) -> None:
    picture = opened(fitted(data, SIZE))
    assert (picture.format, picture.size) == ("PNG", (64, 32))


def test_a_picture_of_another_shape_is_cropped_about_its_middle_and_not_stretched() -> None:
    source = Image.new("RGB", (300, 100), (0, 0, 255))
    source.paste((255, 0, 0), (100, 0, 200, 100))
    made = BytesIO()
    source.save(made, "PNG")
    picture = opened(fitted(made.getvalue(), Size(width=100, height=100)))
    assert {picture.getpixel((5, 50)), picture.getpixel((95, 50))} == {(255, 0, 0)}


def test_transparency_is_kept() -> None:
    made = BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 0)).save(made, "PNG")
    assert opened(fitted(made.getvalue(), SIZE)).mode == "RGBA"


@pytest.mark.parametrize(
    "data", [b"", b"<html>", plain_png(64, 32, 1)[:-20], jpeg(300, 300)[:400], b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_whole_picture_is_not_delivered(data: bytes) -> None:
    with pytest.raises(Undeliverable):
        fitted(data, SIZE)


def test_a_picture_that_is_too_large_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_PIXELS", 1000)
    with pytest.raises(Undeliverable, match="64"):
        fitted(plain_png(64, 64, 1), SIZE)


def test_a_missing_picture_is_told_in_the_apis_words_and_a_refused_one_in_its_own() -> None:
    told = failure(Undeliverable("10.0.0.7 answered 403"))
    assert (told.code, "10.0.0.7" in told.message) == ("InternalError.Algo", False)
    assert failure(EngineRejected("no cats", code="DataInspectionFailed")).message == "no cats"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("size must be a multiple of 16", "size must be a multiple of 16"),
        ("no\n  such\tmodel\x00", "no such model"),
        ("at http://10.0.0.7:8000/v1/x: failed", "at … failed"),
        ("in /srv/models/qwen/run.py line 3", "in … line 3"),
        ("10.0.0.7:8000 is down", "… is down"),
        ("\x00\n", UNSAID),
        ("width/height must be 1/2 or 4:3", "width/height must be 1/2 or 4:3"),
    ],
)
def test_another_servers_words_are_one_line_that_names_no_machine(said: str, shown: str) -> None:
    assert cleaned(said) == shown


def test_another_servers_words_are_not_too_long() -> None:
    assert len(cleaned("word " * 1000)) == LONGEST


@pytest.mark.parametrize(
    ("data", "name"), [(plain_png(1, 1, 1), "png"), (jpeg(1, 1), "jpeg"), (b"RIFF....WEBP", "webp"), (b"II*\0", "tiff")]
)
def test_a_reference_is_named_by_what_it_is(data: bytes, name: str) -> None:
    assert named(2, data) == (f"reference-2.{name}", f"image/{name}")
