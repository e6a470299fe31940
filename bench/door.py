"""The door, from request to answer: creates, polls, synchronous calls, start-up and memory; no drawing in it."""

import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import uvloop

from bench.load import Measured, request, run
from bench.table import Row
from tests.live import Live
from tests.service import MULTIMODAL, T2I, fake_models

CONNECTIONS = 32
TASKS = 10_000


def rows() -> list[Row]:
    """Measure everything that a caller feels."""
    with (
        tempfile.TemporaryDirectory(prefix="danqing-bench-") as folder,
        _server(Path(folder)) as server,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return [*runner.run(_measure(server)), *_ready(Path(folder))]


def _server(folder: Path) -> Live:
    return Live(
        folder / "data",
        engines__models_file=fake_models(folder),
        engines__processes=8,
        limits__running_at_once="off",
        limits__submissions_per_second="off",
        log__level="error",
    )


async def _measure(server: Live) -> list[Row]:
    port = int(server.origin.rsplit(":", 1)[1])
    who = {"Authorization": f"Bearer {server.key}"}
    create = _create(who)
    await run(port, create, count=500, connections=CONNECTIONS)  # warm
    began = time.perf_counter()
    creates = await run(port, create, count=TASKS, connections=CONNECTIONS, keep=True)
    await _until_idle(port)
    drained = TASKS / (time.perf_counter() - began)
    ids = [json.loads(body)["output"]["task_id"] for body in creates.bodies]
    memory = _resident(server.pid)
    polls = await run(
        port,
        lambda number: request("GET", f"/api/v1/tasks/{ids[number % TASKS]}", who),
        count=20_000,
        connections=CONNECTIONS,
    )
    sync = await run(port, _draw(who), count=500, connections=1)
    return [
        *_told("durable creates, 32 connections", creates, "≥ 2,000/s, p99 ≤ 40 ms"),
        Row("create to done, no-op engine", f"{drained:,.0f}/s", "≥ 800/s"),
        *_told("GET tasks/{id}, 32 connections", polls, "≥ 4,000/s"),
        Row("a synchronous call adds, p50", f"{sync.quantile(0.5) * 1e3:.2f} ms", "≤ 3 ms"),
        Row("resident after 10,000 tasks", f"{memory / 2**20:.0f} MB", "≤ 150 MB"),
    ]


def _told(name: str, measured: Measured, target: str) -> list[Row]:
    return [Row(name, f"{measured.rate:,.0f}/s, p99 {measured.quantile(0.99) * 1e3:.1f} ms", target)]


def _create(who: dict[str, str]) -> Callable[[int], bytes]:
    headers = who | {"X-DashScope-Async": "enable"}

    def make(number: int) -> bytes:
        body = {"model": "qwen-image", "input": {"prompt": f"a cat, number {number}"}, "parameters": {"n": 1}}
        return request("POST", T2I, headers, json.dumps(body).encode())

    return make


def _draw(who: dict[str, str]) -> Callable[[int], bytes]:
    def make(number: int) -> bytes:
        messages = [{"role": "user", "content": [{"text": f"a cat, number {number}"}]}]
        return request(
            "POST", MULTIMODAL, who, json.dumps({"model": "qwen-image", "input": {"messages": messages}}).encode()
        )

    return make


async def _until_idle(port: int) -> None:
    waiting = re.compile(rb"danqing_queue_depth\{[^}]*\} ([0-9.]+)")
    while True:
        told = await run(port, lambda _: request("GET", "/metrics", {}), count=1, connections=1, keep=True)
        if not any(float(value) for value in waiting.findall(told.bodies[0])):
            return
        await asyncio.sleep(0.02)


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _ready(folder: Path) -> list[Row]:
    began = time.perf_counter()
    with Live(folder / "ready"):
        seconds = time.perf_counter() - began
    bare = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return [
        Row("server ready, composer loaded", f"{seconds:.2f} s", "≤ 2 s"),
        Row("(a bare Python, for comparison)", f"{time.perf_counter() - bare:.2f} s", ""),
    ]
