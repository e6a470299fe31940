"""What an administrative act did: how it was before, and how it is now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from danqing.core.connection import Connection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """One record before and after; None: there was, or there is, none."""

    before: T | None
    after: T | None


Witness = Callable[[Connection | None, Change[T]], None]
"""Is told of a change inside the transaction that makes it, and stands or falls with it; None: there is none."""
