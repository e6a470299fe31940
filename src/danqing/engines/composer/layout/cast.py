"""Who is in the picture: subjects sorted by where they belong, and bound into groups by their relations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.nouns import Noun, noun, posed
from danqing.engines.composer.spec import Subject, Verb

FAR = frozenset({"building", "plant"})
LOFTY = frozenset({"sky", "deco"})
MOST = 12
"""Of one kind that stand in front; more would be specks."""
MANY = 3
"""From this count on, things that are no people or animals lie about behind those who are."""
BUILT_IN = frozenset({"framed_picture", "window", "door", "curtain"})
"""What rooms have anyway; out of doors it is not added of one's own accord."""
HUNG = frozenset({"framed_picture", "window", "mirror"})
"""What hangs on a wall, where there is one."""
VARIETY = {"animal": 0.14, "person": 0.05}
"""How much smaller than its siblings one may be."""
CUT = frozenset({"sunflower", "rose", "tulip", "flower", "bouquet", "lotus", "sakura", "lily", "hibiscus"})
"""Flowers that are put into vases."""
PERCHES = frozenset({"moon", "fullmoon", "cloud", "rainbow", "hotairballoon", "rocket", "plane", "planet", "earth"})
"""What in the sky others may be on."""
WATERFOWL = frozenset({"swan", "duck", "goose", "koi"})
TABLES = frozenset({"table", "desk", "counter"})
TYING = frozenset({Verb.ON, Verb.RIDING, Verb.UNDER, Verb.BEHIND, Verb.FRONT, Verb.HELD})
"""Relations that say where something is; who is beside or between others just stands with them."""
HANDS = 2
Known = dict[int, tuple[Subject, Noun]]
"""Subjects without a place, with what they look like, by their index in the Spec."""
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
    borne: tuple[int, ...] = ()
    """Indexes in `Spec.subjects` of what `bears` draws."""

    hands: "tuple[Actor, ...]" = ()
    """What it holds."""

    @property
    def shows(self) -> tuple[int, ...]:
        """The subjects that are seen where it is painted."""
        return (self.index, *self.borne)

    @property
    def wide(self) -> float:
        """Its width in the same measure."""
        return self.tall * self.noun.aspect


@dataclass(slots=True)
class Group:
    """An actor that stands, and those that stand to it: on it, in its hand, behind it."""

    lead: Actor
    tied: list[tuple[Verb, Actor]] = field(default_factory=list[tuple[Verb, Actor]])

    @property
    def all(self) -> tuple[Actor, ...]:
        """Everybody in it, the lead first."""
        return (self.lead, *(actor for _, actor in self.tied))

    def change(self, into: Callable[[Actor], Actor]) -> None:
        """Put what `into` makes of everybody in their places."""
        self.tied = [(verb, into(actor)) for verb, actor in self.tied]
        self.lead = into(self.lead)


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

    @property
    def everybody(self) -> list[Actor]:
        """All actors, but for what is in hands."""
        grouped = [actor for group in (*self.front, *self.afloat) for actor in group.all]
        return [*grouped, *self.heap, *self.props, *self.far, *self.lofty]


def cast(draft: Draft) -> Cast:
    """Sort the subjects that have no place yet; who is tied to another goes with that one."""
    known = {i: (s, n) for i, s in draft.subjects if (n := noun(s.noun)) is not None and _wanted(draft, s)}
    tied = [i for i in known if _is_tied(known, i) and not _leads_back(known, i)]
    found = Cast()
    for index, (subject, thing) in known.items():
        if index in tied:
            continue
        for actor in siblings(draft, index, subject, thing):
            _sort(found, actor, indoor=draft.stage.indoor)
    _launch(found, afloat=draft.stage.water > 0)
    _bind(found, known, tied)
    _fill_vase(found)
    _lay_table(found)
    _promote(found)
    _step_back(found)
    return found


def _is_tied(known: Known, index: int) -> bool:
    subject = known[index][0]
    if subject.verb not in TYING or subject.other not in known or subject.other == index:
        return False
    return subject.verb is Verb.HELD or _bears(known[subject.other][1], subject.verb)


def _wanted(draft: Draft, subject: Subject) -> bool:
    built_in = subject.added and draft.stage.indoor and subject.noun in BUILT_IN
    return subject.noun not in draft.spec.exclude and not built_in


def _bears(thing: Noun, verb: Verb | None) -> bool:
    """Whether anybody can stand to a thing: what floats about or is strewn bears nobody, and under it is anywhere."""
    return thing.kind not in LOFTY or (thing.key in PERCHES and verb in {Verb.ON, Verb.RIDING})


