"""Selling: the product on its plinth under large letters, and a street of shops with their signs."""

from dataclasses import replace

from danqing.engines.composer.color import blend, legible
from danqing.engines.composer.layout.around import aloft, far, heap, props
from danqing.engines.composer.layout.box import Box, standing
from danqing.engines.composer.layout.bubbles import claim_said, reserve, speak
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import TABLES, Actor, Cast, Group, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.signs import carriers, claim_for, label
from danqing.engines.composer.layout.stand import Pose, height_of, params_of, place, put
from danqing.engines.composer.layout.templates.open import mouths, weather
from danqing.engines.composer.layout.typeset import says_something, typeset
from danqing.engines.composer.spec import Lettering, Look, Role, Subject, Verb

KERB = 0.76
FRONTS = ("#f7b267", "#f4845f", "#7fc8a9", "#6fa8dc", "#f2c6c2", "#c9b6e4", "#ffe08a", "#9fd3c7", "#e58f8f")
BOARDS = ("#b3262e", "#1f5fa8", "#2c7a4b", "#7a3fa0", "#a8501a")
FRONTED, SOLD = frozenset({"shop", "house"}), frozenset({"stall", "goods"})
"""What the fronts of a street are, and what its stall is and sells."""
GOODS = ("🧃🥤🍶🧋🥛🍾", "🍎🍊🍞🍪🍓🍬🧀")


def sale(draft: Draft) -> None:
    """Arrange a product on a round plinth, its company at its sides, its promises in large letters."""
    tables = [index for index, subject in draft.subjects if subject.noun in TABLES]
    draft.on("table" if tables else draft.spec.scene if draft.spec.scene in {"room", "stage"} else "studio")
    draft.behind(*tables)
    if draft.spec.style == "":
        draft.style = "cartoon3d"
    found = cast(draft)
    carried = claim_for(draft, carriers(found))
    said = claim_said(draft)
    page(draft)
    bubbles = reserve(draft, said)
    poses = _display(draft, found)
    speak(draft, bubbles, mouths(poses))
    label(draft, carried, poses)
    aloft(draft, found.lofty + found.far)


def _display(draft: Draft, found: Cast) -> list[Pose]:
    groups = sorted(
        found.front,
        key=lambda g: (g.lead.noun.painter != "pack", g.lead.noun.kind in {"animal", "person"}),
    )
    actors = [a for g in groups for a in (g.lead, *(t for _, t in g.tied))] + found.heap
    if not actors:
        return []
    worn = [(verb, a) for verb, a in groups[0].tied if verb is Verb.ON] if groups else []
    actors = [a for a in actors if all(a is not one for _, one in worn)]
    main = Group(actors[0], worn)
    f = draft.frame
    floor = min(f.h * 0.80, draft.floor + f.h * 0.01)
    tall = min((floor - draft.top) * 0.94, f.w * (0.46 if len(actors) > 1 else 0.62), f.h * 0.5)
    hero = place(draft, main, (f.cx, floor), tall / height_of(main))
    rest = sorted(actors[1:9], key=lambda a: a.noun.kind not in {"animal", "person"})
    poses = hero + _company(draft, rest, hero[0].box)
    draft.taken.extend(p.box for p in poses)
    return poses


def _company(draft: Draft, rest: list[Actor], hero: Box) -> list[Pose]:
    """Set the others right and left of the hero in turn; each side is as large as its room allows."""
    poses: list[Pose] = []
    for side, actors in ((1, rest[::2]), (-1, rest[1::2])):
        if not actors:
            continue
        sizes = [hero.h * (0.62 if a.noun.kind in {"animal", "person"} else 0.36) for a in actors]
        wide = sum(h * a.noun.aspect for h, a in zip(sizes, actors, strict=True)) * 1.04
        room = max(draft.frame.w * 0.1, draft.frame.w * 0.48 - hero.w * 0.5)
        scale = min(1.0, room / wide)
        x = hero.right if side > 0 else hero.x
        for number, (h, actor) in enumerate(zip(sizes, actors, strict=True)):
            w = h * actor.noun.aspect * scale
            base = hero.bottom + draft.frame.h * (0.016 + 0.022 * number)
            poses += place(draft, Group(actor), (x + side * w / 2, base), h * scale / actor.tall)
            x += side * w * 1.04
    return poses


def street(draft: Draft) -> None:
    """Arrange a street: house fronts with signs, a stall where goods are sold, people on the pavement."""
    draft.on("pavement")
    draft.place = "street"
    signs = [t for t in draft.texts if t[1].role is Role.SIGN and says_something(t[1])]
    wood = [t for t in signs if Look.HAND in t[1].looks]
    shops = [t for t in signs if t not in wood]
    sells = bool(wood) or any(s.noun == "stall" for _, s in draft.subjects)
    fronts, wares = (_own(draft, nouns) for nouns in (FRONTED, SOLD if sells else frozenset[str]()))
    found = cast(draft)
    if sells and not wood and len(shops) > 3:
        wood, shops = shops[-1:], shops[:-1]
    draft.claim([*shops, *wood[:1]])
    said = claim_said(draft)
    page(draft)
    _fronts(draft, [t for _, t in shops], fronts)
    bubbles = reserve(draft, said)
    stall = _stall(draft, wood[0][1] if wood else None, wares) if sells else None
    poses = _people(draft, found, stall)
    speak(draft, bubbles, mouths(poses))
    heap(draft, found.heap, poses)
    far(draft, found.far, crowded=True)
    props(draft, found.props, poses)
    aloft(draft, found.lofty)
    weather(draft)


