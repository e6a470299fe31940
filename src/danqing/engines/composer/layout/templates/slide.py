"""A slide: its title in a wreath in the middle, cards with headings and sentences at both sides."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from danqing.engines.composer.color import blend, legible
from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import Actor
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.exhibits import exhibit, exhibits
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Air, Layer, Params
from danqing.engines.composer.layout.typeset import typeset
from danqing.engines.composer.nouns import hue, noun
from danqing.engines.composer.spec import Lettering, Place, Role

TINTS = ("#e58fa0", "#7fb69a", "#f0b45f", "#7d8fd0", "#e8895f", "#5fb0bf")
ICONS = ("✨", "💡", "🎯", "📈", "🌱", "🏆", "🤝", "🚀")
LEFT = {Place.TOP_LEFT: 0, Place.LEFT: 1, Place.BOTTOM_LEFT: 2}
RIGHT = {Place.TOP_RIGHT: 0, Place.RIGHT: 1, Place.BOTTOM_RIGHT: 2}
HEADING = Hand(face="bold", biggest=0.042, most_lines=2, leading=1.12, look="plain")
SENTENCE = Hand(face="body", biggest=0.0285, most_lines=6, leading=1.32, look="plain", ink="#454b57")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A heading, and the sentence that goes with it."""

    heading: Lettering
    sentence: Lettering | None = None


def slide(draft: Draft) -> None:
    """Arrange title and cards side by side on a wide canvas, one above the other on a high one.

    What else is named is shown in discs: large where there are no cards, else in a row at the foot.
    """
    title = next((t for t in draft.texts if t[1].role is Role.TITLE), None)
    sides = columns(draft)
    if title:
        draft.claim([title])
    page(draft)
    tint = _tint(draft)
    air = Air(turn=draft.turn, palette=(tint,) if tint else (), exclude=draft.unwanted, extend=draft.spec.extend)
    draft.add("slide_paper", draft.frame, layer=Layer.GROUND, params=Params(air=air, shadow=False))
    draft.style = ""
    f = draft.frame
    room = Box(f.w * 0.03, max(draft.top, f.h * 0.05), f.w * 0.94, 0)
    room = Box(room.x, room.y, room.w, min(draft.low, f.h * 0.95) - room.y)
    shown = exhibits(draft)
    room, gallery = _shared(room, shown, cards=any(sides), wide=draft.wide)
    middle, boxes = wide(room, sides) if draft.wide else high(room, sides)
    middle = middle if any(sides) else room
    exhibit(draft, shown, gallery)
    wreath = _wreath(draft, title[1] if title else None, middle)
    first = draft.turn % len(TINTS)
    sizes = _sizes(draft, [c for side in sides for c in side], [b for side in boxes for b in side])
    for side, (cards, places) in enumerate(zip(sides, boxes, strict=True)):
        for row, (card, box) in enumerate(zip(cards, places, strict=True)):
            tint = TINTS[(first + row + 3 * side) % len(TINTS)]
            if draft.wide:
                _link(draft, wreath, box, tint)
            _card(draft, card, box, (tint, *sizes))


def _shared(room: Box, shown: Sequence[Actor], *, cards: bool, wide: bool) -> tuple[Box, Box]:
    """Return the room for title and cards, and the room for what is shown in discs."""
    if not shown:
        return (room, room) if cards else (room.part(0.12, 0.14, 0.76, 0.72), room)
    if cards:
        return room.part(0, 0, 1, 0.83), room.part(0, 0.86, 1, 0.14)
    if wide:
        return room.part(0, 0.16, 0.42, 0.68), room.part(0.46, 0.04, 0.54, 0.92)
    return room.part(0.08, 0, 0.84, 0.34), room.part(0, 0.38, 1, 0.62)


def _tint(draft: Draft) -> str:
    return next((hue(c) for c in draft.spec.palette if hue(c)), "")


def columns(draft: Draft) -> list[list[Card]]:
    """Take the cards off the page and sort them to the left and the right, top to bottom."""
    heads = [(i, t) for i, t in draft.texts if t.role is Role.CARD]
    bodies = {t.parent: (i, t) for i, t in draft.texts if t.role is Role.BODY and t.parent is not None}
    draft.claim([*heads, *(bodies[i] for i, _ in heads if i in bodies)])
    left: list[tuple[int, Card]] = []
    right: list[tuple[int, Card]] = []
    loose: list[Card] = []
    for index, heading in heads:
        card = Card(heading=heading, sentence=bodies[index][1] if index in bodies else None)
        if heading.place in LEFT:
            left.append((LEFT[heading.place], card))
        elif heading.place in RIGHT:
            right.append((RIGHT[heading.place], card))
        else:
            loose.append(card)
    sides = [[c for _, c in sorted(side, key=lambda p: p[0])] for side in (left, right)]
    for card in loose:
        sides[0 if len(sides[0]) <= len(sides[1]) else 1].append(card)
    return sides


