"""Groups on the ground: in one row or two, as large as the free part of the canvas lets them be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box, standing
from danqing.engines.composer.layout.cast import Actor, Group
from danqing.engines.composer.layout.draft import Draft, Seen
from danqing.engines.composer.layout.scene import Node, Params
from danqing.engines.composer.layout.seats import ASTRIDE, PAWS, SITTABLE, WORN, seat, worn
from danqing.engines.composer.nouns import EMOJI, FACES, WHOLE, hue
from danqing.engines.composer.spec import Person, Verb

TALLEST = {1: 0.56, 2: 0.56, 3: 0.50, 4: 0.47}
"""How much of the canvas's height a grown-up takes, by how many groups stand."""
CROWDED = 0.42
BUILT = 0.3
"""Where the sky ends higher than this, houses stand on the ground to its far line."""
CLEAR = 0.72
"""How much of those in front those behind must stand above, not to be hidden."""
CROWD = 5
"""From so many groups on, some may be half hidden."""
SPREAD = 1.04
"""A group's place is this much wider than the group."""
COATS = {
    "dog": ("", "#b98352", "#f2d7a8", "#8a6a55"),
    "cat": ("", "#9a9aa5", "#f2d7b0", "#6a6a72"),
    "rabbit": ("", "#e9dccb", "#c9b29b"),
    "redpanda": ("#c4552b",),
    "starfish": ("#f08a4b",),
    "gift": ("", "#e5484d", "#3f8fe0", "#46a758", "#f2b53a", "#a46be0", "#f07fa8"),
    "balloon": ("", "#3f8fe0", "#f2b53a", "#46a758", "#a46be0", "#f07fa8"),
}
HANDED = frozenset(
    {"figure", "man", "woman", "boy", "girl", "child", "elder_m", "elder_f", "santa", "crowd", "astronaut"}
)
"""Painters of people that paint an emoji into the right hand."""
FISTS: tuple[Point, ...] = ((0.88, 0.60), (0.12, 0.60))
"""Where in somebody's box the hands are that nothing is painted into."""
LIFTED = frozenset({"barbell"})
"""What is held over one's head with both hands."""
HANGING = dict.fromkeys(HANDED, 0.26) | {"astronaut": 0.06}
"""How much of somebody who sits hangs below the seat, by painter."""
DOING = ("sleeping", "running", "jumping")
"""What is shown of whoever stands on the ground."""
TOYS = frozenset({"ball", "soccer", "basketball", "football", "volleyball", "tennis", "baseball"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """An actor where it came to stand."""

    actor: Actor
    box: Box
    node: Node

    @property
    def mouth(self) -> Point:
        """Where a bubble's tail should end."""
        return self.box.cx, self.box.y + self.box.h * 0.10


def painter_of(actor: Actor) -> str:
    """Return the painter for an actor."""
    if actor.noun.painter:
        return actor.noun.painter
    if actor.noun.glyph in FACES:
        return "creature"
    if actor.noun.key == "robot":
        return "robot"
    drawn = actor.noun.kind == "person" and not actor.noun.key.startswith(EMOJI)
    return "figure" if drawn else "emoji"


def params_of(actor: Actor, *, flip: bool = False) -> Params:
    """Return what the painter is told of an actor, but for its place."""
    coats = COATS.get(actor.noun.key, ("",))
    color = hue(actor.subject.color) or coats[actor.coat % len(coats)]
    return Params(
        glyph=actor.noun.glyph,
        kind=actor.noun.key,
        color=color,
        flip=flip,
        holds=actor.bears,
        shadow=actor.noun.kind not in {"sky", "water"} and actor.noun.painter != "koi",
        person=actor.subject.person or (Person() if actor.noun.kind == "person" else None),
    )


def height_of(group: Group) -> float:
    """Return how high a group reaches, where a grown-up is 1."""
    lead = group.lead
    above = [a.tall * 0.9 for v, a in group.tied if v in {Verb.ON, Verb.RIDING}]
    others = [a.tall for v, a in group.tied if v in {Verb.BEHIND, Verb.FRONT}]
    return max(lead.tall, lead.tall * (1 - seat(lead.noun.key)[1]) + max(above, default=0.0), *others)


def width_of(group: Group) -> float:
    """Return how wide a group is, in the same measure."""
    beside = sum(a.wide * 0.9 for v, a in group.tied if v in {Verb.BESIDE, Verb.BEHIND, Verb.FRONT})
    held = 0.22 * any(a.hands for a in group.all)
    return max(group.lead.wide, 0.2) + beside + held


def stand(draft: Draft, groups: Sequence[Group], span: Box | None = None) -> list[Pose]:
    """Stand `groups` on the floor between the sides of `span`, and return who stands where."""
    if not groups:
        return []
    room = span or Box(draft.frame.w * 0.04, draft.top, draft.frame.w * 0.92, draft.floor - draft.top)
    lines = rows(list(groups), room, draft)
    unit = _unit(lines, room, draft)
    unit *= draft.rng.uniform(0.84, 1.0) if len(groups) <= 2 else 1.0
    poses: list[Pose] = []
    for depth, line in enumerate(reversed(lines)):
        back = len(lines) - 1 - depth
        base = draft.floor - back * min(_step(line, unit, room), _depth(draft))
        # Those behind stand in the gaps of those before.
        aside = 0.5 if back and len(line) == len(lines[0]) else 0.0
        poses += _line(draft, line, room, (base, unit * (1 - 0.10 * back), aside))
    for pose in poses:
        draft.taken.append(pose.box)
    return poses


def float_on(draft: Draft, groups: Sequence[Group], *, alone: bool) -> list[Pose]:
    """Put boats on the water: large where they are the picture, else farther off."""
    if not groups:
        return []
    f, count = draft.frame, len(groups)
    base = f.h * draft.stage.water + (0.05 * f.h if alone else 0.0)
    unit = f.h * (0.46 if alone else 0.24) / max(0.8, *(g.lead.tall for g in groups))
    poses: list[Pose] = []
    for i, group in enumerate(groups):
        tall = min(group.lead.tall * unit, (base - draft.top) * 0.95, f.w * 0.5 / group.lead.noun.aspect)
        tall *= 1.0 if count == 1 else 0.75
        shift = 0.0 if alone else 0.26 * draft.rng.choice((-1, 1))
        x = f.cx + f.w * shift if count == 1 else f.w * (0.1 + 0.8 * (i + 0.5) / count)
        lift = draft.rng.uniform(0, 0.04) * f.h if count > 1 else 0.0
        poses += place(draft, group, (x, base - lift), tall / group.lead.tall)
    draft.taken.extend(p.box for p in poses)
    return poses


def _step(line: Sequence[Group], unit: float, room: Box) -> float:
    """Return how much higher those behind stand: clear of those before, where there is room for that."""
    tall = unit * max(height_of(g) for g in line)
    return min(tall * 0.92, max(tall * 0.42, room.h - tall * 1.1))


def _depth(draft: Draft) -> float:
    """Return how much higher than the front row somebody may still stand on the ground."""
    stage = draft.stage
    built = stage.indoor or stage.sky < BUILT
    highest = stage.far - 0.02 if built else max(stage.sky + 0.06, stage.far - 0.06)
    return max(0.03, stage.floor - highest) * draft.frame.h


def rows(groups: list[Group], room: Box, draft: Draft) -> list[list[Group]]:
    """Split groups into the front row and those behind, whichever lets them be larger."""
    single = [_centred(groups, draft.rng)]
    if len(groups) < (3 if room.h > room.w * 0.6 else 5):
        return single
    half = (len(groups) + 1) // 2
    ordered = sorted(groups, key=lambda g: g.lead.noun.key not in TOYS)
    double = [_centred(ordered[:half], draft.rng), ordered[half:]]
    unit = _unit(double, room, draft)
    clear = _depth(draft) > CLEAR * unit * max(height_of(g) for g in double[0])
    many = len(groups) >= CROWD
    return double if unit > 1.25 * _unit(single, room, draft) and (clear or many) else single


def _centred(groups: list[Group], dice: Random) -> list[Group]:
    """Put toys between those who play with them, and whoever is between others in the middle."""
    middle = [g for g in groups if g.lead.noun.key in TOYS or g.lead.subject.verb is Verb.BETWEEN]
    others = [g for g in groups if g not in middle]
    cut = dice.randint(1, max(1, len(others) - 1))
    return [*others[:cut], *middle, *others[cut:]]


def _unit(lines: Sequence[Sequence[Group]], room: Box, draft: Draft) -> float:
    """Return the height in pixels of a grown-up."""
    count = sum(len(line) for line in lines)
    tallest = max(height_of(g) for line in lines for g in line)
    wish = draft.frame.h * TALLEST.get(count, CROWDED)
    # A lone mouse is not shown at a mouse's size: what is tallest decides, not what it is.
    wish /= max(tallest, 0.3) ** (0.65 if draft.ground != "table" else 0.95)
    high = room.h / (tallest * (1 + 0.4 * (len(lines) - 1)))
    wide = min(room.w / (SPREAD * sum(width_of(g) for g in line)) for line in lines)
    return max(8.0, min(wish, high, wide))


def _line(draft: Draft, line: Sequence[Group], room: Box, scale: tuple[float, float, float]) -> list[Pose]:
    base, unit, aside = scale
    widths = [width_of(g) * unit * SPREAD for g in line]
    slack = max(0.0, room.w - sum(widths))
    gap = min(slack / (len(line) + 1), unit * 0.45)
    x = room.cx - (sum(widths) + gap * (len(line) - 1)) / 2
    if len(line) == 1:  # a lone figure need not stand in the very middle
        x += draft.rng.uniform(-0.5, 0.5) * min(slack * 0.40, room.w * 0.22)
    x += aside * (widths[0] + gap) / 2
    poses: list[Pose] = []
    for group, width in zip(line, widths, strict=True):
        near = draft.rng.uniform(0, 0.028) * draft.frame.h if len(line) > 1 else 0.0
        if draft.ground == "underwater":  # who swims does not stand in a row
            near = draft.rng.uniform(0.0, 0.3) * max(0.0, base - draft.top - height_of(group) * unit)
        near = -0.012 * draft.frame.h if group.lead.noun.key in TOYS else near
        poses += place(draft, group, (x + width / 2, base - near), unit)
        x += width + gap
    return poses


def place(draft: Draft, group: Group, foot: Point, unit: float) -> list[Pose]:
    """Put a group's lead with its foot at `foot`, and the others where their relations say."""
    lead = group.lead
    flip = draft.rng.random() < (0.75 if foot[0] > draft.frame.cx else 0.25)
    side = sum(a.wide * 0.9 for v, a in group.tied if v in {Verb.BESIDE, Verb.FRONT, Verb.BEHIND})
    unit = min(unit, draft.frame.w * 0.98 / (lead.wide + side))
    box = standing(foot[0] - side * unit / 2, foot[1], lead.wide * unit, lead.tall * unit)
    box = Box(box.kept_in(draft.frame).x, box.y, box.w, box.h)
    poses = put(draft, lead, box, params_of(lead, flip=flip and not lead.hands), z=foot[1])
    reach = box.right
    for number, (verb, actor) in enumerate(group.tied):
        spot = _spot(group, actor, verb, (poses, reach, unit, flip))
        if verb in {Verb.BEHIND, Verb.FRONT}:
            reach = spot.right
        spot = spot.kept_in(draft.frame)
        z = foot[1] + (-1 if verb is Verb.BEHIND else 1) * (0.1 + number * 0.01)
        poses += put(draft, actor, spot, _tied_params(actor, verb, lead, flip=flip and not actor.hands), z=z)
    return poses


def put(draft: Draft, actor: Actor, box: Box, params: Params, *, z: float) -> list[Pose]:
    """Put an actor somewhere, with what is in its hands: painted with it, where its painter has a hand for it."""
    held = next((a for a in actor.hands if a.noun.glyph and not a.noun.painter), None) if has_hands(actor) else None
    if held is not None:
        params = replace(params, holds=held.noun.glyph, accent=hue(held.subject.color))
    if params.person is not None and any(a.noun.key in LIFTED for a in actor.hands):
        params = replace(params, person=replace(params.person, pose="lifting"))
    box, params = _moved(draft, actor, (box, z), params)
    wet = draft.stage.water > 0 or draft.ground == "underwater"
    shows, does = seen_of(actor, *DOING, *(("swimming",) if wet else ()))
    shows = shows if held is None else (*shows, *held.shows)
    node = draft.show(painter_of(actor), box, (shows, does), z=z, params=params)
    poses = [Pose(actor=actor, box=box, node=node)]
    if actor.subject.pose == "sleeping":
        _snore(draft, box, params, z)
    return poses + _grip(draft, [a for a in actor.hands if a is not held], poses[0], first=held is not None)


def _grip(draft: Draft, things: Sequence[Actor], holder: Pose, *, first: bool) -> list[Pose]:
    """Put things into hands that their painter leaves empty."""
    poses: list[Pose] = []
    hands = has_hands(holder.actor)
    for number, thing in enumerate(things, first):
        spot = _held(holder.box, thing, number, flip=holder.node.params.flip, paws=not hands).kept_in(draft.frame)
        still = replace(params_of(thing), shadow=False)
        node = draft.show(painter_of(thing), spot, seen_of(thing), z=holder.node.z + 0.005, params=still)
        poses.append(Pose(actor=thing, box=spot, node=node))
    return poses


def seen_of(actor: Actor, *can: str) -> Seen:
    """Return what is seen of an actor where the poses that `can` be shown are those; its painter shows some itself."""
    pose = actor.subject.pose or (actor.subject.person.pose if actor.subject.person is not None else "")
    if actor.noun.kind == "person":
        return actor.shows, pose if has_hands(actor) else ""
    by_painter = {"sitting": actor.noun.glyph in FACES, "sleeping": actor.noun.painter == "curled"}
    return actor.shows, pose if pose in can or by_painter.get(pose) else ""


def _moved(draft: Draft, actor: Actor, at: tuple[Box, float], params: Params) -> tuple[Box, Params]:
    """Return where an actor is that jumps or runs, and how it leans; what shows that it does is painted by it."""
    box, z = at
    lean = -1 if params.flip else 1  # animals of emoji look to the left
    plain = Params(shadow=False, raised=False, flip=params.flip)
    if actor.subject.pose == "jumping":
        draft.add("shade", box, z=z - 0.02, params=plain)
        box = box.shift(0, -min(box.h * 0.38, max(0.0, box.y - draft.top)))
        return box, replace(params, tilt=12.0 * lean, shadow=False)
    if actor.subject.pose == "running":
        draft.add("dash", box, z=z - 0.02, params=plain)
        return box, replace(params, tilt=-5.0 * lean)
    return box, params


def _snore(draft: Draft, box: Box, params: Params, z: float) -> None:
    size = min(box.h * 0.36, draft.unit * 0.09)
    x = box.x + box.w * (0.80 if params.flip else 0.20)
    where = Box(x - size / 2, box.y - size * 0.75, size, size).kept_in(draft.frame)
    draft.add("emoji", where, z=z + 0.01, params=Params(glyph="💤", shadow=False, raised=False))


def has_hands(actor: Actor) -> bool:
    return painter_of(actor) in HANDED and actor.noun.glyph not in WHOLE


def _spot(group: Group, actor: Actor, verb: Verb, so_far: tuple[list[Pose], float, float, bool]) -> Box:
    """Return where a tied actor goes, by what it is tied to: the lead, or another that was placed before it."""
    poses, reach, unit, flip = so_far
    lead = poses[0]
    host = next((p for p in poses if p.actor.index == actor.subject.other), lead)
    if actor.noun.key in WORN:
        return worn(host.box, actor.noun.key, actor.noun.aspect, flip=flip)
    spot = TIES[verb](host.box, actor, unit, flip=flip, key=host.actor.noun.key)
    if verb is Verb.ON:
        beside = [t for v, t in group.tied if v is Verb.ON and t.noun.key not in WORN]
        return _spread(spot, host.box, beside, actor)
    if verb in {Verb.BEHIND, Verb.FRONT}:
        return Box(reach + (spot.x - host.box.right), spot.y, spot.w, spot.h)
    return spot


def _spread(spot: Box, box: Box, beside: Sequence[Actor], actor: Actor) -> Box:
    """Return a place on `box` for one of several that are on it, next to each other."""
    if len(beside) < 2:
        return spot
    at = (beside.index(actor) + 0.5) / len(beside)
    fits = min(1.0, max(0.62, box.w * 1.15 / (spot.w * 0.75 * len(beside))))
    spot = standing(spot.cx, spot.bottom, spot.w * fits, spot.h * fits)
    wide = max(box.w * 0.86, spot.w * 0.7 * len(beside))
    return Box(box.cx - wide / 2 + wide * at - spot.w / 2, spot.y, spot.w, spot.h)


def _tied_params(actor: Actor, verb: Verb, lead: Actor, *, flip: bool) -> Params:
    params = params_of(actor, flip=flip)
    seated = verb is Verb.RIDING or (verb is Verb.ON and lead.noun.key in SITTABLE)
    if seated and params.person is not None:
        params = replace(params, person=replace(params.person, pose="sitting"))
    return replace(params, shadow=verb in {Verb.BESIDE, Verb.FRONT, Verb.BEHIND, Verb.UNDER})


def _atop(box: Box, actor: Actor, unit: float, *, flip: bool, key: str) -> Box:
    fx, fy = seat(key)
    tall = actor.tall * unit * (0.86 if actor.noun.kind == "person" else 0.92)
    hang = tall * HANGING.get(painter_of(actor), 0.0) if key in SITTABLE | ASTRIDE else 0.0
    foot = box.y + box.h * fy + hang
    return standing(box.x + box.w * (1 - fx if flip else fx), foot, tall * actor.noun.aspect, tall)


def _below(box: Box, actor: Actor, unit: float, *, flip: bool, key: str) -> Box:
    tall = min(actor.tall * unit, box.h * 0.55)
    return standing(box.cx + box.w * 0.16, box.bottom + unit * 0.02, tall * actor.noun.aspect, tall)


def _beside(box: Box, actor: Actor, unit: float, *, flip: bool, key: str) -> Box:
    return Box(box.right + unit * 0.02, box.bottom - actor.tall * unit, actor.wide * unit, actor.tall * unit)


def _behind(box: Box, actor: Actor, unit: float, *, flip: bool, key: str) -> Box:
    w, h = actor.wide * unit * 0.9, actor.tall * unit * 0.9
    return Box(box.right - w * 0.35, box.bottom - unit * 0.07 - h, w, h)


def _before(box: Box, actor: Actor, unit: float, *, flip: bool, key: str) -> Box:
    w, h = actor.wide * unit, actor.tall * unit
    return Box(box.right - w * 0.25, box.bottom + unit * 0.03 - h, w, h)


def _held(box: Box, thing: Actor, number: int, *, flip: bool, paws: bool) -> Box:
    """Return where something is held that its holder's painter paints not: the first in the right hand, or the paws."""
    if thing.noun.key in LIFTED and not paws:
        wide = box.w * 2.3
        tall = wide / thing.noun.aspect
        return Box(box.cx - wide / 2, box.y - box.h * 0.035 - tall / 2, wide, tall)
    x, y = PAWS if paws else FISTS[number % len(FISTS)]
    tall = min(box.h * 0.30 if thing.noun.kind != "animal" else box.h * 0.42, box.w * 0.8 / thing.noun.aspect)
    foot = box.y + box.h * y + tall * (0.42 if not paws else 0.6)
    return standing(box.x + box.w * (1 - x if flip else x), foot, tall * thing.noun.aspect, tall)


TIES: dict[Verb, Callable[..., Box]] = {
    Verb.ON: _atop,
    Verb.RIDING: _atop,
    Verb.UNDER: _below,
    Verb.BESIDE: _beside,
    Verb.BETWEEN: _beside,
    Verb.BEHIND: _behind,
    Verb.FRONT: _before,
}
