"""Old hours made into days, so that a year of roll-ups stays small."""

from collections import Counter
from itertools import groupby

import msgspec

from danqing.core.connection import Connection
from danqing.metering.queries import rows


def fold(db: Connection, before: int, most: int) -> int:
    """Fold rows of days that are over by the hour `before` (since the epoch); say how many were gone over."""
    found = rows(db, "foldable", {"day": before, "most": most})
    for (day, series), of_day in groupby(found, lambda one: (one["day"], one["series"])):
        values = {"hour": day, "series": series}
        kept = [*of_day, *rows(db, "rollup", values)]
        for one in kept:
            rows(db, "unfold", {"hour": one["hour"], "series": series})
        sums = {name: sum(one[name] for one in kept) for name in ("calls", "images")}
        times = {name: added(*(one[name] for one in kept)) for name in ("waited", "ran")}
        rows(db, "put_rollup", {**values, **sums, **times})
    return len(found)


def added(*histograms: str) -> str:
    """Return the sum of histograms, each `{bucket: calls}` in JSON."""
    total = Counter[str]()
    for histogram in histograms:
        total.update(msgspec.json.decode(histogram, type=dict[str, int]))
    return msgspec.json.encode(dict(total)).decode()
