"""What happens to tasks in one transaction each: functions over a connection that somebody else commits."""

from collections.abc import Mapping
from dataclasses import replace

from danqing.core.change import Change
from danqing.core.connection import Connection, Row, Value
from danqing.core.errors import Error, LeaseLost, RateLimited
from danqing.core.image import Failure
from danqing.core.job import Ticket
from danqing.core.task import Claim, Outcome, Status, Task
from danqing.core.usage import Usage
from danqing.tasks import rate, record
from danqing.tasks.promise import never_begun, reused
from danqing.tasks.queries import row, rows
from danqing.tasks.record import Final
from danqing.tasks.store import MOST_ATTEMPTS, Asker, Books, Limits

GIVEN_UP = Failure(code=Error.code, message=Error.message)
"""The failure of a task that too many workers died of."""


def seen(connection: Connection, asker: Asker, since: float) -> Task | None:
    """Return the first task of an equal request: one of the same key, or one whose answer was lost after `since`."""
    known = {"account": asker.account, "digest": asker.digest, "idempotency_key": asker.idempotency_key}
    if not asker.idempotency_key:
        found = row(connection, "seen_by_digest", known | {"since": since})
        return None if found is None else record.task(found)
    found = row(connection, "seen_by_key", known)
    if found is None:
        return None
    if found["digest"] != asker.digest:
        raise reused(asker)
    if row(connection, "free_key", known) is not None:
        return None
    return record.task(found)


def promise(connection: Connection, books: Books, task: Task, asker: Asker, ticket: Ticket) -> None:
    """Keep a new task in its lane, and what it holds. Raises RateLimited, and what the books raise."""
    lane = _join(connection, ticket, task.submitted)
    hold = record.write_hold(books.hold(ticket, task.submitted))
    _insert(connection, task, asker, {"lane": lane, "hold": hold})


def refuse(connection: Connection, books: Books, task: Task, asker: Asker, per_second: float) -> None:
    """Keep a task that failed before it began: it counts in its model's rate and holds nothing. Raises RateLimited."""
    who = {"account": task.account, "of_model": task.model}
    lane = rows(connection, "open_lane", {**who, "model": task.model})[0]
    _in_time(connection, who, _own(lane, per_second), task.submitted)
    _insert(connection, task, asker, {"lane": lane["id"], "hold": None})
    books.settle(never_begun(task, asker))


def foresee(connection: Connection, ticket: Ticket, now: float) -> None:
    """Raise the RateLimited that promising the ticket's job would raise."""
    ticket = _as_set(connection, ticket)
    who = {"account": ticket.account, "of_model": ticket.job.model}
    lane = rows(connection, "open_lane", {**who, "model": ticket.job.line})[0]
    _in_time(connection, who, _own(lane, ticket.submissions_per_second), now)


def _own(lane: Row, usual: float) -> float:
    own: float | None = lane["own_rate"]
    return usual if own is None else own


def _in_time(connection: Connection, who: Mapping[str, Value], per_second: float, now: float) -> None:
    window = rate.window(per_second, now)
    found = row(connection, "earlier", {**who, "now": now, "since": window.since, "skip": window.skip})
    if found is not None:
        raise RateLimited(retry_after=found["submitted"] - window.since)


def _join(connection: Connection, ticket: Ticket, now: float) -> int:
    """Return the number of the ticket's lane, in which one task more waits now."""
    ticket = _as_set(connection, ticket)
    window = rate.window(ticket.submissions_per_second, now)
    who = {"account": ticket.account, "of_model": ticket.job.model}
    asked = {**who, "model": ticket.job.line, "lim": ticket.running_at_once, "now": now}
    lane = rows(connection, "join_lane", {**asked, "since": window.since, "skip": window.skip})[0]
    if lane["own_rate"] is not None:
        _in_time(connection, who, lane["own_rate"], now)
    elif lane["earlier"] is not None:
        raise RateLimited(retry_after=lane["earlier"] - window.since)
    return lane["id"]


def _as_set(connection: Connection, ticket: Ticket) -> Ticket:
    """Return the ticket of a route with the limits that were set for its model."""
    who = {"account": ticket.account, "model": ticket.job.model}
    own = row(connection, "own_limits", who) if ticket.job.route else None
    if own is None:
        return ticket
    return replace(
        ticket,
        running_at_once=ticket.running_at_once if own["own_lim"] is None else own["own_lim"],
        submissions_per_second=ticket.submissions_per_second if own["own_rate"] is None else own["own_rate"],
    )


