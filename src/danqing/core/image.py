"""An encoded image as it travels: bytes and what they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A finished PNG and its size in pixels."""

    png: bytes
    width: int
    height: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One image of several that could not be drawn, in the API's words."""

    code: str
    message: str
