"""The looks of lettering, as inks: one small function each, from two contrasting colours."""

from collections.abc import Callable

from danqing.engines.composer.color import blend, dark, legible, light
from danqing.engines.composer.ink import Shadow
from danqing.engines.composer.text.finish import Extrude, Finish, Stroke

SOFT = Shadow("#0a1a3a", 0.0, 0.05, 0.06, 0.28)
GOLD = ("#fff2bd", "#fbd766", "#f0b93a")


def plain(ink: str, under: str) -> Finish:
    """Nothing but ink."""
    return Finish(fill=ink)


def outlined(ink: str, under: str) -> Finish:
    """Ink with an outline that carries it over any picture."""
    return Finish(fill=ink, stroke=Stroke(under, 0.22), shadow=SOFT)


def cartoon(ink: str, under: str) -> Finish:
    """A gradient in two outlines, as on a children's poster."""
    return Finish(
        fill=ink,
        gradient=[ink, ink, dark(ink, 0.22)],
        stroke=Stroke(under, 0.17),
        outer=Stroke(dark(ink, 0.15), 0.27),
        shadow=Shadow("#0a1a3a", 0.02, 0.08, 0.06, 0.35),
    )


def solid(ink: str, under: str) -> Finish:
    """White letters with depth, as on a sale's poster."""
    return Finish(
        fill=ink,
        gradient=["#ffffff", "#ffffff", light(under, 0.86)],
        stroke=Stroke(under, 0.11),
        outer=Stroke(dark(under, 0.35), 0.19),
        extrude=Extrude(light(under, 0.12), 0.15),
        shadow=Shadow("#001030", 0.08, 0.22, 0.06, 0.45),
    )


def neon(ink: str, under: str) -> Finish:
    """Tubes of light."""
    return Finish(fill=ink, stroke=Stroke(under, 0.16), glow=light(under, 0.35))


def neonsign(ink: str, under: str) -> Finish:
    """Tubes of light on a dark board."""
    light_of = blend("#ff3fb4", under, 0.5)
    return Finish(fill=legible(ink, light_of), glow=light_of)


def gold(ink: str, under: str) -> Finish:
    """Gold leaf."""
    return Finish(fill=ink, gradient=GOLD, shadow=Shadow("#3a0505", 0.02, 0.04, 0.03, 0.5))


def gilt(ink: str, under: str) -> Finish:
    """Gold in dark red, as on a greeting card."""
    return Finish(
        fill=ink,
        gradient=("#fff6cf", "#ffe08a", "#f3c04a"),
        stroke=Stroke(under, 0.15),
        outer=Stroke("#ffd76a", 0.24),
        shadow=Shadow("#3a0505", 0.02, 0.08, 0.06, 0.5),
    )


def shaded(ink: str, under: str) -> Finish:
    """Ink on a dark picture: an outline in the shade's colour, softly."""
    return Finish(fill=ink, stroke=Stroke(under, 0.22), shadow=Shadow("#001020", 0.02, 0.05, 0.07, 0.6))


LOOKS: dict[str, Callable[[str, str], Finish]] = {
    "plain": plain,
    "plate": plain,
    "plank": plain,
    "ribbon": plain,
    "outlined": outlined,
    "cartoon": cartoon,
    "solid": solid,
    "neon": neon,
    "neonsign": neonsign,
    "gilt": gilt,
    "gold": gold,
    "shaded": shaded,
}
