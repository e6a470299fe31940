"""Lettering that belongs to the page rather than to a thing: stacked at the edges, never over one another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand, dressed, hand
from danqing.engines.composer.layout.scene import Lines, Params
from danqing.engines.composer.layout.typeset import SMALLEST, says_something, typeset
from danqing.engines.composer.spec import Lettering, Place, Role
from danqing.engines.composer.text.block import Align

Numbered = Sequence[tuple[int, Lettering]]
SCALES = (1.0, 0.86, 0.74, 0.62, 0.5, 0.4, 0.32, 0.25, 0.2, 0.15)
ORDER = {Role.TITLE: 0, Role.COUPLET_TOP: 1, Role.SUBTITLE: 2}
FOOT = {Role.BOTTOM, Role.BODY, Role.CARD, Role.BOARD, Role.LABEL}
HIGH = (Place.TOP_LEFT, Place.TOP_RIGHT)
LOW = (Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lettering stacked in a column, measured from the column's top."""

    rows: tuple[tuple[Lines, Box, Hand], ...]
    height: float


def page(draft: Draft) -> None:
    """Place all lettering that still has no place, at the edges; narrows the free part of the draft."""
    for index, text in list(draft.texts):
        if not says_something(text):
            draft.claim([(index, text)])
    at = {place: [t for t in draft.texts if home(t[1], crowded=bool(draft.subjects)) is place] for place in Place}
    at[Place.TOP].sort(key=lambda t: ORDER.get(t[1].role, 3))
    _top(draft, at)
    _foot(draft, at)
    middle = [*at[Place.CENTER]]
    if middle:
        _center(draft, middle)
    draft.texts = []


def home(text: Lettering, *, crowded: bool = False) -> Place:
    """Return the edge that `text` belongs to; a title does not cover the middle of a crowded picture."""
    if crowded and text.place is Place.CENTER and text.role is Role.TITLE:
        return Place.TOP
    if text.place is not Place.ANYWHERE:
        return text.place
    return Place.BOTTOM if text.role in FOOT else Place.TOP


def _top(draft: Draft, at: dict[Place, list[tuple[int, Lettering]]]) -> None:
    f = draft.frame
    if at[Place.TOP]:
        limit = 0.40 if len(at[Place.TOP]) > 2 else 0.34
        high = min(f.h * min(limit, draft.roof), (draft.low - draft.top) * 0.7)
        used = column(draft, at[Place.TOP], Box(f.w * 0.06, draft.top, f.w * 0.88, high))
        draft.top = used.bottom + f.h * 0.012
    ends = [draft.top]
    for place, align, x in ((Place.TOP_LEFT, "left", 0.055), (Place.TOP_RIGHT, "right", 0.515)):
        both = at[place] + at[Place.LEFT if align == "left" else Place.RIGHT]
        if both:
            room = Box(f.w * x, draft.top, f.w * 0.43, f.h * min(0.26, draft.roof * 0.65))
            used = column(draft, both, room, align="left" if align == "left" else "right")
            ends.append(used.bottom + f.h * 0.012)
    draft.top = max(ends)


def _foot(draft: Draft, at: dict[Place, list[tuple[int, Lettering]]]) -> None:
    f = draft.frame
    if at[Place.BOTTOM]:
        room = Box(f.w * 0.08, 0, f.w * 0.84, min(f.h * 0.30, (draft.low - draft.top) * 0.5))
        block = measured(draft, at[Place.BOTTOM], room, "center")
        put(draft, block, draft.low - block.height)
        draft.low -= block.height + f.h * 0.012
    starts = [draft.low]
    for place, align, x in ((Place.BOTTOM_LEFT, "left", 0.055), (Place.BOTTOM_RIGHT, "right", 0.515)):
        if at[place]:
            room = Box(f.w * x, 0, f.w * 0.43, min(f.h * 0.20, (draft.low - draft.top) * 0.4))
            block = measured(draft, at[place], room, "left" if align == "left" else "right")
            put(draft, block, draft.low - block.height)
            starts.append(draft.low - block.height - f.h * 0.012)
    draft.low = min(starts)


