"""The same pictures through the service: a server in a process of its own, asked over HTTP as anybody asks it."""

import statistics
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx

from bench.gpu_floor import Work
from tests.live import Live
from tests.service import MULTIMODAL

PROMPT = "a red fox in the snow, watercolour, with the title “Winter” " * 3
WARM_ROUNDS = 1
LONGEST = 1800
"""Seconds to wait for one picture: the first may be loaded and compiled for."""

MODEL = """
["{name}"]
like = "qwen-image"
about = "Drawn for a table."
engine = "diffusion"
size = {{ rule = "range", low = 64, high = 2048, default = "1024*1024" }}
"""


def measure(folder: Path, source: str, works: Iterable[Work], rounds: int, **settings: object) -> dict[Work, float]:
    """Return the median seconds of each picture, drawn by a server with these settings of `[diffusion]`."""
    names = {work: name_of(work) for work in works}
    folder.mkdir()
    models = folder / "models.toml"
    models.write_text("".join(MODEL.format(name=name) for name in set(names.values())))
    told = {f"diffusion__{name}": value for name, value in (_effort(names) | settings).items()}
    sources = ",".join(f"{name}={source}" for name in set(names.values()))
    with (
        Live(
            folder / "data",
            engines__models_file=models,
            diffusion__models=sources,
            diffusion__job_seconds=LONGEST,
            server__sync_seconds=LONGEST,
            log__level="error",
            **told,
        ) as server,
        httpx.Client(base_url=server.origin, headers=server.headers, timeout=LONGEST) as http,
    ):
        return {work: _median(http, name, work, rounds) for work, name in names.items()}


def name_of(work: Work) -> str:
    """Return the model that draws so many steps, with guidance or without."""
    return f"steps-{work.steps}-{'guided' if work.guided else 'plain'}"


def _effort(names: Mapping[Work, str]) -> dict[str, object]:
    steps = {name: work.steps for work, name in names.items()}
    guidance = {name: 4.0 if work.guided else 1.0 for work, name in names.items()}
    return {
        told: ",".join(f"{name}={value}" for name, value in values.items())
        for told, values in (("steps", steps), ("guidance", guidance))
    }


def _median(http: httpx.Client, model: str, work: Work, rounds: int) -> float:
    count = rounds * (1 if work.steps > 10 else 3)
    seconds = [_draw(http, model, work, number) for number in range(WARM_ROUNDS + count)]
    return statistics.median(seconds[WARM_ROUNDS:])


def _draw(http: httpx.Client, model: str, work: Work, number: int) -> float:
    messages = [{"role": "user", "content": [{"text": f"{PROMPT} {number}"}]}]
    parameters = {"size": f"{work.side}*{work.side}", "seed": number, "prompt_extend": False}
    began = time.perf_counter()
    answer = http.post(MULTIMODAL, json={"model": model, "input": {"messages": messages}, "parameters": parameters})
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    return seconds
