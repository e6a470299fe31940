"""Calendar months, in UTC: what bills and budgets are for."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from danqing.core.errors import InvalidParameter

DAY = 86_400
_FORM = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_of(at: float) -> str:
    """Return the month of a time (seconds since the epoch), `2026-11`."""
    return _month_with(int(at // DAY))


@lru_cache(maxsize=64)
def _month_with(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m")


def checked(month: str) -> str:
    """Return the month if it is written as one. Raises InvalidParameter."""
    if not _FORM.fullmatch(month):
        raise InvalidParameter(f"`month` must be a year and a month, `2026-11`, got {month!r}.")
    return month
