import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from danqing.core.image import Failure
from danqing.core.job import Answer, Door, Job, Kind
from danqing.core.task import Outcome, Picture, Status, Task
from danqing.wire import tasks, times


def url(key: str) -> str:
    """Tests keep whole URLs as keys."""
    return key


def told(task: Task, request_id: str = "r-1") -> Any:
    return json.loads(tasks.told(task, request_id, url))


def has_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(has_null, value.values()))
    return any(map(has_null, value)) if isinstance(value, list) else value is None


def as_told(body: Any, job: Job) -> Task:
    """Return the task that the documented answer tells of."""
    output = body["output"]
    pictures = tuple(
        Picture(key=item["url"], width=1, height=1, seed=1)
        if "url" in item
        else Failure(code=item["code"], message=item["message"])
        for item in output.get("results", [])
    )
    first = output.get("results", [{}])[0]
    return Task(
        id=output["task_id"],
        account="acme",
        key_id="k-1",
        request_id="r-0",
        model=job.model,
        status=Status(output["task_status"]),
        submitted=times.read(output.get("submit_time", "")) or 0.0,
        scheduled=times.read(output.get("scheduled_time", "")),
        ended=times.read(output.get("end_time", "")),
        job=replace(job, prompt=first.get("orig_prompt", "")),
        door=job.door.value,
        n=output.get("task_metrics", {}).get("TOTAL", 1),
        outcome=Outcome(engine="fake/1", pictures=pictures, actual_prompt=first.get("actual_prompt"))
        if pictures
        else None,
        failure=Failure(code=output["code"], message=output["message"]) if "code" in output else None,
    )


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        ("qwen-succeeded", Answer.PROMPTS),
        ("qwen-failed", Answer.PROMPTS),
        ("wanx-succeeded", Answer.METRICS),
        ("wanx-failed", Answer.METRICS),
        ("wanx-partly-failed", Answer.METRICS),
        ("running", Answer.METRICS),
    ],
)
def test_a_task_is_told_as_the_real_service_tells_it(
    case: str, answer: Answer, said: Callable[[str], Any], job: Job
) -> None:
    body = said(f"tasks/{case}.response")
    ours = told(as_told(body, replace(job, answer=answer)), body["request_id"])
    if "submit_time" not in body["output"]:  # the documents of wanx-v1 leave the times out, the real service has them
        assert ours["output"].pop("submit_time")
    assert ours == body


def test_a_task_is_created_as_the_real_service_says_it(said: Callable[[str], Any], task: Task) -> None:
    body = said("tasks/created.response")
    created = tasks.created(replace(task, id=body["output"]["task_id"]), body["request_id"])
    assert json.loads(created) == body


@pytest.mark.parametrize("status", list(Status))
def test_a_task_is_created_pending_even_if_it_has_moved_since(status: Status, task: Task) -> None:
    created = json.loads(tasks.created(replace(task, status=status), "r-1"))
    assert created["output"] == {"task_id": "t-1", "task_status": "PENDING"}


def test_an_unknown_task_is_told_as_the_real_service_tells_it(said: Callable[[str], Any]) -> None:
    body = said("tasks/unknown.response")
    assert json.loads(tasks.unknown("1111", body["request_id"])) == body


def test_a_cancelled_task_says_so() -> None:
    body = json.loads(tasks.canceled("t-1", "r-1"))
    assert body == {"request_id": "r-1", "output": {"task_id": "t-1", "task_status": "CANCELED"}}


def test_a_waiting_task_tells_when_it_came_and_no_more(task: Task) -> None:
    assert told(task) == {
        "request_id": "r-1",
        "output": {"task_id": "t-1", "task_status": "PENDING", "submit_time": "2025-09-09 11:38:54.741"},
    }


