"""Prices, free images, credit and budgets: set while the service runs, each act saying what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from danqing.core.change import Change
from danqing.core.connection import Connection, Row, Value
from danqing.core.errors import Conflict, InvalidParameter
from danqing.metering import prices
from danqing.metering.bill import plain
from danqing.metering.queries import row, rows
from danqing.metering.quota import Breach
from danqing.metering.store import Store

MOST_IMAGES = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Free images of one model, given to one account."""

    account: str
    model: str
    images: int
    """Given in all."""
    used: int
    held: int
    """By tasks that have not ended."""
    until: float | None
    """When what is left is void, in seconds since the epoch; None: never."""
    free_only: bool | None
    """Whether the account wants nothing of this model that costs; None: as for its other models."""

    def left(self, now: float) -> int:
        """Return how many nobody has used or holds."""
        over = self.until is not None and self.until <= now
        return 0 if over else max(0, self.images - self.used - self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What one account may spend."""

    account: str
    activated: float | None
    """When it first asked for something, where that starts its free images; seconds since the epoch."""
    free_only: bool
    currency: str
    """Of credit and budget; empty while there is neither."""
    credit: Decimal | None
    """Paid in advance and not spent yet; None: the account pays afterwards."""
    budget: Decimal | None
    """For a calendar month; None: none."""
    breach: Breach


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What an image of a model costs in a region from a moment on."""

    model: str
    region: str
    currency: str
    valid_from: float
    """Seconds since the epoch; it holds for what is submitted from then until the next price."""
    amount: Decimal


@dataclass(frozen=True)
class Accounting:
    """What an operator may do to the books. Whether accounts and models exist is for others to know."""

    store: Store

    async def set_quota(self, account: str, model: str, images: int, until: float | None = None) -> Change[Quota]:
        """Give so many free images in all; what was used and is held of them stays so."""
        return await self._quota(account, model, {"set_quota": _given(images, until)})

    async def offer(
        self, account: str, model: str, images: int, until: float | None, free_only: bool | None
    ) -> Change[Quota]:
        """Do `set_quota` and `set_free_only` at once."""
        acts = {"set_quota": _given(images, until), "set_model_free_only": {"free_only": free_only}}
        return await self._quota(account, model, acts)

    async def set_free_only(self, account: str, model: str, on: bool | None) -> Change[Quota]:
        """Have the model refused rather than paid, whatever holds for the account's others; None: as for those."""
        return await self._quota(account, model, {"set_model_free_only": {"free_only": on}})

    async def set_account_free_only(self, account: str, *, on: bool) -> Change[Purse]:
        """Have everything refused that would cost, of all models that have no word of their own."""
        return await self._purse("set_free_only", account, {"free_only": on})

    async def set_budget(
        self, account: str, budget: Decimal | None, currency: str = "", breach: Breach = Breach.STOP
    ) -> Change[Purse]:
        """Set what the account may spend in a calendar month (UTC); None: as much as it likes.

        Raises Conflict if the account has credit in another currency.
        """
        if budget is None:
            return await self._purse("set_budget", account, {"budget": None, "breach": Breach.WARN})
        if prices.amount(budget, "budget") < 0:
            raise InvalidParameter(f"`budget` must not be below zero, got {budget}.")
        values = {"currency": prices.currency(currency), "budget": plain(budget), "breach": breach}
        return await self._purse("set_budget", account, values)

    async def top_up(self, account: str, amount: Decimal, currency: str) -> Change[Purse]:
        """Add to what the account has paid in advance, or take from it; from the first time on it pays in advance.

        Raises Conflict if the account has credit or a budget in another currency.
        """
        added, currency = prices.amount(amount), prices.currency(currency)

        def top_up(db: Connection) -> Change[Purse]:
            before = _purse(db, account)
            have = before.credit if before and before.credit is not None else Decimal(0)
            return _set_purse(db, "open_credit", before, account, {"credit": plain(have + added), "currency": currency})

        return await self.store.write(top_up)

    async def pay_afterwards(self, account: str) -> Change[Purse]:
        """Drop the account's credit, whatever is left of it."""
        return await self._purse("open_credit", account, {"credit": None})

    async def set_price(self, tag: Tag) -> Change[Tag]:
        """Set a price, from a moment of the past or the future on; what was submitted before now keeps its own."""
        if prices.amount(tag.amount) < 0:
            raise InvalidParameter(f"`amount` must not be below zero, got {tag.amount}.")
        values: dict[str, Value] = {
            "model": tag.model,
            "region": tag.region,
            "currency": prices.currency(tag.currency),
            "valid_from": tag.valid_from,
            "amount": plain(tag.amount),
        }

        def set_price(db: Connection) -> Change[Tag]:
            before = row(db, "price_from", values)
            rows(db, "set_price", values)
            return Change(None if before is None else _tag(before), tag)

        return await self.store.write(set_price)

    async def quotas(self, account: str = "") -> tuple[Quota, ...]:
        """Return the free images of an account, or of all."""
        return await self.store.scan(lambda db: tuple(map(_quota, rows(db, "quotas", {"account": account}))))

    async def purse(self, account: str) -> Purse | None:
        """Return what an account may spend; None: nobody ever said anything about it."""
        return await self.store.scan(lambda db: _purse(db, account))

    async def prices(self, model: str = "") -> tuple[Tag, ...]:
        """Return the prices of a model, or of all; past ones too."""
        return await self.store.scan(lambda db: tuple(map(_tag, rows(db, "prices", {"model": model}))))

    async def _quota(self, account: str, model: str, acts: Mapping[str, Mapping[str, Value]]) -> Change[Quota]:
        who = {"account": account, "model": model}

        def change(db: Connection) -> Change[Quota]:
            before = row(db, "quota", who)
            for statement, said in acts.items():
                rows(db, statement, {**who, **said})
            after = rows(db, "quota", who)[0]
            return Change(None if before is None else _quota(before), _quota(after))

        return await self.store.write(change)

    async def _purse(self, statement: str, account: str, said: Mapping[str, Value]) -> Change[Purse]:
        return await self.store.write(lambda db: _set_purse(db, statement, _purse(db, account), account, said))


def _set_purse(
    db: Connection, statement: str, before: Purse | None, account: str, said: Mapping[str, Value]
) -> Change[Purse]:
    currency = before.currency if before else ""
    wanted = said.get("currency", currency)
    # What is replaced may change its currency; credit is added to, and what is not touched stays what it is.
    kept = before is not None and (before.credit is not None or (before.budget is not None and "budget" not in said))
    if kept and wanted != currency:
        raise Conflict(f"The account has credit or a budget in {currency}; it cannot count in {wanted} too.")
    rows(db, statement, {"account": account, "currency": currency, **said})
    return Change(before, _purse(db, account))


def _given(images: int, until: float | None) -> Mapping[str, Value]:
    if not 0 <= images <= MOST_IMAGES:
        raise InvalidParameter(f"`images` must be from 0 to {MOST_IMAGES}, got {images}.")
    return {"images": images, "until": until}


def _quota(found: Row) -> Quota:
    return Quota(
        account=found["account"],
        model=found["model"],
        images=found["images"] or 0,
        used=found["used"],
        held=found["held"],
        until=found["until"],
        free_only=None if found["free_only"] is None else bool(found["free_only"]),
    )


def _purse(db: Connection, account: str) -> Purse | None:
    found = row(db, "funds", {"account": account})
    if found is None:
        return None
    return Purse(
        account=account,
        activated=found["activated"],
        free_only=bool(found["free_only"]),
        currency=found["currency"],
        credit=None if found["credit"] is None else Decimal(found["credit"]),
        budget=None if found["budget"] is None else Decimal(found["budget"]),
        breach=Breach(found["breach"]),
    )


def _tag(found: Row) -> Tag:
    return Tag(
        model=found["model"],
        region=found["region"],
        currency=found["currency"],
        valid_from=found["valid_from"],
        amount=Decimal(found["amount"]),
    )
