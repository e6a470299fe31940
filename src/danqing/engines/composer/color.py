"""Colours as sRGB: spelled in hex or as three channels, mixed, and judged by how well they can be read."""

import functools

Rgb = tuple[float, float, float]
"""Red, green and blue in 0 … 255; fractions are kept while mixing."""

Color = str | Rgb
"""`#rgb`, `#rrggbb`, or Rgb."""

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
READABLE = 4.5
"""The contrast that WCAG 2.2 asks of text (criterion 1.4.3, level AA)."""
ROUNDED = 4.55
"""A little over it, so that rounding to `#rrggbb` keeps it."""


def rgb(color: Color) -> Rgb:
    """Return the channels of `color`; ValueError when a string is not hex."""
    return _parsed(color) if isinstance(color, str) else color


@functools.cache
def _parsed(spelling: str) -> Rgb:
    digits = spelling.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"a colour is #rgb or #rrggbb, not {spelling!r}")
    return (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))


def spell(color: Color) -> str:
    """Return `#rrggbb`."""
    red, green, blue = (round(channel) for channel in rgb(color))
    return f"#{red:02x}{green:02x}{blue:02x}"


def mix(a: Color, b: Color, share: float) -> Rgb:
    """Return `a` with `share` (0 … 1) of it replaced by `b`."""
    first, second = rgb(a), rgb(b)
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
        first[2] + (second[2] - first[2]) * share,
    )


def light(color: Color, share: float = 0.4) -> Rgb:
    """Return `color` mixed with white."""
    return mix(color, WHITE, share)


def dark(color: Color, share: float = 0.25) -> Rgb:
    """Return `color` mixed with a blue night, which stays lively where black turns muddy."""
    return mix(color, (15, 15, 35), share)


def luminance(color: Color) -> float:
    """Return the relative luminance, 0 (black) … 1 (white), as WCAG defines it."""
    red, green, blue = (_linear(channel / 255) for channel in rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(a: Color, b: Color) -> float:
    """Return the WCAG contrast ratio, 1 (equal) … 21 (black on white); the order does not matter."""
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: Color, wish: Color = "#222222", least: float = READABLE) -> Rgb:
    """Return the colour nearest to `wish` that can be read on `ground`: their contrast is at least `least`.

    `least` is at most 4.58, which is what the worse of grounds allows.
    """
    if contrast(ground, wish) >= least:
        return rgb(wish)
    end = max(BLACK, WHITE, key=lambda candidate: contrast(ground, candidate))
    unreadable, readable = 0.0, 1.0
    for _ in range(12):
        share = (unreadable + readable) / 2
        if contrast(ground, mix(wish, end, share)) >= least:
            readable = share
        else:
            unreadable = share
    return mix(wish, end, readable)


def blend(one: Color, other: Color, share: float) -> str:
    """Return `one` with `share` (0 … 1) of it replaced by `other`, as `#rrggbb`."""
    return spell(mix(one, other, share))


def legible(ink: str, under: Color) -> str:
    """Return `ink` where it can be read on `under`, else the nearest colour that can, as `#rrggbb`."""
    return ink if contrast(ink, under) >= READABLE else spell(ink_on(under, ink, ROUNDED))
