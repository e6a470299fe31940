"""Things shown for themselves, without a ground to stand on: each in a disc, in rows."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.cast import Actor, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.stand import painter_of, params_of, seen_of

MOST = 8
EACH = 3
"""Of one kind; the rest of a herd is left out, and not told as drawn."""
TINTS = ("#e58fa0", "#7fb69a", "#f0b45f", "#7d8fd0", "#e8895f", "#5fb0bf")


def exhibits(draft: Draft) -> list[Actor]:
    """Return who and what has no place yet, as many as can be told apart, every kind before the second of any."""
    found = cast(draft)
    hands = [thing for actor in found.everybody for thing in actor.hands]
    actors = sorted([*found.everybody, *hands], key=lambda a: (a.index, a.number))
    alike = [list(some)[:EACH] for _, some in itertools.groupby(actors, key=lambda a: a.index)]
    turns = itertools.zip_longest(*alike)
    chosen = [actor for turn in turns for actor in turn if actor is not None][:MOST]
    return sorted(chosen, key=lambda a: (a.index, a.number))


def exhibit(draft: Draft, actors: Sequence[Actor], room: Box) -> None:
    """Show actors in discs that fill `room`, in as many rows as let them be largest."""
    count = len(actors)
    if not count:
        return
    rows = max(range(1, count + 1), key=lambda n: min(room.h / n, room.w / math.ceil(count / n)))
    columns = math.ceil(count / rows)
    size = min(room.h / rows, room.w / columns)
    first = draft.rng.randrange(len(TINTS))
    for number, actor in enumerate(actors):
        row, column = divmod(number, columns)
        here = min(columns, count - row * columns)
        x = room.cx + (column - (here - 1) / 2) * size
        y = room.cy + (row - (rows - 1) / 2) * size
        disc = Box(x - size * 0.44, y - size * 0.44, size * 0.88, size * 0.88)
        draft.add("badge", disc, params=Params(color=TINTS[(first + number) % len(TINTS)], shadow=False))
        show_in(draft, actor, disc)
    draft.taken.append(room)


def show_in(draft: Draft, actor: Actor, disc: Box, share: float = 0.62) -> None:
    """Show an actor inside a disc, as large as its outline lets it be."""
    aspect = actor.noun.aspect
    tall = disc.h * share / max(1.0, aspect, 0.86 * math.hypot(1, aspect))
    box = Box(disc.cx - tall * aspect / 2, disc.cy - tall / 2, tall * aspect, tall)
    draft.show(painter_of(actor), box, seen_of(actor), z=1, params=replace(params_of(actor), shadow=False))
