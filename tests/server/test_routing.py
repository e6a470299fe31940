"""Routes by account and workspace in a whole service: who draws what, and that nobody waits for another's engine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from danqing.app import Service
from danqing.core.task import Status, Task
from danqing.engines.fake import Fake
from danqing.settings import Settings
from tests.engines.loopback import Images, serving
from tests.service import ASYNC, MULTIMODAL, T2I, fake_models, in_memory

pytestmark = pytest.mark.anyio

ROUTES = """
[[qwen-image.routes]]
accounts = ["design", "ghosts"]
engine = "openai"

[[qwen-image.routes]]
workspaces = ["llm-gpu"]
engine = ["openai", "fake"]
"""
FAKE, GPU = "fake/1.0", "vllm-omni/qwen-image"


@dataclass
class House:
    """An open service, the image server behind its routes, and two accounts' keys."""

    service: Service
    http: httpx.AsyncClient
    images: Images
    design: str
    keys: dict[str, str] = field(default_factory=dict[str, str])

    def headers(self, account: str, workspace: str = "") -> dict[str, str]:
        named = {"X-DashScope-WorkSpace": workspace} if workspace else {}
        return {"Authorization": f"Bearer {self.keys[account]}", **named}

    async def drawn_by(self, account: str, workspace: str = "") -> str:
        """Have a picture drawn, and return who drew it."""
        body = {"model": "qwen-image", "input": {"messages": [{"role": "user", "content": [{"text": "a cat"}]}]}}
        answered = await self.http.post(MULTIMODAL, json=body, headers=self.headers(account, workspace))
        assert answered.status_code == 200, answered.text
        return answered.headers["x-image-engine"]

    async def submit(self, account: str, prompt: str = "a cat", model: str = "qwen-image") -> str:
        body = {"model": model, "input": {"prompt": prompt}}
        answered = await self.http.post(T2I, json=body, headers=ASYNC | self.headers(account))
        assert answered.status_code == 200, answered.text
        return answered.json()["output"]["task_id"]

    async def ended(self, account: str, task_id: str) -> Task:
        """Return a task once it has ended."""
        whose = self.design if account == "design" else "1"
        task = await self.service.gateway.read(whose, task_id)
        while task is not None and not task.status.is_final:
            task = await self.service.gateway.ledger.moved(task)
        assert task is not None
        return task

    async def health(self) -> dict[str, Any]:
        return (await self.http.get("/healthz")).json()


def routed(folder: Path, origin: str, routes: str = ROUTES, **more: dict[str, object]) -> Settings:
    models = folder / "routed-models.toml"
    models.write_text(f"{fake_models(folder).read_text()}\n{routes}")
    stages: dict[str, dict[str, object]] = {
        "engines": {"models_file": models, "processes": 1, "rest_after": 2},
        "limits": {"submissions_per_second": "off", "running_at_once": "off"},
        "openai": {"servers": [f"{origin}/v1"], "wait_seconds": 0.05},
        **more,
    }
    return in_memory(folder, **stages)


