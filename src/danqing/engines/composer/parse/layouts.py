"""The layout: the one that a prompt names, or the one that follows from what is to be drawn."""

from collections.abc import Iterable

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.picture import Setting
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.subjects import LIVING, Cast, Draft
from danqing.engines.composer.spec import Layout, Lettering, Person, Place, Role

CORNERS = frozenset({Place.TOP_LEFT, Place.TOP_RIGHT, Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT, Place.LEFT, Place.RIGHT})
RANK = (
    Layout.COUPLET,
    Layout.SLIDE,
    Layout.SHOP,
    Layout.LOGO,
    Layout.GREETING,
    Layout.PORTRAIT,
    Layout.POSTER,
    Layout.STILL_LIFE,
)
"""Where a prompt names several layouts, the first of these."""

CELEBRATED = frozenset({"festive", "party", "romantic"})

PLAIN_SCENES = frozenset({"", "studio", "kitchen"})
"""Where food and things alone are a still life."""

UNPLACED = frozenset({"", "studio", "bamboo", "sky", "sakura", "forest", "snow"})
"""Scenes that are still seen behind a bust."""

POSTED = frozenset({Role.TITLE, Role.SUBTITLE, Role.BOTTOM})
"""Lettering that makes a picture a poster."""

BACKDROPS = frozenset({"sky", "deco", "plant"})
"""Kinds that may be in a portrait beside the one person."""


WHOLE = frozenset({Layout.POSTER, Layout.GREETING, Layout.LOGO, Layout.SHOP})
"""Layouts whose words also name things in a picture: a poster on a wall."""


def _tells_the_whole(reading: Reading, at: int, layout: Layout) -> bool:
    """Whether a layout's word is in the first or the last sentence, where a prompt says what it wants."""
    sentence = reading.tokens[at].sentence
    return layout not in WHOLE or sentence in {reading.tokens[0].sentence, reading.tokens[-1].sentence}


def layout_named(reading: Reading, texts: Iterable[Lettering]) -> Layout | None:
    """Return the layout that the prompt names, or that its lettering means; None: it follows from the subjects."""
    texts = list(texts)
    roles = {text.role for text in texts}
    if roles & {Role.COUPLET_LEFT, Role.COUPLET_RIGHT}:
        return Layout.COUPLET
    named = {Layout(key): at for at, key in reading.said("layout") if _tells_the_whole(reading, at, Layout(key))}
    if sum(text.place in CORNERS for text in texts) >= 4:
        named[Layout.SLIDE] = -1
    if not named:
        bare = ((Layout.LOGO, _is_an_emblem), (Layout.GREETING, _is_a_wish))
        named = {layout: -1 for layout, is_meant in bare if is_meant(reading)}
    for layout in RANK:
        if layout in named and not (layout is Layout.COUPLET and not texts):
            reading.used |= {at for at, key in reading.said("layout") if key == layout}
            return layout
    return None


def _is_an_emblem(reading: Reading) -> bool:
    """Whether a bare "logo" is the whole picture: at the beginning or the end, and on nothing and nobody."""
    for at, _ in reading.said("emblem"):
        before = [reading.tokens[i] for i in reading.behind(at)[:3] if reading.same_clause(i, at)]
        after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
        lies_on = any(token.has("prep", "act") and not token.has("of") for token in before)
        lies_on = lies_on or (after is not None and after.has("post") and reading.same_clause(at, at + 1))
        opens = reading.tokens[at].clause == reading.tokens[0].clause
        if not lies_on and not _is_worn(reading) and (opens or _tells_the_whole(reading, at, Layout.LOGO)):
            reading.used.add(at)
            return True
    return False


def _is_a_wish(reading: Reading) -> bool:
    """Whether a bare "card" is for something that is celebrated."""
    celebrated = any(key in CELEBRATED for _, key in reading.said("mood")) or _is_written(reading)
    cards = [at for at, _ in reading.said("card") if _tells_the_whole(reading, at, Layout.GREETING)]
    reading.used.update(cards if celebrated else ())
    return celebrated and bool(cards)


def _is_written(reading: Reading) -> bool:
    """Whether a card is spoken of first, in English, and words on it: "a card that says …"."""
    opening = [at for at, _ in reading.said("card") if reading.tokens[at].sentence == reading.tokens[0].sentence]
    return bool(opening) and not reading.is_cjk and bool(reading.quotes)


def _is_worn(reading: Reading) -> bool:
    """Whether somebody or something is there to wear a brand."""
    kinds = {lexicon.nouns()[key].kind for _, key in reading.said("noun")}
    return "person" in kinds or any(True for _ in reading.said("dress"))


def fits(named: Layout, cast: Cast) -> bool:
    """Whether the layout that a prompt names can be had: a portrait shows one, and no more."""
    people = sum(draft.count for draft in cast.drafts if draft.noun.kind == "person")
    return named is not Layout.PORTRAIT or people == 1 or (not people and len(_living(cast)) == 1)


def layout_of(cast: Cast, where: Setting, texts: list[Lettering]) -> Layout:
    """Return the layout for what is to be drawn, where the prompt names none."""
    kinds = {draft.noun.kind for draft in cast.drafts}
    if not kinds and not where.scene:
        return Layout.POSTER if texts else Layout.CARD
    roles = {text.role for text in texts}
    choices = {
        Layout.POSTER: bool(roles & POSTED),
        Layout.BOARD: Role.BOARD in roles and _is_lecture(cast),
        Layout.STREET: where.scene == "street" and _is_busy(cast, roles),
        Layout.STILL_LIFE: bool(kinds) and kinds <= {"food", "object"} and where.scene in PLAIN_SCENES,
        Layout.PORTRAIT: where.scene in UNPLACED and _is_portrait(cast, roles),
    }
    return next((layout for layout, chosen in choices.items() if chosen), Layout.SCENE)


def _living(cast: Cast) -> list[Draft]:
    return [draft for draft in cast.drafts if draft.noun.kind in LIVING]


def _is_lecture(cast: Cast) -> bool:
    """Whether there is one person who can stand before the board, and nobody else."""
    living = _living(cast)
    return len(living) == 1 and living[0].is_figure and living[0].count == 1


def _is_busy(cast: Cast, roles: set[Role]) -> bool:
    return Role.SIGN in roles or any(draft.noun.key in {"shop", "stall", "crowd"} for draft in cast.drafts)


def _is_portrait(cast: Cast, roles: set[Role]) -> bool:
    """One person whose looks are told, and who does nothing."""
    people = [draft for draft in cast.drafts if draft.is_figure]
    rest = {draft.noun.kind for draft in cast.drafts if not draft.is_figure}
    if len(people) != 1 or not rest <= BACKDROPS or roles & {Role.SIGN, Role.BUBBLE}:
        return False
    one = people[0]
    looks = one.person or Person()
    return one.count == 1 and one.verb is None and one.place is Place.ANYWHERE and not looks.pose and looks != Person()
