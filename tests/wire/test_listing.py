import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from danqing.core.errors import InvalidParameter
from danqing.core.job import Door
from danqing.core.listing import Filter, Page
from danqing.core.task import Status, Task
from danqing.wire import listing, times

NOW = 1_763_700_000.0
DAY = 86_400.0
NIGHT = times.read("2023-04-20 00:00:00") or 0.0


def listed(task: Task, wanted: Filter | None = None, total: int = 1) -> Any:
    page = Page(tasks=(task,), total=total)
    return json.loads(listing.listed(page, wanted or Filter(since=0, until=NOW), "r-9", region="cn-beijing"))


def test_a_page_is_listed_as_the_real_service_lists_it(said: Callable[[str], Any], done: Task) -> None:
    body = said("listing/page.response")
    (row,) = body["data"]
    task = replace(
        done,
        id=row["task_id"],
        account=row["caller_uid"],
        key_id=row["api_key_id"],
        request_id=row["request_id"],
        model=row["model_name"],
        submitted=row["gmt_create"] / 1000,
        scheduled=row["start_time"] / 1000,
        ended=row["end_time"] / 1000,
    )
    page = Page(tasks=(task,), total=1)
    ours = json.loads(listing.listed(page, Filter(since=0, until=NOW), body["request_id"], region=row["region"]))
    assert ours.pop("tasks")  # for the 2.0 client; the real service has no such key
    # The recorded task was of another group of models.
    assert ours["data"][0].pop("user_api_unique_key").rpartition(":")[2] == row.pop("model_name")
    assert row.pop("user_api_unique_key")
    assert ours["data"][0].pop("model_name")
    assert ours == body


@pytest.mark.parametrize(
    ("door", "key"),
    [
        (Door.TEXT2IMAGE, "apikey:v1:aigc:text2image:image-synthesis:qwen-image"),
        (Door.MULTIMODAL, "apikey:v1:aigc:multimodal-generation:generation:qwen-image"),
    ],
)
def test_a_task_says_by_which_door_it_came(door: Door, key: str, task: Task) -> None:
    assert listed(replace(task, door=door.value))["data"][0]["user_api_unique_key"] == key


def test_java_reads_whole_milliseconds(done: Task) -> None:
    (row,) = listed(done)["data"]
    assert [row[name] for name in ("gmt_create", "start_time", "end_time")] == [
        1757389134741,
        1757389134781,
        1757389159484,
    ]
    assert all(type(row[name]) is int for name in ("gmt_create", "start_time", "end_time"))


def test_the_client_reads_strings(done: Task) -> None:
    assert listed(done)["tasks"] == [
        {
            "task_id": "t-1",
            "status": "SUCCEEDED",
            "model_name": "qwen-image",
            "submit_time": "2025-09-09 11:38:54.741",
            "scheduled_time": "2025-09-09 11:38:54.781",
            "end_time": "2025-09-09 11:39:19.484",
        }
    ]


def test_times_that_are_not_known_are_left_out(task: Task) -> None:
    body = listed(task)
    assert not {"start_time", "end_time"} & body["data"][0].keys()
    assert not {"scheduled_time", "end_time"} & body["tasks"][0].keys()


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (5, 1), (6, 2), (11, 3)])
def test_the_pages_are_counted(total: int, pages: int, task: Task) -> None:
    body = listed(task, Filter(since=0, until=NOW, page=2, page_size=5), total)
    assert (body["total"], body["total_page"], body["page_no"], body["page_size"]) == (total, pages, 2, 5)
    assert "output" not in body


def test_a_list_without_a_question_is_of_the_last_day() -> None:
    assert listing.filter_of({}, NOW) == Filter(since=NOW - DAY, until=NOW)


def test_a_question_with_everything_is_understood() -> None:
    query = {
        "page_no": "2",
        "page_size": "5",
        "start_time": "20230420000000",
        "end_time": "20230421000000",
        "model_name": "wanx-v1",
        "api_key_id": "1234",
        "region": "cn-beijing",
        "status": "SUCCEEDED",
        "task_id": "t-1",
        "colour": "red",
    }
    wanted = Filter(
        since=NIGHT,
        until=NIGHT + DAY,
        task_id="t-1",
        model="wanx-v1",
        status=Status.SUCCEEDED,
        key_id="1234",
        page=2,
        page_size=5,
    )
    assert listing.filter_of(query, NOW) == wanted
    assert listing.filter_of(listing.query_of(wanted), NOW) == wanted


def test_the_day_before_the_end_is_listed() -> None:
    wanted = listing.filter_of({"end_time": "20230421000000"}, NOW)
    assert (wanted.since, wanted.until) == (NIGHT, NIGHT + DAY)


def test_all_since_the_start_is_listed() -> None:
    wanted = listing.filter_of({"start_time": "20230420000000"}, NOW)
    assert (wanted.since, wanted.until) == (NIGHT, NOW)


@pytest.mark.parametrize("name", ["start_time", "status", "page_no", "page_size", "model_name"])
def test_a_blank_value_is_none(name: str) -> None:
    assert listing.filter_of({name: ""}, NOW) == listing.filter_of({}, NOW)


@pytest.mark.parametrize("status", ["UNKNOWN", "SUSPENDED"])
def test_no_task_is_in_a_state_that_tasks_are_never_in(status: str) -> None:
    wanted = listing.filter_of({"status": status}, NOW)
    assert wanted.since > wanted.until


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page_no": "0"}, "page_no must be a whole number from 1 to 1000000, got '0'."),
        ({"page_no": "-1"}, "page_no must be a whole number from 1 to 1000000, got '-1'."),
        ({"page_no": "٣"}, "page_no must be a whole number from 1 to 1000000, got '٣'."),
        ({"page_size": "1001"}, "page_size must be a whole number from 1 to 1000, got '1001'."),
        ({"page_size": "ten"}, "page_size must be a whole number from 1 to 1000, got 'ten'."),
        ({"start_time": "2023-04-20"}, "start_time must be written YYYYMMDDhhmmss, got '2023-04-20'."),
        ({"end_time": "20230431000000"}, "end_time must be written YYYYMMDDhhmmss, got '20230431000000'."),
        (
            {"start_time": "20230421000000", "end_time": "20230420000000"},
            "start_time must not be later than end_time.",
        ),
        (
            {"status": "succeeded"},
            "status must be one of PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED, SUSPENDED, UNKNOWN, got 'succeeded'.",
        ),
    ],
)
def test_a_bad_value_is_refused_by_name(query: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        listing.filter_of(query, NOW)
    assert refused.value.message == message


@pytest.mark.parametrize("digits", ["9" * 10, "9" * 5000])
def test_a_number_as_long_as_a_novel_is_refused(digits: str) -> None:
    with pytest.raises(InvalidParameter):
        listing.filter_of({"page_no": digits}, NOW)