def _insert(connection: Connection, task: Task, asker: Asker, more: Mapping[str, Value]) -> None:
    values = {
        "id": task.id,
        "account": task.account,
        "user": asker.user,
        "key_id": task.key_id,
        "workspace": asker.workspace,
        "request_id": task.request_id,
        "model": task.model,
        "door": task.door,
        "n": task.n,
        "status": task.status.value,
        "submitted": task.submitted,
        "scheduled": task.scheduled,
        "ended": task.ended,
        "idempotency_key": asker.idempotency_key or None,
        "digest": asker.digest,
        "job": None if task.job is None else record.write(task.job),
        "failure": None if task.failure is None else record.write(task.failure),
    }
    rows(connection, "add", {**values, **more})


def cancel(connection: Connection, books: Books, account: str, task_id: str, now: float) -> bool:
    """Cancel the account's task if it is PENDING; say whether it was."""
    left = row(connection, "cancel", {"account": account, "id": task_id, "now": now})
    if left is not None:
        rows(connection, "leave_lane", {"lane": left["lane"]})
        books.settle(record.end(left, Final(status=Status.CANCELED, ended=now)))
    return left is not None


def take(connection: Connection, values: Mapping[str, Value]) -> Claim | None:
    """Give the next task of `models` (a JSON array) to the `worker` of the values, which also say `lease` and `now`."""
    lanes = rows(connection, "take_turn", values)
    if not lanes:
        return None
    served = max(lanes, key=lambda lane: lane["turn"])
    return record.claim(rows(connection, "take", {**values, "lane": served["id"]})[0])


def succeed(connection: Connection, books: Books, claim: Claim, outcome: Outcome, usage: Usage, now: float) -> bool:
    """End the task well, and count what it used; say whether it may have kept others waiting."""
    final = Final(status=Status.SUCCEEDED, ended=now, outcome=outcome, engine=outcome.engine)
    others = end(connection, books, claim.task_id, claim.attempt, final)
    used = {"account": usage.account, "key_id": usage.key_id, "model": usage.model, "images": usage.images}
    rows(connection, "count", {"task": claim.task_id, "now": now, **used})
    return others


def progress(connection: Connection, values: Mapping[str, Value]) -> None:
    """Note how far the task is, if the attempt still holds it. Raises LeaseLost."""
    if row(connection, "progress", values) is None:
        raise LeaseLost(f"attempt {values['attempt']} no longer holds task {values['id']}")


def end(connection: Connection, books: Books, task_id: str, attempt: int, final: Final) -> bool:
    """End the task if the attempt still holds it, and settle what it held; say whether it may have kept others waiting.

    Raises LeaseLost.
    """
    values = {
        "id": task_id,
        "attempt": attempt,
        "status": final.status,
        "now": final.ended,
        "outcome": None if final.outcome is None else record.write_outcome(final.outcome),
        "failure": None if final.failure is None else record.write(final.failure),
    }
    ended = row(connection, "finish", values)
    if ended is None:
        raise LeaseLost(f"attempt {attempt} no longer holds task {task_id}")
    left = rows(connection, "leave_running", {"lane": ended["lane"]})
    books.settle(record.end(ended, final))
    return any(lane["pending"] for lane in left)


def give_back(connection: Connection, books: Books, task_id: str, attempt: int, *, counted: bool, now: float) -> None:
    """Let the task wait again at its old place; after too many counted attempts, it fails."""
    values = {"id": task_id, "attempt": attempt, "free": int(not counted), "most": MOST_ATTEMPTS}
    back = row(connection, "give_back", values)
    if back is None:
        # Or it is not the attempt's any more, which that says too.
        end(connection, books, task_id, attempt, Final(status=Status.FAILED, ended=now, failure=GIVEN_UP))
    else:
        rows(connection, "back_to_lane", {"lane": back["lane"]})


def reap(connection: Connection, books: Books, until: float, now: float) -> tuple[str, ...]:
    """Give back, counted, every task whose lease ends at `until` or before; return their ids."""
    expired = rows(connection, "expired", {"now": until})
    for held in expired:
        give_back(connection, books, held["id"], held["attempt"], counted=True, now=now)
    return tuple(held["id"] for held in expired)


def set_limits(connection: Connection, limits: Limits) -> Change[Limits]:
    """Have a lane keep to limits of its own."""
    who = {"account": limits.account, "model": limits.model}
    before = row(connection, "own_limits", who)
    own = {"own_lim": limits.running_at_once, "own_rate": limits.submissions_per_second}
    rows(connection, "set_limits", {**who, **own})
    rows(connection, "set_limits_of_routes", {**who, "own_lim": limits.running_at_once})
    return Change(None if before is None else record.limits(before), limits)
