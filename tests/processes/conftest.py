"""Two servers, each a process of its own, over one ledger and one folder of files."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live import Live
from tests.service import ASYNC, MULTIMODAL, T2I, fake_models


@dataclass
class Node:
    """A server, and clients of it: somebody with the first key, and the administrator."""

    live: Live
    http: httpx.Client
    admin: httpx.Client

    def create(self, prompt: str = "a cat", key: str = "", **parameters: Any) -> httpx.Response:
        body = {"model": "qwen-image", "input": {"prompt": prompt}, "parameters": parameters}
        return self.http.post(T2I, json=body, headers=ASYNC | _with(key))

    def created(self, prompt: str = "a cat", key: str = "", **parameters: Any) -> str:
        answer = self.create(prompt, key, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["output"]["task_id"]

    def draw(self, prompt: str = "a cat", key: str = "") -> httpx.Response:
        body = {"model": "qwen-image", "input": {"messages": [{"role": "user", "content": [{"text": prompt}]}]}}
        return self.http.post(MULTIMODAL, json=body, headers=_with(key))

    def fetch(self, task_id: str, key: str = "") -> dict[str, Any]:
        return self.http.get(f"/api/v1/tasks/{task_id}", headers=_with(key)).json()["output"]

    def until(self, task_id: str, *statuses: str, key: str = "") -> dict[str, Any]:
        while (told := self.fetch(task_id, key))["task_status"] not in statuses:
            assert told["task_status"] in {"PENDING", "RUNNING"}, told
        return told

    def opens(self, key: str) -> bool:
        return self.http.get("/api/v1/tasks", headers=_with(key)).status_code == 200


def _with(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


class Nodes:
    """Starts servers over one ledger."""

    def __init__(self, url: str, folder: Path, stack: ExitStack) -> None:
        self.url = url
        self._folder = folder
        self._stack = stack
        self._started = 0

    def start(self, **settings: object) -> Node:
        """Start one more, with a data folder of its own."""
        own = self._folder / f"data-{self._started}"
        self._started += 1
        said = {
            "data__url": self.url,
            "storage__url": f"file://{self._folder / 'files'}",
            "engines__models_file": fake_models(self._folder),
        }
        live = self._stack.enter_context(Live(own, **(said | settings)))
        token = (own / "admin-token").read_text().strip()
        clients = [
            self._stack.enter_context(httpx.Client(base_url=live.origin, headers=headers, timeout=60))
            for headers in (live.headers, {"Authorization": f"Bearer {token}"})
        ]
        return Node(live, *clients)


@pytest.fixture
def nodes(postgres_server: Any, tmp_path: Path) -> Iterator[Nodes]:
    with ExitStack() as stack:
        yield Nodes(postgres_server.ledger(), tmp_path, stack)
