"""How a piece of lettering is written: by its role, the looks asked for and the picture's style."""

from dataclasses import dataclass, replace

from danqing.engines.composer.color import blend, legible, luminance
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.spec import Layout, Lettering, Look, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A face, its sizes, and two colours that contrast."""

    face: str = "cartoon_m"
    biggest: float = 0.056
    """Of the canvas's shorter side."""
    most_lines: int = 3
    leading: float = 1.2
    look: str = "outlined"
    """A name of `finish.LOOKS`, or `plate`: on a card of its own."""
    ink: str = "#24324a"
    under: str = "#ffffff"
    arc: float = 0.0
    track: float = 0.0
    share: float = 0.12
    """Of the canvas's height, at most."""


PLATE = "#fffdf8"
BY_ROLE: dict[Role, Hand] = {
    Role.TITLE: Hand(face="cartoon", biggest=0.125, most_lines=2, leading=1.16, look="cartoon", share=0.21),
    Role.SUBTITLE: Hand(biggest=0.062, most_lines=2, share=0.11),
    Role.BOTTOM: Hand(biggest=0.046, most_lines=2, look="ribbon", share=0.10),
    Role.TEXT: Hand(),
    Role.BODY: Hand(face="body", biggest=0.034, most_lines=6, leading=1.35, look="plate", under=PLATE, share=0.20),
    Role.CARD: Hand(face="bold", biggest=0.044, most_lines=2, look="plate", under=PLATE, share=0.10),
    Role.BOARD: Hand(face="hand", biggest=0.052, most_lines=12, leading=1.34, look="plate", under=PLATE, share=0.30),
    Role.LABEL: Hand(face="sign", biggest=0.045, most_lines=1, look="plate", under=PLATE, share=0.08),
    Role.SIGN: Hand(face="sign", biggest=0.055, most_lines=1, look="plank", ink="#fff3d6", under="#6b3f1c", share=0.09),
    Role.BUBBLE: Hand(biggest=0.042, most_lines=4, leading=1.15, look="plain", ink="#c2185b", share=0.14),
    Role.COUPLET_TOP: Hand(face="brush", biggest=0.09, most_lines=1, ink="#a3161a", under="#fff4dc"),
    Role.COUPLET_LEFT: Hand(face="brush", biggest=0.07, most_lines=2, ink="#a3161a", under="#fff4dc"),
    Role.COUPLET_RIGHT: Hand(face="brush", biggest=0.07, most_lines=2, ink="#a3161a", under="#fff4dc"),
}
BRIEF = 8
"""A card's words of so few characters are set like its title: a year, a wish."""
SENTENCE = 22
"""A title of more characters is a sentence, and takes more lines where it has the page to itself."""
RIMMED = frozenset({"outlined", "cartoon"})
BRIGHT, NIGHT = 0.40, "#12102a"
SOLID_STYLES = frozenset({"cartoon3d", "clay", "felt"})


def hand(draft: Draft, text: Lettering) -> Hand:
    """Return how `text` is to be written; its ink is legible on what is under it."""
    plain = _by_role(draft, text)
    if text.role is Role.TITLE:
        plain = _title(draft, text, plain)
    elif text.role is Role.BOTTOM:
        plain = _ribbon(draft, text, plain)
    elif text.looks & {Look.BRUSH, Look.HAND} and text.role is not Role.BUBBLE:
        plain = replace(plain, face="brush" if Look.BRUSH in text.looks else "hand")
    if text.color and plain.look not in {"solid", "ribbon", "neon"}:
        plain = replace(plain, ink=hue(text.color) or plain.ink)
    if plain.look in RIMMED and luminance(plain.ink) > BRIGHT:  # yellow stays yellow in a dark rim, and not in a white
        plain = replace(plain, under=blend(plain.ink, NIGHT, 0.86))
    return replace(plain, ink=legible(plain.ink, plain.under))


