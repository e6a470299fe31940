"""How long the composer takes: the documents' own prompts at 1328*1328 on one core, PNG included, and what memory.

Run: python bench/composer.py [rounds]; the best of the rounds counts, since a neighbour on the machine only slows.
Both the clock's time and the processor's are told: on a quiet machine they are the same.
"""

import os
import resource
import statistics
import sys
import time
import tomllib
from pathlib import Path

from danqing.core.job import Size
from danqing.engines.composer.compose import compose
from danqing.engines.composer.composer import chunks
from danqing.engines.composer.parse import extend, read
from danqing.engines.composer.png import encode

SIZE = Size(width=1328, height=1328)
GALLERY = Path(__file__).parents[1] / "tests" / "gallery" / "prompts.toml"
DOCUMENTED = "Model Studio"


def prompts() -> dict[str, str]:
    """Return the prompts that the API's documentation uses as examples."""
    rows = tomllib.loads(GALLERY.read_text("utf-8"))
    return {name: row["prompt"] for name, row in rows.items() if str(row.get("source", "")).startswith(DOCUMENTED)}


def drawn(prompt: str) -> bytes:
    """Return the PNG of a prompt, read, extended, composed and encoded."""
    spec = extend(read(prompt), 1)
    return encode(compose(spec, SIZE, 1).pixels, chunks(spec, 1))


def main(rounds: int) -> None:
    """Print the best time of each prompt, their mean, the slowest, and the peak of memory."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    best: dict[str, float] = {}
    busy: dict[str, float] = {}
    for name, prompt in prompts().items():
        times: list[float] = []
        cpu: list[float] = []
        size = len(drawn(prompt))
        for _ in range(rounds):
            start, worked = time.perf_counter(), time.process_time()
            drawn(prompt)
            times.append((time.perf_counter() - start) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
        best[name], busy[name] = min(times), min(cpu)
        print(f"{name:16s} {best[name]:6.0f} ms {busy[name]:6.0f} ms of processor {size // 1024:6d} KiB")
    slowest = max(best, key=lambda name: best[name])
    print(
        f"{len(best)} prompts: mean {statistics.mean(best.values()):.0f} ms, slowest {best[slowest]:.0f} ms ({slowest})"
    )
    worst = max(busy, key=lambda name: busy[name])
    print(f"of processor: mean {statistics.mean(busy.values()):.0f} ms, slowest {busy[worst]:.0f} ms ({worst})")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
