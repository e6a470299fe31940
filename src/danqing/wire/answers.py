"""What a synchronous call is answered with: the images of a task that SUCCEEDED, and no word of the task."""

from danqing.core.job import Kind
from danqing.core.task import Task
from danqing.wire import outcome
from danqing.wire.body import ENCODER
from danqing.wire.outcome import Url


def multimodal(task: Task, request_id: str, url: Url) -> bytes:
    """Answer a message door. The counts are called `task_metric` here, without the s, and edits have none."""
    output: dict[str, object] = {"choices": outcome.choices(task, url)}
    if task.job is None or task.job.kind is not Kind.EDIT:
        output["task_metric"] = outcome.counts(task)
    return ENCODER.encode({"output": output, "usage": outcome.usage(task, sized=True), "request_id": request_id})


def text2image(task: Task, request_id: str, url: Url) -> bytes:
    """Answer a prompt door, as for the SDKs' `sync_call`."""
    output = {"results": outcome.results(task, url)}
    return ENCODER.encode({"output": output, "usage": outcome.usage(task, sized=False), "request_id": request_id})


def encode(task: Task, request_id: str, url: Url) -> bytes:
    """Answer in the way of the task's door."""
    return (multimodal if outcome.speaks_messages(task) else text2image)(task, request_id, url)
