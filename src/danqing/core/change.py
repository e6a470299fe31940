"""What an administrative act did: how it was before, and how it is now."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """One record before and after; None: there was, or there is, none."""

    before: T | None
    after: T | None
