"""Whether a request that failed may be sent again, and how long to wait before: decided, not done."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """A failure that may pass by itself."""

    THROTTLED = "throttled"  # told to slow down: nothing was done
    REFUSED = "refused"  # 503: nothing was done
    BROKEN = "broken"  # a gateway that lost the answer, or a connection that broke: nobody knows what was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to try a request, and how long to wait between two tries (seconds)."""

    tries: int
    first: float
    """The longest first pause; each next one may be twice as long …"""
    longest: float
    """… up to this."""
    total: float
    """No try begins later than so long after the first."""


PATIENCE: dict[Trouble, Patience] = {
    # The cloud's limits are counted by the second and by the minute, so a minute must fit in.
    Trouble.THROTTLED: Patience(tries=9, first=1.0, longest=20.0, total=120.0),
    Trouble.REFUSED: Patience(tries=6, first=0.5, longest=8.0, total=60.0),
    Trouble.BROKEN: Patience(tries=4, first=0.5, longest=4.0, total=30.0),
}

STATUSES: dict[int, Trouble] = {
    429: Trouble.THROTTLED,
    502: Trouble.BROKEN,
    503: Trouble.REFUSED,
    504: Trouble.BROKEN,
}
"""What an HTTP status means; 0 stands for a connection that broke or was never made."""

SAFE = frozenset({"GET", "HEAD"})
"""Methods that may be repeated when nobody knows whether the first one was obeyed."""


def trouble(method: str, status: int, code: str = "") -> Trouble | None:
    """Say what kind of passing trouble an answer is; None: the answer is final.

    `status` 0 is a connection that broke. What may have been obeyed is repeated for SAFE methods only: a POST that is
    sent twice may draw, and cost, twice.
    """
    found = Trouble.THROTTLED if code.startswith("Throttling") else STATUSES.get(status)
    if status == 0:
        found = Trouble.BROKEN
    return None if found is Trouble.BROKEN and method not in SAFE else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What has been done about one request so far."""

    tries: int
    """At least 1."""
    waited: float
    """Seconds since the first try began."""


def pause(found: Trouble, tried: Tried, *, dice: float, asked: float | None = None) -> float | None:
    """Return how many seconds to wait before the next try; None: enough has been tried.

    Exponential with full jitter: `dice`, in [0, 1), picks from zero to the longest pause allowed. `asked` is what the
    server asked for (`Retry-After`): never less than that is waited, and a server that asks for too much gets no next
    try.
    """
    patience = PATIENCE[found]
    if tried.tries >= patience.tries:
        return None
    drawn = dice * min(patience.longest, patience.first * 2.0 ** (tried.tries - 1))
    wanted = max(drawn, asked or 0.0)
    return wanted if tried.waited + wanted <= patience.total else None
