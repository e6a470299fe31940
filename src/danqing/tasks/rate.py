"""How fast an account may submit to a model: so many in any span of time, however they are spread over it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The span of time that ends now: a submission is too fast if `skip` others and one more lie in it."""

    since: float
    """When it begins, in seconds since the epoch; what came then is no longer in it."""
    skip: int


def window(per_second: float, now: float) -> Window:
    """Return the window of a rate; an infinite one's holds nothing.

    Whole rates are of one second: at most two in any second is another promise than one in any half.
    """
    if math.isinf(per_second):
        return Window(now, 0)
    most = max(1, math.floor(per_second))
    return Window(now - most / per_second, most - 1)
