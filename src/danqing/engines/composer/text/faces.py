"""The typefaces in the package, and which of them a string is set in."""

import functools
import unicodedata
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from danqing.engines.composer.skia_loader import skia

FONTS = Path(__file__).parents[1] / "fonts"
"""Where the faces and their licences lie."""

FILES = {
    "sans": "NotoSansSC-sub.ttf",  # variable: wght 100 … 900; all of U+4E00 … 9FFF, kana, Latin, Greek, Cyrillic
    "latin": "Inter-sub.ttf",  # variable: wght 100 … 900; Latin with every accent, Greek, Cyrillic
    "round": "Fredoka.ttf",  # variable: wght 300 … 700, wdth 75 … 125; Latin
    "fun": "ZCOOLKuaiLe.ttf",  # simplified Chinese
    "brush": "MaShanZheng.ttf",  # simplified Chinese
    "pop": "MochiyPopOne.ttf",  # Japanese, and most traditional Chinese
    "boku": "YujiBoku.ttf",  # Japanese, and most traditional Chinese
    "kai": "WenKai.ttf",  # Chinese of both sorts, Japanese, Latin: a fair hand
    "script": "CaveatBrush.ttf",  # Latin
    "emoji": "NotoColorEmoji-COLRv1.ttf",
}
"""Family to file."""

UNIT = 1000.0
"""Outlines are kept at this many units to the em."""


VARIABLE = frozenset({"sans", "latin", "round"})
"""The families with an axis of weights."""


class Cut(NamedTuple):
    """A family, and its weight; of a family of one weight, by how many units its strokes are thickened."""

    family: str
    weight: int = 0


CHINESE = frozenset({"fun", "brush"})
"""The display families whose kana are an afterthought."""

CHAINS: dict[str, tuple[Cut, ...]] = {
    "cartoon": (Cut("round", 700), Cut("pop"), Cut("fun", 24), Cut("sans", 900)),
    "cartoon_m": (Cut("round", 600), Cut("pop"), Cut("fun"), Cut("sans", 700)),
    "round": (Cut("round", 500), Cut("sans", 500)),
    "sign": (Cut("round", 650), Cut("sans", 800)),
    "brush": (Cut("script"), Cut("brush", 18), Cut("boku"), Cut("kai", 12), Cut("sans", 700)),
    "hand": (Cut("script"), Cut("kai"), Cut("sans", 500)),
    "light": (Cut("sans", 350),),
    "body": (Cut("sans", 500),),
    "bold": (Cut("sans", 800),),
    "black": (Cut("sans", 900),),
}
"""A way of writing, and the cuts that are tried in order; the last has the most characters."""


class Face:
    """One cut, as HarfBuzz shapes it and Skia outlines it."""

    def __init__(self, cut: Cut) -> None:
        path = str(FONTS / FILES[cut.family])
        self.cut = cut
        self.shaper = hb.Font(hb.Face(hb.Blob.from_file_path(path)))
        # Not Typeface.MakeFromFile, which starts fontconfig and so depends on the machine's own fonts.
        typeface = skia.FontMgr.New_Custom_Empty().makeFromFile(path)
        if typeface is None:
            raise FileNotFoundError(f"{path} is missing or no font")
        if cut.family in VARIABLE:
            self.shaper.set_variations({"wght": cut.weight})
            typeface = _at_weight(typeface, cut.weight)
        self.typeface = typeface
        self.upem = typeface.getUnitsPerEm()
        self._font = skia.Font(typeface, UNIT)
        self._font.setHinting(skia.FontHinting.kNone)
        self._thicker = None if cut.family in VARIABLE or not cut.weight else _outlining(cut.weight)
        self._glyphs: dict[str, bool] = {}
        self._outlines: dict[int, skia.Path | None] = {}

    @property
    def is_emoji(self) -> bool:
        """Whether glyphs are colour pictures rather than outlines."""
        return self.cut.family == "emoji"

    def has(self, cluster: str) -> bool:
        """Whether every character of `cluster` can be set."""
        known = self._glyphs.get(cluster)
        if known is None:
            known = self._glyphs[cluster] = all(self._has(char) for char in cluster)
        return known

    def _has(self, char: str) -> bool:
        # Lines are set from left to right: Hebrew, which Fredoka has, would read backwards.
        return self.typeface.unicharToGlyph(ord(char)) != 0 and unicodedata.bidirectional(char) not in {"R", "AL"}

    def outline(self, glyph: int) -> skia.Path | None:
        """Return a glyph's outline at UNIT to the em, its origin on the baseline; None for one without ink."""
        if glyph not in self._outlines:
            ink = self._font.getPath(glyph)
            if ink is not None and self._thicker is not None:
                thin, ink = ink, skia.Path()
                self._thicker.getFillPath(thin, ink)
            self._outlines[glyph] = ink
        return self._outlines[glyph]


def _outlining(width: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeJoin(skia.Paint.kMiter_Join)  # round joins would make conics, which are not bent
    return paint


def _at_weight(typeface: skia.Typeface, weight: int) -> skia.Typeface:
    place = skia.FontArguments.VariationPosition
    # Each value is held by a name until the clone is made: Skia keeps bare pointers to them.
    axis = place.Coordinate(int.from_bytes(b"wght"), float(weight))
    axes = place.Coordinates([axis])
    position = place(axes)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(position)
    return typeface.makeClone(arguments)


@functools.cache
def face(cut: Cut) -> Face:
    """Return the face of a cut, loaded once."""
    return Face(cut)


def emoji_face() -> Face:
    """Return the face of the colour pictures."""
    return face(Cut("emoji"))


def is_cjk(char: str) -> bool:
    """Whether `char` is a Chinese or Japanese character, or punctuation that goes with them."""
    return ord(char[0]) >= 0x2E80 and ord(char[0]) < 0x1F000


def is_kana(char: str) -> bool:
    """Whether `char` is hiragana or katakana."""
    return "\u3041" <= char <= "\u30ff"


def is_western(char: str) -> bool:
    """Whether `char` is a letter of the Latin, Greek or Cyrillic alphabets."""
    return char.isalpha() and (ord(char) < 0x530 or 0x1E00 <= ord(char) < 0x2000)


@functools.lru_cache(1024)
def faces_for(text: str, chain: str) -> tuple[Face, ...]:
    """Return the faces of `chain` that may set `text`, best first.

    A display face that lacks one of the CJK characters sets none of them: a line half brush, half sans looks broken.
    For the same reason Western letters that the chain lacks (Łódź) bring a face that sets all of them.
    """
    cuts = CHAINS[chain]
    if any(map(is_kana, text)):
        cuts = tuple(cut for cut in cuts if cut.family not in CHINESE)
    faces = tuple(face(cut) for cut in cuts)
    last = faces[-1]
    cjk = [c for c in text if is_cjk(c) and last.has(c)]
    chosen = tuple(f for f in faces if f is last or not any(f.has(c) for c in cjk) or all(f.has(c) for c in cjk))
    if cjk and next(f for f in chosen if f.has(cjk[0])).cut.family == "kai":  # its own Latin goes with it
        chosen = tuple(f for f in chosen if f.cut.family != "script")
    if all(any(f.has(c) for f in chosen) for c in text if is_western(c)):
        return chosen
    return (face(Cut("latin", last.cut.weight)), *chosen)
