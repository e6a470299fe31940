"""`make bench`: every table, or those named: `make bench ARGS='door ledger'`."""

import multiprocessing
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module

from bench.table import text

SECTIONS = {
    "door": "The door, without drawing",
    "ledger": "The ledger by itself",
    "admission": "Limits and books",
    "hammer": "A minute of two accounts and eight clients",
    "moderation": "Moderation by words, one prompt",
    "composer": "The composer, at 1328*1328 on one core",
    "gpu": "Qwen-Image at full size on a graphics card",
}


def main(wanted: list[str]) -> None:
    """Print the sections' tables as they are measured."""
    print(f"# {platform.machine()}, Python {platform.python_version()}\n", flush=True)
    for name in SECTIONS:
        if not wanted or name in wanted:
            # A process for each: one that has measured others would count their memory as its own.
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                print(process.submit(table, name).result(), flush=True)


def table(name: str) -> str:
    """Measure a section and return its table."""
    return text(SECTIONS[name], import_module(f"bench.{name}").rows())


if __name__ == "__main__":
    main(sys.argv[1:])
