import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from danqing.core.errors import Error
from danqing.core.image import Failure
from danqing.core.job import Door
from danqing.core.listing import Filter, Page
from danqing.core.task import Status, Task
from danqing.wire import answers, listing, reply, tasks, times
from danqing.wire.reply import Reply, Row, Rows


def url(key: str) -> str:
    """Tests keep whole URLs as keys."""
    return key


def test_a_created_task_is_read(recorded: Callable[[str], bytes]) -> None:
    assert reply.decode_task(recorded("tasks/created.response")) == Reply(
        request_id="4909100c-7b5a-9f92-bfe5-xxxxxx", task_id="0385dc79-5ff8-4d82-bcb6-xxxxxx", status="PENDING"
    )


def test_a_finished_task_is_read(done: Task) -> None:
    assert reply.decode_task(tasks.told(done, "r-1", url)) == Reply(
        request_id="r-1",
        task_id="t-1",
        status="SUCCEEDED",
        images=("https://h/1.png",),
        orig_prompt="一只猫",
        actual_prompt="一只可爱的猫",
        image_count=1,
        submitted=done.submitted,
        scheduled=done.scheduled,
        ended=done.ended,
    )


def test_a_failed_task_says_why(recorded: Callable[[str], bytes]) -> None:
    read = reply.decode_task(recorded("tasks/qwen-failed.response"))
    assert (read.status, read.code, read.message, read.images) == ("FAILED", "InvalidParameter", "xxxxxxxx", ())
    assert read.ended == times.read("2025-11-11 11:46:28.255")


def test_a_picture_that_failed_says_why(recorded: Callable[[str], bytes]) -> None:
    read = reply.decode_task(recorded("tasks/wanx-partly-failed.response"))
    good, bad = read.images
    assert read.urls == (good,)
    assert isinstance(bad, Failure)
    assert bad.code == "InternalError.Timeout"
    assert read.image_count == 1


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"])
def test_a_task_that_will_not_move_need_not_be_asked_for_again(status: str) -> None:
    assert Reply(status=status).is_final


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "SUSPENDED"])
def test_a_task_that_may_move_is_asked_for_again(status: str) -> None:
    assert not Reply(status=status).is_final


def test_a_task_of_a_message_door_is_read(recorded: Callable[[str], bytes]) -> None:
    read = reply.decode_task(recorded("generation/succeeded.response"))
    assert (read.urls, read.width, read.height) == (("https://h/1.png",), 1280, 1280)


@pytest.mark.parametrize(
    ("case", "size", "count"),
    [("draw", (1664, 928), 1), ("draw-documented", (1328, 1328), 1), ("edit", (1536, 1024), 2)],
)
def test_a_synchronous_answer_is_read(
    case: str, size: tuple[int, int], count: int, recorded: Callable[[str], bytes]
) -> None:
    read = reply.decode_answer(recorded(f"multimodal/{case}.response"))
    assert (read.width, read.height) == size
    assert (len(read.urls), read.image_count, read.status, read.task_id) == (count, count, "SUCCEEDED", "")


def test_a_synchronous_answer_to_a_prompt_is_read(recorded: Callable[[str], bytes]) -> None:
    assert reply.decode_answer(recorded("text2image/sync.response")).urls == ("https://h/1.png",)


@pytest.mark.parametrize("door", list(Door))
def test_every_door_answers_so_that_a_client_can_read_it(door: Door, done: Task) -> None:
    task = replace(done, door=door.value)
    assert reply.decode_answer(answers.encode(task, "r-1", url)).urls == ("https://h/1.png",)
    assert reply.decode_task(tasks.told(task, "r-1", url)).urls == ("https://h/1.png",)


def test_a_recorded_list_is_read(recorded: Callable[[str], bytes]) -> None:
    assert reply.decode_list(recorded("listing/page.response")) == Rows(
        rows=(
            Row(
                task_id="6075262c-…",
                status="SUCCEEDED",
                model="text-embedding-async-v2",
                request_id="db5ce040-…",
                key_id="42677",
                submitted=1709260684.485,
                scheduled=1709260684.527,
                ended=1709260685.184,
            ),
        ),
        total=1,
        page=1,
        page_size=10,
        request_id="fcb29ae5-…",
    )


@pytest.mark.parametrize("shape", ["data", "tasks"])
def test_a_list_is_read_in_either_of_its_shapes(shape: str, done: Task) -> None:
    wanted = Filter(since=0, until=1)
    body = json.loads(listing.listed(Page(tasks=(done,), total=7), wanted, "r-1", region="local"))
    del body["tasks" if shape == "data" else "data"]
    read = reply.decode_list(json.dumps(body).encode())
    (row,) = read.rows
    assert (row.task_id, row.status, row.model) == ("t-1", Status.SUCCEEDED.value, "qwen-image")
    assert (row.submitted, row.scheduled, row.ended) == (done.submitted, done.scheduled, done.ended)
    assert read.total == 7


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The answer has no output."),
        (b"<html>", "The answer has no output."),
        (b'{"output":null}', "The answer has no output."),
        (b'{"output":{"task_id":"t"}}', "The answer names no task and status."),
        (b'{"output":{"task_status":"PENDING"}}', "The answer names no task and status."),
        (b'{"code":"Throttling","message":"slow down","request_id":"r"}', "slow down"),
    ],
)
def test_an_answer_without_a_task_is_an_error(body: bytes, message: str) -> None:
    with pytest.raises(Error) as refused:
        reply.decode_task(body)
    assert refused.value.message == message


def test_a_refusal_in_a_good_answer_keeps_its_code() -> None:
    with pytest.raises(Error) as refused:
        reply.decode_answer(b'{"code":"Throttling","message":"slow down","request_id":"r"}')
    assert refused.value.code == "Throttling"


def test_an_answer_without_images_is_an_error() -> None:
    with pytest.raises(Error, match="no images"):
        reply.decode_answer(b'{"output":{"choices":[{"message":{"content":[{"text":"no"}]}}]}}')


def test_a_list_without_tasks_is_an_error() -> None:
    with pytest.raises(Error, match="no tasks"):
        reply.decode_list(b'{"total":0}')
