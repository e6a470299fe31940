"""The audit log: every administrative act and every refusal of access, only ever added to."""

from danqing.admission.entry import Act, Entry, Facts, Sheet, Wanted
from danqing.admission.shelf import Shelf
from danqing.admission.sieve import Sieve
from danqing.core.clock import Clock
from danqing.core.connection import Connection
from danqing.core.errors import Error

REFUSED = "access.refused"
NOBODY = "nobody"
"""Who came without a key or token that was ever given out."""
STRANGERS = 20


class Audit:
    """Adds to the log and reads from it."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._strangers = Sieve(STRANGERS)

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

        Of refusals of NOBODY, each process adds STRANGERS a second; the next one tells how many it did not, as
        `unwritten`.
        """
        now = self._clock.now()
        if act.who == NOBODY:
            unwritten = self._strangers.take(now)
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