def _center(draft: Draft, texts: Numbered) -> None:
    f = draft.frame
    room = Box(f.w * 0.10, draft.top, f.w * 0.80, min(f.h * 0.24, (draft.low - draft.top) * 0.5))
    block = measured(draft, texts, room, "center")
    middle = draft.top + (draft.low - draft.top - block.height) * 0.3
    put(draft, block, middle)
    draft.top = middle + block.height + f.h * 0.012


def column(draft: Draft, texts: Numbered, room: Box, align: Align = "center") -> Box:
    """Stack `texts` from the top of `room` and return what they take; all of it lies inside `room`."""
    block = measured(draft, texts, room, align)
    put(draft, block, room.y)
    return Box(room.x, room.y, room.w, block.height)


def measured(draft: Draft, texts: Numbered, room: Box, align: Align) -> Block:
    """Return `texts` stacked as large as `room` allows."""
    block = Block(rows=(), height=0)
    for scale in SCALES:
        block = _stacked(draft, [t for _, t in texts], room, align, scale)
        if block.height <= room.h:
            return block
    return block


def _stacked(draft: Draft, texts: Sequence[Lettering], room: Box, align: Align, scale: float) -> Block:
    rows: list[tuple[Lines, Box, Hand]] = []
    y, gap = room.y, draft.frame.h * 0.010 * scale
    seen = 0
    for text in texts:
        style = hand(draft, text)
        if style.look == "plain":  # made for a bubble, and here there is none
            style = replace(style, look="outlined")
        if text.role is Role.TITLE:
            style = replace(style, biggest=style.biggest * (1.0 if seen == 0 else 0.8))
            seen += 1
        margin = draft.unit * 0.035 * scale if boxed(style) else 0.0
        lines, used = _fitted(draft, text, Box(room.x, y + margin * 0.5, room.w, 0), (style, align, scale, margin))
        outer = Box(used.x - margin, used.y - margin * 0.5, used.w + 2 * margin, used.h + margin) if margin else used
        rows.append((lines, outer, style))
        y = outer.bottom + gap
    return Block(rows=tuple(rows), height=max(0.0, y - gap - room.y))


def _fitted(draft: Draft, text: Lettering, at: Box, how: tuple[Hand, Align, float, float]) -> tuple[Lines, Box]:
    style, align, scale, margin = how
    smaller = replace(style, biggest=max(SMALLEST, style.biggest * scale))
    height = style.share * draft.frame.h * scale
    room = Box(at.x + margin, at.y, at.w - 2 * margin, height)
    lines, used = typeset(text, room, smaller, draft.unit, align=align, valign="top")
    for _ in range(4):
        if lines.size >= SMALLEST * draft.unit * 0.98:
            break
        height *= 1.6
        room = Box(room.x, room.y, room.w, height)
        lines, used = typeset(text, room, smaller, draft.unit, align=align, valign="top")
    styled = dressed(draft, text, smaller)
    if styled != smaller:
        lines, _ = typeset(text, used, styled, draft.unit, align=align)
    return lines, used


def boxed(style: Hand) -> bool:
    """Whether the lettering stands on something painted for it."""
    return style.look in {"plate", "ribbon", "plank", "neonsign"}


def put(draft: Draft, block: Block, y: float) -> None:
    """Write a block with its top at `y`."""
    if not block.rows:
        return
    down = y - block.rows[0][1].y
    for lines, outer, style in block.rows:
        box = outer.shift(0, down)
        params = Params(kind=style.look, color=style.under)
        moved = replace(lines, room=lines.room.shift(0, down))
        draft.write(style.look if boxed(style) else "lettering", box, moved, params=params)
