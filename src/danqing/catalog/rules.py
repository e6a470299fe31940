"""What a parameter may be: one small class for each kind of rule, read from models.toml as it stands.

`read` takes a JSON value of any type, None where nothing (or null) was sent, and returns the value to draw with or
raises InvalidParameter. Sizes have a file of their own.
"""

import msgspec

from danqing.catalog.saying import shown, wrong
from danqing.core.errors import InvalidParameter
from danqing.core.job import Kind, Said


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
            raise InvalidParameter(self.refusal)
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
            raise InvalidParameter(f"Range of {name} should be [{self.low}, {self.high}], got {shown(said)}.")
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
            raise InvalidParameter(f"Field required: {name}")
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
            raise InvalidParameter(f"The style is invalid. It must be one of {allowed}; got {shown(said)}.")
        return said.removeprefix("<").removesuffix(">")


class Images(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pictures a request brings."""

    low: int = 0
    high: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"`low` must be at least 0 and at most `high`, got {self.low} and {self.high}")

    def check(self, count: int) -> None:
        """Refuse too few and too many."""
        if count < self.low:
            raise InvalidParameter("lack of image or text")
        if count > self.high == 0:
            raise InvalidParameter("content length only support 1: the model draws from one text and takes no image.")
        if count > self.high:
            raise InvalidParameter(f"Range of images should be [{self.low}, {self.high}], got {count}.")


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
            raise InvalidParameter(f"the ref_mode parm is invalid! It must be {allowed}, got {shown(said)}.")
        return self.modes[mode]


def _within(name: str, said: Said, low: int, high: int) -> int:
    number = _whole(said)
    if number is None:
        raise wrong(name, f"a whole number in [{low}, {high}]", said)
    if not low <= number <= high:
        raise InvalidParameter(f"Range of {name} should be [{low}, {high}], got {shown(said)}.")
    return number


def _whole(said: Said) -> int | None:
    # JSON has one kind of number, and clients that keep parameters as doubles send 2.0 for 2; true is no number.
    if isinstance(said, bool):
        return None
    if isinstance(said, float) and said.is_integer():
        return int(said)
    return said if isinstance(said, int) else None
