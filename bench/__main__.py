"""`make bench`: every table, or those named: `make bench ARGS='door ledger'`."""

import platform
import sys
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
    print(f"# {platform.machine()}, Python {platform.python_version()}\n")
    for name, title in SECTIONS.items():
        if not wanted or name in wanted:
            print(text(title, import_module(f"bench.{name}").rows()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
