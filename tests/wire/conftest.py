"""Bodies kept as files, and tasks to tell of."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from danqing.core.job import Answer, Door, Job, Kind
from danqing.core.task import Outcome, Picture, Status, Task
from danqing.wire import times

RECORDED = Path(__file__).parent / "recorded"

Recorded = Callable[[str], bytes]
Tell = Callable[..., Task]


@pytest.fixture
def recorded() -> Recorded:
    """The bytes of `recorded/<family>/<case>.json`."""
    return lambda name: (RECORDED / f"{name}.json").read_bytes()


@pytest.fixture
def said(recorded: Recorded) -> Callable[[str], Any]:
    """The JSON in the same file."""
    return lambda name: json.loads(recorded(name))


@pytest.fixture
def job() -> Job:
    return Job(door=Door.TEXT2IMAGE, model="qwen-image", kind=Kind.DRAW, prompt="一只猫", answer=Answer.PROMPTS)


@pytest.fixture
def task(job: Job) -> Task:
    """A task that waits."""
    return Task(
        id="t-1",
        account="acme",
        key_id="k-1",
        request_id="r-0",
        model=job.model,
        status=Status.PENDING,
        submitted=times.read("2025-09-09 11:38:54.741") or 0.0,
        job=job,
        door=job.door.value,
    )


@pytest.fixture
def running(task: Task) -> Task:
    return replace(task, status=Status.RUNNING, scheduled=times.read("2025-09-09 11:38:54.781"))


@pytest.fixture
def done(running: Task) -> Task:
    """A task with one picture; its key is its URL."""
    outcome = Outcome(
        engine="fake/1",
        pictures=(Picture(key="https://h/1.png", width=1328, height=1024, seed=1),),
        actual_prompt="一只可爱的猫",
    )
    return replace(running, status=Status.SUCCEEDED, ended=times.read("2025-09-09 11:39:19.484"), outcome=outcome)
