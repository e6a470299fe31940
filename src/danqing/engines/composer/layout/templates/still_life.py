"""A still life: things on a table, near and large."""

from danqing.engines.composer.layout.cast import TABLES, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.templates.open import populate

PARTY = frozenset({"cake", "balloon", "heart", "rose", "bouquet", "icecream", "confetti"})
"""What says that a card is for a birthday or a wedding rather than for the new year."""


def still_life(draft: Draft) -> None:
    """Arrange what there is on a table top, unless a scene was asked for."""
    draft.on(draft.spec.scene or "table")
    if draft.ground == "table":  # the ground is the table
        draft.behind(*(i for i, s in draft.subjects if s.noun in TABLES))
    populate(draft, cast(draft))


def greeting(draft: Draft) -> None:
    """Arrange a greeting card: the scene asked for, or red silk for a feast, or a party's wall, or soft paper."""
    nouns = {s.noun for s in draft.spec.subjects if not s.added}
    party = "party" in draft.spec.moods or nouns & PARTY or draft.spec.moods & {"romantic"}
    draft.on(draft.spec.scene or ("party" if party else "festive" if "festive" in draft.spec.moods else "abstract"))
    if draft.bare and not draft.spec.scene:  # a wish alone stands in the middle
        draft.top = draft.frame.h * 0.30
    populate(draft, cast(draft))
