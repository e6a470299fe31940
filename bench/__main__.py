"""`make bench`: every table, or those named: `make bench ARGS='door ledger'`."""

import multiprocessing
import platform
import sys
from concurrent.futures import ProcessPoolExecutor

from bench.sections import SECTIONS, table


def main(wanted: list[str]) -> None:
    """Print the sections' tables as they are measured."""
    print(f"# {platform.machine()}, Python {platform.python_version()}\n", flush=True)
    for name in SECTIONS:
        if not wanted or name in wanted:
            # A process for each: one that has measured others would count their memory as its own.
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                print(process.submit(table, name).result(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
