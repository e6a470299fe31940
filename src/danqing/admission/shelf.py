"""Where tenants and the audit log are kept: one promise, and the shelf that is empty after a restart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from danqing.admission.entry import Entry, Sheet, Wanted
from danqing.admission.tenants import Record
from danqing.core.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that is there when the service starts."""

    records: tuple[Record, ...] = ()
    last: Mapping[str, int] = field(default_factory=dict[str, int])
    """The highest number ever given, by the record's table: none is given twice."""


class Shelf(Protocol):
    """Keeps records and log entries; what is together in one call is kept together or not at all."""

    def load(self) -> Kept:
        """Return everything but the log. Called once, before anything else."""
        ...

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry]) -> None:
        """Keep records, in the place of older ones of the same id, and add to the log: durable on return."""
        ...

    def note(self, entry: Entry) -> None:
        """Add to the log soon: durable with the next commit."""
        ...

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Add to the log in a transaction that is under way; it stands or falls with that. Without one: soon."""
        ...

    def used(self, moments: Mapping[str, float]) -> None:
        """Remember when keys were last used, by their ids: durable with the next commit."""
        ...

    async def entries(self, wanted: Wanted) -> Sheet:
        """Return a page of the log, newest first."""
        ...


class MemoryShelf:
    """A shelf that is forgotten at the end."""

    def __init__(self) -> None:
        self._log: list[Entry] = []

    def load(self) -> Kept:
        """Return nothing."""
        return Kept()

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry]) -> None:
        """Add to the log; records are in the directory as long as the process lives, and that is enough."""
        for entry in entries:
            self.note(entry)

    def note(self, entry: Entry) -> None:
        """Add to the log."""
        self._log.append(replace(entry, id=len(self._log) + 1))

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Add to the log, which has no transactions."""
        del db
        self.note(entry)

    def used(self, moments: Mapping[str, float]) -> None:
        """Do nothing: the directory knows."""

    async def entries(self, wanted: Wanted) -> Sheet:
        """Return a page of the log."""
        found = [entry for entry in reversed(self._log) if wanted.takes(entry)]
        first = (wanted.page - 1) * wanted.page_size
        return Sheet(entries=tuple(found[first : first + wanted.page_size]), total=len(found))
