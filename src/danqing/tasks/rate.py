"""How fast an account may submit to a model: so many in any span of time, however they are spread over it."""

import math


def span(per_second: float) -> tuple[int, float]:
    """Return (most, seconds): no more than `most` submissions may lie in any `seconds`."""
    most = max(1, math.floor(per_second))
    return most, most / per_second


def wait(earlier: float | None, now: float, seconds: float) -> float:
    """Return how many seconds to wait if the submission `most` before this one came `earlier`; None: there is none."""
    return 0.0 if earlier is None else max(0.0, earlier + seconds - now)
