"""What the public cloud asks and gives away, as the books begin with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from danqing.core.errors import InvalidParameter

DAY = 86_400.0

_MOST = Decimal(10) ** 12
_FINEST = -12
"""Decimal places; what is finer is no price."""


class Offer(Protocol):
    """What the books need to know of a model's offer in the region of the service."""

    @property
    def amount(self) -> Decimal:
        """The price of one image."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217."""
        ...

    @property
    def free_images(self) -> int:
        """Given to an account once."""
        ...

    @property
    def free_days(self) -> int:
        """For how long, from the account's first submission; 0: for ever."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What holds for every account of a service."""

    region: str = ""
    offers: Mapping[str, Offer] = field(default_factory=dict[str, Offer])
    """By model: the prices that the books begin with."""
    gives_free: bool = False
    """Whether each account gets the offers' free images."""


def amount(said: Decimal | str, name: str = "amount") -> Decimal:
    """Return an amount of money that can be counted with exactly. Raises InvalidParameter."""
    try:
        value = Decimal(said)
    except ArithmeticError as error:
        raise InvalidParameter(f"`{name}` must be a decimal number such as 0.035, got {said!r}.") from error
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or not -_MOST < value < _MOST:
        raise InvalidParameter(f"`{name}` must be below 10 ** 12 and have at most 12 decimal places, got {said!r}.")
    return value


def currency(said: str) -> str:
    """Return the code of a currency. Raises InvalidParameter."""
    if len(said) == 3 and said.isascii() and said.isalpha() and said.isupper():
        return said
    raise InvalidParameter(f"`currency` must be three capital letters such as CNY, got {said!r}.")