def _by_role(draft: Draft, text: Lettering) -> Hand:
    """Return the hand of a text's role, larger where the lettering is the picture."""
    plain = BY_ROLE[text.role]
    layout = draft.spec.layout
    if text.role is Role.TITLE and draft.bare and len(text.text) > SENTENCE:
        return replace(plain, biggest=0.115, most_lines=5, share=0.5)
    if text.role is Role.TITLE and (layout is Layout.SHOP or draft.bare):
        return replace(plain, biggest=0.165, share=0.36)
    if text.role in {Role.TEXT, Role.SUBTITLE} and layout is Layout.GREETING and len(text.text) <= BRIEF:
        return _title(draft, text, replace(BY_ROLE[Role.TITLE], biggest=0.10))
    if text.role in {Role.TEXT, Role.LABEL} and draft.bare and len(draft.spec.texts) == 1:
        return replace(BY_ROLE[Role.TITLE], look="outlined", biggest=0.15, most_lines=3, share=0.36)
    if text.role is Role.SIGN and (draft.night or draft.spec.scene in {"city", "neon"}):
        return replace(plain, look="neonsign", face="round", ink="#ffffff", under="#1a1030")
    return plain


def dressed(draft: Draft, text: Lettering, plain: Hand) -> Hand:
    """Return `plain` as the picture's style wants it; sizes and places are decided before, and stay."""
    style = draft.spec.style
    if plain.look != "cartoon":
        return plain
    base = title_color(draft, text)
    if style in SOLID_STYLES:
        return _solid(plain, base)
    if style == "ink":
        ink = legible(base if text.color else "#1c1c1c", "#fff8e8")
        return replace(plain, face="brush", look="outlined", ink=ink, under="#fff8e8")
    if style in {"photo", "flat"} and Look.CARTOON not in text.looks:
        return replace(plain, face="black", look="outlined")
    return plain


def _solid(plain: Hand, base: str) -> Hand:
    return replace(plain, look="solid", ink="#ffffff", under=legible(blend(base, "#000020", 0.3), "#dfe8f4"))


def _title(draft: Draft, text: Lettering, plain: Hand) -> Hand:
    base = title_color(draft, text)
    spec = draft.spec
    if spec.layout is Layout.SHOP or Look.SOLID in text.looks:
        return _solid(plain, base)
    if draft.ground == "festive":
        return replace(plain, look="gilt", ink="#ffe9a0", under="#7a0d10")
    if Look.NEON in text.looks or spec.scene == "neon":
        return replace(
            plain, face="round", look="neon", ink="#ffffff", under=legible(blend(base, "#10002a", 0.4), "#ffffff")
        )
    if text.looks & {Look.BRUSH, Look.HAND}:
        return replace(plain, face="brush", look="outlined", ink=base if text.color else "#1c1c1c", under="#fff8e8")
    return replace(plain, ink=base, arc=0.22)


def _ribbon(draft: Draft, text: Lettering, plain: Hand) -> Hand:
    palette = [hue(c) for c in draft.spec.palette if c not in {"white", "black", "beige", "gray"} and hue(c)]
    base = hue(text.color) or next((c for c in palette if c in {hue("pink"), hue("red")}), "")
    base = base or (palette[-1] if palette else "#e8336d")
    if "festive" in draft.spec.moods:
        base = "#c62828"
    if luminance(base) < 0.42:  # white on a strong colour, which is darkened as much as that needs
        return replace(plain, ink="#ffffff", under=legible(base, "#ffffff"))
    return replace(plain, ink=legible(blend(base, "#101020", 0.8), base), under=base)


def title_color(draft: Draft, text: Lettering) -> str:
    """Return the colour of a title: its own, the mood's, the first strong one of the palette, or blue."""
    if text.color and hue(text.color):
        return hue(text.color)
    if "festive" in draft.spec.moods:
        return "#d32f2f"
    if draft.ground == "party" or "romantic" in draft.spec.moods:
        return "#d6336c"
    strong = [hue(c) for c in draft.spec.palette if c not in {"white", "black", "beige", "gray"} and hue(c)]
    return strong[0] if strong else draft.accent or "#1e6fd9"
