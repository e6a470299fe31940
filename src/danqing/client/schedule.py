"""When to ask for a task again: every few seconds while it is fresh, then less and less often, and not for ever."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A polling plan in seconds; the defaults are the production advice of the API's documentation."""

    quick: float = 3.0
    """Between two polls at first …"""
    quick_for: float = 30.0
    """… for so long; then the pauses grow evenly …"""
    slow: float = 5.0
    """… from this …"""
    slowest: float = 10.0
    """… to this, reached when twice `quick_for` more has passed."""
    limit: float = 120.0
    """After which a task that has not ended is given up."""

    def pause(self, waited: float) -> float | None:
        """Return how long to wait before the next poll, `waited` seconds after the first; None: time is up.

        The last pause is cut short, so that the last poll comes exactly at the limit.
        """
        left = self.limit - waited
        return min(self._wanted(waited), left) if left > 0 else None

    def _wanted(self, waited: float) -> float:
        if waited < self.quick_for:
            return self.quick
        grown = (waited - self.quick_for) / (2 * self.quick_for) if self.quick_for else 1.0
        return self.slow + (self.slowest - self.slow) * min(grown, 1.0)


NEARBY = Schedule(quick=0.25, slow=1.0, slowest=3.0)
"""For a server on this machine, which nobody else's limits protect and which often ends within a second."""
