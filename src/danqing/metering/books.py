"""The books: a task's images are held when it is promised and settled when it ends, in those transactions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable

from danqing.core.connection import Connection, Row, Value
from danqing.core.job import Ticket
from danqing.core.usage import End, Hold
from danqing.metering.bill import plain
from danqing.metering.histogram import bucket
from danqing.metering.month import month_of
from danqing.metering.prices import DAY, Tariff
from danqing.metering.queries import row, rows
from danqing.metering.quota import Breach, Funds, Price, Standing, allot, overdraws, share
from danqing.telemetry import SERVICE, log

MIGRATIONS: Mapping[str, Traversable] = {"metering": files("danqing.metering") / "migrations"}
"""What a `Database` needs to know of this stage."""


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """The books as one transaction sees them: somebody else commits what is written, or takes it back."""

    tariff: Tariff
    db: Connection

    def hold(self, ticket: Ticket, now: float) -> Hold:
        """Keep back what may be drawn, free images first. Raises FreeTierOnly, Arrearage, QuotaExceeded."""
        account, model = ticket.account, ticket.job.model
        standing = self._standing(account, model, now)
        hold = allot(ticket.held, standing)
        if overdraws(hold, standing.funds):
            log.warning(SERVICE, message="an account is over its budget", account=account)
        if hold.free:
            rows(self.db, "hold_free", {"account": account, "model": model, "free": hold.free})
        if hold.paid:
            self._book(_line(account, model, hold, now), held=hold.paid)
        return hold

    def settle(self, end: End) -> None:
        """Charge what was drawn, let go of what was held for the rest, and count the call in its hour."""
        if end.hold is not None:
            self._charge(end, end.hold)
        self._add_up(end)

    def _standing(self, account: str, model: str, now: float) -> Standing:
        who: dict[str, Value] = {"account": account, "model": model, "region": self.tariff.region, "now": now}
        said = rows(self.db, "standing", who)[0]
        if self.tariff.gives_free and self._activate(account, model, said, now):
            said = rows(self.db, "standing", who)[0]
        valid = said["until"] is None or now < said["until"]
        return Standing(
            free=(said["free"] or 0) if valid else 0,
            free_only=bool(said["free_only"]),
            price=_price(said["price"]),
            funds=funds_of(self.db, account, said, month_of(now)),
        )

    def _activate(self, account: str, model: str, said: Row, now: float) -> bool:
        """Give the account what the model comes with, once; say whether that was now."""
        activated: float | None = said["activated"]
        if activated is None:
            activated = float(rows(self.db, "activate", {"account": account, "now": now})[0]["activated"])
        offer = self.tariff.offers.get(model)
        if said["known"] or offer is None or not offer.free_images:
            return False
        until = activated + offer.free_days * DAY if offer.free_days else None
        rows(self.db, "give_free", {"account": account, "model": model, "images": offer.free_images, "until": until})
        return True

    def _charge(self, end: End, hold: Hold) -> None:
        drawn = share(hold, end.images)
        if hold.free:
            values = {"account": end.account, "model": end.model, "free": hold.free, "drawn": drawn.free}
            rows(self.db, "settle_free", values)
        held, settled = (_line(end.account, end.model, hold, at) for at in (end.submitted, end.ended))
        if held == settled and end.images:  # one line of one month, as nearly always
            self._book(settled, free=drawn.free, paid=drawn.paid, held=-hold.paid)
        else:
            if hold.paid:
                self._book(held, held=-hold.paid)
            if end.images:
                self._book(settled, free=drawn.free, paid=drawn.paid)
        if drawn.paid and hold.price:
            self._pay(end.account, hold.price * drawn.paid, hold.currency)

    def _book(self, line: Mapping[str, Value], *, free: int = 0, paid: int = 0, held: int = 0) -> None:
        rows(self.db, "book", {**line, "free": free, "paid": paid, "held": held})

    def _pay(self, account: str, fee: Decimal, currency: str) -> None:
        funds = row(self.db, "credit", {"account": account})
        if funds is not None and funds["credit"] is not None and funds["currency"] == currency:
            left = Decimal(funds["credit"]) - fee
            rows(self.db, "set_credit", {"account": account, "credit": plain(left)})

    def _add_up(self, end: End) -> None:
        series: dict[str, Value] = {
            "account": end.account,
            "user": end.user,
            "key_id": end.key_id,
            "workspace": end.workspace,
            "model": end.model,
            "engine": end.engine,
            "outcome": end.outcome,
            "code": end.code,
        }
        waited = ran = None
        if end.scheduled is not None:
            waited, ran = _bucket(end.scheduled - end.submitted), _bucket(end.ended - end.scheduled)
        values = {**series, "hour": int(end.ended // 3600), "images": end.images, "waited": waited, "ran": ran}
        if row(self.db, "add_up", values) is None:
            rows(self.db, "add_series", series)
            rows(self.db, "add_up", values)


def funds_of(db: Connection, account: str, said: Row, month: str) -> Funds | None:
    """Return what an account of which the row tells may spend in a month; None: as much as it likes."""
    if said["credit"] is None and said["budget"] is None:
        return None
    owed = rows(db, "owed", {"account": account, "currency": said["currency"], "month": month})
    return Funds(
        currency=said["currency"],
        credit=None if said["credit"] is None else Decimal(said["credit"]),
        budget=None if said["budget"] is None else Decimal(said["budget"]),
        breach=Breach(said["breach"]),
        spent=sum((Decimal(line["price"]) * line["paid"] for line in owed), Decimal(0)),
        held=sum((Decimal(line["price"]) * line["held"] for line in owed), Decimal(0)),
    )


def _price(said: str | None) -> Price:
    if said is None:
        return Price()
    amount, _, currency = said.partition(" ")
    return Price(amount=Decimal(amount), currency=currency)


def _line(account: str, model: str, hold: Hold, at: float) -> dict[str, Value]:
    """Return the line of the account's bill that images held so, at that time, belong to."""
    priced = {"currency": hold.currency, "price": plain(hold.price)}
    return {"account": account, "month": month_of(at), "model": model, **priced}


def _bucket(seconds: float) -> str:
    return str(bucket(max(0.0, seconds)))


def offer_prices(db: Connection, tariff: Tariff) -> None:
    """Have the offers' prices hold wherever nobody ever said another."""
    for model, offer in tariff.offers.items():
        values = {"model": model, "region": tariff.region, "currency": offer.currency, "amount": plain(offer.amount)}
        rows(db, "first_price", values)
