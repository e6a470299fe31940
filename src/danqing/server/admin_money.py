"""Free images, credit, budgets, prices and bills in the admin API."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from msgspec import Meta, convert

from danqing.admission.audit import Audit
from danqing.admission.directory import Directory
from danqing.admission.entry import Wanted
from danqing.catalog.catalog import Catalog
from danqing.core.clock import Clock
from danqing.core.errors import InvalidParameter, ModelNotFound, NotFound
from danqing.metering import accounting as books
from danqing.metering import bill
from danqing.metering.accounting import Accounting
from danqing.metering.quota import Breach
from danqing.metering.report import Reports
from danqing.server.admin import Ask
from danqing.server.admin_shapes import (
    Amount,
    Currency,
    Empty,
    Moment,
    Page,
    Paging,
    Shape,
    cut,
    maybe,
    moment,
)
from danqing.server.admin_witness import Deed, Witnessed

T = TypeVar("T")

PAID = "credit.added"
REMEMBERED = 1000
"""Payments of an account, the latest ones, that a repetition is known by."""


class QuotaQuery(Paging):
    """Whose free images; empty: everybody's."""

    account: str = ""


class Quota(Shape):
    """Free images of one model, given to one account."""

    account: str
    model: str
    images: int
    used: int
    held: int
    left: int
    until: Moment | None
    free_only: bool | None


class PutQuota(Shape):
    """So many free images in all, until a moment or for ever; and whether nothing else is wanted of the model."""

    images: Annotated[int, Meta(ge=0, le=books.MOST_IMAGES)]
    until: Moment | None = None
    free_only: bool | None = None


class Purse(Shape):
    """What an account may spend. Amounts are exact decimals, as strings."""

    account: str
    activated: Moment | None
    free_only: bool
    currency: str
    credit: Decimal | None
    budget: Decimal | None
    breach: Breach


class PutBudget(Shape):
    """What an account may spend in a calendar month, and what is done when it has; null: as much as it likes."""

    budget: Amount | None
    currency: str = ""
    breach: Breach = Breach.STOP


class PutFreeOnly(Shape):
    """Whether everything that would cost is refused."""

    on: bool


class Payment(Shape):
    """What is added to an account's credit; below zero: taken from it."""

    amount: Amount
    currency: Currency


class PriceQuery(Paging):
    """Of which model; empty: of all."""

    model: str = ""


class Price(Shape):
    """What an image of a model costs in a region from a moment on."""

    model: str
    region: str
    currency: str
    amount: Decimal
    valid_from: Moment


class PutPrice(Shape):
    """A price, from a moment on, or from now; in a region, or in the server's own."""

    amount: Amount
    currency: Currency
    valid_from: Moment | None = None
    region: str = ""


class BillQuery(Paging):
    """The bills of a month, `2026-11`, or of the present one; of one account, or of all that drew something."""

    month: Annotated[str, Meta(extra_json_schema={"pattern": "^([0-9]{4}-(0[1-9]|1[0-2]))?$"})] = ""
    account: str = ""


class BillLine(Shape):
    """What an account used of a model in a month at one price."""

    model: str
    images_free: int
    images_paid: int
    unit_price: Decimal
    currency: str
    fee: Decimal


