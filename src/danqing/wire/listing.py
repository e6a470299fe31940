"""`GET …/tasks`: which tasks are wanted, and a page of them in the two shapes that clients read.

`data[]`, with milliseconds, is what the documents and Java have; `tasks[]`, with strings, is what the 2.0 client reads.
"""

import re
from collections.abc import Mapping

from danqing.core.errors import InvalidParameter
from danqing.core.listing import Filter, Page
from danqing.core.task import Status, Task
from danqing.wire import times
from danqing.wire.body import ENCODER
from danqing.wire.tasks import NO_TASK, moments

DAY = 24 * 3600.0
"""How far back a list looks unless it is told."""
MOST_ON_A_PAGE = 1000
NEVER_HERE = ("SUSPENDED", NO_TASK)
"""Statuses that the API has and no task of ours: lists of them are empty."""


def filter_of(query: Mapping[str, str], now: float) -> Filter:
    """Read a list's query; keys that are unknown, `region` among them, say nothing. Raises InvalidParameter.

    Without `start_time`, the day before `end_time`; without that, until `now`.
    """
    until = _moment(query, "end_time", now)
    since = _moment(query, "start_time", until - DAY)
    if since > until:
        raise InvalidParameter("start_time must not be later than end_time.")
    status = _status(query.get("status", ""))
    return Filter(
        since=since,
        until=until if status != NO_TASK else since - DAY,  # an empty window, for tasks that cannot be
        task_id=query.get("task_id", ""),
        model=query.get("model_name", ""),
        status=Status(status) if status and status != NO_TASK else None,
        key_id=query.get("api_key_id", ""),
        page=number(query, "page_no", 1, 1_000_000),
        page_size=number(query, "page_size", 10, MOST_ON_A_PAGE),
    )


def query_of(wanted: Filter) -> dict[str, str]:
    """Return the query that asks for `wanted`, whole seconds only."""
    query = {
        "page_no": str(wanted.page),
        "page_size": str(wanted.page_size),
        "start_time": times.compact(wanted.since),
        "end_time": times.compact(wanted.until),
        "task_id": wanted.task_id,
        "model_name": wanted.model,
        "status": wanted.status.value if wanted.status else "",
        "api_key_id": wanted.key_id,
    }
    return {key: value for key, value in query.items() if value}


def listed(page: Page, wanted: Filter, request_id: str, *, region: str) -> bytes:
    """Return a page of a list: flat, and without `output`, or Java would not find `data`."""
    return ENCODER.encode(
        {
            "total": page.total,
            "data": [_row(task, region) for task in page.tasks],
            "tasks": [_job(task) for task in page.tasks],
            "total_page": -(-page.total // wanted.page_size),
            "page_no": wanted.page,
            "page_size": wanted.page_size,
            "request_id": request_id,
        }
    )


def number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    """Return a number of the query, from 1 to `most`. Raises InvalidParameter."""
    said = query.get(name, "")
    if not said:
        return usual
    if not re.fullmatch(r"[0-9]{1,9}", said) or not 1 <= int(said) <= most:
        raise InvalidParameter(f"{name} must be a whole number from 1 to {most}, got {said!r}.")
    return int(said)


def _row(task: Task, region: str) -> dict[str, object]:
    known = {"start_time": task.scheduled, "end_time": task.ended}
    return {
        "api_key_id": task.key_id,
        "caller_parent_id": task.account,
        "caller_uid": task.account,
        "gmt_create": times.millis(task.submitted),
        **{name: times.millis(seconds) for name, seconds in known.items() if seconds is not None},
        "model_name": task.model,
        "region": region,
        "request_id": task.request_id,
        "status": task.status.value,
        "task_id": task.id,
        "user_api_unique_key": f"apikey:v1:aigc:{task.door.replace('/', ':')}:{task.model}",
    }


def _job(task: Task) -> dict[str, str]:
    return {"task_id": task.id, "status": task.status.value, "model_name": task.model, **moments(task)}


def _moment(query: Mapping[str, str], name: str, usual: float) -> float:
    said = query.get(name, "")
    if not said:
        return usual
    seconds = times.read_compact(said)
    if seconds is None:
        raise InvalidParameter(f"{name} must be written YYYYMMDDhhmmss, got {said!r}.")
    return seconds


def _status(said: str) -> str:
    """Return a status of ours, `NO_TASK` for those that no task of ours has, or nothing for nothing."""
    if not said or said in Status.__members__:
        return said
    if said in NEVER_HERE:
        return NO_TASK
    known = ", ".join((*Status.__members__, *NEVER_HERE))
    raise InvalidParameter(f"status must be one of {known}, got {said!r}.")
