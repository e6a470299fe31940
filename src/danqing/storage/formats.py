"""A picture in the format that a caller wants."""

from io import BytesIO

from PIL import Image

_BEGINNINGS = {"png": b"\x89PNG", "jpeg": b"\xff\xd8", "webp": b"RIFF"}
_DESCRIPTION = 0x010E
"""The EXIF tag ImageDescription."""
_MOST = 4000
"""Characters of it: all of EXIF has 64 KiB in a JPEG."""


def converted(data: bytes, kind: str, quality: int) -> bytes:
    """Return an encoded picture as `png`, `jpeg` or `webp`, of that quality (0 to 100) where it loses any.

    One that is in that format already stays as it is. What the texts of a PNG say (who drew it) goes along in the EXIF
    description. JPEG has no transparency: it becomes white.
    """
    if data.startswith(_BEGINNINGS[kind]):
        return data
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        texts = "; ".join(f"{name}: {text}" for name, text in picture.info.items() if isinstance(text, str))
        exif = {"exif": _description(texts)} if texts and kind != "png" else {}
        kept = BytesIO()
        (_opaque(picture) if kind == "jpeg" else picture).save(kept, kind, quality=quality, **exif)
    return kept.getvalue()


def _description(text: str) -> Image.Exif:
    exif = Image.Exif()
    exif[_DESCRIPTION] = text[:_MOST].encode("utf-8", "replace")
    return exif


def _opaque(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    over = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