@asynccontextmanager
async def opened(settings: Settings, images: Images) -> AsyncIterator[House]:
    async with Service(settings=settings).open() as service:
        who = service.tenancy
        known = who.directory.known_account("design") or await who.administration.put_account("design")
        _, secret = await who.keyring.create(known.id)
        _, first = await who.keyring.create("1")
        if who.directory.workspace("1", "llm-gpu") is None:
            await who.administration.put_workspace("1", "llm-gpu", name="GPU", models=["*"])
        transport = httpx.ASGITransport(app=service.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://danqing.test") as http:
            try:
                yield House(service, http, images, known.id, {"design": secret, "default": first})
            finally:
                images.gate.set()


@asynccontextmanager
async def house(folder: Path, routes: str = ROUTES, **more: dict[str, object]) -> AsyncIterator[House]:
    images = Images()
    async with serving(images) as origin, opened(routed(folder, origin, routes, **more), images) as here:
        yield here


async def test_a_caller_is_drawn_for_by_its_route_and_everybody_else_by_the_model(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        assert await here.drawn_by("default") == FAKE
        assert await here.drawn_by("design") == GPU
        assert await here.drawn_by("default", "llm-gpu") == GPU
        assert (await here.health())["engines"]["qwen-image → openai"] == "vllm-omni"


@pytest.mark.parametrize("account", ["2", "design"])
async def test_an_account_is_known_by_its_id_as_by_its_name(tmp_path: Path, account: str) -> None:
    routes = f'[[qwen-image.routes]]\naccounts = ["{account}"]\nengine = "openai"\n'
    async with house(tmp_path, routes) as here:
        assert here.design == "2"
        assert await here.drawn_by("design") == GPU


async def test_the_route_is_on_the_task_and_a_task_that_is_tried_again_goes_the_same_way(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        task = await here.ended("design", await here.submit("design", "a cat [lost]"))
        assert (task.status, task.attempts) == (Status.FAILED, 3)
        assert task.job is not None
        assert task.job.route == ("openai",)
        admin = {"Authorization": f"Bearer {here.service.admin_token}"}
        (told,) = (await here.http.get("/admin/v1/tasks?account=design", headers=admin)).json()["items"]
        assert (told["route"], told["engine"], told["attempts"]) == (["openai"], "", 3)
        assert not any(one.ran for one in here.service.engines.engines if isinstance(one, Fake))


async def test_a_flood_of_a_slow_route_takes_nobody_elses_slots(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.images.gate.clear()
        flood = [await here.submit("design") for _ in range(50)]
        await here.images.begun.wait()
        for _ in range(20):
            assert await here.drawn_by("default") == FAKE
        slow = next(one for one in (await here.health())["drawing"] if "qwen-image → openai" in one["lines"])
        assert (slow["engine"], slow["running"], slow["slots"]) == ("vllm-omni", 1, 1)
        text = (await here.http.get("/metrics")).text
        assert 'danqing_queue_depth{model="qwen-image",state="pending"} 49.0' in text
        here.images.gate.set()
        ends = await asyncio.gather(*(here.ended("design", task_id) for task_id in flood))
        assert {task.status for task in ends} == {Status.SUCCEEDED}


async def test_what_is_left_alone_is_told_until_it_works_again(tmp_path: Path) -> None:
    async with house(tmp_path, openai={"servers": ["http://127.0.0.1:9/v1"], "wait_seconds": 0.01}) as here:
        assert "resting" not in await here.health()
        assert 'danqing_engine_resting{engine="openai"} 0.0' in (await here.http.get("/metrics")).text
        for _ in range(2):
            assert await here.drawn_by("default", "llm-gpu") == FAKE  # the next in the route
        resting = (await here.health())["resting"]
        assert list(resting) == ["openai"]
        assert 0 < resting["openai"] <= 30
        text = (await here.http.get("/metrics")).text
        assert 'danqing_engine_resting{engine="openai"} 1.0' in text
        assert 'danqing_engine_resting{engine="fake"} 0.0' in text


async def test_tasks_of_a_route_that_is_gone_are_drawn_as_their_model_is(tmp_path: Path) -> None:
    kept: dict[str, object] = {"ephemeral": False, "folder": tmp_path / "data"}
    images = Images()
    images.gate.clear()
    async with serving(images) as origin:
        server: dict[str, object] = {"drain_seconds": 0.01}
        async with opened(routed(tmp_path, origin, data=kept, server=server), images) as here:
            waiting = [await here.submit("design") for _ in range(3)]
            await images.begun.wait()
            here.service.drain()
        images.gate.clear()
        async with opened(routed(tmp_path, origin, "", data=kept), images) as here:
            ends = [await here.ended("design", task_id) for task_id in waiting[1:]]  # the first was being drawn
            assert [task.outcome.engine if task.outcome else task.failure for task in ends] == [FAKE] * 2


async def test_tasks_whose_model_is_gone_are_told_at_the_start(tmp_path: Path) -> None:
    kept: dict[str, object] = {"ephemeral": False, "folder": tmp_path / "data"}
    mine = '["mine"]\nlike = "qwen-image"\nengine = "openai"\nroutes = []\n'
    images = Images()
    images.gate.clear()
    async with serving(images) as origin:
        server: dict[str, object] = {"drain_seconds": 0.01}
        async with opened(routed(tmp_path, origin, mine, data=kept, server=server), images) as here:
            for _ in range(3):
                await here.submit("design", model="mine")
            await images.begun.wait()
            here.service.drain()
        with capture_logs() as logs:
            async with opened(routed(tmp_path, origin, "", data=kept), images):
                pass
    assert [line["models"] for line in logs if "models that are not there" in line.get("message", "")] == [["mine"]]


async def test_an_account_that_nobody_has_made_is_told_at_the_start(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with house(tmp_path):
            pass
    told = [line for line in logs if "account that is not there" in line.get("message", "")]
    assert {line["account"] for line in told} == {"design", "ghosts"}
    assert all(line["models"][0] == "qwen-image" for line in told)
