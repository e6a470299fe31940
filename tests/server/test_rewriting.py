"""Prompts rewritten where models draw: a live server, an image server and a language model, all on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from danqing.catalog.load import load
from tests.client.recorded import SILENCE, Server
from tests.client.test_chat import CHAT, answer
from tests.engines.loopback import Images, serving
from tests.live import Live
from tests.service import ASYNC, MULTIMODAL, PICTURE, T2I

pytestmark = pytest.mark.anyio

PROMPT = '一张海报，标题"清凉一夏"'
REWRITE = "一张夏日海报，上方以蓝色圆体字写着“清凉一夏”，下方是切开的西瓜和冰块，明亮的阳光，清新的色调。"
SPOILT = "一张夏日海报，上方以蓝色圆体字写着“清凉一下”。"
DRAWN = {"qwen-image", "qwen-image-edit-plus"}


@dataclass
class Studio:
    """A live server, and the two that it asks."""

    http: httpx.AsyncClient
    images: Images
    chat: Server

    async def task(self, prompt: str = PROMPT, **parameters: Any) -> dict[str, Any]:
        """Have a task drawn, and return its output."""
        body = {"model": "qwen-image", "input": {"prompt": prompt}, "parameters": parameters}
        created = (await self.http.post(T2I, json=body, headers=ASYNC)).json()
        while True:
            told = (await self.http.get(f"/api/v1/tasks/{created['output']['task_id']}")).json()["output"]
            if told["task_status"] not in {"PENDING", "RUNNING"}:
                return told
            await asyncio.sleep(0.02)

    async def result(self, prompt: str = PROMPT, **parameters: Any) -> dict[str, Any]:
        """Have a picture drawn, and return its entry."""
        (result,) = (await self.task(prompt, **parameters))["results"]
        return result

    async def measures(self, told: str) -> None:
        """Return once a metric has a value."""
        while True:
            if told in (await self.http.get("/metrics")).text:
                return
            await asyncio.sleep(0.02)

    async def counted(self) -> dict[str, float]:
        """Return the rewrites that were counted, by outcome."""
        lines = (await self.http.get("/metrics")).text.splitlines()
        mine = [line.split() for line in lines if line.startswith("danqing_rewrites_total{")]
        return {name.split('"')[1]: float(value) for name, value in mine}


@asynccontextmanager
async def studio(folder: Path, **settings: object) -> AsyncIterator[Studio]:
    models = folder / "models.toml"
    names = [model.name for model in load().models]
    models.write_text("\n".join(f'["{name}"]\nengine = "{"openai" if name in DRAWN else "fake"}"' for name in names))
    images = Images(revises=False)
    with Server() as chat:
        async with serving(images) as origin:
            said = {
                "engines__models_file": models,
                "openai__servers": f"{origin}/v1",
                "rewriting__url": f"{chat.url}/v1",
                "rewriting__model": "m",
                **settings,
            }
            live = await asyncio.to_thread(Live, folder / "data", **said)
            try:
                async with httpx.AsyncClient(base_url=live.origin, headers=live.headers) as http:
                    yield Studio(http, images, chat)
            finally:
                await asyncio.to_thread(live.terminate)


async def test_a_rewrite_is_drawn_and_told_and_whatever_is_none_is_not(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        here.chat.on(CHAT, answer(REWRITE))
        result = await here.result(seed=1)
        assert (result["orig_prompt"], result["actual_prompt"]) == (PROMPT, REWRITE)
        assert here.images.seen[-1]["prompt"] == REWRITE

        assert (await here.result(seed=2))["actual_prompt"] == REWRITE
        assert len(here.chat.got(CHAT)) == 1  # it is remembered

        assert "actual_prompt" not in await here.result(seed=3, prompt_extend=False)
        assert here.images.seen[-1]["prompt"] == PROMPT
        assert len(here.chat.got(CHAT)) == 1  # and nobody is asked who need not be

        here.chat.on(CHAT, answer(SPOILT))
        spoilt = await here.result(PROMPT + "，西瓜", seed=4)
        assert "actual_prompt" not in spoilt
        assert here.images.seen[-1]["prompt"] == PROMPT + "，西瓜"

        assert await here.counted() == {"rewritten": 1, "cached": 1, "dropped": 1}


async def test_an_edit_says_what_was_done_in_its_task(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        here.chat.on(CHAT, answer("把图1里的帽子去掉，其余部分保持不变。"))
        content = [{"image": PICTURE}, {"text": "去掉图1的帽子"}]
        body = {"model": "qwen-image-edit-plus", "input": {"messages": [{"role": "user", "content": content}]}}
        answered = await here.http.post(MULTIMODAL, json=body)
        assert answered.status_code == 200, answered.text
        assert here.images.seen[-1]["prompt"] == "把图1里的帽子去掉，其余部分保持不变。"
        assert answered.headers["x-image-engine"] == "vllm-omni/qwen-image-edit-plus"


async def test_without_a_language_model_pictures_are_drawn_all_the_same(tmp_path: Path) -> None:
    async with studio(tmp_path, rewriting__seconds=0.2, engines__rest_after=2) as here:
        here.chat.on(CHAT, SILENCE)
        for number in range(4):
            result = await here.result(f"a cat, number {number}")
            assert "actual_prompt" not in result
            assert result["orig_prompt"] == f"a cat, number {number}"
        assert len(here.chat.got(CHAT)) == 2  # then it is left alone
        assert await here.counted() == {"failed": 4}
        assert list((await here.http.get("/healthz")).json()["resting"]) == ["rewriting"]
        await here.measures('danqing_engine_resting{engine="rewriting"} 1.0')


async def test_words_that_moderation_refuses_are_not_drawn_though_no_caller_sent_them(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("brand:acme cola\n")
    async with studio(tmp_path, moderation__words_file=words) as here:
        here.chat.on(CHAT, answer("A cold can of Acme Cola in the sun."))
        assert "actual_prompt" not in await here.result("a cold can in the sun")
        assert here.images.seen[-1]["prompt"] == "a cold can in the sun"
        assert await here.counted() == {"dropped": 1}


@pytest.mark.parametrize(("ahead", "asked"), [(0, 1), (1, 2)])
async def test_the_next_prompt_is_rewritten_while_the_engine_draws(tmp_path: Path, ahead: int, asked: int) -> None:
    more = {"rewriting__ahead": ahead, "limits__running_at_once": "off", "openai__at_once": 1}
    async with studio(tmp_path, **more) as here:
        here.chat.on(CHAT, answer("Some cats."))
        here.images.gate.clear()
        tasks = [asyncio.create_task(here.task(f"{number} cats")) for number in (2, 3, 4)]
        await here.images.begun.wait()
        await here.measures(f'danqing_queue_depth{{model="qwen-image",state="running"}} {asked:.1f}')
        await here.measures(f'danqing_rewrites_total{{outcome="rewritten"}} {asked:.1f}')
        assert (len(here.chat.got(CHAT)), here.images.running) == (asked, 1)
        here.images.gate.set()
        ends = await asyncio.gather(*tasks)
        assert [end["results"][0]["actual_prompt"] for end in ends] == ["Some cats."] * 3
        assert here.images.most_running == 1
