"""What a task may use, and what it used."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Images that were drawn and kept; failures cost nothing."""

    account: str
    key_id: str
    model: str
    images: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Images kept back for a task until it ends, and what each paid one costs: the price at submission."""

    free: int = 0
    """Of the account's free images; these are used first."""
    paid: int = 0
    price: Decimal = Decimal(0)
    """For one paid image; zero where the model has no price."""
    currency: str = ""
    """ISO 4217; empty where the model has no price."""

    @property
    def cost(self) -> Decimal:
        """What is owed if every image is drawn."""
        return self.price * self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a submission ended, for the books: a task that moved for the last time, or one that was never begun."""

    account: str
    key_id: str
    model: str
    outcome: str
    """A final Status, or `REFUSED` for what never became a task."""
    submitted: float
    ended: float
    """Both in seconds since the epoch."""
    scheduled: float | None = None
    """When the last attempt began; None: there was none."""
    code: str = ""
    """Why it failed or was refused."""
    engine: str = ""
    images: int = 0
    """Drawn and kept."""
    hold: Hold | None = None
    """What was kept back for it; None: nothing ever was."""
    user: str = ""
    workspace: str = ""
