"""`…/tasks/{id}` and `…/tasks/{id}/cancel`: what is told of a task."""

from danqing.core.job import Answer
from danqing.core.task import Status, Task
from danqing.wire import outcome, times
from danqing.wire.body import ENCODER
from danqing.wire.outcome import Url

NO_TASK = "UNKNOWN"
"""The status of an id that no task has: never given, forgotten, or another account's."""


def created(task: Task, request_id: str) -> bytes:
    """Say that the task is promised: always as PENDING, even one that was refused and has already failed."""
    output = {"task_status": Status.PENDING.value, "task_id": task.id}
    return ENCODER.encode({"output": output, "request_id": request_id})


def told(task: Task, request_id: str, url: Url) -> bytes:
    """Tell all that may be told of the task. A failed one too is HTTP 200, its reason inside `output`."""
    body: dict[str, object] = {"request_id": request_id, "output": _output(task, url)}
    if task.status is Status.SUCCEEDED:
        body["usage"] = outcome.usage(task, sized=outcome.speaks_messages(task))
    return ENCODER.encode(body)


def unknown(task_id: str, request_id: str) -> bytes:
    """Say that no task has this id: HTTP 200, as in the real service."""
    return _brief(task_id, NO_TASK, request_id)


def canceled(task_id: str, request_id: str) -> bytes:
    """Say that the task is cancelled. The real answer has no `output`; the 2.0 client reads the status from it."""
    return _brief(task_id, Status.CANCELED.value, request_id)


def moments(task: Task) -> dict[str, str]:
    """Return the times that are known, as strings in UTC+8."""
    known = {"submit_time": task.submitted, "scheduled_time": task.scheduled, "end_time": task.ended}
    return {name: times.text(seconds) for name, seconds in known.items() if seconds is not None}


def _output(task: Task, url: Url) -> dict[str, object]:
    output: dict[str, object] = {"task_id": task.id, "task_status": task.status.value, **moments(task)}
    match task.status:
        case Status.RUNNING:
            output["task_metrics"] = outcome.counts(task)
        case Status.SUCCEEDED if outcome.speaks_messages(task):
            output |= {"finished": True, "choices": outcome.choices(task, url)}
        case Status.SUCCEEDED:
            output["results"] = outcome.results(task, url)
        case Status.FAILED if task.failure:
            output |= {"code": task.failure.code, "message": task.failure.message}
        case _:
            return output
    if task.status.is_final and not outcome.speaks_messages(task) and outcome.answer(task) is not Answer.PROMPTS:
        output["task_metrics"] = outcome.counts(task)
    return output


def _brief(task_id: str, status: str, request_id: str) -> bytes:
    return ENCODER.encode({"request_id": request_id, "output": {"task_id": task_id, "task_status": status}})
