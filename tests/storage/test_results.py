from dataclasses import replace

import pytest

from danqing.core.errors import NotFound
from danqing.core.image import Failure, Image
from danqing.core.job import Door, Job, Kind
from danqing.core.task import Claim, Outcome, Picture, Status, Task
from danqing.storage.objects import memory
from danqing.storage.results import Results, expires

pytestmark = pytest.mark.anyio

JOB = Job(door=Door.TEXT2IMAGE, model="qwen-image", kind=Kind.DRAW, prompt="一只猫")
CLAIM = Claim(
    task_id="t-1",
    account="a",
    key_id="k",
    request_id="r",
    attempt=1,
    job=JOB,
    submitted=1_763_700_000.0,
    scheduled=1_763_700_001.0,
)
TASK = Task(
    id="t-1",
    account="a",
    key_id="k",
    request_id="r",
    model="qwen-image",
    status=Status.SUCCEEDED,
    submitted=1_763_700_000.0,
    ended=1_763_700_009.75,
    door=Door.TEXT2IMAGE,
    job=JOB,
)


def image(png: bytes, seed: int = 0) -> Image:
    return Image(png=png, width=64, height=48, seed=seed)


async def test_pictures_are_kept_in_their_order_and_failures_stay_between_them() -> None:
    storage = memory()
    failure = Failure(code="DataInspectionFailed", message="Output data may contain inappropriate content.")

    kept = await Results(storage).keep(CLAIM, (image(b"one", 7), failure, image(b"three", 9)))

    assert kept == (
        Picture(key="results/20251121/t-/t-1-1-1.png", width=64, height=48, seed=7),
        failure,
        Picture(key="results/20251121/t-/t-1-1-3.png", width=64, height=48, seed=9),
    )
    assert await storage.get("results/20251121/t-/t-1-1-3.png") == b"three"


async def test_an_attempt_that_lost_its_lease_overwrites_nothing() -> None:
    storage = memory()
    results = Results(storage)
    (winner,) = await results.keep(replace(CLAIM, attempt=2), (image(b"winner"),))
    await results.keep(CLAIM, (image(b"zombie"),))

    assert isinstance(winner, Picture)
    assert await storage.get(winner.key) == b"winner"


async def test_a_forgotten_task_leaves_nothing_behind() -> None:
    storage = memory()
    results = Results(storage)
    await storage.put("inputs/i-1", b"reference")
    await storage.put("inputs/i-2", b"of another task")
    kept = await results.keep(CLAIM, (image(b"one"), image(b"two")))
    stashed = replace(JOB, images=("stash://inputs/i-1", "https://example.com/a.png", "oss://dashscope-instant/x"))
    task = replace(TASK, job=stashed, outcome=Outcome(engine="composer/1.0", pictures=kept))

    await results.forget([task, replace(TASK, id="t-2", job=None, status=Status.FAILED)])

    assert await storage.older("results", 1e12) == ()
    with pytest.raises(NotFound):
        await storage.get("inputs/i-1")
    assert await storage.get("inputs/i-2") == b"of another task"


async def test_forgetting_twice_is_no_error() -> None:
    results = Results(memory())
    task = replace(
        TASK, outcome=Outcome(engine="e", pictures=(Picture(key="results/x/y.png", width=1, height=1, seed=0),))
    )

    await results.forget([task, task])


def test_urls_end_a_while_after_the_task_whoever_asks() -> None:
    assert expires(TASK, 86_400.0) == 1_763_786_409


def test_a_task_that_goes_on_has_no_urls_to_end() -> None:
    with pytest.raises(ValueError, match="t-1 has not ended"):
        expires(replace(TASK, ended=None), 86_400.0)
