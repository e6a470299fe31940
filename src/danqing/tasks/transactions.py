"""What happens to tasks in one transaction each: functions over a connection that somebody else commits."""

import sqlite3
from collections.abc import Mapping

from danqing.core.errors import Error, LeaseLost
from danqing.core.image import Failure
from danqing.core.task import Claim, Status, Task
from danqing.core.usage import Usage
from danqing.tasks import record
from danqing.tasks.promise import reused
from danqing.tasks.queries import SQL
from danqing.tasks.store import MOST_ATTEMPTS, Asker

Value = str | float | None
"""What a column holds."""

GIVEN_UP = record.write(Failure(code=Error.code, message=Error.message))
"""The failure of a task that too many workers died of."""


def rows(connection: sqlite3.Connection, name: str, values: Mapping[str, Value]) -> list[sqlite3.Row]:
    """Run a named statement to its end; an unfinished one would stand in the way of the commit."""
    return connection.execute(SQL[name], values).fetchall()


def row(connection: sqlite3.Connection, name: str, values: Mapping[str, Value]) -> sqlite3.Row | None:
    """Run a named statement and return its first row."""
    return next(iter(rows(connection, name, values)), None)


def seen(connection: sqlite3.Connection, asker: Asker, since: float) -> Task | None:
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


def add(connection: sqlite3.Connection, task: Task, asker: Asker, running_at_once: int | None) -> None:
    """Keep a new task, in the lane of its account and model, or in none if that has no limit."""
    lane = None
    if running_at_once is not None:
        values = {"account": task.account, "model": task.model, "lim": running_at_once}
        lane = rows(connection, "join_lane", values)[0]["id"]
    values = {
        "id": task.id,
        "account": task.account,
        "key_id": task.key_id,
        "request_id": task.request_id,
        "model": task.model,
        "door": task.door,
        "n": task.n,
        "lane": lane,
        "status": task.status.value,
        "submitted": task.submitted,
        "scheduled": task.scheduled,
        "ended": task.ended,
        "idempotency_key": asker.idempotency_key or None,
        "digest": asker.digest,
        "job": None if task.job is None else record.write(task.job),
        "failure": None if task.failure is None else record.write(task.failure),
    }
    rows(connection, "add", values)


def cancel(connection: sqlite3.Connection, account: str, task_id: str, now: float) -> bool:
    """Cancel the account's task if it is PENDING; say whether it was."""
    left = row(connection, "cancel", {"account": account, "id": task_id, "now": now})
    if left is not None:
        rows(connection, "leave_lane", {"lane": left["lane"]})
    return left is not None


def take(connection: sqlite3.Connection, models: str, turn: int, values: Mapping[str, Value]) -> Claim | None:
    """Give the next task of these models (a JSON array) to the worker of `values`, which also say lease and now."""
    lane = row(connection, "take_turn", {"models": models, "turn": turn})
    if lane is None:
        return None
    return record.claim(rows(connection, "take", {**values, "lane": lane["id"]})[0])


def succeed(connection: sqlite3.Connection, claim: Claim, outcome: str, usage: Usage, now: float) -> None:
    """End the task well, and count what it used."""
    _end(connection, claim.task_id, claim.attempt, {"status": Status.SUCCEEDED, "outcome": outcome, "now": now})
    used = {"account": usage.account, "key_id": usage.key_id, "model": usage.model, "images": usage.images}
    rows(connection, "count", {"task": claim.task_id, "now": now, **used})


def fail(connection: sqlite3.Connection, task_id: str, attempt: int, failure: str, now: float) -> None:
    """End the task badly; nothing is counted."""
    _end(connection, task_id, attempt, {"status": Status.FAILED, "failure": failure, "now": now})


def _end(connection: sqlite3.Connection, task_id: str, attempt: int, values: Mapping[str, Value]) -> None:
    held = {"id": task_id, "attempt": attempt, "outcome": None, "failure": None}
    ended = row(connection, "finish", {**held, **values})
    if ended is None:
        raise LeaseLost(f"attempt {attempt} no longer holds task {task_id}")
    rows(connection, "leave_running", {"lane": ended["lane"]})


def give_back(connection: sqlite3.Connection, task_id: str, attempt: int, *, counted: bool, now: float) -> None:
    """Let the task wait again at its old place; after too many counted attempts, it fails."""
    values = {"id": task_id, "attempt": attempt, "free": not counted, "most": MOST_ATTEMPTS}
    back = row(connection, "give_back", values)
    if back is None:
        fail(connection, task_id, attempt, GIVEN_UP, now)  # or it is not the attempt's any more, which that says too
    else:
        rows(connection, "back_to_lane", {"lane": back["lane"]})


def reap(connection: sqlite3.Connection, until: float, now: float) -> tuple[str, ...]:
    """Give back, counted, every task whose lease ends at `until` or before; return their ids."""
    expired = rows(connection, "expired", {"now": until})
    for held in expired:
        give_back(connection, held["id"], held["attempt"], counted=True, now=now)
    return tuple(held["id"] for held in expired)
