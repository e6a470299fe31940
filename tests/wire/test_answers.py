import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from danqing.core.image import Failure
from danqing.core.job import Answer, Door, Job, Kind
from danqing.core.task import Outcome, Picture, Task
from danqing.wire import answers


def url(key: str) -> str:
    """Tests keep whole URLs as keys."""
    return key


def answered(body: Any, done: Task, job: Job) -> Task:
    """Return the task whose images the documented answer has."""
    parts = body["output"]["choices"][0]["message"]["content"]
    width, height = body["usage"]["width"], body["usage"]["height"]
    pictures = tuple(Picture(key=part["image"], width=width, height=height, seed=1) for part in parts)
    return replace(
        done,
        door=Door.MULTIMODAL.value,
        n=len(parts),
        job=replace(job, door=Door.MULTIMODAL),
        outcome=Outcome(engine="fake/1", pictures=pictures),
    )


@pytest.mark.parametrize(("case", "kind"), [("draw", Kind.DRAW), ("draw-documented", Kind.DRAW), ("edit", Kind.EDIT)])
def test_a_message_is_answered_as_the_real_service_answers_it(
    case: str, kind: Kind, said: Callable[[str], Any], done: Task, job: Job
) -> None:
    body = said(f"multimodal/{case}.response")
    task = answered(body, done, replace(job, kind=kind))
    assert json.loads(answers.encode(task, body["request_id"], url)) == body


def test_a_prompt_is_answered_as_the_sdks_read_it(said: Callable[[str], Any], done: Task, job: Job) -> None:
    body = said("text2image/sync.response")
    task = replace(done, job=replace(job, answer=Answer.METRICS))
    assert json.loads(answers.encode(task, body["request_id"], url)) == body


def test_all_images_are_parts_of_one_choice(done: Task) -> None:
    pictures = tuple(Picture(key=f"https://h/{n}.png", width=8, height=9, seed=n) for n in range(3))
    task = replace(done, n=3, door=Door.MULTIMODAL.value, outcome=Outcome(engine="fake/1", pictures=pictures))
    body = json.loads(answers.multimodal(task, "r-1", url))
    (choice,) = body["output"]["choices"]
    assert [part["image"] for part in choice["message"]["content"]] == [f"https://h/{n}.png" for n in range(3)]
    assert body["usage"] == {"width": 8, "height": 9, "image_count": 3}


def test_images_that_failed_are_counted_and_not_billed(done: Task) -> None:
    assert done.outcome
    pictures = (*done.outcome.pictures, Failure(code="InternalError.Timeout", message="late"))
    task = replace(done, n=2, door=Door.MULTIMODAL.value, outcome=replace(done.outcome, pictures=pictures))
    body = json.loads(answers.multimodal(task, "r-1", url))
    assert body["output"]["task_metric"] == {"TOTAL": 2, "SUCCEEDED": 1, "FAILED": 1}
    assert body["usage"]["image_count"] == 1


@pytest.mark.parametrize("door", list(Door))
def test_an_answer_has_no_word_of_the_task(door: Door, done: Task) -> None:
    body = json.loads(answers.encode(replace(done, door=door.value), "r-1", url))
    assert sorted(body) == ["output", "request_id", "usage"]
    assert not {"task_id", "task_status", "code", "message"} & body["output"].keys()
    assert all(type(value) is int for value in body["usage"].values())
