"""A still life: things on a table, near and large."""

from danqing.engines.composer.layout.cast import TABLES, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.templates.open import populate


def still_life(draft: Draft) -> None:
    """Arrange what there is on a table top, unless a scene was asked for."""
    draft.on(draft.spec.scene or "table")
    if draft.ground == "table":  # the ground is the table
        draft.subjects = [s for s in draft.subjects if s[1].noun not in TABLES]
    populate(draft, cast(draft))


def greeting(draft: Draft) -> None:
    """Arrange a greeting card: the scene asked for, or red silk."""
    draft.on(draft.spec.scene or "festive")
    populate(draft, cast(draft))