def _leads_back(known: Known, start: int) -> bool:
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
    clothed = thing.kind == "animal" and subject.person is not None
    thing = posed(thing, subject.pose, clothed=clothed)
    for number in range(max(1, min(subject.count, most))):
        # The power draws big and small together: an elephant beside a mouse leaves the mouse to be seen.
        tall = max(0.16, thing.height) ** 0.8 * subject.scale
        yield Actor(index=index, subject=subject, noun=thing, tall=tall, number=number, coat=number)


def _sort(found: Cast, actor: Actor, *, indoor: bool) -> None:
    hung = indoor and actor.noun.key in HUNG
    if hung or actor.noun.kind in LOFTY or actor.noun.key in AIRBORNE or actor.subject.pose == "flying":
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
        found.afloat = [g for g in found.front if _floats(g.lead)]
        found.front = [g for g in found.front if g not in found.afloat]


def _floats(actor: Actor) -> bool:
    return actor.noun.kind == "water" or actor.noun.key in WATERFOWL or actor.subject.pose == "swimming"


def _step_back(found: Cast) -> None:
    """Move what there is many of behind those who live, if anybody does."""
    lives = [g for g in found.front if g.lead.noun.kind in {"person", "animal"}]
    if not lives and not found.afloat:
        return
    many = [g for g in found.front if g not in lives and not g.tied and g.lead.subject.count >= MANY]
    found.heap += [g.lead for g in many]
    found.front = [g for g in found.front if g not in many]


def _bind(found: Cast, known: Known, tied: list[int]) -> None:
    """Tie those who are tied, after those that they are tied to; who cannot be tied stands alone."""
    left = list(tied)
    while left:
        there = {actor.index for actor in found.everybody}
        ready = [i for i in left if known[i][0].other in there] or left
        for index in ready:
            left.remove(index)
            subject, thing = known[index]
            who = list(actors(index, subject, thing))
            if subject.verb is Verb.HELD:
                _give(found, subject.other or 0, who)
            else:
                _tie(found, subject.other or 0, subject.verb or Verb.ON, who)


def _give(found: Cast, to: int, things: list[Actor]) -> None:
    """Put one thing into the hands of each; more of them lie about, or float if that is their nature."""
    _group_of(found, to)  # whoever holds something stands, and is not scattered about
    holders = [a for g in (*found.front, *found.afloat) for a in g.all if a.index == to]
    if len(holders) == 1 and len(things) == HANDS:
        holders *= HANDS
    dealt = list(zip(holders, things, strict=False))
    for group in (*found.front, *found.afloat):
        group.change(lambda actor: replace(actor, hands=(*actor.hands, *(t for h, t in dealt if h is actor))))
    for actor in things[len(dealt) :]:
        shelf = found.lofty if actor.noun.kind in LOFTY else found.heap
        shelf.append(actor)


def _tie(found: Cast, to: int, verb: Verb, who: list[Actor]) -> None:
    """Tie actors to the first group that `to` leads or is in; without one they stand alone."""
    group = _group_of(found, to)
    if group is None:
        found.front.extend(Group(a) for a in who)
    else:
        group.tied.extend((verb, a) for a in who)


def _group_of(found: Cast, to: int) -> Group | None:
    """Return the first group that `to` leads or is in; a far or lofty thing comes to stand for it."""
    group = next((g for g in found.front + found.afloat if any(a.index == to for a in g.all)), None)
    if group is not None:
        return group
    for shelf in (found.far, found.lofty):
        lead = next((a for a in shelf if a.index == to), None)
        if lead is not None:
            shelf.remove(lead)
            found.front.append(Group(lead))
            return found.front[-1]
    return None


def _fill_vase(found: Cast) -> None:
    """Put cut flowers into a vase, where there is one."""
    everybody = [a for g in found.front for a in g.all]
    cut = [a for a in (*everybody, *found.far, *found.lofty) if a.noun.key in CUT]
    if not cut or not any(a.noun.painter == "vase" for a in everybody):
        return
    for shelf in (found.far, found.lofty):
        shelf[:] = [a for a in shelf if a not in cut]
    found.front = [g for g in found.front if g.lead not in cut]
    for group in found.front:
        group.tied = [(v, a) for v, a in group.tied if a not in cut]
        group.change(lambda actor: _filled(actor, cut))


def _filled(actor: Actor, cut: list[Actor]) -> Actor:
    if actor.noun.painter != "vase":
        return actor
    borne = tuple(flower.index for flower in cut)
    return replace(actor, bears=cut[0].noun.glyph, borne=borne, tall=actor.tall * 1.8)


def _lay_table(found: Cast) -> None:
    """Put small things that stand alone on a table, where there is one."""
    table = next((g for g in found.front if g.lead.noun.key in TABLES), None)
    if table is None:
        return
    small = [g for g in found.front if g is not table and g.lead.noun.kind in {"food", "object"} and g.lead.tall < 0.62]
    table.tied.extend((Verb.ON, a) for g in small for a in g.all)
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
