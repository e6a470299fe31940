"""How long the composer takes: the documents' own prompts at 1328*1328 on one core, PNG included, and what memory.

The best of several rounds counts, since a neighbour on the machine only slows.
"""

import os
import resource
import statistics
import time
import tomllib
from pathlib import Path

from bench.table import Row
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer

SIZE = Size(width=1328, height=1328)
GALLERY = Path(__file__).parents[1] / "tests" / "gallery" / "prompts.toml"
DOCUMENTED = "Model Studio"
ROUNDS = 3


def rows() -> list[Row]:
    """Draw every documented prompt, as the service draws it, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    best = {name: _best(prompt) for name, prompt in prompts().items()}
    slowest = max(best, key=lambda name: best[name])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row(f"mean of {len(best)} prompts", f"{statistics.mean(best.values()):.0f} ms", "≤ 180 ms"),
        Row(f"the slowest ({slowest})", f"{best[slowest]:.0f} ms", "≤ 400 ms"),
        Row("peak memory of the process", f"{peak:.0f} MB", "≤ 250 MB"),
    ]


def prompts() -> dict[str, str]:
    """Return the prompts that the API's documentation uses as examples."""
    told = tomllib.loads(GALLERY.read_text("utf-8"))
    return {name: row["prompt"] for name, row in told.items() if str(row.get("source", "")).startswith(DOCUMENTED)}


def _best(prompt: str) -> float:
    job = Job(door=Door.TEXT2IMAGE, model="composer", kind=Kind.DRAW, prompt=prompt, size=SIZE, seed=1)
    composer = Composer()
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        composer.draw(job, [])
        times.append((time.perf_counter() - began) * 1e3)
    return min(times)
