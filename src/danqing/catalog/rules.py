"""What a parameter may be: one small class for each kind of rule, read from models.toml as it stands.

`read` takes a JSON value of any type, None where nothing (or null) was sent, and returns the value to draw with or
raises InvalidParameter.
"""

import math
import re

import msgspec

from danqing.catalog.saying import shown, wrong
from danqing.core.errors import InvalidParameter
from danqing.core.job import Kind, Said, Size

AREA = 1024 * 1024
"""Pixels of an edited picture whose size nobody chose, in the words of the editing reference: near 1024*1024."""
STEP = 16
"""Sides of such a picture are multiples of it: what every diffusion model draws without cropping."""
EXTREME = 4
"""A ratio beyond 4:1 is treated as 4:1: 2048*512 has both the documented pixels and sides in the documented range."""

_SPELLING = re.compile(r"([1-9][0-9]{0,4})\*([1-9][0-9]{0,4})")


class SizeChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="rule", tag="choice"):
    """One of a few sizes."""

    default: str
    sizes: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Taken as well, but not told."""
    refusal: str = ""
    """The API's own words for any other size; empty: ours."""

    def __post_init__(self) -> None:
        for size in (*self.sizes, *self.also):
            _checked(size)
        if self.default not in self.sizes:
            raise ValueError(f"`default` must be one of `sizes`, got {self.default!r}")

    def read(self, said: Said) -> Size:
        """Return the size that was said, or the default. Raises InvalidParameter."""
        if said is None:
            return _checked(self.default)
        if not isinstance(said, str) or said not in (*self.sizes, *self.also):
            ours = f"The size is not match the allowed size {list(self.sizes)}, got {shown(said)}."
            raise InvalidParameter(self.refusal or ours, parameter="size")
        return _checked(said)


class SizeRange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="rule", tag="range"):
    """Any size with both sides in a range."""

    low: int
    high: int
    most_pixels: int | None = None
    """None: as many as fit the range."""
    default: str | None = None
    """None: fitted to the last picture."""

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(f"`low` must be above 0 and at most `high`, got {self.low} and {self.high}")
        if self.default is not None and not self._holds(_checked(self.default)):
            raise ValueError(f"`default` must lie in the range, got {self.default!r}")

    @property
    def most(self) -> int:
        """Pixels of the largest size."""
        return self.most_pixels if self.most_pixels is not None else self.high**2

    def read(self, said: Said) -> Size | None:
        """Return the size that was said, or the default. Raises InvalidParameter."""
        if said is None:
            return None if self.default is None else _checked(self.default)
        size = parse(said) if isinstance(said, str) else None
        if size is None or not self._holds(size):
            must = f"width*height, each in [{self.low}, {self.high}], with at most {self.most} pixels in all"
            raise wrong("size", must, said)
        return size

    def _holds(self, size: Size) -> bool:
        sides = (size.width, size.height)
        return self.low <= min(sides) and max(sides) <= self.high and size.width * size.height <= self.most


class SizeFitted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="rule", tag="fitted"):
    """Always fitted to the last picture."""

    def read(self, said: Said) -> None:
        """Return None whatever was said: to such a model `size` is an unknown parameter, and those are ignored."""
        del said


SizeRule = SizeChoice | SizeRange | SizeFitted


class WholeNumber(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole number in [low, high]."""

    low: int
    high: int
    default: int
    refusal: str = ""
    """The API's own words for anything else; empty: ours."""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"`default` must lie in [{self.low}, {self.high}], got {self.default}")

    def read(self, name: str, said: Said) -> int:
        """Return the number that was said, or the default."""
        if said is None:
            return self.default
        number = _whole(said)
        if self.refusal and (number is None or not self.low <= number <= self.high):
            raise InvalidParameter(self.refusal, parameter=name)
        return _within(name, said, self.low, self.high)


class Seed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the dice start; image number i is drawn with seed + i."""

    low: int
    high: int
    unset: int | None = None
    """A number that means none was given."""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"`low` must be at least 0 and at most `high`, got {self.low} and {self.high}")

    def read(self, name: str, said: Said, drawn: int) -> int:
        """Return the seed that was said, or the one that was drawn for a caller who said none."""
        if said is None or (self.unset is not None and _whole(said) == self.unset):
            return drawn
        return _within(name, said, self.low, self.high)


class Fraction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number in [low, high]."""

    low: float
    high: float
    default: float

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"`default` must lie in [{self.low}, {self.high}], got {self.default}")

    def read(self, name: str, said: Said) -> float:
        """Return the number that was said, or the default."""
        if said is None:
            return self.default
        if isinstance(said, bool) or not isinstance(said, int | float):
            raise wrong(name, f"a number in [{self.low}, {self.high}]", said)
        if not self.low <= said <= self.high:
            words = f"Range of {name} should be [{self.low}, {self.high}], got {shown(said)}."
            raise InvalidParameter(words, parameter=name)
        return float(said)


