"""Bills and usage, read from the books; and old hours folded into days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from danqing.core.connection import Connection, Row, Value
from danqing.core.errors import InvalidParameter
from danqing.metering.bill import Bill, Line
from danqing.metering.books import funds_of
from danqing.metering.folding import fold
from danqing.metering.month import checked
from danqing.metering.queries import QUERIES, row, rows
from danqing.metering.quota import Funds
from danqing.metering.store import Store
from danqing.metering.usage import Used, tabulated

BY: Mapping[str, str] = {
    "account": "account",
    "user": '"user"',
    "key": "key_id",
    "workspace": "workspace",
    "model": "model",
    "engine": "engine",
    "outcome": "outcome",
    "code": "code",
    "hour": "hour * 3600",
    "day": "hour / 24 * 86400",
}
"""What usage can be split by, and the column that says it; `hour` and `day` are the seconds of their begin, in UTC."""


@dataclass(frozen=True)
class Reports:
    """What the books say, as of now."""

    store: Store

    async def bill(self, account: str, month: str) -> Bill:
        """Return an account's bill for a month, `2026-11`; a bill without lines if nothing was drawn."""
        found = await self.bills(month, account)
        return found[0] if found else Bill(account=account, month=month, lines=())

    async def bills(self, month: str, account: str = "") -> tuple[Bill, ...]:
        """Return the bills of all accounts that drew something in a month, or of one."""
        values = {"month": checked(month), "account": account}
        lines = await self.store.scan(lambda db: tuple(map(_line, rows(db, "bill", values))))
        return tuple(
            Bill(account=whose, month=month, lines=tuple(own))
            for whose, own in groupby(lines, lambda line: line.account)
        )

    async def funds(self, account: str, month: str) -> Funds | None:
        """Return what an account may spend, has spent in a month and holds; None: it has neither credit nor budget."""
        checked(month)

        def look(db: Connection) -> Funds | None:
            said = row(db, "funds", {"account": account})
            return None if said is None else funds_of(db, account, said, month)

        return await self.store.scan(look)

    async def usage(
        self, since: float, until: float, by: Sequence[str] = (), only: Mapping[str, str] | None = None
    ) -> tuple[Used, ...]:
        """Return what ended in the hours that touch [since, until), split by some of BY, in their order.

        `only` keeps the calls with these values. Days that were folded count with their first hour.
        """
        only = dict(only or {})
        unknown = [name for name in (*by, *only) if name not in BY]
        if unknown:
            raise InvalidParameter(f"`by` must be one of {', '.join(BY)}, got {unknown[0]!r}.")
        columns = ", ".join(f"{BY[name]} AS by_{name}" for name in by) or "'' AS of_all"
        names = ", ".join(f"by_{name}" for name in by) or "of_all"
        kept = " AND ".join(f"{BY[name]} = :{name}" for name in only) or "true"
        values: dict[str, Value] = {"since": int(since // 3600), "until": -int(-until // 3600), **only}

        def look(db: Connection) -> tuple[Used, ...]:
            counted = db.execute(_statement(db, "usage", columns, names, kept), values).fetchall()
            timed = db.execute(_statement(db, "times", columns, names, kept), values).fetchall()
            return tabulated(tuple(by), counted, timed)

        return await self.store.scan(look)

    async def fold(self, before: float, most: int = 1000) -> int:
        """Make one row of each whole UTC day of a series that ended before `before`; say how many rows were gone over.

        At most `most` rows at once, so that nobody waits long behind it; to be called again until it says 0.
        """
        day = int(before // 86_400) * 24
        if not await self.store.scan(lambda db: rows(db, "foldable", {"day": day, "most": 1})):
            return 0  # without keeping the ledger waiting while the table is read
        return await self.store.write(lambda db: fold(db, day, most))


def _statement(db: Connection, name: str, columns: str, names: str, kept: str) -> str:
    return QUERIES.of(db.dialect)[name].replace("{columns}", columns).replace("{by}", names).replace("{only}", kept)


def _line(found: Row) -> Line:
    return Line(
        account=found["account"],
        month=found["month"],
        model=found["model"],
        currency=found["currency"],
        unit_price=Decimal(found["price"]),
        images_free=found["free"],
        images_paid=found["paid"],
    )
