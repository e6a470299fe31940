"""What a client gets back: any answer of the API, ours or the real service's, as one value."""

from collections.abc import Iterator
from dataclasses import dataclass

from danqing.core.errors import Error
from danqing.core.image import Failure
from danqing.core.task import Status
from danqing.wire import lenient, times
from danqing.wire.tasks import NO_TASK

FINAL = frozenset({status.value for status in Status if status.is_final} | {NO_TASK})
"""The statuses after which asking again is no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a request for images or to a question after a task; what was not said is empty or zero."""

    request_id: str = ""
    task_id: str = ""
    """Empty for a synchronous answer."""
    status: str = ""
    """A Status, SUSPENDED or UNKNOWN; SUCCEEDED for a synchronous answer."""
    images: tuple[str | Failure, ...] = ()
    """URLs, and the reason for each image that is missing."""
    orig_prompt: str = ""
    actual_prompt: str = ""
    code: str = ""
    message: str = ""
    image_count: int = 0
    """Images billed."""
    width: int = 0
    height: int = 0
    submitted: float | None = None
    scheduled: float | None = None
    ended: float | None = None

    @property
    def is_final(self) -> bool:
        """Whether the task will never move again."""
        return self.status in FINAL

    @property
    def urls(self) -> tuple[str, ...]:
        """The images that were drawn."""
        return tuple(image for image in self.images if isinstance(image, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A task in a list."""

    task_id: str
    status: str
    model: str = ""
    request_id: str = ""
    key_id: str = ""
    submitted: float | None = None
    scheduled: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of a list, and how many tasks there are in all."""

    rows: tuple[Row, ...]
    total: int
    page: int
    page_size: int
    request_id: str = ""


def decode_task(body: bytes) -> Reply:
    """Read the answer to creating or fetching a task. Raises Error if it names no task or no status."""
    reply = _reply(body)
    if not reply.task_id or not reply.status:
        raise Error("The answer names no task and status.")
    return reply


def decode_answer(body: bytes) -> Reply:
    """Read the answer to a synchronous call. Raises Error if there are no images in it."""
    reply = _reply(body)
    if not reply.images:
        raise Error("The answer has no images.")
    return reply


def decode_list(body: bytes) -> Rows:
    """Read a page of tasks, in either of its shapes. Raises Error if there is none."""
    said = lenient.read(body) or {}
    shape = next((name for name in ("data", "tasks") if isinstance(said.get(name), list)), None)
    if shape is None:
        raise _nothing(said, "tasks")
    return Rows(
        rows=tuple(map(_row, map(lenient.table, lenient.rows(said[shape])))),
        total=lenient.whole(said.get("total")),
        page=lenient.whole(said.get("page_no")),
        page_size=lenient.whole(said.get("page_size")),
        request_id=lenient.text(said.get("request_id")),
    )


def _reply(body: bytes) -> Reply:
    said = lenient.read(body) or {}
    output, usage = lenient.table(said.get("output")), lenient.table(said.get("usage"))
    if not output:
        raise _nothing(said, "output")
    results = [lenient.table(result) for result in lenient.rows(output.get("results"))]
    images = (*map(_image, results), *_parts(output))
    return Reply(
        request_id=lenient.text(said.get("request_id")),
        task_id=lenient.text(output.get("task_id")),
        status=lenient.text(output.get("task_status")) or (Status.SUCCEEDED.value if images else ""),
        images=images,
        orig_prompt=_first(results, "orig_prompt"),
        actual_prompt=_first(results, "actual_prompt"),
        code=lenient.text(output.get("code")),
        message=lenient.text(output.get("message")),
        image_count=lenient.whole(usage.get("image_count")),
        width=lenient.whole(usage.get("width")),
        height=lenient.whole(usage.get("height")),
        submitted=_moment(output.get("submit_time")),
        scheduled=_moment(output.get("scheduled_time")),
        ended=_moment(output.get("end_time")),
    )


def _parts(output: dict[str, object]) -> Iterator[str]:
    for choice in lenient.rows(output.get("choices")):
        message = lenient.table(lenient.table(choice).get("message"))
        for part in lenient.rows(message.get("content")):
            if url := lenient.text(lenient.table(part).get("image")):
                yield url


def _image(result: dict[str, object]) -> str | Failure:
    failure = Failure(code=lenient.text(result.get("code")), message=lenient.text(result.get("message")))
    return lenient.text(result.get("url")) or failure


def _row(item: dict[str, object]) -> Row:
    return Row(
        task_id=lenient.text(item.get("task_id")),
        status=lenient.text(item.get("status")),
        model=lenient.text(item.get("model_name")),
        request_id=lenient.text(item.get("request_id")),
        key_id=lenient.text(item.get("api_key_id")),
        submitted=_moment(item.get("gmt_create") or item.get("submit_time")),
        scheduled=_moment(item.get("start_time") or item.get("scheduled_time")),
        ended=_moment(item.get("end_time")),
    )


def _moment(value: object) -> float | None:
    """Read a time in either form: a string in UTC+8, or milliseconds since the epoch."""
    if isinstance(value, str):
        return times.read(value)
    return lenient.whole(value) / 1000 if lenient.whole(value) else None


def _first(results: list[dict[str, object]], name: str) -> str:
    return next((text for text in (lenient.text(result.get(name)) for result in results) if text), "")


def _nothing(said: dict[str, object], what: str) -> Error:
    """Return the error of an answer without `what`, in its own words if it has any."""
    code, message = lenient.text(said.get("code")), lenient.text(said.get("message"))
    return Error(message or f"The answer has no {what}.", code=code or None)