class Switch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """True or false."""

    default: bool

    def read(self, name: str, said: Said) -> bool:
        """Return what was said, or the default."""
        if said is None:
            return self.default
        if not isinstance(said, bool):
            raise wrong(name, "true or false", said)
        return said


class Watermark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mark in the lower right corner, drawn for those who ask."""

    text: str

    def read(self, name: str, said: Said) -> str:
        """Return the mark, or nothing."""
        return self.text if Switch(default=False).read(name, said) else ""


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words: `most` characters are read, whatever their script, and what is over is cut, not refused."""

    most: int

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError(f"`most` must be at least 1, got {self.most}")

    def required(self, name: str, said: Said) -> str:
        """Return the words as far as they are read; blank ones are none at all."""
        words = self._cut(name, said)
        if not words.strip():
            raise InvalidParameter(f"Field required: {name}", parameter="prompt")
        return words

    def optional(self, name: str, said: Said) -> str:
        """Return the words as far as they are read, and nothing for blank ones."""
        words = self._cut(name, said)
        return words if words.strip() else ""

    def _cut(self, name: str, said: Said) -> str:
        if said is None:
            return ""
        if not isinstance(said, str):
            raise wrong(name, "a string", said)
        return said[: self.most]


class Style(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of a few styles, written as in the API: angle brackets are part of the value."""

    auto: str
    """The default, which leaves the style to the engine."""
    choices: tuple[str, ...]

    def read(self, said: Said) -> str:
        """Return the style without its brackets; nothing where the engine shall choose."""
        if said is None or said == self.auto:
            return ""
        if not isinstance(said, str) or said not in self.choices:
            allowed = ", ".join((self.auto, *self.choices))
            words = f"The style is invalid. It must be one of {allowed}; got {shown(said)}."
            raise InvalidParameter(words, parameter="style")
        return said.removeprefix("<").removesuffix(">")


class Images(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pictures a request brings."""

    low: int = 0
    high: int = 0
    sides: tuple[int, int] | None = None
    """Least and most pixels of each side; None: the service's own limits."""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"`low` must be at least 0 and at most `high`, got {self.low} and {self.high}")

    def check(self, count: int) -> None:
        """Refuse too few and too many."""
        if count < self.low:
            raise InvalidParameter("lack of image or text", parameter="image")
        if count > self.high == 0:
            words = "content length only support 1: the model draws from one text and takes no image."
            raise InvalidParameter(words, parameter="image")
        if count > self.high:
            words = f"Range of images should be [{self.low}, {self.high}], got {count}."
            raise InvalidParameter(words, parameter="image")


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a drawing may take from a picture: how, and how much."""

    modes: dict[str, Kind]
    """The wire's words, and what each asks of an engine."""
    mode: str
    """The default."""
    strength: Fraction

    def __post_init__(self) -> None:
        if self.mode not in self.modes:
            raise ValueError(f"`mode` must be one of `modes`, got {self.mode!r}")

    def read(self, said: Said) -> Kind:
        """Return what `ref_mode` asks for."""
        mode = self.mode if said is None else said
        if not isinstance(mode, str) or mode not in self.modes:
            allowed = " or ".join(self.modes)
            words = f"the ref_mode parm is invalid! It must be {allowed}, got {shown(said)}."
            raise InvalidParameter(words, parameter="ref_mode")
        return self.modes[mode]


def parse(said: str) -> Size | None:
    """Return the size written as `1024*1024`, the API's only spelling; None for anything else."""
    match = _SPELLING.fullmatch(said)
    return Size(width=int(match[1]), height=int(match[2])) if match else None


def fitted(width: int, height: int) -> Size:
    """Return the size of an edit that was given none: about 1024*1024 pixels in the ratio of width to height.

    Its sides are multiples of 16 in [512, 2048]; ratios beyond 4:1 and 1:4 are drawn as these.
    """
    ratio = min(max(width / height, 1 / EXTREME), EXTREME)
    return Size(width=_stepped(math.sqrt(AREA * ratio)), height=_stepped(math.sqrt(AREA / ratio)))


def _within(name: str, said: Said, low: int, high: int) -> int:
    number = _whole(said)
    if number is None:
        raise wrong(name, f"a whole number in [{low}, {high}]", said)
    if not low <= number <= high:
        raise InvalidParameter(f"Range of {name} should be [{low}, {high}], got {shown(said)}.", parameter=name)
    return number


def _whole(said: Said) -> int | None:
    # JSON has one kind of number, and clients that keep parameters as doubles send 2.0 for 2; true is no number.
    if isinstance(said, bool):
        return None
    if isinstance(said, float) and said.is_integer():
        return int(said)
    return said if isinstance(said, int) else None


def _checked(size: str) -> Size:
    parsed = parse(size)
    if parsed is None:
        raise ValueError(f"a size is written as 1024*1024, got {size!r}")
    return parsed


def _stepped(side: float) -> int:
    return round(side / STEP) * STEP
