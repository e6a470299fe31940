"""Inks that can be read where they stand."""

from danqing.engines.composer.color import contrast, ink_on, mix, spell

LEAST = 4.5
"""What WCAG 2.2 asks of body text."""
ENOUGH = 4.55
"""A little over it, so that rounding to `#rrggbb` keeps it."""


def blend(one: str, other: str, share: float) -> str:
    """Return `one` with `share` of it replaced by `other`, as `#rrggbb`."""
    return spell(mix(one, other, share))


def legible(ink: str, under: str) -> str:
    """Return the colour nearest to `ink` that can be read on `under`, as `#rrggbb`."""
    return ink if contrast(ink, under) >= LEAST else spell(ink_on(under, ink, ENOUGH))
