"""The part of uharfbuzz that the composer uses; the wheel has no types of its own."""

from collections.abc import Mapping, Sequence

class Blob:
    @classmethod
    def from_file_path(cls, filename: str) -> Blob: ...

class Face:
    def __init__(self, blob: Blob | bytes, index: int = ...) -> None: ...
    upem: int

class FontExtents:
    ascender: int
    descender: int
    line_gap: int

class Font:
    def __init__(self, face: Face) -> None: ...
    def set_variations(self, variations: Mapping[str, float]) -> None: ...
    def get_font_extents(self, direction: str) -> FontExtents: ...

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int

class Buffer:
    direction: str
    script: str
    language: str
    cluster_level: int
    def __init__(self) -> None: ...
    def add_str(self, text: str) -> None: ...
    def guess_segment_properties(self) -> None: ...
    @property
    def glyph_infos(self) -> Sequence[GlyphInfo]: ...
    @property
    def glyph_positions(self) -> Sequence[GlyphPosition]: ...

def shape(font: Font, buffer: Buffer, features: Mapping[str, bool | int] | None = ...) -> None: ...
