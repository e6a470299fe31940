"""What came back over HTTP, before anybody knows what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from danqing.wire import lenient

BROKEN = 0
"""The status of an answer that never came, or not whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, headers by lower-case name, and a body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    broken: str = ""
    """What happened to the connection, for status BROKEN."""
    late: bool = False
    """Whether that was that the time was up."""

    @property
    def code(self) -> str:
        """The error code of the body; empty if it has none."""
        return lenient.text((lenient.read(self.body) or {}).get("code"))

    @property
    def forbids_repeating(self) -> bool:
        """Whether the server says that trying again is no use."""
        return self.headers.get("x-should-retry", "").lower() == "false"

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date."""
        milliseconds = _number(self.headers.get("retry-after-ms", ""))
        if milliseconds is not None:
            return milliseconds / 1000
        asked = self.headers.get("retry-after", "")
        seconds = _number(asked)
        return seconds if seconds is not None else self._until(asked)

    def _until(self, moment: str) -> float | None:
        # By the server's own clock, which its answer tells: ours may differ.
        try:
            there = parsedate_to_datetime(self.headers.get("date", ""))
            return max(0.0, (parsedate_to_datetime(moment) - there).total_seconds())
        except (TypeError, ValueError):  # one of the two is no date, or only one knows its zone
            return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
