"""Calendar months, in UTC: what bills and budgets are for."""

import re
from datetime import UTC, datetime

from danqing.core.errors import InvalidParameter

_FORM = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_of(at: float) -> str:
    """Return the month of a time (seconds since the epoch), `2026-11`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m")


def checked(month: str) -> str:
    """Return the month if it is written as one. Raises InvalidParameter."""
    if not _FORM.fullmatch(month):
        raise InvalidParameter(f"`month` must be a year and a month, `2026-11`, got {month!r}.")
    return month
