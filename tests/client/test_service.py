"""The client and the whole service, face to face: what one says, the other understands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from danqing.client.api import Api
from danqing.core.errors import InvalidApiKey, Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Door, Turn
from danqing.core.task import Status
from danqing.engines.fake import plain_png
from tests.client.conftest import Time
from tests.service import Running, in_memory, running

pytestmark = pytest.mark.anyio

DRAW = Call(
    door=Door.TEXT2IMAGE,
    model="wan2.2-t2i-flash",
    wants_async=True,
    turns=(Turn(parts=(("text", "一只猫"),)),),
    parameters={"n": 2, "size": "512*512", "negative_prompt": "模糊"},
)


@dataclass
class Sides:
    """Both ends of the wire."""

    api: Api
    service: Running

    async def drawn(self, call: Call) -> str:
        """Create a task, let it end, and return its id."""
        told = await self.api.create(call)
        await self.service.ended(told.task_id)
        return told.task_id


@pytest.fixture
async def sides(tmp_path: Path, time: Time) -> AsyncIterator[Sides]:
    async with running(in_memory(tmp_path)) as service:
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app=service.service.app))
        async with Api("http://danqing.test/api/v1", service.key, http=http, pace=time.pace) as api:
            yield Sides(api, service)


async def test_a_task_is_created_waited_for_and_its_pictures_fetched(sides: Sides, tmp_path: Path) -> None:
    told = await sides.api.wait(await sides.drawn(DRAW))
    assert (told.status, len(told.urls), told.image_count, told.engine) == ("SUCCEEDED", 2, 2, "fake/1.0")
    for number, url in enumerate(told.urls):
        await sides.api.download(url, tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").read_bytes().startswith(b"\x89PNG")
    (job,) = sides.service.fake.ran
    assert (job.prompt, job.negative_prompt, str(job.size), job.n) == ("一只猫", "模糊", "512*512", 2)


async def test_a_picture_is_brought_edited_and_fetched(sides: Sides, tmp_path: Path) -> None:
    (tmp_path / "图 片.png").write_bytes(plain_png(512, 384, 7))
    name = await sides.api.upload(tmp_path / "图 片.png", "qwen-image-edit-plus")
    edit = Call(
        door=Door.MULTIMODAL,
        model="qwen-image-edit-plus",
        turns=(Turn(parts=(("image", name), ("text", "戴上帽子"))),),
        parameters={"n": 3},
    )
    told = await sides.api.generate(edit)
    assert (told.status, len(told.urls), told.task_id) == ("SUCCEEDED", 3, "")
    assert told.engine == "fake/1.0"
    assert told.width > told.height > 0


async def test_what_is_wrong_with_a_task_is_told_when_it_is_waited_for(sides: Sides) -> None:
    wrong = replace(DRAW, parameters={"size": "5*5"})
    told = await sides.api.wait(await sides.drawn(wrong))
    assert (told.status, told.code) == ("FAILED", "InvalidParameter")
    assert "5" in told.message


async def test_a_partial_failure_keeps_its_places(sides: Sides) -> None:
    partial = replace(DRAW, turns=(Turn(parts=(("text", "a cat [partial]"),)),))
    told = await sides.api.wait(await sides.drawn(partial))
    assert [isinstance(image, Failure) for image in told.images] == [False, True]
    assert told.image_count == 1


async def test_tasks_are_listed_and_a_pending_one_is_cancelled(sides: Sides) -> None:
    done = await sides.drawn(DRAW)
    sides.service.fake.gate.clear()
    lane = [(await sides.api.create(replace(DRAW, parameters={"seed": seed}))).task_id for seed in range(3)]
    await sides.api.cancel(lane[-1])
    assert (await sides.api.fetch(lane[-1])).status == Status.CANCELED
    rows = await sides.api.list(page_size=2)
    assert (rows.total, [row.task_id for row in rows.rows]) == (4, [lane[2], lane[1]])
    (row,) = (await sides.api.list(status=Status.SUCCEEDED, model="wan2.2-t2i-flash")).rows
    assert (row.task_id, row.model) == (done, "wan2.2-t2i-flash")
    assert (await sides.api.list(model="wanx-v1")).rows == ()
    with pytest.raises(Refused, match="PENDING status"):
        await sides.api.cancel(done)


async def test_the_service_tells_its_models(sides: Sides) -> None:
    names = [entry.model for entry in await sides.api.models()]
    assert names == [model.name for model in sides.service.service.gateway.catalog.models]


async def test_a_stranger_s_task_is_unknown_and_a_stranger_is_refused(sides: Sides, time: Time) -> None:
    assert (await sides.api.fetch("no such?id")).status == "UNKNOWN"
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=sides.service.service.app))
    async with Api("http://danqing.test/api/v1", "sk-wrong", http=http, pace=time.pace) as stranger:
        with pytest.raises(InvalidApiKey, match="Invalid API-key provided"):
            await stranger.create(DRAW)
