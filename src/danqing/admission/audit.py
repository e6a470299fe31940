"""The audit log: every administrative act and every refusal of access, only ever added to."""

from danqing.admission.entry import Act, Entry, Facts, Sheet, Wanted
from danqing.admission.shelf import Shelf
from danqing.admission.sieve import Sieve
from danqing.core.clock import Clock
from danqing.core.connection import Connection
from danqing.core.errors import Error, RateLimited

REFUSED = "access.refused"
NOBODY = "nobody"
"""Who came without a key or token that was ever given out."""
MANY = 20
"""Refusals of a kind that whoever is refused can have as many of as they like."""


class Audit:
    """Adds to the log and reads from it."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._strangers, self._hasty = Sieve(MANY), Sieve(MANY)

    def entry(
        self,
        act: Act,
        action: str,
        target: str,
        *,
        account: str = "",
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> Entry:
        """Return an entry about now, to be kept with what it tells of."""
        return Entry(
            at=self._clock.now(),
            who=act.who,
            action=action,
            target=target,
            account=account,
            request_id=act.request_id,
            before=before,
            after=after,
        )

    async def add(self, entry: Entry) -> None:
        """Add an entry, durable on return: for acts whose own records are kept elsewhere."""
        await self._shelf.add(entry)

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Add an entry in the transaction of somebody else, who keeps its own records in the same database.

        None: of somebody who keeps them in memory, and has no transactions.
        """
        self._shelf.within(db, entry)

    def refused(
        self,
        act: Act,
        error: Error,
        target: str = "",
        *,
        account: str = "",
        why: Facts | None = None,
        action: str = REFUSED,
    ) -> None:
        """Add a refusal, durable soon. `why` holds what the caller is not told; never a secret, never a prompt.

        Of refusals of NOBODY, and of those who are too fast, each process adds MANY a second; the next one tells how
        many it did not, as `unwritten`.
        """
        now = self._clock.now()
        sieve = self._strangers if act.who == NOBODY else self._hasty if isinstance(error, RateLimited) else None
        if sieve is not None:
            unwritten = sieve.take(now)
            if unwritten is None:
                return
            why = {**(why or {}), "unwritten": unwritten} if unwritten else why
        self._shelf.note(
            Entry(
                at=now,
                who=act.who,
                action=action,
                target=target,
                account=account,
                request_id=act.request_id,
                code=error.code,
                after=why,
            )
        )

    async def entries(self, wanted: Wanted) -> Sheet:
        """Return a page, newest first."""
        return await self._shelf.entries(wanted)
