"""Acts about money, each kept in one transaction with its line in the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar, cast

from danqing.admission.audit import Audit
from danqing.admission.entry import Act
from danqing.core.change import Change
from danqing.core.connection import Connection
from danqing.metering.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does what to what."""

    by: Act
    action: str
    target: str
    account: str = ""
    more: Mapping[str, object] = field(default_factory=dict[str, object])
    """What is worth knowing of it beside what it changed."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A store of the books that writes down what each operation changed, together with it or not at all."""

    store: Store
    audit: Audit
    deed: Deed

    async def write(self, operation: Callable[[Connection], T]) -> T:
        """Run the operation, and add its line unless nothing changed."""

        def both(db: Connection) -> T:
            done = operation(db)
            changed: object = done
            if isinstance(changed, Change):
                self._tell(db, cast("Change[Any]", changed))
            return done

        return await self.store.write(both)

    async def scan(self, operation: Callable[[Connection], T]) -> T:
        """Run a read."""
        return await self.store.scan(operation)

    def _tell(self, db: Connection, change: Change[Any]) -> None:
        before, after = (None if one is None else asdict(one) for one in (change.before, change.after))
        if before == after:
            return
        deed = self.deed
        told = {**(after or {}), **deed.more}
        entry = self.audit.entry(deed.by, deed.action, deed.target, account=deed.account, before=before, after=told)
        self.audit.within(db, entry)
