"""Lettering that belongs to things: shop signs, labels on packs, words on a shirt."""

from collections.abc import Sequence
from dataclasses import replace

from danqing.engines.composer.color import blend, legible
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.cast import Actor, Cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand, hand
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.stand import Pose
from danqing.engines.composer.layout.typeset import SMALLEST, typeset
from danqing.engines.composer.spec import Lettering, Role

FASCIA = "#6b3f2a"
CARRIERS: dict[str, tuple[tuple[float, float, float, float], str]] = {
    "shop": ((0.10, 0.405, 0.80, 0.115), FASCIA),
    "stall": ((0.12, 0.72, 0.76, 0.16), "#8f5630"),
    "pack": ((0.12, 0.125, 0.76, 0.20), ""),
    "man": ((0.26, 0.44, 0.48, 0.10), ""),
    "woman": ((0.26, 0.44, 0.48, 0.10), ""),
    "boy": ((0.24, 0.52, 0.52, 0.10), ""),
    "girl": ((0.24, 0.52, 0.52, 0.10), ""),
}
"""Painters of things that carry lettering: where on their box, and the colour there; empty: the thing's own."""
OWN_COLORS = {"pack": "#2f7de1", "man": "#34557f", "woman": "#b3475f", "boy": "#3f7fbf", "girl": "#c2506f"}
LIVING = frozenset({"person", "animal"})
THINGS = frozenset({Role.SIGN, Role.LABEL})


def carriers(found: Cast) -> list[Actor]:
    """Return the actors that can carry lettering, those made for it first."""
    all_of = [g.lead for g in found.front] + found.far
    able = [a for a in all_of if a.noun.painter in CARRIERS or a.noun.kind in LIVING]
    return sorted(able, key=lambda a: a.noun.kind == "person")


def claim_for(draft: Draft, able: Sequence[Actor]) -> list[tuple[Lettering, Actor]]:
    """Take signs and labels off the page that there are things to carry for, and say which carries which."""
    chosen: list[tuple[Lettering, Actor]] = []
    free = list(able)
    for index, text in list(draft.texts):
        if text.role not in THINGS or not free:
            continue
        loose = [a for a in free if a.noun.painter in CARRIERS and _suits(text, a)]
        own = next((a for a in free if a.index == text.bearer and _can_bear(text, a)), None)
        bearer = own or (loose[0] if loose and text.bearer is None else None)
        if bearer is not None:
            free.remove(bearer)
            chosen.append((text, bearer))
            draft.claim([(index, text)])
    return chosen


def _suits(text: Lettering, actor: Actor) -> bool:
    """Whether what nobody in particular bears may be on somebody's chest: labels may, signs are no clothes."""
    return text.role is Role.LABEL or actor.noun.kind != "person"


def _can_bear(text: Lettering, actor: Actor) -> bool:
    return actor.noun.painter in CARRIERS or text.role is Role.SIGN


def label(draft: Draft, carried: Sequence[tuple[Lettering, Actor]], poses: Sequence[Pose]) -> None:
    """Write each text on its carrier; where that lies under other lettering, on a plank wherever there is room."""
    for text, actor in carried:
        pose = next((p for p in poses if p.actor is actor), None)
        if pose is None or not _on_thing(draft, text, pose, [p.box for p in poses if p.node.z > pose.node.z]):
            anywhere(draft, text)


def _on_thing(draft: Draft, text: Lettering, pose: Pose, before: Sequence[Box]) -> bool:
    if text.role is Role.SIGN and pose.actor.noun.kind in LIVING:
        return _held_up(draft, text, pose)
    where, color = CARRIERS[pose.actor.noun.painter]
    room = pose.box.part(*where)
    under = color or pose.node.params.color or OWN_COLORS[pose.actor.noun.painter]
    shade = legible(blend(under, "#000020", 0.35), "#ffffff")
    style = Hand(face="sign", biggest=0.09, most_lines=1, look="shaded", ink="#ffffff", under=shade)
    lines, used = typeset(text, room, style, draft.unit)
    unreadable = lines.size < SMALLEST * draft.unit or any(used.overlap(b) > 0.1 * used.w * used.h for b in before)
    if unreadable or any(used.overlap(n.box) for n in draft.written) or not draft.frame.holds(used):
        return False
    draft.write("lettering", used, lines)
    return True


def _held_up(draft: Draft, text: Lettering, pose: Pose) -> bool:
    """Write a sign on a plank that somebody holds before them."""
    box = pose.box
    w = min(max(box.w * 1.15, box.h * 0.5), draft.frame.w * 0.44)
    h = max(box.h * 0.17, draft.unit * 0.055)
    plank = Box(box.cx - w / 2, box.y + box.h * 0.56, w, h).kept_in(draft.frame)
    if any(plank.overlap(n.box) for n in draft.written):
        return False
    style = replace(hand(draft, text), look="plank", ink="#fff3d6", under="#6b3f1c", most_lines=2, biggest=0.08)
    lines, _ = typeset(text, plank.inset(h * 0.14), style, draft.unit)
    if lines.size < SMALLEST * draft.unit:
        return False
    draft.write("plank", plank, lines, params=Params(kind="plank", color=style.under))
    return True


def anywhere(draft: Draft, text: Lettering) -> None:
    """Write `text` on a plank at the first place, from the foot upwards, where no other lettering lies."""
    f = draft.frame
    style = replace(hand(draft, text), look="plank", ink="#fff3d6", under="#6b3f1c", most_lines=2)
    for size in (0.08, 0.06, 0.045, 0.03):
        w, h = f.w * 0.36 * size / 0.08, f.h * size
        for step in range(40):
            x, y = f.w * (0.04 + 0.3 * (step % 3)), f.h * (0.86 - 0.065 * (step // 3))
            box = Box(x, y, w, h).kept_in(f)
            if any(box.overlap(n.box) for n in draft.written):
                continue
            lines, _ = typeset(text, box.inset(h * 0.14), style, draft.unit)
            draft.write("plank", box, lines, params=Params(kind="plank", color=style.under))
            return
