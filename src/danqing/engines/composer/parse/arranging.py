"""Lettering as a whole: the cards of a slide, the title of a picture that names none, and who bears what."""

from collections.abc import Sequence
from dataclasses import replace

from danqing.engines.composer.parse.lettering import after, before, joined
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.subjects import Cast
from danqing.engines.composer.spec import Layout, Lettering, Place, Role

TITLED = frozenset({Layout.POSTER, Layout.SCENE, Layout.SHOP, Layout.GREETING, Layout.LOGO, Layout.STREET, Layout.CARD})
SIGNLESS = frozenset({Layout.POSTER, Layout.SHOP, Layout.GREETING})
"""Layouts with no wall to hang a sign on: a shop's name is their title."""

MOST_TITLES = 3
"""More strings than these that nothing is told of are a list: none is a subtitle."""

TITLE_PLACES = frozenset({Place.ANYWHERE, Place.TOP, Place.CENTER})
LOOSE = frozenset({Role.TEXT, Role.TITLE, Role.BODY, Role.LABEL, Role.CARD})
"""Roles that lettering of a slide may have and still be a card or a card's text."""

COUPLET_SIGNS = frozenset("联聯匾批句书")
"""Characters of the words for a couplet and its lines."""

COUPLET = frozenset({Role.COUPLET_LEFT, Role.COUPLET_RIGHT, Role.COUPLET_TOP})
"""Roles that are places already."""

BEARERS: dict[Role, frozenset[str]] = {
    Role.LABEL: frozenset({"object", "person", "food", "building", "vehicle"}),
    Role.SIGN: frozenset({"building"}),
    Role.BUBBLE: frozenset({"person", "animal", "sky"}),
}
"""Role → kinds of subjects that wear, bear or say lettering of that role."""


def deal_cards(reading: Reading, texts: Sequence[Lettering]) -> tuple[list[Lettering], set[int]]:
    """Return a slide's lettering as title, cards and their texts, and the tokens that name the cards' icons."""
    dealt: list[Lettering] = []
    icons: set[int] = set()
    card: int | None = None
    quotations = [at for at, token in enumerate(reading.tokens) if token.quote >= 0]
    for index, (at, text) in enumerate(zip(quotations, texts, strict=True)):
        listed = index + 1 < len(quotations) and joined(reading, quotations[index + 1])
        if text.role not in LOOSE or (_is_headline(text, index) and not (listed and text.role is Role.TEXT)):
            dealt.append(replace(text, role=Role.TITLE) if text.role in LOOSE else text)
        elif card is not None and _is_body(reading, at):
            icon = _icon(reading, at, icons)
            dealt[card] = replace(dealt[card], icon=dealt[card].icon or icon)
            dealt.append(replace(text, role=Role.BODY, parent=card, place=Place.ANYWHERE))
        else:
            card = index
            dealt.append(replace(text, role=Role.CARD, icon=_icon_behind(reading, at, icons)))
    return dealt, icons


def _is_headline(text: Lettering, index: int) -> bool:
    told = text.role is Role.TITLE or (text.role is Role.TEXT and text.place in TITLE_PLACES)
    return index == 0 and told


def _is_body(reading: Reading, at: int) -> bool:
    """Whether "text" or 正文 stands right before the quotation."""
    last = reading.tokens[at - 1]
    near = reading.tokens[at].start - last.end <= 3
    return last.key("role") in {"text", "body"} and near


def _icon(reading: Reading, at: int, icons: set[int]) -> str:
    named = [i for i in before(reading, at) if reading.tokens[i].has("noun")]
    icons.update(named)
    reading.used.update(named)
    return reading.tokens[named[-1]].key("noun") or "" if named else ""


def _icon_behind(reading: Reading, at: int, icons: set[int]) -> str:
    """The noun between a card and the next quotation of its sentence."""
    named = [i for i in after(reading, at) if reading.tokens[i].has("noun")]
    icons.update(named)
    reading.used.update(named)
    return reading.tokens[named[0]].key("noun") or "" if named else ""


