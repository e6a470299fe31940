"""What clients of the OpenAI API are answered: pictures, events that bring pictures, and models."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from urllib.parse import quote

from danqing.core.errors import Error
from danqing.core.task import Picture, Task
from danqing.wire import openai_errors
from danqing.wire.body import ENCODER
from danqing.wire.openai_requests import Wishes

IGNORED = "X-Ignored"
"""Fields of the request that said something and were not heeded."""
OWNER = "danqing"
WAITING = b": drawing\n\n"
"""A comment, which keeps a connection alive and which clients drop."""
LONGEST = 200
"""Characters of names in a header."""


class Stream(StrEnum):
    """What the events of an endpoint are called before their dot."""

    GENERATION = "image_generation"
    EDIT = "image_edit"


def images(task: Task, shown: Sequence[str], wishes: Wishes) -> bytes:
    """Answer with a task that SUCCEEDED; `shown` is the URL or the base64 of each good picture, in order."""
    key = "b64_json" if wishes.encoded else "url"
    beside: dict[str, str] = {}
    if task.outcome and task.outcome.actual_prompt is not None:
        beside["revised_prompt"] = task.outcome.actual_prompt
    good = _good(task)
    answer = {
        "created": _seconds(task),
        "data": [{key: one, **beside} for one in shown],
        "output_format": wishes.format,
        **({"size": _size(good[0])} if good else {}),
        "usage": _usage(len(good)),
    }
    return ENCODER.encode(answer)


def completed(stream: Stream, task: Task, shown: Sequence[str], wishes: Wishes) -> list[bytes]:
    """Return an event for each good picture of a task that SUCCEEDED; `shown` is the base64 of each, in order.

    Who drew is in the event: the headers may have been sent before that was known.
    """
    beside = {"usage": _usage(1), "engine": task.outcome.engine if task.outcome else ""}
    return [
        _said({**_event(f"{stream}.completed", encoded, wishes, _seconds(task)), "size": _size(picture), **beside})
        for picture, encoded in zip(_good(task), shown, strict=True)
    ]


def partial(stream: Stream, number: int, encoded: str, wishes: Wishes, created: float) -> bytes:
    """Return the event of an unfinished picture in base64; `number` from 0, `created` in seconds since the epoch."""
    said = _event(f"{stream}.partial_image", encoded, wishes, int(created))
    return _said({**said, "size": "auto", "partial_image_index": number})


def broken(error: Error) -> bytes:
    """Return the event of an error in a stream that has begun; the official client raises it."""
    return b"event: error\ndata: %b\n\n" % ENCODER.encode(openai_errors.body(error))


def models(names: Sequence[str]) -> bytes:
    """Return the list of models."""
    return ENCODER.encode({"object": "list", "data": [_model(name) for name in names]})


def model(name: str) -> bytes:
    """Return one model."""
    return ENCODER.encode(_model(name))


def ignored(names: Sequence[str]) -> dict[str, str]:
    """Return the header that tells what was not heeded; none where there is nothing to tell."""
    told = ", ".join(quote(name.encode("utf-8", "replace"), safe="[]") for name in dict.fromkeys(names))
    return {IGNORED: told if len(told) <= LONGEST else f"{told[:LONGEST]}..."} if told else {}


def _event(kind: str, encoded: str, wishes: Wishes, created: int) -> dict[str, object]:
    return {
        "type": kind,
        "b64_json": encoded,
        "background": "auto",
        "created_at": created,
        "output_format": wishes.format,
        "quality": "auto",
    }


def _said(event: Mapping[str, object]) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), ENCODER.encode(event))


def _good(task: Task) -> tuple[Picture, ...]:
    return task.outcome.good if task.outcome else ()


def _seconds(task: Task) -> int:
    return int(task.ended or task.submitted)


def _size(picture: Picture) -> str:
    return f"{picture.width}x{picture.height}"


def _usage(count: int) -> dict[str, object]:
    """Return what is billed: images. Tokens, of which clients want a number, are none."""
    none = {"text_tokens": 0, "image_tokens": 0}
    tokens = {"input_tokens": 0, "input_tokens_details": none, "output_tokens": 0, "total_tokens": 0}
    return {**tokens, "image_count": count}


def _model(name: str) -> dict[str, object]:
    # When a model was made nobody here knows; the field must be a number.
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}