def _own(draft: Draft, nouns: frozenset[str]) -> list[tuple[int, Subject]]:
    """Take what a street is made of off the subjects that have no place."""
    own = [(index, subject) for index, subject in draft.subjects if subject.noun in nouns]
    for index, _ in own:
        draft.settle(index)
    return own


def _fronts(draft: Draft, signs: list[Lettering], shops: list[tuple[int, Subject]]) -> None:
    f, rng = draft.frame, draft.rng
    count = max(len(signs), 3, min(8, round(3.6 * f.w / f.h)))
    step = f.w / count
    colors = rng.sample(FRONTS, len(FRONTS))
    chosen = sorted(range(count), key=lambda i: abs(i - (count - 1) / 2))[: len(signs)]
    order = dict(zip(sorted(chosen), signs, strict=False))
    night = draft.night
    for i in range(count):
        tall = min(f.h * rng.uniform(0.47, 0.60), f.h * KERB - draft.top)
        tall = max(tall, f.h * 0.3)
        box = Box(step * i, f.h * KERB - tall, step + 1, tall)
        color = colors[i % len(colors)]
        wall = blend(color, "#1a2048", 0.55) if night else color
        shows = tuple(index for index, subject in shops if i < subject.count)
        params = Params(color=wall, kind="night" if night else "", shadow=False, raised=False)
        draft.show("facade", box, (shows, ""), z=-f.h, params=params)
        sign = box.part(0.05, 0.595, 0.90, 0.115)
        if i in order:
            _shop_sign(draft, order[i], sign, BOARDS[i % len(BOARDS)])


def _shop_sign(draft: Draft, text: Lettering, box: Box, color: str) -> None:
    ink = legible("#fff6dc", color)
    style = Hand(face="sign", biggest=0.09, most_lines=1, look="plain", ink=ink, under=color)
    lines, _ = typeset(text, box.part(0.05, 0.10, 0.90, 0.80), style, draft.unit)
    draft.write("signboard", box, lines, params=Params(color=color))


def _stall(draft: Draft, text: Lettering | None, wares: list[tuple[int, Subject]]) -> Box:
    f = draft.frame
    wide = min(f.w * 0.46, f.h * 0.46)
    box = Box(f.w * 0.95 - wide, f.h * 0.925 - wide * 0.72, wide, wide * 0.72)
    base = box.bottom
    sold = tuple(index for index, subject in wares for _ in range(subject.count))
    draft.show("stall", box, (sold, ""), z=base, params=Params(shadow=False))
    for row, (line, y, tall) in enumerate(zip(GOODS, (0.71, 0.765), (0.20, 0.13), strict=True)):
        for i, glyph in enumerate(line):
            h = box.h * tall
            x = box.x + box.w * (i + 0.5) / len(line)
            draft.add(
                "emoji",
                standing(x, box.y + box.h * y, h, h),
                z=base + 1 + row,
                params=Params(glyph=glyph, shadow=False),
            )
    if text is not None:
        color = "#6b3f1c"
        sign = box.part(0.14, 0.80, 0.72, 0.165)
        style = Hand(face="hand", biggest=0.09, most_lines=1, look="plank", ink="#fff3d6", under=color)
        lines, _ = typeset(text, sign.inset(sign.h * 0.14), style, draft.unit)
        draft.write("plank", sign, lines, params=Params(color=color))
    return box


def _people(draft: Draft, found: Cast, stall: Box | None) -> list[Pose]:
    f = draft.frame
    groups = sorted(found.front, key=lambda g: g.lead.noun.painter == "crowd")
    vendor = (
        next((g for g in groups if g.lead.noun.key in {"man", "woman", "elder_m", "elder_f"}), None) if stall else None
    )
    poses: list[Pose] = []
    grown = min(f.h * 0.34, f.w * 0.5)
    if vendor is not None and stall is not None:
        groups.remove(vendor)
        poses += _behind_counter(draft, vendor.lead, stall, grown)
    right = stall.x if stall else f.w * 0.96
    main = [g for g in groups if g.lead.noun.painter != "crowd"][:5]
    for i, group in enumerate(main):
        x = (
            right - f.w * 0.06 - (right - f.w * 0.1) * i / max(1, len(main))
            if stall
            else right * (i + 0.5) / max(1, len(main))
        )
        poses += place(draft, group, (x, f.h * 0.955), grown * 1.08)
    crowd = [g for g in groups if g not in main][:6]
    for i, group in enumerate(crowd):
        x = right * (0.06 + 0.80 * (i + draft.rng.uniform(0.2, 0.8)) / len(crowd))
        poses += place(draft, group, (x, f.h * draft.rng.uniform(0.81, 0.87)), grown * 0.66)
    return poses


def _behind_counter(draft: Draft, actor: Actor, stall: Box, grown: float) -> list[Pose]:
    tall = min(grown, stall.h * 0.71)
    box = standing(stall.cx, stall.bottom - stall.h * 0.02, tall * actor.noun.aspect, tall)
    return put(draft, actor, box, replace(params_of(actor), shadow=False), z=stall.bottom - 1)
