"""One Danqing as another's image server: both sides of the OpenAI images API, in our own words."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.engines.fake import plain_png
from danqing.settings import Settings
from tests.engines.loopback import serving
from tests.engines.test_routed import door
from tests.service import MULTIMODAL, PICTURE, Running, in_memory, running

pytestmark = pytest.mark.anyio
DRAW, EDIT = "/v1/images/generations", "/v1/images/edits"


@asynccontextmanager
async def one_behind_the_other(
    folder: Path, **more: dict[str, object]
) -> AsyncGenerator[tuple[httpx.AsyncClient, Running]]:
    """Open two; the first draws with the second. `more` are settings of the second."""
    (folder / "behind").mkdir()
    async with (
        running(in_memory(folder / "behind", **more)) as behind,
        serving(behind.service.app) as origin,
        door(in_front(folder, f"{origin}/v1", behind.key)) as (http, _),
    ):
        yield http, behind


def in_front(folder: Path, url: str, key: str) -> Settings:
    models = folder / "models.toml"
    names = ("qwen-image", "wan2.2-t2i-flash", "qwen-image-edit-plus")
    models.write_text("\n".join(f'["{name}"]\nengine = "openai"' for name in names))
    openai = {"servers": url, "kind": "danqing", "key": key, "wait_seconds": 0.01, "health_seconds": 3600, "at_once": 4}
    return in_memory(folder, engines={"models_file": models, "processes": 1}, openai=openai)


async def draw(
    http: httpx.AsyncClient, prompt: str = "a cat", model: str = "wan2.2-t2i-flash", **more: Any
) -> httpx.Response:
    return await http.post(DRAW, json={"model": model, "prompt": prompt, **more})


async def test_several_pictures_are_drawn_behind_in_the_size_and_with_the_seeds_asked_for(tmp_path: Path) -> None:
    async with one_behind_the_other(tmp_path) as (http, behind):
        answer = await draw(http, n=3, seed=7, size="1024x768", negative_prompt="dogs")
        assert answer.status_code == 200, answer.text
        pictures = [(await http.get(one["url"])).content for one in answer.json()["data"]]
    assert pictures == [plain_png(1024, 768, seed % 7) for seed in (7, 8, 9)]
    assert sorted(job.seed for job in behind.fake.ran) == [7, 8, 9]
    assert {(job.n, job.negative_prompt) for job in behind.fake.ran} == {(1, "dogs")}


async def test_who_really_drew_is_told_through_both(tmp_path: Path) -> None:
    async with one_behind_the_other(tmp_path) as (http, _):
        assert (await draw(http)).headers["x-image-engine"] == "danqing/fake/1.0"


@pytest.mark.parametrize("extend", [True, False])
async def test_the_prompt_is_extended_behind_only_if_it_was_to_be_extended_in_front(
    tmp_path: Path, extend: bool
) -> None:
    async with one_behind_the_other(tmp_path) as (http, behind):
        answer = await draw(http, prompt_extend=extend)
    revised = {"revised_prompt": "a cat (one colour)"} if extend else {}
    assert {**answer.json()["data"][0], "url": ""} == {"url": "", **revised}
    assert [job.prompt_extend for job in behind.fake.ran] == [extend]


async def test_pictures_are_edited_behind(tmp_path: Path) -> None:
    async with one_behind_the_other(tmp_path) as (http, behind):
        content = [{"image": PICTURE}, {"image": PICTURE}, {"text": "make it blue"}]
        body = {
            "model": "qwen-image-edit-plus",
            "input": {"messages": [{"role": "user", "content": content}]},
            "parameters": {"size": "640*512", "n": 2},
        }
        answer = await http.post(MULTIMODAL, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["usage"] == {"width": 640, "height": 512, "image_count": 2}
    assert [len(job.images) for job in behind.fake.ran] == [2, 2]


@pytest.mark.parametrize(
    ("prompt", "status", "code"),
    [
        ("[reject]", 400, "invalid_value"),
        ("[error]", 500, "engine_error"),
        ("[timeout]", 500, "engine_error"),
    ],
)
async def test_what_fails_behind_fails_in_front(tmp_path: Path, prompt: str, status: int, code: str) -> None:
    async with one_behind_the_other(tmp_path) as (http, _):
        answer = await draw(http, prompt)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_words_that_are_refused_behind_are_refused_in_front(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("competitors:lemonade\n")
    async with one_behind_the_other(tmp_path, moderation={"words_file": own}) as (http, _):
        answer = await draw(http, "a glass of lemonade")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "content_policy_violation")


async def test_a_rate_behind_is_busy_here_and_who_was_let_in_is_drawn(tmp_path: Path) -> None:
    async with one_behind_the_other(tmp_path, limits={"submissions_per_second": 0.001}) as (http, behind):
        answer = await draw(http, n=4)
        assert (answer.status_code, len(answer.json()["data"]), len(behind.fake.ran)) == (200, 1, 1)
        busy = await draw(http)
    assert (busy.status_code, busy.json()["error"]["code"]) == (503, "overloaded")


async def test_a_budget_that_is_used_up_behind_is_no_reason_to_wait(tmp_path: Path) -> None:
    async with one_behind_the_other(tmp_path, server={"region": "cn-beijing"}) as (http, behind):
        await behind.service.accounting.set_budget("1", Decimal("0.01"), "USD")
        answer = await draw(http, model="qwen-image")
        assert behind.fake.ran == []
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "engine_error")
