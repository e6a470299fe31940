"""Speech bubbles: a band is kept for them before anything stands, and each is drawn to its speaker afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import hand
from danqing.engines.composer.layout.scene import Lines, Params
from danqing.engines.composer.layout.typeset import says_something, typeset
from danqing.engines.composer.spec import Lettering, Role

NEAR = 0.09
"""How far above a head a bubble ends, in shares of the canvas's shorter side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A bubble that is sized, and not yet placed across."""

    lines: Lines
    box: Box
    ink: Box
    slot: Box
    """Where across it may go: those of one row have a part of the canvas each."""


def claim_said(draft: Draft) -> list[Lettering]:
    """Take what is said off the page."""
    texts = [t for t in draft.texts if t[1].role is Role.BUBBLE]
    draft.claim(texts)
    return [t for _, t in texts if says_something(t)]


def reserve(draft: Draft, texts: Sequence[Lettering]) -> list[Said]:
    """Size the bubbles, side by side in a band under what is written at the top, and keep the band free."""
    if not texts:
        return []
    f = draft.frame
    per_row = 2 if draft.wide else 1 if len(texts) == 1 else 2
    wide = min(f.w * (0.86 / max(per_row, min(len(texts), per_row))), f.w * (0.34 if draft.wide else 0.44))
    said: list[Said] = []
    y = draft.top
    for start in range(0, len(texts), per_row):
        together = texts[start : start + per_row]
        part = f.w / len(together)
        slots = [Box(part * k, y, part, f.h * 0.15).inset(f.w * 0.012) for k in range(len(together))]
        row = [_sized(draft, t, Box(0, y, wide, f.h * 0.15), s) for t, s in zip(together, slots, strict=True)]
        said.extend(row)
        y = max(s.box.bottom for s in row) + f.h * 0.015
    draft.top = y + f.h * 0.022
    return said


def _sized(draft: Draft, text: Lettering, room: Box, slot: Box) -> Said:
    pad_x, pad_y = draft.unit * 0.030, draft.unit * 0.022
    inner = Box(room.x + pad_x, room.y + pad_y, room.w - 2 * pad_x, room.h - 2 * pad_y)
    lines, ink = typeset(text, inner, hand(draft, text), draft.unit, valign="top")
    box = Box(ink.x - pad_x, room.y, ink.w + 2 * pad_x, ink.bottom + pad_y - room.y)
    return Said(lines=lines, box=box, ink=ink, slot=slot)


def speak(draft: Draft, said: Sequence[Said], mouths: Sequence[Point]) -> None:
    """Put each bubble near its speaker, none over another, with a tail towards the speaker's head."""
    f = draft.frame
    margin = f.w * 0.03
    count = max(1, len(mouths))
    mouths = sorted(mouths[: len(said)]) if len(said) > 1 else mouths
    # The lowest row first: those above may then come down as far as it lets them.
    for i, bubble in sorted(enumerate(said), key=lambda pair: -pair[1].box.y):
        mouth = mouths[min(i, count - 1)] if mouths else (f.w * 0.5, bubble.box.bottom + f.h * 0.06)
        x = mouth[0] - bubble.box.w * (0.42 if mouth[0] < f.w / 2 else 0.58)
        taken = [b for b in draft.taken if b.y < bubble.box.bottom and b.bottom > bubble.box.y]
        box = replace_x(bubble.box, x).kept_in(Box(bubble.slot.x, 0, bubble.slot.w, f.h))
        box = _clear(box, taken, f.w, margin) if len(said) == 1 else box
        box = _lowered(draft, box, mouth)
        moved = bubble.lines.room.shift(box.x - bubble.box.x, box.y - bubble.box.y)
        lines = replace(bubble.lines, room=moved)
        tip = (
            min(max(mouth[0], box.x + box.w * 0.08), box.right - box.w * 0.08),
            max(mouth[1], box.bottom + f.h * 0.02),
        )
        draft.write("bubble", box, lines, params=Params(tip=tip))


def _lowered(draft: Draft, box: Box, mouth: Point) -> Box:
    """Return `box` moved down to its speaker, as far as it covers nothing."""
    far = mouth[1] - box.bottom - NEAR * draft.unit
    for step in (1.0, 0.75, 0.5, 0.25):
        lower = box.shift(0, max(0.0, far) * step)
        if draft.free(lower, draft.unit * 0.012):
            return lower
    return box


def replace_x(box: Box, x: float) -> Box:
    """Return the box with another left edge."""
    return Box(x, box.y, box.w, box.h)


def _clear(box: Box, taken: Sequence[Box], width: float, margin: float) -> Box:
    """Return `box` moved across, as little as needed, to cover nothing of `taken`."""
    places = [box.x, *(t.right + margin * 0.4 for t in taken), *(t.x - box.w - margin * 0.4 for t in taken)]
    fits = [x for x in places if margin * 0.3 <= x <= width - box.w - margin * 0.3]
    good = [x for x in fits if not any(replace_x(box, x).overlap(t) for t in taken)]
    return replace_x(box, min(good, key=lambda x: abs(x - box.x))) if good else box
