"""Spec → Scene."""

from collections.abc import Callable
from random import Random

from danqing.core.job import Size
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.scene import Scene
from danqing.engines.composer.layout.templates.boards import board, card
from danqing.engines.composer.layout.templates.couplet import couplet
from danqing.engines.composer.layout.templates.emblem import emblem
from danqing.engines.composer.layout.templates.market import sale, street
from danqing.engines.composer.layout.templates.open import scene
from danqing.engines.composer.layout.templates.portrait import portrait
from danqing.engines.composer.layout.templates.slide import slide
from danqing.engines.composer.layout.templates.still_life import greeting, still_life
from danqing.engines.composer.nouns import noun
from danqing.engines.composer.spec import Layout, Role, Spec

TEMPLATES: dict[Layout, Callable[[Draft], None]] = {
    Layout.SCENE: scene,
    Layout.POSTER: scene,
    Layout.CARD: card,
    Layout.SLIDE: slide,
    Layout.COUPLET: couplet,
    Layout.SHOP: sale,
    Layout.PORTRAIT: portrait,
    Layout.BOARD: board,
    Layout.GREETING: greeting,
    Layout.LOGO: emblem,
    Layout.STILL_LIFE: still_life,
    Layout.STREET: street,
}


def arrange(spec: Spec, size: Size, rng: Random, turn: int = 0) -> Scene:
    """Return where everything that `spec` names stands on a canvas of `size`; the same dice, the same places.

    `turn`, the seed, picks among looks one after the other.
    """
    draft = Draft(spec, size, rng, turn)
    template = TEMPLATES[spec.layout]
    if template is scene and any(t.role is Role.BOARD for t in spec.texts) and not _has_buildings(spec):
        template = board
    template(draft)
    return draft.scene()


def _has_buildings(spec: Spec) -> bool:
    return any((n := noun(s.noun)) is not None and n.kind == "building" for s in spec.subjects)
