"""What came of a task, in the words that its answers share. Nothing here is ever null."""

from collections.abc import Callable

from danqing.core.image import Failure
from danqing.core.job import Answer, Door
from danqing.core.task import Picture, Task

Url = Callable[[str], str]
"""Turns a Picture's key into a URL that needs no header and whose path ends in `.png`."""


def speaks_messages(task: Task) -> bool:
    """Whether the task's answers hold `choices` rather than `results`."""
    return Door(task.door).speaks_messages


def answer(task: Task) -> Answer:
    """Return what the task's model tells; everything, if the task failed before that was known."""
    return task.job.answer if task.job else Answer.FULL


def results(task: Task, url: Url) -> list[dict[str, str]]:
    """Return an item for each image asked for, failed ones included. All values are strings: Java reads no others."""
    beside: dict[str, str] = {}
    if task.job and task.outcome and answer(task) is not Answer.METRICS:
        beside["orig_prompt"] = task.job.prompt
        if task.outcome.actual_prompt is not None:
            beside["actual_prompt"] = task.outcome.actual_prompt
    return [
        {"code": picture.code, "message": picture.message}
        if isinstance(picture, Failure)
        else {**beside, "url": url(picture.key)}
        for picture in _pictures(task)
    ]


def choices(task: Task, url: Url) -> list[dict[str, object]]:
    """Return the one choice with all the images.

    Failed ones are left out: the samples read `image` from every part, and the counts tell how many are missing.
    """
    content = [{"image": url(picture.key)} for picture in _pictures(task) if isinstance(picture, Picture)]
    return [{"finish_reason": "stop", "message": {"role": "assistant", "content": content}}]


def counts(task: Task) -> dict[str, int]:
    """Return how many images were asked for, drawn and not drawn; while the task runs, the last two are zero."""
    good = len(task.outcome.good) if task.outcome else 0
    return {"TOTAL": task.n, "SUCCEEDED": good, "FAILED": task.n - good if task.status.is_final else 0}


def usage(task: Task, *, sized: bool) -> dict[str, int]:
    """Return what is billed: the images that were drawn; if `sized`, with the size of the first, in pixels."""
    good = task.outcome.good if task.outcome else ()
    size = {"width": good[0].width, "height": good[0].height} if good and sized else {}
    return {**size, "image_count": len(good)}


def _pictures(task: Task) -> tuple[Picture | Failure, ...]:
    return task.outcome.pictures if task.outcome else ()
