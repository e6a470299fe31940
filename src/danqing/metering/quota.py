"""Whether images may be drawn, and at whose cost: a decision over what the books say."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from danqing.core.errors import Arrearage, FreeTierOnly, QuotaExceeded
from danqing.core.usage import Hold


class Breach(StrEnum):
    """What happens to submissions that a budget has no room for."""

    STOP = "stop"
    WARN = "warn"  # nothing: whoever looks at the budget sees that it is overdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one image costs."""

    amount: Decimal = Decimal(0)
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funds:
    """What an account may spend, all in one currency."""

    currency: str
    credit: Decimal | None = None
    """Paid in advance and not spent yet; None: the account pays afterwards."""
    budget: Decimal | None = None
    """For a calendar month; None: none was set."""
    breach: Breach = Breach.WARN
    spent: Decimal = Decimal(0)
    """Of the budget, this month."""
    held: Decimal = Decimal(0)
    """Of both, for tasks that have not ended."""

    @property
    def committed(self) -> Decimal:
        """What is gone of the budget if all that is held is drawn."""
        return self.spent + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account has left for a model at a moment."""

    free: int = 0
    """Free images that nobody holds."""
    free_only: bool = False
    price: Price = Price()
    funds: Funds | None = None
    """None: nobody set any, and whatever is drawn will be paid."""


def allot(images: int, standing: Standing) -> Hold:
    """Return what is kept back for so many images: free ones first.

    Raises FreeTierOnly; Arrearage when the credit does not suffice; QuotaExceeded when a budget that stops does not.
    An account with credit or a stopping budget cannot spend another currency than its own.
    """
    free = min(images, max(0, standing.free))
    paid = images - free
    if paid and standing.free_only:
        raise FreeTierOnly
    hold = Hold(free=free, paid=paid, price=standing.price.amount, currency=standing.price.currency)
    if hold.cost and standing.funds is not None:
        _afford(hold, standing.funds)
    return hold


def overdraws(hold: Hold, funds: Funds | None) -> bool:
    """Say whether it is this hold that the budget has no room for any more."""
    if funds is None or funds.budget is None or hold.currency != funds.currency:
        return False
    return funds.committed <= funds.budget < funds.committed + hold.cost


def _afford(hold: Hold, funds: Funds) -> None:
    foreign = hold.currency != funds.currency
    if funds.credit is not None and (foreign or funds.held + hold.cost > funds.credit):
        raise Arrearage
    if funds.budget is None or funds.breach is Breach.WARN:
        return
    if foreign or funds.committed + hold.cost > funds.budget:
        raise QuotaExceeded


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the images that were drawn are free, and how many are paid."""

    free: int
    paid: int


def share(hold: Hold, images: int) -> Share:
    """Split what was drawn: free ones first."""
    free = min(hold.free, images)
    return Share(free, images - free)
