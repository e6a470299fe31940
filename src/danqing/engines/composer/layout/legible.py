"""Inks that can be read where they stand."""

from danqing.engines.composer.color import ink_on, mix, spell

ENOUGH = 4.55
"""A little over the 4.5 that WCAG 2.2 asks for, so that rounding to `#rrggbb` keeps it."""


def blend(one: str, other: str, share: float) -> str:
    """Return `one` with `share` of it replaced by `other`, as `#rrggbb`."""
    return spell(mix(one, other, share))


def legible(ink: str, under: str) -> str:
    """Return the colour nearest to `ink` that can be read on `under`, as `#rrggbb`."""
    return spell(ink_on(under, ink, ENOUGH))
