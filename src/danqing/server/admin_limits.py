"""Limits of one account and model in the admin API."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from danqing.admission.admission import UNLIMITED
from danqing.admission.audit import Audit
from danqing.admission.directory import Directory
from danqing.catalog.catalog import Catalog
from danqing.core.change import Change
from danqing.core.connection import Connection
from danqing.core.errors import ModelNotFound
from danqing.server.admin import Ask
from danqing.server.admin_shapes import Empty, Page, Paging, Shape, cut
from danqing.tasks import store
from danqing.tasks.store import Lanes

Rate = Annotated[float, Meta(ge=0.001, le=1_000_000)] | Literal["off"] | None
Count = Annotated[int, Meta(ge=1, le=1_000_000)] | Literal["off"] | None


class LimitQuery(Paging):
    """Of which account; empty: of all."""

    account: str = ""


class PutLimit(Shape):
    """New tasks a second and tasks in process at once: a number, `off`, or null for what holds for everybody."""

    submissions_per_second: Rate = None
    running_at_once: Count = None


class Limit(Shape):
    """What holds for an account and a model in the place of the server's settings."""

    account: str
    model: str
    submissions_per_second: Rate
    running_at_once: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One method for each operation."""

    directory: Directory
    catalog: Catalog
    audit: Audit
    lanes: Lanes

    async def list_limits(self, ask: Ask[LimitQuery, Empty]) -> Page[Limit]:
        """List the limits that were set for an account, or for all."""
        account = self.directory.account(ask.query.account).id if ask.query.account else ""
        return cut(tuple(map(_limit, await self.lanes.limits(account))), ask.query)

    async def put_limit(self, ask: Ask[Empty, PutLimit]) -> Limit:
        """Set how fast an account may submit to a model, and how many of its tasks run at once; it holds at once."""
        account, model, body = self.directory.account(ask.path["account"]).id, ask.path["model"], ask.body
        if all(known.name != model for known in self.catalog.models):
            raise ModelNotFound
        rate, count = body.submissions_per_second, body.running_at_once
        wanted = store.Limits(
            account=account,
            model=model,
            submissions_per_second=math.inf if rate == "off" else rate,
            running_at_once=UNLIMITED if count == "off" else count,
        )

        def tell(db: Connection | None, change: Change[store.Limits]) -> None:
            before, after = _facts(change.before), _facts(change.after)
            if before != after:
                facts = {"before": before, "after": after}
                self.audit.within(db, self.audit.entry(ask.by, "limit.set", f"model:{model}", account=account, **facts))

        await self.lanes.set_limits(wanted, tell)
        return _limit(wanted)


def _limit(one: store.Limits) -> Limit:
    rate, count = one.submissions_per_second, one.running_at_once
    return Limit(
        account=one.account,
        model=one.model,
        submissions_per_second="off" if rate == math.inf else rate,
        running_at_once="off" if count == UNLIMITED else count,
    )


def _facts(one: store.Limits | None) -> dict[str, object] | None:
    if one is None:
        return None
    told = _limit(one)
    return {"submissions_per_second": told.submissions_per_second, "running_at_once": told.running_at_once}
