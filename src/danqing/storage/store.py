"""Bytes that are kept for a while, by key."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is known of kept bytes without reading them."""

    key: str
    size: int
    modified: float
    """Seconds since the epoch."""


class Storage(Protocol):
    """Keys are paths such as `results/…/x.png`.

    A segment is one to 255 of `A-Z a-z 0-9 . _ -` and begins with a letter or digit, so no key can name anything
    outside. Putting under any other key raises ValueError; nothing is ever found there.
    Every method raises Unavailable when the place itself does not answer.
    """

    async def put(self, key: str, data: bytes) -> None:
        """Keep `data`; a reader sees all of it or none. What was there before is replaced."""
        ...

    async def add(self, key: str, data: bytes) -> bool:
        """Keep `data` unless the key is taken, which of several at once is decided here; say whether it was kept."""
        ...

    async def get(self, key: str) -> bytes:
        """Return the bytes. Raises NotFound."""
        ...

    async def head(self, key: str) -> Stored:
        """Return what is known without the bytes. Raises NotFound."""
        ...

    async def delete(self, keys: tuple[str, ...]) -> None:
        """Forget the keys; one that is not there is no error."""
        ...

    async def older(self, prefix: str, before: float) -> tuple[str, ...]:
        """Return the keys under `prefix/` that were last put before that time."""
        ...
