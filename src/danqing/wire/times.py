"""Times as the API writes them: always UTC+8, whatever the region, and never with a zone."""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

ZONE = timezone(timedelta(hours=8))
"""Recorded: `submit_time` 17:38:24 in an answer whose `Date` header said 09:38:24 GMT."""

_SAID = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)


def millis(seconds: float) -> int:
    """Return milliseconds since the epoch, as lists have them."""
    return round(seconds * 1000)


def text(seconds: float) -> str:
    """Return `2024-03-01 17:38:24.817`, as tasks have it."""
    whole, rest = divmod(millis(seconds), 1000)
    return f"{_second(whole)}.{rest:03}"


def read(said: str) -> float | None:
    """Return the seconds since the epoch that `text` wrote; None for anything else."""
    return _seconds(_SAID.fullmatch(said))


def compact(seconds: float) -> str:
    """Return `20240301173824`, as the queries of lists have it; fractions are cut off."""
    return f"{datetime.fromtimestamp(int(seconds // 1), ZONE):%Y%m%d%H%M%S}"


def read_compact(said: str) -> float | None:
    """Return the seconds since the epoch that `compact` wrote; None for anything else."""
    return _seconds(_COMPACT.fullmatch(said))


@lru_cache(maxsize=4096)  # tasks are polled for again and again, and their times stay
def _second(whole: int) -> str:
    return f"{datetime.fromtimestamp(whole, ZONE):%Y-%m-%d %H:%M:%S}"


def _seconds(found: re.Match[str] | None) -> float | None:
    if found is None:
        return None
    year, month, day, hour, minute, second, *fraction = found.groups(default="")
    micros = int(fraction[0].ljust(6, "0")) if fraction and fraction[0] else 0
    try:
        when = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micros, tzinfo=ZONE)
    except ValueError:
        return None
    return when.timestamp()
