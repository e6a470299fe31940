"""Somebody with the official SDK, in front of a live server."""

import json
import os
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from PIL import Image

from tests.live import Live

SDK = Path(__file__).parents[2] / ".cache" / "sdk" / "2.0.2" / "bin" / "python"
CALLER = Path(__file__).with_name("caller.py")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the SDK's response says."""

    status: int
    code: str
    message: str
    output: dict[str, Any]
    usage: dict[str, Any] | None

    @property
    def task_id(self) -> str:
        """The task that was made."""
        return self.output["task_id"]

    def pictures(self) -> list[Image.Image]:
        """Download every picture, in order."""
        urls = [result["url"] for result in self.output.get("results") or ()]
        for choice in self.output.get("choices") or ():
            urls += [part["image"] for part in choice["message"]["content"]]
        return [Image.open(BytesIO(httpx.get(url).raise_for_status().content)) for url in urls]


class User:
    """Calls through the official SDK, which runs in its own environment for as long as the context is open."""

    def __init__(self, server: Live) -> None:
        assert SDK.exists(), "the SDKs' environments are made by `make setup`"
        self.server = server
        surroundings = {"DASHSCOPE_HTTP_BASE_URL": server.base_url, "DASHSCOPE_API_KEY": server.key}
        self._process = subprocess.Popen(
            [SDK, CALLER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | surroundings
        )

    def __enter__(self) -> "User":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def send(self, call: str, /, **arguments: Any) -> None:
        """Begin a call of caller.CALLS."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"call": call, **arguments}) + "\n")
        self._process.stdin.flush()

    def receive(self) -> Answer:
        """Wait for the answer to the call that was begun."""
        assert self._process.stdout
        told = json.loads(self._process.stdout.readline())
        assert "answer" in told, told
        answer = told["answer"]
        return Answer(
            status=answer["status_code"],
            code=answer["code"] or "",
            message=answer["message"] or "",
            output=answer["output"] or {},
            usage=answer["usage"],
        )

    def call(self, call: str, /, **arguments: Any) -> Answer:
        """Call and wait for the answer."""
        self.send(call, **arguments)
        return self.receive()

    def draws(self, model: Any, text: Any = "a red fox", **parameters: Any) -> list[Image.Image]:
        """Draw or edit at once, and return the pictures; anything else than success is a failed test."""
        answer = self.call("draw", model=model, text=text, **parameters)
        assert answer.status == 200, answer
        return answer.pictures()
