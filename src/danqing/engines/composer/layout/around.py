"""What surrounds those in front: far buildings and trees, things in the sky, and what is strewn about."""

from collections.abc import Sequence
from dataclasses import replace

from danqing.engines.composer.layout.box import Box, standing
from danqing.engines.composer.layout.cast import Actor, Cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.stage import STAGES
from danqing.engines.composer.layout.stand import Pose, painter_of, params_of, seen_of

TRIES = 60
CROWD = 10
"""Of those for whom a template has no place, so many at most find one."""
LARGE = {
    "sun": 0.20,
    "moon": 0.17,
    "fullmoon": 0.2,
    "rainbow": 0.42,
    "firework": 0.36,
    "cloud": 0.13,
    "aurora": 0.6,
    "hotairballoon": 0.26,
    "planet": 0.2,
    "earth": 0.24,
    "plane": 0.15,
    "rocket": 0.3,
    "phoenix": 0.3,
    "helicopter": 0.15,
    "ufo": 0.14,
    "window": 0.3,
    "framed_picture": 0.2,
    "mirror": 0.2,
}
"""Shares of the canvas's shorter side, for what has a size of its own in the sky."""
HANGING = frozenset({"lantern", "windchime", "carpstreamer"})
FLAT = frozenset({"rainbow", "aurora", "sun", "moon", "fullmoon", "cloud", "firework", "firefly"})


def far(draft: Draft, actors: Sequence[Actor], *, crowded: bool) -> list[Pose]:
    """Stand far things on the stage's far line, one aside, several spread; return where they stand."""
    poses: list[Pose] = []
    f, count = draft.frame, len(actors)
    line = min(f.h * draft.stage.far, draft.floor - f.h * 0.02)
    named = [a for a in actors if not a.subject.added]
    for i, actor in enumerate([*named, *(a for a in actors if a.subject.added)]):
        tall = max(0.08, min(0.64, actor.tall * 0.20)) * min(f.h, f.w * 1.3)
        if actor.subject.added and count > 1:
            side = i % 2
            x = f.w * (side + (1 - 2 * side) * draft.rng.uniform(0.02, 0.24))
        elif len(named) <= 1:
            x = f.w * (draft.rng.choice((0.17, 0.83)) if crowded else 0.5)
        else:
            x = f.w * (0.06 + 0.88 * (i + draft.rng.uniform(0.25, 0.75)) / count)
        base = line + draft.rng.uniform(-0.01, 0.03) * f.h
        box = standing(x, base, tall * actor.noun.aspect, tall)
        if actor.subject.added and any(box.overlap(p.box) > 0.3 * box.w * box.h for p in poses):
            continue
        params = params_of(actor, flip=draft.rng.random() < 0.5)
        node = draft.show(painter_of(actor), box, seen_of(actor), z=base - f.h, params=params)
        draft.taken.append(box)
        poses.append(Pose(actor=actor, box=box, node=node))
    return poses