def wide(room: Box, sides: Sequence[Sequence[Card]]) -> tuple[Box, list[list[Box]]]:
    """Return the middle, and a place for each card: columns at both edges."""
    w = room.w * 0.305
    places = [
        _spread(Box(x, room.y, w, room.h), len(side)) for x, side in zip((room.x, room.right - w), sides, strict=True)
    ]
    reach = min(room.h * 0.86, room.w * 0.345)
    return Box(room.cx - room.w * 0.172, room.cy - reach / 2, room.w * 0.344, reach), places


def high(room: Box, sides: Sequence[Sequence[Card]]) -> tuple[Box, list[list[Box]]]:
    """Return the top, and below it a place for each card: two columns."""
    head = Box(room.x + room.w * 0.16, room.y, room.w * 0.68, room.h * 0.27)
    w = room.w * 0.485
    below = [Box(x, room.y + room.h * 0.30, w, room.h * 0.70) for x in (room.x, room.right - w)]
    rows = max((len(side) for side in sides), default=0)
    return head, [_spread(area, rows)[: len(side)] for area, side in zip(below, sides, strict=True)]


def _spread(area: Box, count: int) -> list[Box]:
    if not count:
        return []
    tall = min(area.h / count * 0.86, area.w * 0.62)
    gap = (area.h - tall * count) / max(1, count - 1) if count > 1 else 0.0
    gap = min(gap, tall * 0.5)
    start = area.cy - (tall * count + gap * (count - 1)) / 2
    return [Box(area.x, start + i * (tall + gap), area.w, tall) for i in range(count)]


def _wreath(draft: Draft, title: Lettering | None, area: Box) -> Box:
    draft.add("wreath", area, params=Params(shadow=False))
    if title is not None:
        inner = area.part(0.15, 0.24, 0.70, 0.52)
        color = legible(hue(title.color) or "#3c4a63", "#fffdf9")
        style = Hand(face="bold", biggest=0.10, most_lines=5, leading=1.16, look="plain", ink=color, under="#fffdf9")
        lines, used = typeset(title, inner, style, draft.unit)
        draft.write("lettering", used, lines)
    return area


def _text_room(box: Box) -> tuple[Box, Box]:
    left = min(box.h * 0.62, box.w * 0.34) + box.w * 0.05
    w = box.w - left - box.w * 0.05
    return Box(box.x + left, box.y + box.h * 0.10, w, box.h * 0.32), Box(
        box.x + left, box.y + box.h * 0.45, w, box.h * 0.47
    )


def _sizes(draft: Draft, cards: Sequence[Card], boxes: Sequence[Box]) -> tuple[float, float]:
    """Return the sizes at which every heading, and every sentence, fits: alike cards are set alike."""
    heads, bodies = [HEADING.biggest], [SENTENCE.biggest]
    for card, box in zip(cards, boxes, strict=True):
        above, below = _text_room(box)
        heads.append(typeset(card.heading, above, HEADING, draft.unit)[0].size / draft.unit)
        if card.sentence is not None:
            bodies.append(typeset(card.sentence, below, SENTENCE, draft.unit)[0].size / draft.unit)
    return min(heads), min(bodies)


def _card(draft: Draft, card: Card, box: Box, how: tuple[str, float, float]) -> None:
    tint, head_size, body_size = how
    draft.add("card", box, params=Params(color=tint, shadow=False))
    r = min(box.h * 0.31, box.w * 0.17)
    thing = noun(card.heading.icon) if card.heading.icon else None
    icon = Box(box.x + box.w * 0.035, box.cy - r, 2 * r, 2 * r)
    glyph = (
        thing.glyph
        if thing is not None and thing.glyph
        else ICONS[(TINTS.index(tint) + len(card.heading.text)) % len(ICONS)]
    )
    draft.add(
        "badge", icon, z=1, params=Params(glyph=glyph, kind=thing.painter if thing else "", color=tint, shadow=False)
    )
    above, below = _text_room(box)
    ink = legible(blend(tint, "#101a35", 0.45), "#ffffff")
    if card.sentence is None:
        above = Box(above.x, box.y + box.h * 0.1, above.w, box.h * 0.8)
    style = replace(HEADING, ink=ink, biggest=head_size)
    lines, used = typeset(card.heading, above, style, draft.unit, align="left")
    draft.write("lettering", used, lines)
    if card.sentence is not None:
        style = replace(SENTENCE, biggest=body_size)
        lines, used = typeset(card.sentence, below, style, draft.unit, align="left", valign="top")
        draft.write("lettering", used, lines)


def _link(draft: Draft, wreath: Box, box: Box, tint: str) -> None:
    end: Point = (box.right if box.cx < wreath.cx else box.x, box.cy)
    a = math.atan2((box.cy - wreath.cy) / wreath.h, (end[0] - wreath.cx) / wreath.w)
    start = (wreath.cx + math.cos(a) * wreath.w * 0.5, wreath.cy + math.sin(a) * wreath.h * 0.5)
    area = Box(min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1]))
    draft.add("link", Box(start[0], start[1], area.w, area.h), z=-1, params=Params(color=tint, tip=end, shadow=False))