def test_a_running_task_tells_how_many_images_it_will_have(running: Task) -> None:
    output = told(replace(running, n=4))["output"]
    assert output["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 0, "FAILED": 0}
    assert output["scheduled_time"] == "2025-09-09 11:38:54.781"
    assert "end_time" not in output


def test_without_rewriting_there_is_no_actual_prompt(done: Task) -> None:
    assert done.outcome
    output = told(replace(done, outcome=replace(done.outcome, actual_prompt=None)))["output"]
    assert output["results"] == [{"orig_prompt": "一只猫", "url": "https://h/1.png"}]


@pytest.mark.parametrize(("answer", "prompts", "metrics"), [("prompts", 1, 0), ("metrics", 0, 1), ("full", 1, 1)])
def test_a_job_says_what_its_answer_tells(done: Task, job: Job, answer: str, prompts: int, metrics: int) -> None:
    output = told(replace(done, job=replace(job, answer=Answer(answer))))["output"]
    assert ("orig_prompt" in output["results"][0]) == bool(prompts)
    assert ("actual_prompt" in output["results"][0]) == bool(prompts)
    assert ("task_metrics" in output) == bool(metrics)


@pytest.mark.parametrize("door", [Door.MULTIMODAL, Door.GENERATION])
def test_at_message_doors_the_images_are_parts_of_a_message(door: Door, done: Task, job: Job) -> None:
    body = told(replace(done, door=door.value, job=replace(job, door=door)))
    assert body["output"].pop("task_id")
    assert body == {
        "request_id": "r-1",
        "output": {
            "task_status": "SUCCEEDED",
            "submit_time": "2025-09-09 11:38:54.741",
            "scheduled_time": "2025-09-09 11:38:54.781",
            "end_time": "2025-09-09 11:39:19.484",
            "finished": True,
            "choices": [
                {
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": [{"image": "https://h/1.png"}]},
                }
            ],
        },
        "usage": {"width": 1328, "height": 1024, "image_count": 1},
    }


def test_a_finished_generation_is_told_as_described(said: Callable[[str], Any], done: Task, job: Job) -> None:
    body = said("generation/succeeded.response")
    assert done.outcome
    picture = Picture(key="https://h/1.png", width=1280, height=1280, seed=1)
    task = replace(
        done,
        id=body["output"]["task_id"],
        door=Door.GENERATION.value,
        job=replace(job, door=Door.GENERATION),
        outcome=replace(done.outcome, pictures=(picture,)),
    )
    assert told(task, body["request_id"]) == body


@pytest.mark.parametrize("door", list(Door))
@pytest.mark.parametrize("answer", list(Answer))
@pytest.mark.parametrize("kind", [Kind.DRAW, Kind.EDIT])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("knows_job", [True, False])
def test_nothing_told_is_null(
    door: Door, answer: Answer, kind: Kind, status: Status, knows_job: bool, done: Task
) -> None:
    assert done.job
    failed = status is Status.FAILED
    task = replace(
        done,
        door=door.value,
        status=status,
        job=replace(done.job, door=door, answer=answer, kind=kind) if knows_job else None,
        outcome=done.outcome if status is Status.SUCCEEDED else None,
        failure=Failure(code="InternalError", message="x") if failed else None,
    )
    body = told(task)
    assert not has_null(body)
    assert body["output"]["task_id"] == "t-1"
    assert body["output"]["task_status"] == status.value
    assert ("usage" in body) == (status is Status.SUCCEEDED)
    assert ("code" in body["output"]) == failed
    assert "code" not in body


def test_results_hold_strings_only(done: Task) -> None:
    assert done.outcome
    pictures = (*done.outcome.pictures, Failure(code="InternalError.Timeout", message="late"))
    body = told(replace(done, n=2, outcome=replace(done.outcome, pictures=pictures)))
    assert body["output"]["results"][1] == {"code": "InternalError.Timeout", "message": "late"}
    assert all(isinstance(value, str) for item in body["output"]["results"] for value in item.values())
    assert body["usage"] == {"image_count": 1}


def test_a_message_has_no_part_for_an_image_that_failed(done: Task) -> None:
    assert done.outcome
    pictures = (Failure(code="InternalError.Timeout", message="late"), *done.outcome.pictures)
    task = replace(done, n=2, door=Door.MULTIMODAL.value, outcome=replace(done.outcome, pictures=pictures))
    body = told(task)
    assert body["output"]["choices"][0]["message"]["content"] == [{"image": "https://h/1.png"}]
    assert body["usage"] == {"width": 1328, "height": 1024, "image_count": 1}
