"""What one side of the wire writes, the other reads; and no bytes whatever bring a decoder down."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from danqing.core.errors import BadRequest, Error, InvalidParameter
from danqing.core.image import Failure
from danqing.core.job import Answer, Call, Door, Job, Kind, Said, Turn
from danqing.core.listing import Filter, Page
from danqing.core.task import Outcome, Picture, Status, Task
from danqing.wire import answers, doors, errors, headers, listing, models, reply, tasks, times, uploads
from danqing.wire.headers import Headers

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | WORDS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4))
NAMES = WORDS.filter(str.strip)
PARAMETERS = st.dictionaries(WORDS | st.sampled_from(["size", "n", "negative_prompt"]), JSON, max_size=6)

PARTS = st.tuples(st.just("text") | st.just("image"), JSON)
ODD_PARTS = st.tuples(WORDS.filter(lambda kind: kind not in {"", "type"}), JSON)
TURNS = st.builds(Turn, role=JSON, parts=st.lists(PARTS | ODD_PARTS, max_size=4).map(tuple))

MESSAGES = st.builds(
    Call,
    door=st.sampled_from([Door.MULTIMODAL, Door.GENERATION]),
    model=NAMES,
    wants_async=st.booleans(),
    turns=st.lists(TURNS, max_size=3).map(tuple),
    parameters=PARAMETERS,
)


@st.composite
def prompts(draw: st.DrawFn) -> Call:
    """Every call with a prompt that a catalog could accept: words, and images that are named."""
    parts: list[tuple[str, Said]] = [("text", draw(WORDS))] if draw(st.booleans()) else []
    parts += [("image", name) for name in draw(st.lists(NAMES, max_size=4))]
    return Call(
        door=draw(st.sampled_from([Door.TEXT2IMAGE, Door.IMAGE2IMAGE])),
        model=draw(NAMES),
        wants_async=draw(st.booleans()),
        turns=(Turn(parts=tuple(parts)),),
        parameters=draw(PARAMETERS),
    )


@given(prompts() | MESSAGES)
def test_a_call_is_read_as_it_was_written(call: Call) -> None:
    body = doors.ENCODE[call.door](call)
    assert doors.DECODE[call.door](body, wants_async=call.wants_async) == call


BODIES = st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode())
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "model": JSON | st.just("qwen-image"),
        "input": JSON
        | st.fixed_dictionaries(
            {},
            optional={
                key: JSON | st.lists(st.dictionaries(st.sampled_from(["role", "content", "text"]), JSON))
                for key in ("prompt", "messages", "images", "ref_img", "negative_prompt")
            },
        ),
        "parameters": JSON,
    },
).map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("door", list(Door))
@given(body=BODIES | REQUESTS)
@example(body=b"[" * 100_000)
@example(body=b'{"model":"\xed\xa0\x80","input":{}}')
def test_no_bytes_make_a_request_fail_but_as_a_bad_request(door: Door, body: bytes) -> None:
    try:
        call = doors.DECODE[door](body, wants_async=True)
    except BadRequest:
        return
    assert call.model.strip()
    if door.speaks_messages and all(kind for turn in call.turns for kind, _ in turn.parts):
        assert doors.DECODE[door](doors.ENCODE[door](call), wants_async=True) == call


ANSWERS: list[Callable[[bytes], object]] = [
    reply.decode_task,
    reply.decode_answer,
    reply.decode_list,
    models.decode,
    uploads.decode,
]
KEYS = ["output", "usage", "task_id", "task_status", "results", "choices", "message", "content", "image", "url", "data"]
REPLIES = st.recursive(
    SCALARS | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
).map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("decode", ANSWERS, ids=lambda decode: f"{decode.__module__}.{decode.__name__}")
@given(body=BODIES | REPLIES)
@example(body=b"[" * 100_000)
@example(body=b'{"data":[{"gmt_create":' + b"9" * 400 + b"}]}")
@example(body=b'{"data":[{"gmt_create":1e300}]}')
def test_no_bytes_make_an_answer_fail_but_as_an_error(decode: Callable[[bytes], object], body: bytes) -> None:
    with contextlib.suppress(Error):
        assert decode(body) is not None


@given(status=st.integers(100, 999), body=BODIES | REPLIES)
def test_every_answer_makes_an_error_of_two_strings(status: int, body: bytes) -> None:
    error = errors.decode(status, body)
    assert error.status == status
    assert error.code
    assert error.message
    again = errors.decode(status, errors.encode(error, "r"))
    assert (again.code, again.message) == (error.code, error.message)


FAILURES = st.builds(Failure, code=NAMES, message=WORDS)
PICTURES = st.builds(
    Picture, key=NAMES, width=st.integers(1, 4096), height=st.integers(1, 4096), seed=st.integers(0, 2**31)
)
MOMENTS = st.integers(0, 4_000_000_000_000).map(lambda millis: millis / 1000)


@st.composite
def finished(draw: st.DrawFn) -> Task:
    """Any task with pictures."""
    door = draw(st.sampled_from(Door))
    pictures = (draw(PICTURES), *draw(st.lists(PICTURES | FAILURES, max_size=3)))
    job = Job(
        door=door,
        model=draw(NAMES),
        kind=draw(st.sampled_from(Kind)),
        prompt=draw(NAMES),
        answer=draw(st.sampled_from(Answer)),
    )
    return Task(
        id=draw(NAMES),
        account="acme",
        key_id="k-1",
        request_id="r-0",
        model=job.model,
        status=Status.SUCCEEDED,
        submitted=draw(MOMENTS.filter(bool)),
        scheduled=draw(MOMENTS.filter(bool)),
        ended=draw(MOMENTS.filter(bool)),
        job=job,
        door=door.value,
        n=len(pictures),
        outcome=Outcome(engine="fake/1", pictures=pictures, actual_prompt=draw(st.none() | NAMES)),
    )


@given(finished())
def test_a_finished_task_is_read_as_it_was_told(task: Task) -> None:
    read = reply.decode_task(tasks.told(task, "r-1", lambda key: key))
    synchronous = reply.decode_answer(answers.encode(task, "r-1", lambda key: key))
    assert task.outcome
    assert read.urls == synchronous.urls == tuple(picture.key for picture in task.outcome.good)
    assert read.image_count == synchronous.image_count == len(task.outcome.good)
    assert (read.submitted, read.scheduled, read.ended) == (task.submitted, task.scheduled, task.ended)
    assert (read.task_id, read.request_id, read.is_final) == (task.id, "r-1", True)
    if not Door(task.door).speaks_messages:
        failures = [image for image in read.images if isinstance(image, Failure)]
        assert failures == [image for image in task.outcome.pictures if isinstance(image, Failure)]


@given(task=finished(), total=st.integers(1, 1000), status=st.sampled_from(Status))
def test_a_list_is_read_as_it_was_told(task: Task, total: int, status: Status) -> None:
    task = replace(task, status=status)
    body = listing.listed(Page(tasks=(task,), total=total), Filter(since=0, until=1), "r-1", region="local")
    read = reply.decode_list(body)
    (row,) = read.rows
    assert (row.task_id, row.status, row.model, row.key_id) == (task.id, status.value, task.model, task.key_id)
    assert (row.submitted, row.scheduled, row.ended) == (task.submitted, task.scheduled, task.ended)
    assert (read.total, read.request_id) == (total, "r-1")


@given(
    st.builds(
        Filter,
        since=st.integers(0, 10**9).map(float),
        until=st.integers(10**9, 4 * 10**9).map(float),
        task_id=WORDS,
        model=WORDS,
        status=st.none() | st.sampled_from(Status),
        key_id=WORDS,
        page=st.integers(1, 1_000_000),
        page_size=st.integers(1, listing.MOST_ON_A_PAGE),
    )
)
def test_a_question_for_tasks_is_read_as_it_was_asked(wanted: Filter) -> None:
    assert listing.filter_of(listing.query_of(wanted), now=0.0) == wanted


@given(query=st.dictionaries(st.sampled_from(["start_time", "end_time", "page_no", "page_size", "status"]), WORDS))
def test_no_question_for_tasks_fails_but_as_a_bad_parameter(query: dict[str, str]) -> None:
    with contextlib.suppress(InvalidParameter):
        assert listing.filter_of(query, now=1_763_700_000.0).page >= 1


@given(MOMENTS)
def test_a_moment_is_read_as_it_was_written(moment: float) -> None:
    assert times.read(times.text(moment)) == moment
    assert times.read_compact(times.compact(moment)) == moment // 1


TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)


@given(
    st.builds(
        Headers,
        api_key=st.none() | TOKENS.filter(bool),
        wants_async=st.booleans(),
        workspace=TOKENS,
        wants_events=st.booleans(),
        idempotency_key=TOKENS,
    )
)
def test_headers_are_read_as_they_were_written(said: Headers) -> None:
    assert headers.read(headers.write(said)) == said