class Bill(Shape):
    """What an account owes for a month, with the totals by currency."""

    account: str
    name: str
    month: str
    lines: tuple[BillLine, ...]
    totals: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One method for each operation."""

    directory: Directory
    catalog: Catalog
    audit: Audit
    accounting: Accounting
    reports: Reports
    clock: Clock
    region: str
    paying: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from looking for an earlier payment to its line in the log."""

    async def list_quotas(self, ask: Ask[QuotaQuery, Empty]) -> Page[Quota]:
        """List the free images of an account, or of all."""
        account = self._account(ask.query.account) if ask.query.account else ""
        found = await self.accounting.quotas(account)
        return cut(tuple(map(self._quota, found)), ask.query)

    async def put_quota(self, ask: Ask[Empty, PutQuota]) -> Quota:
        """Give an account free images of a model; what was used of them stays used."""
        account, model, body = self._account(ask.path["account"]), self._model(ask.path["model"]), ask.body
        until = body.until.timestamp() if body.until else None
        act = self._books(ask, "quota.set", f"model:{model}", account)
        change = await act.offer(account, model, body.images, until, body.free_only)
        return self._quota(_there(change.after))

    async def get_purse(self, ask: Ask[Empty, Empty]) -> Purse:
        """Tell what an account may spend."""
        account = self._account(ask.path["account"])
        return _purse(account, await self.accounting.purse(account))

    async def put_free_only(self, ask: Ask[Empty, PutFreeOnly]) -> Purse:
        """Have everything refused that would cost an account something, or not any more."""
        account = self._account(ask.path["account"])
        act = self._books(ask, "free_only.set", f"account:{account}", account)
        return _purse(account, (await act.set_account_free_only(account, on=ask.body.on)).after)

    async def put_budget(self, ask: Ask[Empty, PutBudget]) -> Purse:
        """Set what an account may spend in a calendar month, and whether it is stopped or warned then."""
        account, body = self._account(ask.path["account"]), ask.body
        act = self._books(ask, "budget.set", f"account:{account}", account)
        budget = None if body.budget is None else Decimal(body.budget)
        return _purse(account, (await act.set_budget(account, budget, body.currency, body.breach)).after)

    async def post_payment(self, ask: Ask[Empty, Payment]) -> Purse:
        """Add to an account's credit; with an Idempotency-Key a repetition adds nothing."""
        account, body = self._account(ask.path["account"]), ask.body
        payment = {"amount": body.amount, "currency": body.currency, "idempotency_key": ask.repeat}
        async with self.paying:
            if not await self._paid(account, payment):
                act = self._books(ask, PAID, f"account:{account}", account, payment=payment)
                await act.top_up(account, Decimal(body.amount), body.currency)
        return _purse(account, await self.accounting.purse(account))

    async def delete_credit(self, ask: Ask[Empty, Empty]) -> Purse:
        """Have an account pay afterwards; what is left of its credit is dropped."""
        account = self._account(ask.path["account"])
        act = self._books(ask, "credit.dropped", f"account:{account}", account)
        return _purse(account, (await act.pay_afterwards(account)).after)

    async def list_prices(self, ask: Ask[PriceQuery, Empty]) -> Page[Price]:
        """List the prices of a model, or of all; past and future ones too."""
        return cut(tuple(map(_price, await self.accounting.prices(ask.query.model))), ask.query)

    async def put_price(self, ask: Ask[Empty, PutPrice]) -> Price:
        """Set what an image of a model costs from a moment on; what was submitted before keeps its price."""
        model, body = self._model(ask.path["model"]), ask.body
        tag = books.Tag(
            model=model,
            region=body.region or self.region,
            currency=body.currency,
            valid_from=body.valid_from.timestamp() if body.valid_from else self.clock.now(),
            amount=Decimal(body.amount),
        )
        change = await self._books(ask, "price.set", f"model:{model}").set_price(tag)
        return _price(_there(change.after))

    async def list_bills(self, ask: Ask[BillQuery, Empty]) -> Page[Bill]:
        """List the bills of a month."""
        said = ask.query
        month = said.month or moment(self.clock.now()).strftime("%Y-%m")
        found = await self.reports.bills(month, self._account(said.account) if said.account else "")
        return cut(tuple(map(self._bill, found)), said)

    async def _paid(self, account: str, payment: Mapping[str, str]) -> bool:
        """Say whether the log has the payment. Raises InvalidParameter if its Idempotency-Key belongs to another."""
        repeat = payment["idempotency_key"]
        if not repeat:
            return False
        sheet = await self.audit.entries(Wanted(account=account, action=PAID, page_size=REMEMBERED))
        known = [cast("Mapping[str, str]", (one.after or {}).get("payment", {})) for one in sheet.entries]
        same = [one for one in known if one.get("idempotency_key") == repeat]
        if same and same[0] != payment:
            raise InvalidParameter(f"The Idempotency-Key {repeat!r} was used before with another request.")
        return bool(same)

    def _account(self, said: str) -> str:
        return self.directory.account(said).id

    def _model(self, name: str) -> str:
        if all(model.name != name for model in self.catalog.models):
            raise ModelNotFound
        return name

    def _books(self, ask: Ask[Any, Any], action: str, target: str, account: str = "", **more: object) -> Accounting:
        """Return the books, in which an act is kept together with its line in the log."""
        deed = Deed(by=ask.by, action=action, target=target, account=account, more=more)
        return Accounting(Witnessed(self.accounting.store, self.audit, deed))

    def _quota(self, one: books.Quota) -> Quota:
        return Quota(
            account=one.account,
            model=one.model,
            images=one.images,
            used=one.used,
            held=one.held,
            left=one.left(self.clock.now()),
            until=maybe(one.until),
            free_only=one.free_only,
        )

    def _bill(self, one: bill.Bill) -> Bill:
        lines = tuple(convert(line, BillLine, from_attributes=True) for line in one.lines)
        name = self.directory.account(one.account).name
        return Bill(account=one.account, name=name, month=one.month, lines=lines, totals=one.totals)


def _purse(account: str, one: books.Purse | None) -> Purse:
    if one is None:
        return Purse(
            account=account,
            activated=None,
            free_only=False,
            currency="",
            credit=None,
            budget=None,
            breach=Breach.STOP,
        )
    return convert(one, Purse, from_attributes=True, strict=False)


def _price(one: books.Tag) -> Price:
    return convert(one, Price, from_attributes=True, strict=False)


def _there(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found
