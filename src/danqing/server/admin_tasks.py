"""Tasks of all accounts, the audit log, and how the service is, in the admin API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from danqing.admission import entry as log
from danqing.admission.audit import Audit
from danqing.admission.directory import Directory
from danqing.core import task as work
from danqing.core.clock import Clock
from danqing.core.errors import InvalidParameter, NotFound
from danqing.core.listing import Filter
from danqing.core.task import Status
from danqing.flow.gateway import Gateway
from danqing.server.admin import Ask
from danqing.server.admin_shapes import Empty, Moment, Page, Paging, Shape, maybe, moment
from danqing.server.health import Health

DEEPEST = 10_000
"""How far into a list over all accounts one may look: every account's part is read to there."""


class TaskQuery(Paging):
    """Which tasks; what is empty takes all."""

    account: str = ""
    status: Status | None = None
    model: str = ""
    key: str = ""


class Task(Shape):
    """What may be told of a task: all but what was drawn. `route`: engines, in order; none: those of its model.

    `progress`: how far a RUNNING task is, from 0 to 1, where its engine tells.
    """

    id: str
    account: str
    key: str
    model: str
    door: str
    status: Status
    n: int
    images: int
    attempts: int
    progress: float | None
    engine: str
    route: tuple[str, ...]
    code: str
    message: str
    request_id: str
    submitted: Moment
    scheduled: Moment | None
    ended: Moment | None


class AuditQuery(Paging):
    """Which entries of the log; what is empty takes all."""

    account: str = ""
    action: str = ""
    who: str = ""
    request_id: str = ""
    since: Moment | None = None


class AuditEntry(Shape):
    """An administrative act, or a refusal: then it has a code."""

    id: int
    at: Moment
    who: str
    action: str
    target: str
    account: str
    request_id: str
    code: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Condition(Shape):
    """How the service is."""

    status: str
    version: str
    engines: Mapping[str, str]
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRows:
    """One method for each operation."""

    directory: Directory
    gateway: Gateway
    audit: Audit
    health: Health
    clock: Clock

    async def list_tasks(self, ask: Ask[TaskQuery, Empty]) -> Page[Task]:
        """List tasks of one account or of all, newest first, as long as they are kept."""
        wanted = ask.query
        last = wanted.page * wanted.page_size
        if last > DEEPEST:
            raise InvalidParameter(f"page * page_size must be at most {DEEPEST}; ask for one account or one status.")
        asked = Filter(
            since=0.0,
            until=self.clock.now() + 60,
            model=wanted.model,
            status=wanted.status,
            key_id=wanted.key,
            page_size=last,
        )
        one = (self.directory.account(wanted.account),) if wanted.account else self.directory.accounts
        pages = [await self.gateway.list(account.id, asked) for account in one]
        found = sorted((task for page in pages for task in page.tasks), key=lambda task: -task.submitted)
        return Page(
            items=tuple(map(_task, found[last - wanted.page_size : last])),
            page=wanted.page,
            page_size=wanted.page_size,
            total=sum(page.total for page in pages),
        )

    async def get_task(self, ask: Ask[Empty, Empty]) -> Task:
        """Tell of a task, whosever it is."""
        return _task(await self._find(ask.path["task"]))

    async def cancel_task(self, ask: Ask[Empty, Empty]) -> Task:
        """Cancel a task that is PENDING; one that was cancelled before stays so."""
        task = await self._find(ask.path["task"])
        if task.status is not Status.CANCELED:
            facts = {"status": Status.PENDING.value}, {"status": Status.CANCELED.value}
            entry = self.audit.entry(
                ask.by, "task.cancelled", f"task:{task.id}", account=task.account, before=facts[0], after=facts[1]
            )
            await self.gateway.cancel(task.account, task.id, lambda db, _: self.audit.within(db, entry))
        return _task(await self._find(task.id))

    async def list_audit(self, ask: Ask[AuditQuery, Empty]) -> Page[AuditEntry]:
        """List the audit log, newest first."""
        said = ask.query
        wanted = log.Wanted(
            account=self.directory.account(said.account).id if said.account else "",
            action=said.action,
            who=said.who,
            request_id=said.request_id,
            since=said.since.timestamp() if said.since else 0.0,
            page=said.page,
            page_size=said.page_size,
        )
        sheet = await self.audit.entries(wanted)
        entries = tuple(map(_entry, sheet.entries))
        return Page(items=entries, page=said.page, page_size=said.page_size, total=sheet.total)

    async def get_health(self, ask: Ask[Empty, Empty]) -> Condition:
        """Tell how the service is, and what draws."""
        del ask
        health = self.health
        return Condition(status=health.state, version=health.version, engines=health.engines(), notice=health.notice)

    async def _find(self, task_id: str) -> work.Task:
        for account in self.directory.accounts:
            if found := await self.gateway.read(account.id, task_id):
                return found
        raise NotFound(f"There is no task {task_id[:80]!r}.")


def _task(one: work.Task) -> Task:
    return Task(
        id=one.id,
        account=one.account,
        key=one.key_id,
        model=one.model,
        door=one.door,
        status=one.status,
        n=one.n,
        images=len(one.outcome.good) if one.outcome else 0,
        attempts=one.attempts,
        progress=one.progress,
        engine=one.outcome.engine if one.outcome else "",
        route=one.job.route if one.job else (),
        code=one.failure.code if one.failure else "",
        message=one.failure.message if one.failure else "",
        request_id=one.request_id,
        submitted=moment(one.submitted),
        scheduled=maybe(one.scheduled),
        ended=maybe(one.ended),
    )


def _entry(one: log.Entry) -> AuditEntry:
    return AuditEntry(
        id=one.id,
        at=moment(one.at),
        who=one.who,
        action=one.action,
        target=one.target,
        account=one.account,
        request_id=one.request_id,
        code=one.code,
        before=one.before,
        after=one.after,
    )
