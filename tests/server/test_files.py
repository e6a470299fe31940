"""Result files: signed, expiring, open without a key, in whole and in part."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from danqing.core.clock import FixedClock
from tests.service import Running, in_memory, running

pytestmark = pytest.mark.anyio
OPEN = {"Authorization": ""}
DAY = 24 * 3600


@pytest.fixture
async def service(tmp_path: Path, clock: FixedClock) -> AsyncGenerator[Running]:
    async with running(in_memory(tmp_path), clock) as open_service:
        yield open_service


async def drawn(service: Running) -> str:
    answer = (await service.draw()).json()
    return answer["output"]["choices"][0]["message"]["content"][0]["image"]


async def test_a_head_tells_the_size_and_type_without_the_bytes(service: Running) -> None:
    url = await drawn(service)
    whole, head = await service.http.get(url, headers=OPEN), await service.http.head(url, headers=OPEN)
    assert head.headers["content-length"] == str(len(whole.content))
    assert (head.status_code, head.headers["content-type"], head.content) == (200, "image/png", b"")


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-7", 0, 8), ("bytes=8-", 8, None), ("bytes=-12", -12, None)]
)
async def test_a_range_is_answered_with_that_part(service: Running, asked: str, start: int, end: int | None) -> None:
    url = await drawn(service)
    whole = (await service.http.get(url)).content
    part = await service.http.get(url, headers=OPEN | {"Range": asked})
    assert (part.status_code, part.content) == (206, whole[start:end])
    assert part.headers["content-range"].endswith(f"/{len(whole)}")


async def test_a_range_that_is_not_there_is_416(service: Running) -> None:
    answer = await service.http.get(await drawn(service), headers=OPEN | {"Range": "bytes=99999999-"})
    assert answer.status_code == 416


async def test_a_url_opens_for_a_day_and_then_says_why_not_in_json(service: Running, clock: FixedClock) -> None:
    url = await drawn(service)
    clock.advance(DAY - 1)
    assert (await service.http.get(url, headers=OPEN)).status_code == 200
    clock.advance(2)
    answer = await service.http.get(url, headers=OPEN)
    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (
        403,
        "AccessDenied",
        "Access denied. The URL has expired.",
    )


async def test_a_changed_url_does_not_open(service: Running) -> None:
    url = await drawn(service)
    for changed in (
        url.replace("Expires=1", "Expires=2"),
        url[:-1],
        url.split("?")[0],
        url.replace("-1.png", "-2.png"),
    ):
        answer = await service.http.get(changed, headers=OPEN)
        assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")


async def test_after_a_day_a_task_is_unknown_and_its_files_are_gone(service: Running, clock: FixedClock) -> None:
    answer = (await service.create()).json()["output"]["task_id"]
    done = await service.ended(answer)
    clock.advance(DAY + 1)
    await service.service.janitor.forget_tasks()
    assert (await service.fetch(answer))["output"] == {"task_id": answer, "task_status": "UNKNOWN"}
    key = done["output"]["results"][0]["url"].split("/files/")[1].split("?")[0]
    signed = service.service.signer.sign(key, clock.now() + 60)
    assert (await service.http.get(f"/files/{key}?{signed}")).status_code == 404


async def test_every_poll_tells_the_same_url(service: Running, clock: FixedClock) -> None:
    task_id = (await service.create()).json()["output"]["task_id"]
    first = (await service.ended(task_id))["output"]["results"]
    clock.advance(3600)
    assert (await service.fetch(task_id))["output"]["results"] == first
