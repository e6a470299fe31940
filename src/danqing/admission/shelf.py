"""Where tenants and the audit log are kept: one promise, and the shelf that is empty after a restart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from danqing.admission.entry import Entry, Sheet, Wanted
from danqing.admission.tenants import Record
from danqing.core.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was made or changed after some revision, and the revision that it makes up."""

    records: tuple[Record, ...] = ()
    revision: int = 0
    last: Mapping[str, int] = field(default_factory=dict[str, int])
    """Numbers that records had, by their table, which are no longer there: none is given twice."""


class Shelf(Protocol):
    """Keeps records and log entries; what is together in one call is kept together or not at all."""

    async def since(self, revision: int) -> Kept:
        """Return what is newer than the revision, whichever process kept it; of NOTHING: everything."""
        ...

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry], revision: int) -> int | None:
        """Keep records, in the place of older ones of the same id, and add to the log: durable on return.

        Returns the new revision; or None, having kept nothing, if any process kept something after `revision`.
        """
        ...

    async def add(self, entry: Entry) -> None:
        """Add to the log: durable on return."""
        ...

    def note(self, entry: Entry) -> None:
        """Add to the log soon: durable with the next commit."""
        ...

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Add to the log in a transaction that is under way; it stands or falls with that. Without one: soon."""
        ...

    def used(self, moments: Mapping[str, float]) -> None:
        """Remember when keys were last used, by their ids, unless a later moment is known: durable soon."""
        ...

    async def used_since(self, moment: float) -> Mapping[str, float]:
        """Return when keys were last used that were used after the moment, by their ids."""
        ...

    async def entries(self, wanted: Wanted) -> Sheet:
        """Return a page of the log, newest first."""
        ...


class MemoryShelf:
    """A shelf that is forgotten at the end."""

    def __init__(self) -> None:
        self._log: list[Entry] = []
        self._revision = 0

    async def since(self, revision: int) -> Kept:
        """Return no records: they are in the directory as long as the process lives, and that is enough."""
        return Kept(revision=self._revision)

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry], revision: int) -> int | None:
        """Add to the log."""
        if revision != self._revision:
            return None
        for entry in entries:
            self.note(entry)
        self._revision += 1
        return self._revision

    async def add(self, entry: Entry) -> None:
        """Add to the log."""
        self.note(entry)

    def note(self, entry: Entry) -> None:
        """Add to the log."""
        self._log.append(replace(entry, id=len(self._log) + 1))

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Add to the log, which has no transactions."""
        del db
        self.note(entry)

    def used(self, moments: Mapping[str, float]) -> None:
        """Do nothing: whoever asks knows."""

    async def used_since(self, moment: float) -> Mapping[str, float]:
        """Return nothing."""
        return {}

    async def entries(self, wanted: Wanted) -> Sheet:
        """Return a page of the log."""
        found = [entry for entry in reversed(self._log) if wanted.takes(entry)]
        first = (wanted.page - 1) * wanted.page_size
        return Sheet(entries=tuple(found[first : first + wanted.page_size]), total=len(found))
