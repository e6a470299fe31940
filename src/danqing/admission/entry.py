"""A line of the audit log, and how lines are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

Facts = Mapping[str, object]
"""What may be told of something, without secrets; fit for JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One administrative act, or one refusal."""

    id: int = 0
    """Counts up; given when the entry is kept."""
    at: float
    """Seconds since the epoch."""
    who: str
    """`admin:NAME`, `key:ID`, `service` or `nobody`."""
    action: str
    """What was done, `account.put`; or `access.refused`."""
    target: str = ""
    """To what: `key:17`, `workspace:llm-xxxx`, `model:wanx-v1`."""
    account: str = ""
    """The id of the account that it concerns."""
    request_id: str = ""
    code: str = ""
    """The code of a refusal; empty for an act."""
    before: Facts | None = None
    after: Facts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; an empty value takes all."""

    account: str = ""
    action: str = ""
    who: str = ""
    request_id: str = ""
    since: float = 0.0
    page: int = 1
    page_size: int = 100

    def takes(self, entry: Entry) -> bool:
        """Say whether the entry is one of those."""
        said = ((self.account, entry.account), (self.action, entry.action), (self.who, entry.who))
        matches = all(wish in {"", value} for wish, value in said)
        return matches and self.request_id in {"", entry.request_id} and entry.at >= self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of the log, newest first, and how many entries there are in all."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to whom there is, and in which request."""

    who: str = "service"
    request_id: str = ""