def with_title(texts: Sequence[Lettering], layout: Layout) -> list[Lettering]:
    """Make the first strings that nothing is told of the title and the subtitle, where there are none."""
    arranged = [_settled(text, layout) for text in texts]
    if layout is Layout.LOGO and len(arranged) == 1:
        return [replace(arranged[0], role=Role.TITLE)]
    if layout not in TITLED:
        return arranged
    lone_sign = layout in SIGNLESS and sum(text.role is Role.SIGN for text in arranged) == 1
    loose = (Role.TEXT, Role.SIGN) if lone_sign else (Role.TEXT,)
    fit = [i for i, text in enumerate(arranged) if text.role in loose and text.place in TITLE_PLACES]
    wanted = (Role.TITLE, Role.SUBTITLE) if len(fit) <= MOST_TITLES else (Role.TITLE,)
    missing = [role for role in wanted if all(text.role is not role for text in arranged)]
    fit.sort(key=lambda i: (arranged[i].text.isdigit(), i))
    for index, role in zip(fit, missing, strict=False):
        arranged[index] = replace(arranged[index], role=role)
    return arranged


def _settled(text: Lettering, layout: Layout) -> Lettering:
    """Small text at the bottom is the bottom line, and the name on a logo is its title."""
    if text.role in COUPLET:
        return replace(text, place=Place.ANYWHERE)
    if layout is Layout.LOGO and text.role is Role.LABEL:
        return replace(text, role=Role.TITLE, bearer=None)
    if layout is Layout.GREETING and text.role is Role.LABEL and not text.place:
        return replace(text, role=Role.TEXT, bearer=None)  # what is written on the card
    if layout is not Layout.SLIDE and text.role in {Role.BODY, Role.TEXT} and text.place is Place.BOTTOM:
        return replace(text, role=Role.BOTTOM)
    return text


def without_couplet(reading: Reading, texts: Sequence[Lettering]) -> list[Lettering]:
    """Take 右边写 for a place, unless a couplet is spoken of."""
    spoken = any(token.key("layout") == Layout.COUPLET or COUPLET_SIGNS & set(token.word) for token in reading.tokens)
    if spoken or not COUPLET & {text.role for text in texts}:
        return list(texts)
    sides = {Role.COUPLET_LEFT: Place.LEFT, Role.COUPLET_RIGHT: Place.RIGHT, Role.COUPLET_TOP: Place.TOP}
    return [replace(t, role=Role.TEXT, place=t.place or sides[t.role]) if t.role in sides else t for t in texts]


def with_bearers(reading: Reading, texts: Sequence[Lettering], cast: Cast) -> list[Lettering]:
    """Give labels, signs and bubbles the nearest subject of their sentence that can bear them."""
    quotations = [at for at, token in enumerate(reading.tokens) if token.quote >= 0]
    return [
        replace(text, bearer=_bearer(reading, at, cast, BEARERS[text.role])) if text.role in BEARERS else text
        for at, text in zip(quotations, texts, strict=True)
    ]


def _sign_holder(reading: Reading, at: int, cast: Cast) -> int | None:
    """ "A penguin holding a sign that says …"."""
    for i in before(reading, at):
        if reading.tokens[i].key("act") == "holding" and not reading.tokens[i].has("unquoted"):
            who = next((j for j in reading.behind(i) if j in cast.at), None)
            if who is not None and cast.draft(who).noun.kind in BEARERS[Role.BUBBLE]:
                reading.used.add(i)
                return cast.at[who]
    return None


def _bearer(reading: Reading, at: int, cast: Cast, kinds: frozenset[str]) -> int | None:
    tokens = reading.tokens
    near = [
        (abs(i - at) + (6 if i > at else 0), i)
        for i in cast.at
        if cast.draft(i).noun.kind in kinds and tokens[i].sentence == tokens[at].sentence
    ]
    if near:
        return cast.at[min(near)[1]]
    if kinds is BEARERS[Role.SIGN]:
        return _sign_holder(reading, at, cast)
    return next(
        (i for i, draft in enumerate(cast.drafts) if kinds is BEARERS[Role.BUBBLE] and draft.noun.kind in kinds), None
    )
