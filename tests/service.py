"""A whole service for tests: real parts throughout, kept in memory, drawn by the fake engine."""

from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from danqing.admission.moderation import OutputJudge
from danqing.app import Service
from danqing.catalog.load import load
from danqing.core.clock import Clock, SystemClock
from danqing.engines.fake import Fake, plain_png
from danqing.settings import Settings

T2I = "/api/v1/services/aigc/text2image/image-synthesis"
MULTIMODAL = "/api/v1/services/aigc/multimodal-generation/generation"
ASYNC = {"X-DashScope-Async": "enable"}
PICTURE = f"data:image/png;base64,{b64encode(plain_png(64, 32, 3)).decode()}"


@dataclass
class Running:
    """An open service and a client that holds its first key."""

    service: Service
    http: httpx.AsyncClient
    key: str
    fake: Fake

    async def create(self, prompt: str = "a cat", model: str = "qwen-image", **parameters: Any) -> httpx.Response:
        """Create a task."""
        body = {"model": model, "input": {"prompt": prompt}, "parameters": parameters}
        return await self.http.post(T2I, json=body, headers=ASYNC)

    async def draw(self, prompt: str = "a cat", model: str = "qwen-image", **parameters: Any) -> httpx.Response:
        """Draw at once."""
        messages = [{"role": "user", "content": [{"text": prompt}]}]
        return await self.http.post(
            MULTIMODAL, json={"model": model, "input": {"messages": messages}, "parameters": parameters}
        )

    async def fetch(self, task_id: str) -> dict[str, Any]:
        """Return what is told of a task."""
        return (await self.http.get(f"/api/v1/tasks/{task_id}")).json()

    async def ended(self, task_id: str) -> dict[str, Any]:
        """Return the same once the task has ended."""
        account = "1"
        task = await self.service.gateway.read(account, task_id)
        while task and not task.status.is_final:
            task = await self.service.gateway.ledger.moved(task)
        return await self.fetch(task_id)


def fake_models(folder: Path) -> Path:
    """Write a models file that has every shipped model drawn by the fake engine."""
    path = folder / "fake-models.toml"
    path.write_text("\n".join(f'["{model.name}"]\nengine = "fake"' for model in load().models))
    return path


def in_memory(folder: Path, **more: Mapping[str, object]) -> Settings:
    """Return settings that keep nothing."""
    stages: dict[str, dict[str, object]] = {
        "data": {"ephemeral": True},
        "limits": {"submissions_per_second": "off"},
        "engines": {"models_file": fake_models(folder)},
        "inputs": {"allow_private_networks": True},
    }
    for stage, values in more.items():
        stages.setdefault(stage, {}).update(values)
    return Settings.load(None, **stages)


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, output_judge: OutputJudge | None = None
) -> AsyncGenerator[Running]:
    """Open a service and a client for it, in this process."""
    async with Service(settings=settings, clock=clock or SystemClock(), output_judge=output_judge).open() as service:
        key = service.first_key
        transport = httpx.ASGITransport(app=service.app)
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://danqing.test", headers=headers) as http:
            fake = service.workers[0].engine
            assert isinstance(fake, Fake)
            yield Running(service, http, key, fake)
            fake.gate.set()
