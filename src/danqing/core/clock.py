"""The clock, the ids and the dice: handed in wherever they are needed, so that tests can hold them still."""

import os
import secrets
import time
import uuid
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> float:
        """Return seconds since the epoch, with fractions."""
        ...


class Ids(Protocol):
    """Names that nobody else has, and numbers that nobody can guess."""

    def new(self) -> str:
        """Return a UUID in its usual spelling; for tasks, requests and files."""
        ...

    def seed(self) -> int:
        """Return a drawing seed in [0, 2147483647], the range that every model of the API accepts."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()


class RandomIds:
    """Random UUIDs and seeds, made of what the system calls random.

    Asked for in one piece for many ids: while it answers, another thread may take the turn of whoever asks.
    """

    def __init__(self) -> None:
        self._random = b""

    def new(self) -> str:
        """Return a random UUID."""
        taken, self._random = self._random[:16], self._random[16:]
        if not taken:
            self._random = os.urandom(16 * 64)
            return self.new()
        return str(uuid.UUID(bytes=taken, version=4))

    def seed(self) -> int:
        """Return a random seed."""
        return secrets.randbelow(2**31)


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: float = 1_763_700_000.0) -> None:
        self._now = now

    def now(self) -> float:
        """Return the time last set."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._now += seconds


class CountingIds:
    """Ids and seeds that count up from one: the same in every run of a test."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        """Return the next number as a UUID."""
        self._last += 1
        return str(uuid.UUID(int=self._last))

    def seed(self) -> int:
        """Return the next number."""
        self._last += 1
        return self._last
