"""What a caller's image is, told from its first bytes and its structure; no pixel is decoded here."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from danqing.core.job import Size
from danqing.storage.refusals import Flaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Which reference images are taken; sides are pixels."""

    low: int = 16
    high: int = 8192
    pixels: int = 64_000_000
    bytes: int = 10 * 1024 * 1024
    """10 MB in the documents of every model; read as MiB, as the catalogue's words for data URIs do."""


USUAL = Limits()
ANY = Limits(low=0, high=2**31, pixels=2**62, bytes=2**62)
"""For images that have been checked already."""

_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error)
"""What Pillow's readers raise over a file that is not what it says."""


def probe(data: bytes, limits: Limits = USUAL) -> Size:
    """Return the size of a JPEG, PNG, BMP, TIFF, WEBP or GIF (first frame), turned as its EXIF orientation says.

    Raises InvalidInput for another format, a damaged or truncated file, or one outside the limits.
    """
    if len(data) > limits.bytes:
        raise Flaw.TOO_LONG.error(f"At most {limits.bytes} bytes are taken.")
    kind = next((kind for kind in _KINDS if kind.begins(data)), None)
    if kind is None:
        raise Flaw.FORMAT.error("It is none of JPEG, PNG, BMP, TIFF, WEBP and GIF.")
    try:
        size, is_whole = _measured(kind, data, limits)
    except Image.DecompressionBombError as error:
        raise Flaw.MEASURES.error(_rule(limits)) from error
    except _BROKEN as error:
        raise Flaw.CORRUPT.error() from error
    if not is_whole:
        raise Flaw.CORRUPT.error()
    return size


def _measured(kind: "_Kind", data: bytes, limits: Limits) -> tuple[Size, bool]:
    source = BytesIO(data)
    # The plug-in itself and not Image.open: that one warns about large sizes, and a warning is no error.
    with kind.opened(source) as image:
        size = Size(width=image.width, height=image.height)
        if _is_sideways(image):
            size = Size(width=image.height, height=image.width)
        _check(size, limits)
        return size, kind.is_whole(image, data, source.tell())


def _check(size: Size, limits: Limits) -> None:
    low, high = sorted((size.width, size.height))
    if low < limits.low or high > limits.high or low * high > limits.pixels:
        raise Flaw.MEASURES.error(f"It has {size} pixels. {_rule(limits)}")


def _rule(limits: Limits) -> str:
    return f"Sides are {limits.low} to {limits.high} pixels, and {limits.pixels} pixels in all at most."


def _is_sideways(image: ImageFile) -> bool:
    if isinstance(image, TiffImageFile):
        return False  # Pillow has turned its size already
    packed = image.info.get("exif")
    if not isinstance(packed, bytes):
        return False
    # Not image.getexif(): for a PNG that decodes the picture to look behind it.
    tags = Image.Exif()
    try:
        tags.load(packed)
        return tags.get(ExifTags.Base.Orientation) in {5, 6, 7, 8}
    except _BROKEN:  # a decoder that cannot read it turns nothing either
        return False


@dataclass(frozen=True, slots=True)
class _Kind:
    """One format: how it begins, what reads its header, and whether all of a file is there."""

    begins: Callable[[bytes], bool]
    opened: Callable[[BytesIO], ImageFile]
    is_whole: Callable[[ImageFile, bytes, int], bool]
    """(image, data, offset behind the header) → whether nothing is missing at the end."""


def _png_is_whole(image: ImageFile, _data: bytes, _offset: int) -> bool:
    image.verify()  # reads on to IEND and compares every checksum; raises
    return True


def _jpeg_is_whole(_image: ImageFile, data: bytes, offset: int) -> bool:
    # Behind the start of the scan: a thumbnail before it has an end-of-image marker of its own.
    return data.rfind(b"\xff\xd9", offset) != -1


def _gif_is_whole(image: ImageFile, data: bytes, _offset: int) -> bool:
    # Only the first frame is used: its data is a chain of blocks, each led by its length, ended by an empty one.
    at = image.tile[0].offset
    while data[at]:
        at += 1 + data[at]
    return True


def _bmp_is_whole(image: ImageFile, data: bytes, _offset: int) -> bool:
    codec, _, offset, args = image.tile[0]
    stride = args[1] if codec == "raw" and isinstance(args, tuple) else 0
    return offset + stride * image.height <= len(data)


def _tiff_is_whole(image: ImageFile, data: bytes, _offset: int) -> bool:
    assert isinstance(image, TiffImageFile)  # noqa: S101 (its own kind)
    for offsets, counts in ((273, 279), (324, 325)):  # strips, tiles
        pairs = zip(image.tag_v2.get(offsets, ()), image.tag_v2.get(counts, ()), strict=True)
        if any(offset + count > len(data) for offset, count in pairs):
            return False
    return True


def _webp_is_whole(_image: ImageFile, _data: bytes, _offset: int) -> bool:
    return True  # its reader counts the chunks, and has refused a file that lacks some


_KINDS = (
    _Kind(lambda data: data.startswith(b"\xff\xd8\xff"), JpegImageFile, _jpeg_is_whole),
    _Kind(lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), PngImageFile, _png_is_whole),
    _Kind(lambda data: data.startswith((b"GIF87a", b"GIF89a")), GifImageFile, _gif_is_whole),
    _Kind(lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP", WebPImageFile, _webp_is_whole),
    _Kind(lambda data: data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")), TiffImageFile, _tiff_is_whole),
    _Kind(lambda data: data.startswith(b"BM"), BmpImageFile, _bmp_is_whole),
)
