"""A portrait: somebody from the chest up, before lights out of focus."""

from danqing.engines.composer.layout.around import aloft
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.bubbles import claim_said, reserve, speak
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import Actor, actors, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.legible import legible
from danqing.engines.composer.layout.stage import ground
from danqing.engines.composer.layout.stand import params_of
from danqing.engines.composer.layout.templates.open import scene
from danqing.engines.composer.layout.typeset import typeset
from danqing.engines.composer.nouns import hue, noun
from danqing.engines.composer.spec import Role

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
UNSEATED = frozenset({"robot", "alien", "couple", "family", "crowd", "mermaid", "fairy", "astronaut"})
"""Persons of whom there is no bust."""
BACKDROPS = frozenset({"bamboo", "tree", "pine", "forest", "sakura", "sakuratree", "willow"})


def portrait(draft: Draft) -> None:
    """Arrange a bust in the middle, lettering at the edges and small things around the head."""
    sitter = take_sitter(draft)
    if sitter is None:
        scene(draft)
        return
    mood = (
        "bamboo"
        if any(s.noun == "bamboo" for _, s in draft.subjects)
        else KIN.get(ground(draft.spec.scene, ""), ground(draft.spec.scene, ""))
    )
    draft.on("bokeh", mood=mood)
    draft.style = draft.spec.style if draft.spec.style not in {"", "photo"} else "portrait"
    draft.subjects = [s for s in draft.subjects if s[1].noun not in BACKDROPS]
    f = draft.frame
    across = 0.5 if f.w <= f.h * 1.3 else 0.58
    size = min(f.h * 0.92, f.w * 1.12)
    bust = Box(f.w * across - size / 2, f.h - size, size, size)
    seat(draft, sitter, bust)
    said = reserve(draft, claim_said(draft))
    page(draft)
    speak(draft, said, [(bust.cx + bust.w * 0.16, bust.y + bust.h * 0.40)])
    around(draft, bust)


def take_sitter(draft: Draft) -> Actor | None:
    """Take the first person off the subjects; None: nobody is there."""
    for index, subject in draft.subjects:
        thing = noun(subject.noun)
        if thing is not None and thing.kind == "person" and subject.noun not in draft.spec.exclude | UNSEATED:
            draft.settle(index)
            return next(actors(index, subject, thing))
    return None


def seat(draft: Draft, sitter: Actor, bust: Box) -> None:
    """Put the bust, and what is written on its shirt."""
    params = params_of(sitter)
    draft.add("bust", bust, params=params)
    draft.taken.append(bust.part(0.26, 0.06, 0.48, 0.94))
    label = next((t for t in draft.texts if t[1].role is Role.LABEL), None)
    if label is None:
        return
    under = hue(sitter.subject.person.top if sitter.subject.person else "") or "#3a4a63"
    style = Hand(face="round", biggest=0.09, most_lines=1, look="plain", ink=legible("#ffffff", under), under=under)
    room = bust.part(0.36, 0.84, 0.28, 0.10)
    if draft.frame.holds(room):
        lines, used = typeset(label[1], room, style, draft.unit)
        draft.write("lettering", used, lines)
        draft.claim([label])


def around(draft: Draft, bust: Box) -> None:
    """Scatter what else there is about the sitter."""
    found = cast(draft)
    small = found.lofty + [a for g in found.front for a in (g.lead, *(t for _, t in g.tied)) if a.noun.kind != "person"]
    draft.top = draft.frame.h * 0.05
    draft.taken.append(bust.part(0.08, 0.62, 0.84, 0.38))
    aloft(draft, small)
