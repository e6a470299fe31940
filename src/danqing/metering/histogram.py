"""Times counted in fixed buckets: small, exact to add up, and good enough for p50, p95 and p99."""

import math
from collections.abc import Mapping

SHORTEST = 0.001
"""Seconds; everything shorter is in bucket 0."""

PER_DECADE = 10
"""Buckets for each factor of ten: a quantile is at most 12.3 % off (half a bucket of a factor of 10 ** 0.1)."""

LAST = 9 * PER_DECADE
"""A million seconds; everything longer is there too."""


def bucket(seconds: float) -> int:
    """Return the bucket of a time: number b > 0 holds what is from SHORTEST × 10 ** ((b - 1) / PER_DECADE) on."""
    if seconds < SHORTEST:
        return 0
    return min(LAST, 1 + math.floor(PER_DECADE * math.log10(seconds / SHORTEST)))


def middle(number: int) -> float:
    """Return the geometric middle of a bucket, in seconds; of bucket 0, its half."""
    return SHORTEST / 2 if number == 0 else SHORTEST * 10 ** ((number - 0.5) / PER_DECADE)


def quantile(counts: Mapping[int, int], part: float) -> float | None:
    """Return the time that `part` (0 to 1) of all are not above, as its bucket's middle; None if there are none."""
    wanted = math.ceil(part * sum(counts.values()))
    seen = 0
    for number in sorted(counts):
        seen += counts[number]
        if seen and seen >= wanted:
            return middle(number)
    return None
