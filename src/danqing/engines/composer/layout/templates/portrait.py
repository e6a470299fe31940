"""A portrait: somebody from the chest up, before lights out of focus."""

from dataclasses import replace

from danqing.engines.composer.color import blend, legible
from danqing.engines.composer.layout.around import aloft, far
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.bubbles import claim_said, reserve, speak
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import Actor, actors, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.stage import ground
from danqing.engines.composer.layout.stand import params_of
from danqing.engines.composer.layout.templates.open import scene
from danqing.engines.composer.layout.typeset import says_something, typeset
from danqing.engines.composer.nouns import EMOJI, hue, noun
from danqing.engines.composer.spec import Lettering, Role

KIN = {
    "beach": "sea",
    "lake": "sea",
    "neon": "city",
    "cafe": "room",
    "library": "room",
    "kitchen": "room",
    "office": "room",
}
"""Grounds whose lights out of focus look alike."""
BLURRED = frozenset({"bamboo", "street", "forest", "snow", "sky", "city", *KIN})
"""Grounds that are told by their lights out of focus."""
UNSEATED = frozenset({"robot", "alien", "couple", "family", "crowd", "mermaid", "fairy", "astronaut"})
"""Persons of whom there is no bust."""
BEHIND = {"bamboo": "bamboo", "sakura": "sakura", "sakuratree": "sakura", "maple": "autumn", "snowflake": "snow"}
"""Subjects that say what is behind a sitter."""
PAINTED = frozenset({"bamboo"})
"""What the ground behind a sitter is seen to be made of."""


def portrait(draft: Draft) -> None:
    """Arrange a bust in the middle, lettering at the edges and small things around the head."""
    sitter = take_sitter(draft)
    if sitter is None:
        scene(draft)
        return
    place = ground(draft.spec.scene, "")
    mood = next((BEHIND[s.noun] for _, s in draft.subjects if s.noun in BEHIND), KIN.get(place, place))
    draft.on("bokeh", mood=mood)
    draft.place = draft.spec.scene if place in BLURRED and not draft.night else ""
    draft.style = draft.spec.style if draft.spec.style not in {"", "photo"} else "portrait"
    draft.behind(*(i for i, s in draft.subjects if s.noun in PAINTED and BEHIND[s.noun] == mood))
    label = take_label(draft)
    spoken = claim_said(draft)
    page(draft)
    said = reserve(draft, spoken)
    f = draft.frame
    across = 0.5 if f.w <= f.h * 1.3 else 0.58
    size = min(f.h * 0.92, f.w * 1.12, max(f.h * 0.5, (f.h - draft.top) * 1.03)) * draft.rng.uniform(0.88, 1.0)
    across += draft.rng.uniform(-0.05, 0.05)
    bust = Box(f.w * across - size / 2, f.h - size, size, size)
    seat(draft, sitter, bust, label)
    speak(draft, said, [(bust.cx + bust.w * 0.16, bust.y + bust.h * 0.36)])
    around(draft, bust)


def take_sitter(draft: Draft) -> Actor | None:
    """Take the first person off the subjects; None: nobody is there."""
    for index, subject in draft.subjects:
        thing = noun(subject.noun)
        sits = thing is not None and thing.kind == "person" and not thing.key.startswith(EMOJI)
        if thing is not None and sits and subject.noun not in draft.spec.exclude | UNSEATED:
            draft.settle(index)
            return next(actors(index, subject, thing))
    return None


def take_label(draft: Draft) -> Lettering | None:
    """Take the first label off the page: it is written on the sitter's chest."""
    for index, text in draft.texts:
        if text.role is Role.LABEL and says_something(text):
            draft.claim([(index, text)])
            return text
    return None


def seat(draft: Draft, sitter: Actor, bust: Box, label: Lettering | None) -> None:
    """Put the bust, and what is written on its chest, above whatever is written at the foot."""
    params = replace(params_of(sitter), flip=draft.rng.random() < 0.5)
    draft.show("bust", bust, (sitter.shows, ""), params=params)
    draft.taken.append(bust.part(0.26, 0.06, 0.48, 0.94))
    if label is None:
        return
    under = hue(sitter.subject.person.top if sitter.subject.person else "") or "#3a4a63"
    shade = legible(blend(under, "#000020", 0.35), "#ffffff")  # an outline, for cloth has folds
    style = Hand(face="round", biggest=0.09, most_lines=1, look="shaded", ink="#ffffff", under=shade)
    room = bust.part(0.36, 0.84, 0.28, 0.10)
    room = room.shift(0, min(0.0, draft.low - room.bottom))
    lines, used = typeset(label, room, style, draft.unit)
    draft.write("lettering", used, lines)


def around(draft: Draft, bust: Box) -> None:
    """Scatter what else there is about the sitter."""
    found = cast(draft)
    small = found.lofty + [a for g in found.front for a in (g.lead, *(t for _, t in g.tied)) if a.noun.kind != "person"]
    draft.top = draft.frame.h * 0.05
    draft.taken.append(bust.part(0.08, 0.62, 0.84, 0.38))
    aloft(draft, small)
    far(draft, found.far, crowded=True)
