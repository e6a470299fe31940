"""What calls came to: counts, and quantiles of their times; as CSV and as JSON."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from danqing.core.connection import Row
from danqing.metering.histogram import quantile

COUNTS = ("calls", "images", "succeeded", "failed", "canceled", "refused")
QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Quantiles in seconds, at most 12.3 % off; None where nothing ever ran."""

    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What some calls came to."""

    of: Mapping[str, str | int]
    """Which calls: the value of each thing that the usage was split by."""
    calls: int
    images: int
    succeeded: int
    failed: int
    canceled: int
    refused: int
    """Over a limit or out of funds: no task was made."""
    waited: Times
    """From submission to the begin of the last attempt."""
    ran: Times
    """From there to the end."""

    @property
    def success_rate(self) -> float | None:
        """The part of those that were run to an end that succeeded; None if there were none."""
        ended = self.succeeded + self.failed
        return self.succeeded / ended if ended else None


def as_csv(used: Sequence[Used]) -> str:
    """Return a table with a head; times are milliseconds, and empty where nothing ran."""
    text = io.StringIO()
    lines = list(map(_flat, used))
    table = csv.DictWriter(text, fieldnames=list(lines[0]) if lines else [])
    table.writeheader()
    table.writerows(lines)
    return text.getvalue()


def as_json(used: Sequence[Used]) -> bytes:
    """Return the same as an array of objects."""
    return msgspec.json.encode([_flat(one) for one in used])


def _flat(used: Used) -> dict[str, str | int | float | None]:
    counts = {name: getattr(used, name) for name in COUNTS}
    rate = used.success_rate
    times = {
        f"{kind}_{name}_ms": None if seconds is None else round(seconds * 1e3, 1)
        for kind, of_kind in (("waited", used.waited), ("ran", used.ran))
        for name in QUANTILES
        for seconds in (getattr(of_kind, name),)
    }
    return {**used.of, **counts, "success_rate": None if rate is None else round(rate, 4), **times}


def tabulated(by: tuple[str, ...], counted: list[Row], timed: list[Row]) -> tuple[Used, ...]:
    """Bring the rows of `usage` and `times` together, both of which begin with the columns of `by`."""
    histograms: dict[tuple[object, ...], dict[str, dict[int, int]]] = {}
    for one in timed:
        of = histograms.setdefault(tuple(one)[: len(by)], {"waited": {}, "ran": {}})
        of[one["kind"]][one["bucket"]] = one["calls"]
    found: list[Used] = []
    for one in counted:
        of = histograms.get(tuple(one)[: len(by)], {"waited": {}, "ran": {}})
        counts = {name: one[name] for name in COUNTS}
        split = {name: one[f"by_{name}"] for name in by}
        found.append(Used(of=split, **counts, waited=_times(of["waited"]), ran=_times(of["ran"])))
    return tuple(found)


def _times(counts: Mapping[int, int]) -> Times:
    return Times(**{name: quantile(counts, part) for name, part in QUANTILES.items()})
