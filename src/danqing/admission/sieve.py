"""How much is done about strangers: enough to see them, too little for them to fill a disk or keep a database busy."""


class Sieve:
    """Lets so many a second through, and counts the rest; a stranger must not decide how large a log grows."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._second = 0
        self._let_through = 0
        self._held_back = 0

    def take(self, now: float) -> int | None:
        """Return how many were held back since the last that was let through; None: this one is held back too."""
        if int(now) != self._second:
            self._second, self._let_through = int(now), 0
        if self._let_through >= self._per_second:
            self._held_back += 1
            return None
        self._let_through += 1
        held_back, self._held_back = self._held_back, 0
        return held_back
