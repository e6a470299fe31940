"""Who is in the picture: subjects sorted by where they belong, and bound into groups by their relations."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.nouns import Noun, noun
from danqing.engines.composer.spec import Subject, Verb

FAR = frozenset({"building", "plant"})
LOFTY = frozenset({"sky", "deco"})
MOST = 12
"""Of one kind that stand in front; more would be specks."""
MANY = 3
"""From this count on, things that are no people or animals lie about behind those who are."""
BUILT_IN = frozenset({"framed_picture", "window", "door", "curtain"})
"""What rooms have anyway; out of doors it is not added of one's own accord."""
VARIETY = {"animal": 0.14, "person": 0.05}
"""How much smaller than its siblings one may be."""
CUT = frozenset({"sunflower", "rose", "tulip", "flower", "bouquet", "lotus", "sakura", "lily", "hibiscus"})
"""Flowers that are put into vases."""
PERCHES = frozenset({"moon", "fullmoon", "cloud", "rainbow", "hotairballoon", "rocket", "plane", "planet", "earth"})
"""What in the sky others may be on."""
WATERFOWL = frozenset({"swan", "duck", "goose"})
TABLES = frozenset({"table", "desk", "counter"})
TYING = frozenset({Verb.ON, Verb.RIDING, Verb.UNDER, Verb.BEHIND, Verb.FRONT})
"""Relations that say where somebody stands; who is beside or between others just stands with them."""
AIRBORNE = frozenset({"balloon", "kite", "plane", "helicopter", "hot_air_balloon", "ufo", "drone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One of a subject: what to draw, and how tall where a grown-up is 1."""

    index: int
    subject: Subject
    noun: Noun
    tall: float
    number: int = 0
    """Which of its kind, from zero."""
    coat: int = 0
    """Picks among the colours of its kind."""
    bears: str = ""
    """The emoji of what is in it or in its hand."""

    @property
    def wide(self) -> float:
        """Its width in the same measure."""
        return self.tall * self.noun.aspect


@dataclass(slots=True)
class Group:
    """An actor that stands, and those that stand to it: on it, in its hand, behind it."""

    lead: Actor
    tied: list[tuple[Verb, Actor]] = field(default_factory=list[tuple[Verb, Actor]])


@dataclass(slots=True)
class Cast:
    """The actors by where they belong."""

    front: list[Group] = field(default_factory=list[Group])
    heap: list[Actor] = field(default_factory=list[Actor])
    """Things in number, behind those in front."""
    props: list[Actor] = field(default_factory=list[Actor])
    """Fitting detail that the prompt did not name: it never takes the place of what it did."""
    afloat: list[Group] = field(default_factory=list[Group])
    """What is on the water, where there is some."""
    far: list[Actor] = field(default_factory=list[Actor])
    lofty: list[Actor] = field(default_factory=list[Actor])


def cast(draft: Draft) -> Cast:
    """Sort the subjects that have no place yet; who is tied to another goes with that one."""
    known = {i: (s, n) for i, s in draft.subjects if (n := noun(s.noun)) is not None and _wanted(draft, s.noun)}
    tied = {
        i
        for i, (s, _) in known.items()
        if s.verb in TYING and s.other in known and s.other != i and _bears(known[s.other][1], s.verb)
    }
    tied |= _held(known)
    found = Cast()
    for index, (subject, thing) in known.items():
        if index in tied and not _leads_back(known, index):
            continue
        for actor in siblings(draft, index, subject, thing):
            _sort(found, actor)
    _launch(found, afloat=draft.stage.water > 0)
    _bind(found, known)
    _fill_vase(found)
    _lay_table(found)
    _promote(found)
    _step_back(found)
    return found


def _wanted(draft: Draft, key: str) -> bool:
    return key not in draft.spec.exclude and not (draft.stage.indoor and key in BUILT_IN)


def _bears(thing: Noun, verb: Verb | None) -> bool:
    """Whether anybody can stand to a thing: what floats about or is strewn bears nobody, and under it is anywhere."""
    return thing.kind not in LOFTY or (thing.key in PERCHES and verb in {Verb.ON, Verb.RIDING})


def _held(known: dict[int, tuple[Subject, Noun]]) -> set[int]:
    return {
        s.other
        for i, (s, _) in known.items()
        if s.verb is Verb.HOLDING and s.other is not None and s.other in known and s.other != i
    }


def _leads_back(known: dict[int, tuple[Subject, Noun]], start: int) -> bool:
    """Whether following relations from `start` comes round to it again, and it is the first of that round."""
    seen = [start]
    at: int | None = start
    while at in known:
        subject = known[at][0]
        at = subject.other if subject.verb in TYING else None
        if at == start:
            return start == min(seen)
        if at is None or at in seen:
            return False
        seen.append(at)
    return False


def siblings(draft: Draft, index: int, subject: Subject, thing: Noun) -> Iterator[Actor]:
    """Return one actor for each of a subject, no two of several quite alike."""
    coat = draft.rng.randrange(12)
    for actor in actors(index, subject, thing):
        spread = VARIETY.get(thing.kind, 0.0) if subject.count > 1 else 0.0
        grown = draft.rng.uniform(1 - spread, 1 + spread * 0.6)
        yield replace(actor, tall=actor.tall * grown, coat=coat + actor.number)


def actors(index: int, subject: Subject, thing: Noun) -> Iterator[Actor]:
    """Return one actor for each of a subject, up to as many as can be told apart."""
    most = 40 if thing.kind in LOFTY else MOST
    for number in range(max(1, min(subject.count, most))):
        # The power draws big and small together: an elephant beside a mouse leaves the mouse to be seen.
        tall = max(0.16, thing.height) ** 0.8 * subject.scale
        yield Actor(index=index, subject=subject, noun=thing, tall=tall, number=number, coat=number)


def _sort(found: Cast, actor: Actor) -> None:
    if actor.noun.kind in LOFTY or actor.noun.key in AIRBORNE:
        found.lofty.append(actor)
    elif actor.noun.kind in FAR and actor.noun.height > 0.7:
        found.far.append(actor)
    elif actor.subject.added:
        if actor.noun.key not in BUILT_IN:
            found.props.append(actor)
    else:
        found.front.append(Group(actor))


def _launch(found: Cast, *, afloat: bool) -> None:
    if afloat:
        found.afloat = [g for g in found.front if g.lead.noun.kind == "water" or g.lead.noun.key in WATERFOWL]
        found.front = [g for g in found.front if g not in found.afloat]


def _step_back(found: Cast) -> None:
    """Move what there is many of behind those who live, if anybody does."""
    lives = [g for g in found.front if g.lead.noun.kind in {"person", "animal"}]
    if not lives and not found.afloat:
        return
    many = [g for g in found.front if g not in lives and not g.tied and g.lead.subject.count >= MANY]
    found.heap += [g.lead for g in many]
    found.front = [g for g in found.front if g not in many]


def _bind(found: Cast, known: dict[int, tuple[Subject, Noun]]) -> None:
    for index, (subject, thing) in known.items():
        if subject.verb is None or subject.other is None or subject.other not in known or subject.other == index:
            continue
        if subject.verb is Verb.HOLDING:
            other, (held, held_noun) = subject.other, known[subject.other]
            _give(found, index, list(actors(other, held, held_noun)))
        elif subject.verb in TYING and _bears(known[subject.other][1], subject.verb):
            _tie(found, subject.other, subject.verb, list(actors(index, subject, thing)))


def _give(found: Cast, to: int, things: list[Actor]) -> None:
    """Put one thing into a hand; more of them lie about, or float if that is their nature."""
    _tie(found, to, Verb.HOLDING, things[:1])
    for actor in things[1:]:
        shelf = found.lofty if actor.noun.kind in LOFTY else found.heap
        shelf.append(actor)


def _tie(found: Cast, to: int, verb: Verb, who: list[Actor]) -> None:
    """Tie actors to the first group that `to` leads or is in; a far or lofty thing that somebody is tied to stands."""
    group = next(
        (g for g in found.front + found.afloat if g.lead.index == to or any(a.index == to for _, a in g.tied)), None
    )
    if group is None:
        for shelf in (found.far, found.lofty):
            lead = next((a for a in shelf if a.index == to), None)
            if lead is not None:
                shelf.remove(lead)
                group = Group(lead)
                found.front.append(group)
                break
    if group is None:
        found.front.extend(Group(a) for a in who)
        return
    group.tied.extend((verb, a) for a in who)


def _fill_vase(found: Cast) -> None:
    """Put cut flowers into a vase, where there is one."""
    everybody = [a for g in found.front for a in (g.lead, *(t for _, t in g.tied))]
    cut = [a for a in (*everybody, *found.far, *found.lofty) if a.noun.key in CUT]
    if not cut or not any(a.noun.painter == "vase" for a in everybody):
        return
    for shelf in (found.far, found.lofty):
        shelf[:] = [a for a in shelf if a not in cut]
    found.front = [g for g in found.front if g.lead not in cut]
    for group in found.front:
        group.lead = _filled(group.lead, cut[0].noun.glyph)
        group.tied = [(v, _filled(a, cut[0].noun.glyph)) for v, a in group.tied if a not in cut]


def _filled(actor: Actor, glyph: str) -> Actor:
    return replace(actor, bears=glyph, tall=actor.tall * 1.8) if actor.noun.painter == "vase" else actor


def _lay_table(found: Cast) -> None:
    """Put small things that stand alone on a table, where there is one."""
    table = next((g for g in found.front if g.lead.noun.key in TABLES), None)
    if table is None:
        return
    small = [g for g in found.front if g is not table and g.lead.noun.kind in {"food", "object"} and g.lead.tall < 0.62]
    table.tied.extend((Verb.ON, a) for g in small for a in (g.lead, *(t for _, t in g.tied)))
    found.front = [g for g in found.front if g not in small]


def _promote(found: Cast) -> None:
    """Give a picture that would have nobody in front the largest thing that it has."""
    if found.front:
        return
    shown = {"building"} if found.afloat else FAR
    named = [a for a in found.far if not a.subject.added and a.noun.kind in shown]
    asked = named or found.heap or found.afloat or any(not a.subject.added for a in found.lofty)
    if not asked and found.props:  # a place is all that was asked for: what fits there may be looked at
        found.front, found.props = [Group(a) for a in found.props[:3]], found.props[3:]
    if named:
        found.front = [Group(a) for a in named if a.noun.kind == "building"][:5] or [Group(a) for a in named[:5]]
        leads = [g.lead for g in found.front]
        found.far = [a for a in found.far if a not in leads]
