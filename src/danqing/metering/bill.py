"""A month's bill: lines and totals in exact decimals, as CSV and as JSON."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

COLUMNS = ("account", "month", "model", "images_free", "images_paid", "unit_price", "currency", "fee")
"""The head of the CSV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an account used of a model in a month at one price."""

    account: str
    month: str
    model: str
    currency: str
    unit_price: Decimal
    images_free: int
    images_paid: int

    @property
    def fee(self) -> Decimal:
        """Unit price × paid images, exactly."""
        return self.unit_price * self.images_paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What an account owes for a month; its days are those of UTC, an image is of the day on which it was finished."""

    account: str
    month: str
    lines: tuple[Line, ...]

    @property
    def totals(self) -> dict[str, Decimal]:
        """The fees by currency."""
        totals: dict[str, Decimal] = {}
        for line in self.lines:
            if line.fee:
                totals[line.currency] = totals.get(line.currency, Decimal(0)) + line.fee
        return totals


def plain(amount: Decimal) -> str:
    """Write an amount without an exponent and without zeros at its end; equal amounts are written alike."""
    text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


def as_csv(bills: Sequence[Bill]) -> str:
    """Return the lines of all bills as one table with a head."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for bill in bills:
        table.writerows([str(value) for value in _told(line).values()] for line in bill.lines)
    return text.getvalue()


def as_json(bill: Bill) -> bytes:
    """Return the bill with its totals; amounts are strings, so that nothing of them is lost."""
    told = {
        "account": bill.account,
        "month": bill.month,
        "lines": [_told(line) for line in bill.lines],
        "totals": {currency: plain(total) for currency, total in bill.totals.items()},
    }
    return msgspec.json.encode(told)


def _told(line: Line) -> dict[str, str | int]:
    values = (
        line.account,
        line.month,
        line.model,
        line.images_free,
        line.images_paid,
        plain(line.unit_price),
        line.currency,
        plain(line.fee),
    )
    return dict(zip(COLUMNS, values, strict=True))
