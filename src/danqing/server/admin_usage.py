"""Usage in the admin API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import convert

from danqing.admission.directory import Directory
from danqing.core.clock import Clock
from danqing.core.errors import NotFound
from danqing.metering.report import Reports
from danqing.metering.usage import Used
from danqing.server.admin import Ask
from danqing.server.admin_shapes import Empty, Moment, Page, Paging, Shape, cut

DAY = 86_400.0


class UsageQuery(Paging):
    """Which calls, and what they are split by: names with commas between them. Without times, those of a day."""

    since: Moment | None = None
    until: Moment | None = None
    by: str = "model"
    account: str = ""
    user: str = ""
    key: str = ""
    workspace: str = ""
    model: str = ""
    engine: str = ""
    outcome: str = ""
    code: str = ""


class Times(Shape):
    """Quantiles in seconds; null where nothing ever ran."""

    p50: float | None
    p95: float | None
    p99: float | None


class Usage(Shape):
    """What some calls came to."""

    of: Mapping[str, str]
    calls: int
    images: int
    succeeded: int
    failed: int
    canceled: int
    refused: int
    success_rate: float | None
    waited: Times
    ran: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRows:
    """One operation."""

    directory: Directory
    reports: Reports
    clock: Clock

    async def list_usage(self, ask: Ask[UsageQuery, Empty]) -> Page[Usage]:
        """Tell what calls came to.

        `by` may name account, user, key, workspace, model, engine, outcome, code, hour and day.
        """
        said = ask.query
        until = said.until.timestamp() if said.until else self.clock.now()
        since = said.since.timestamp() if said.since else until - DAY
        only = {name: getattr(said, name) for name in ("key", "workspace", "model", "engine", "outcome", "code")}
        if said.account:
            only["account"] = self._account(said.account)
        if said.user:
            only["user"] = self.directory.user(only.get("account") or self._account(said.account), said.user).id
        by = [name.strip() for name in said.by.split(",") if name.strip()]
        found = await self.reports.usage(since, until, by, {name: value for name, value in only.items() if value})
        return cut(tuple(map(self._usage, found)), said)

    def _account(self, said: str) -> str:
        return self.directory.account(said).id

    def _usage(self, one: Used) -> Usage:
        of = {name: self._named(name, value) for name, value in one.of.items()}
        return Usage(
            of=of,
            calls=one.calls,
            images=one.images,
            succeeded=one.succeeded,
            failed=one.failed,
            canceled=one.canceled,
            refused=one.refused,
            success_rate=one.success_rate,
            waited=convert(one.waited, Times, from_attributes=True),
            ran=convert(one.ran, Times, from_attributes=True),
        )

    def _named(self, name: str, value: str | int) -> str:
        """Return what people call an account, a user, an hour or a day."""
        if name in {"hour", "day"}:
            return datetime.fromtimestamp(int(value), UTC).isoformat()
        try:
            return self._known(name, str(value))
        except NotFound:  # drawn by what is not in the directory any more
            return str(value)

    def _known(self, name: str, value: str) -> str:
        if name == "account":
            return self.directory.account(value).name
        if name == "user" and value:
            user = self.directory.user_by_id(value)
            return f"{self.directory.account(user.account).name}/{user.name}"
        return value
