"""The tables there are, by the modules that measure them."""

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


def table(name: str) -> str:
    """Measure a section and return its table."""
    return text(SECTIONS[name], import_module(f"bench.{name}").rows())