def heap(draft: Draft, actors: Sequence[Actor], poses: Sequence[Pose]) -> None:
    """Lay many things behind those in front, from the middle outwards, in two overlapping rows."""
    f, count = draft.frame, len(actors)
    grown = min(f.h * 0.30, f.w * 0.42)
    step = min(f.w * 0.095, f.w * 0.9 / max(1, (count + 1) // 2))
    line = min([draft.floor - f.h * 0.075, *(p.box.bottom - f.h * 0.02 for p in poses)])
    for i, actor in enumerate(actors):
        tall = max(0.3, min(0.75, actor.tall)) * grown * 0.8 * draft.rng.uniform(0.88, 1.12)
        side, k = (-1 if i % 2 else 1), i // 2
        x = f.cx + side * (step * (k + 0.5) + draft.rng.uniform(-0.1, 0.1) * step)
        base = line - (k % 2) * tall * 0.28
        box = standing(x, base, tall * actor.noun.aspect, tall).kept_in(f)
        draft.show(painter_of(actor), box, seen_of(actor), z=base - f.h * 0.2, params=params_of(actor))
        draft.taken.append(box)


def props(draft: Draft, actors: Sequence[Actor], poses: Sequence[Pose], behind: float = 0.1) -> None:
    """Stand things where they hide nobody, at the sides first; detail that finds no place is left out."""
    f = draft.frame
    grown = min(f.h * 0.34, f.w * 0.5)
    seen = [p.box for p in poses] + [n.box for n in draft.written]
    for number, actor in enumerate(actors):
        tall = max(0.22, actor.tall) * grown * (0.8 if actor.noun.kind != "plant" else 0.9)
        tall = min(tall, f.h * 0.3)
        for attempt in range(24):
            side = 1 if (number + attempt) % 2 else -1
            x = f.cx + side * f.w * draft.rng.uniform(0.28, 0.46)
            base = draft.floor - f.h * draft.rng.uniform(0.03, 0.12)
            box = standing(x, base, tall * actor.noun.aspect, tall).kept_in(Box(0, 0, f.w, f.h))
            last = attempt == 23 and not actor.subject.added
            if last or all(box.overlap(b) < 0.10 * box.w * box.h for b in seen):
                seen.append(box)
                draft.taken.append(box)
                params = params_of(actor, flip=side > 0)
                draft.show(painter_of(actor), box, seen_of(actor), z=base - f.h * behind, params=params)
                break


def the_rest(draft: Draft, found: Cast, poses: Sequence[Pose] = ()) -> None:
    """Place whoever a template has no place for: small, at the sides and in the air, so that nobody is lost."""
    grouped = [actor for group in (*found.front, *found.afloat) for actor in group.all]
    standing_ = [*grouped, *(thing for actor in grouped for thing in actor.hands), *found.heap, *found.far]
    props(draft, standing_[:CROWD] + found.props, poses, behind=-0.1)
    aloft(draft, found.lofty)


def aloft(draft: Draft, actors: Sequence[Actor], *, alone: bool = False) -> None:
    """Scatter things over the sky and the page, none on another or on lettering; what finds no room is left out."""
    ordered = sorted(actors, key=lambda a: -LARGE.get(a.noun.key, a.tall * 0.1))
    for actor in ordered:
        box = _spot(draft, actor, alone=alone)
        if box is None:
            continue
        draft.taken.append(box)
        if _hangs(draft, actor):
            cord = Box(box.cx, 0, 1, box.y + box.h * 0.05)
            draft.add("cord", cord, z=-2.1 * draft.frame.h, params=Params(shadow=False, raised=False))
        still = actor.noun.key in LARGE or _hangs(draft, actor)
        tilt = 0.0 if still else draft.rng.uniform(-20, 20)
        params = replace(params_of(actor, flip=draft.rng.random() < 0.5), tilt=tilt, shadow=False)
        params = replace(params, raised=actor.noun.key not in FLAT)
        if actor.noun.key == "cloud":
            params = _clouded(draft, params)
        draft.show(painter_of(actor), box, seen_of(actor, "flying"), z=-2 * draft.frame.h, params=params)


def _hangs(draft: Draft, actor: Actor) -> bool:
    """Whether it hangs from above on a cord."""
    return draft.stage.indoor and actor.noun.key in HANGING


def _clouded(draft: Draft, params: Params) -> Params:
    if draft.night:
        return replace(params, color="#5d6ba5", accent="#34407c", alpha=0.7)
    if draft.spec.weather & {"rain", "fog"}:
        return replace(params, color="#dfe6ec", accent="#a9b7c4")
    return replace(params, color="#fff0e0", accent="#e89a8a") if draft.spec.time == "sunset" else params


def _tall(draft: Draft, actor: Actor, *, alone: bool) -> float:
    unit = draft.unit * (1.5 if draft.stage is STAGES["bokeh"] else 1.0)
    if actor.noun.key in LARGE:
        share = LARGE[actor.noun.key] * actor.subject.scale
        return unit * share * (1.5 if alone and share < 0.3 else 1.0)
    share = max(0.028, actor.tall * 0.16) * draft.rng.uniform(0.75, 1.25)
    if actor.subject.pose == "flying":
        share = max(0.2, actor.tall * 0.26)
    if alone and not actor.subject.added:
        few = actor.subject.count <= 2
        share = max(share * 2.6, 0.24) if few else share * (1.7 if actor.subject.count <= 6 else 1.35)
    return unit * share


def _spot(draft: Draft, actor: Actor, *, alone: bool) -> Box | None:
    f = draft.frame
    tall = _tall(draft, actor, alone=alone)
    if actor.noun.key == "aurora":
        return Box(0, 0, f.w, f.h * 0.55)
    low = f.h * (draft.stage.sky if actor.noun.kind == "sky" else 0.94)
    if actor.noun.key == "firework":
        low = min(low, f.h * 0.5)
    if actor.noun.key in {"sun", "moon", "fullmoon", "cloud"} and draft.spec.time not in {"sunset", "dawn"}:
        low = min(low, max(f.h * 0.36, draft.top + tall))
    strewn = actor.noun.kind == "deco" and draft.stage.sky < 0.6
    top = f.h * draft.stage.far if strewn else max(f.h * 0.04, min(draft.top, f.h * 0.3))
    top = f.h * 0.03 if draft.bare and not strewn else top
    if _hangs(draft, actor):
        top, low = f.h * 0.05, f.h * 0.24 + tall * 0.5
    least: tuple[float, Box] | None = None
    for attempt in range(TRIES):
        h = tall * (1 - 0.5 * attempt / TRIES)
        w = h * actor.noun.aspect
        x = draft.rng.uniform(f.w * 0.04, max(f.w * 0.05, f.w * 0.96 - w))
        y = draft.rng.uniform(top, max(top + 1, low - h * 0.5))
        box = Box(x, y, w, h)
        if box.bottom < f.h * 0.97 and draft.free(box, draft.unit * 0.008):
            return box
        hidden = sum(box.overlap(t) for t in draft.taken) / (w * h)
        hidden += sum(box.overlap(n.box) for n in draft.written) / (w * h) * 4
        if least is None or hidden < least[0]:
            least = (hidden, box)
    # What was asked for may be half hidden by others, what was not is left out.
    return least[1] if least is not None and not actor.subject.added and least[0] < 0.6 and actor.number == 0 else None
