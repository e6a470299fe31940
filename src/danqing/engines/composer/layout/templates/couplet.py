"""A Chinese hall: a painting in the middle, a couplet at its sides, a board above, porcelain on a long table."""

from dataclasses import replace

from danqing.engines.composer.layout.around import the_rest
from danqing.engines.composer.layout.box import Box, standing
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.finish import gold
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.typeset import typeset
from danqing.engines.composer.spec import Lettering, Role

RED = "#8e1216"
SILKS = (RED, "#99161a", "#7d1030", "#8a1c10")
INK = "#fbd766"
MOTIFS = ("pagoda", "bamboo", "horse")
"""What the scroll's painter knows."""
GOLD = Hand(face="brush", biggest=0.11, most_lines=1, leading=1.0, look="gold", ink=INK, under=RED, track=0.14)


def couplet(draft: Draft) -> None:
    """Arrange the hall about the canvas's middle, as large as its shorter side allows."""
    own = {t.role: (i, t) for i, t in reversed(draft.texts) if t.role.value.startswith("couplet")}
    draft.claim(list(own.values()))
    draft.roof = 0.18
    page(draft)
    draft.on("hall")
    silk = SILKS[draft.turn % len(SILKS)]
    f = draft.frame
    s = min(f.w, (f.h - draft.top + f.h * 0.03) * 1.02)
    top = max(draft.top, f.h * 0.075)
    strips = [own[r][1].text for r in (Role.COUPLET_LEFT, Role.COUPLET_RIGHT) if r in own]
    if Role.COUPLET_TOP in own:
        _board(draft, own[Role.COUPLET_TOP][1], Box(f.cx - s * 0.21, top, s * 0.42, s * 0.105))
        top += s * 0.105
    foot = max(f.h * 0.69, min(f.h * 0.82, top + s * 0.03 + f.h * 0.26))
    hang = Box(f.cx - s * 0.16, top + s * 0.03, s * 0.32, foot - top - s * 0.03)
    _hang(draft, hang)
    for role, side in ((Role.COUPLET_LEFT, -1), (Role.COUPLET_RIGHT, 1)):
        if role in own:
            strip = Box(f.cx + side * s * 0.265 - s * 0.058, hang.y - s * 0.01, s * 0.116, hang.h + s * 0.02)
            _strip(draft, own[role][1], strip, ("".join(strips), silk))
    _furnish(draft, s)
    the_rest(draft, cast(draft))


def _hang(draft: Draft, box: Box) -> None:
    motif = _motif(draft)
    picture = (*_named(draft, motif), *_named(draft, "framed_picture"))
    draft.show("scroll", box, (picture, ""), params=Params(kind=motif, shadow=False, raised=False))
    draft.taken.append(box)


def _motif(draft: Draft) -> str:
    nouns = {s.noun for _, s in draft.subjects}
    return next((n for n in MOTIFS if n in nouns), "") or MOTIFS[draft.turn % 2]


def _board(draft: Draft, text: Lettering, room: Box) -> None:
    inner = room.inset(room.h * 0.16)
    lines, used = typeset(text, inner, replace(GOLD, biggest=0.085), draft.unit)
    wide = max(room.w * 0.8, used.w + room.h * 0.8)
    draft.write("plaque", Box(room.cx - wide / 2, room.y, wide, room.h), lines, params=Params(color=RED))


def _strip(draft: Draft, text: Lettering, box: Box, how: tuple[str, str]) -> None:
    both, silk = how
    room = Box(box.x + box.w * 0.08, box.y + box.w * 0.12, box.w * 0.84, box.h - box.w * 0.24)
    count = max(1, len(text.text))
    size = min(box.w * 0.80, room.h / count)
    lines, _ = typeset(text, room, GOLD, draft.unit)
    setting = lines.setting._replace(maxsize=size, matching=both)
    lines = replace(lines, setting=setting, size=size, vertical=True, finish=gold(INK, silk), under=silk)
    draft.write("strip", box, lines, params=Params(color=silk))


def _furnish(draft: Draft, s: float) -> None:
    f = draft.frame
    base = min(f.h * 0.955, draft.low)
    desk = standing(f.cx, base, s * 0.60, s * 0.20)
    vases, lamps, seats, desks = (_named(draft, noun) for noun in ("vase", "lantern", "chair", "table"))
    for side in (-1, 1):
        chair = standing(f.cx + side * s * 0.405, base + f.h * 0.005, s * 0.14, s * 0.34)
        draft.show("armchair", chair, (seats, ""), z=base, params=Params(flip=side > 0))
        lantern = standing(f.cx + side * s * 0.265, max(f.h * 0.20, draft.top + s * 0.13), s * 0.10, s * 0.12)
        if lantern.y > draft.top:
            hung = lantern.shift(side * s * 0.115, -s * 0.005)
            draft.show("lantern", hung, (lamps, ""), params=Params(shadow=False))
    draft.show("long_table", desk, (desks, ""), z=base + 1, params=Params(shadow=True))
    outer, inner = draft.rng.choice((("tall", "jar"), ("jar", "tall"), ("tall", "tall")))
    for at, tall, kind in ((0.255, 0.118, outer), (0.365, 0.074, inner), (0.635, 0.074, inner), (0.745, 0.118, outer)):
        pot = standing(desk.x + desk.w * at, desk.y + s * 0.012, s * tall * 0.6, s * tall)
        draft.show("vase", pot, (vases, ""), z=base + 2, params=Params(accent=kind, shadow=False))
    censer = standing(f.cx, desk.y + s * 0.012, s * 0.075, s * 0.085)
    draft.add("censer", censer, z=base + 2, params=Params(shadow=False))


def _named(draft: Draft, noun: str) -> tuple[int, ...]:
    """Take a piece of the hall's own furniture off the subjects that have no place."""
    named = tuple(index for index, subject in draft.subjects if subject.noun == noun)
    for index in named:
        draft.settle(index)
    return named
