"""How large a picture may be: by choice, by range, or fitted to the picture that is edited."""

import math
import re

import msgspec

from danqing.catalog.saying import shown, wrong
from danqing.core.errors import InvalidParameter
from danqing.core.job import Said, Size

AREA = 1024 * 1024
"""Pixels of an edited picture whose size nobody chose (seed 003: near 1024*1024)."""
STEP = 16
"""Sides of such a picture are multiples of it: what every diffusion model draws without cropping."""
EXTREME = 4
"""A ratio beyond 4:1 is treated as 4:1: 2048*512 has both the documented pixels and sides in the documented range."""

_SPELLING = re.compile(r"([1-9][0-9]{0,4})\*([1-9][0-9]{0,4})")


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
            raise InvalidParameter(self.refusal or ours)
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


def _checked(size: str) -> Size:
    parsed = parse(size)
    if parsed is None:
        raise ValueError(f"a size is written as 1024*1024, got {size!r}")
    return parsed


def _stepped(side: float) -> int:
    return round(side / STEP) * STEP
