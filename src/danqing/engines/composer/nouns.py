"""What a noun looks like: the drawing side of `data/nouns.toml` and of the emoji names."""

import functools
import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from danqing.engines.composer.emoji import emoji_aspect

DATA = Path(__file__).parent / "data"
EMOJI = "cldr:"
"""Begins the keys of the nouns that are known by their emoji's name only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """How to draw one noun."""

    key: str
    glyph: str = ""
    painter: str = ""
    """A painter of its own; empty: the emoji."""
    kind: str = "object"
    """animal, person, vehicle, building, plant, food, sky, object, deco, water."""
    height: float = 0.5
    """Where a grown-up is 1."""

    @property
    def aspect(self) -> float:
        """Width over height."""
        if self.painter:
            return ASPECTS.get(self.painter, 1.0)
        if self.key == "robot":
            return ASPECTS["robot"]
        if self.kind == "person" and not self.key.startswith(EMOJI):
            return ASPECTS["man"]
        return ASPECTS["creature"] if self.glyph in FACES else emoji_aspect(self.glyph)


ASPECTS = {
    "man": 0.46,
    "woman": 0.46,
    "boy": 0.50,
    "girl": 0.50,
    "child": 0.52,
    "elder_m": 0.46,
    "elder_f": 0.46,
    "santa": 0.58,
    "crowd": 0.46,
    "astronaut": 0.56,
    "creature": 0.74,
    "robot": 0.66,
    "bird": 1.7,
    "curled": 1.55,
    "cloud": 2.1,
    "rainbow": 2.0,
    "aurora": 2.4,
    "pack": 0.76,
    "pagoda": 0.92,
    "castle": 1.0,
    "house": 1.06,
    "shop": 1.2,
    "stall": 1.25,
    "vase": 0.56,
    "lighthouse": 0.36,
    "lamp_post": 0.32,
    "lamp": 0.6,
    "bench": 1.9,
    "fence": 2.6,
    "bridge": 2.6,
    "table": 1.8,
    "rug": 3.0,
    "tree": 0.82,
    "sakura_tree": 0.9,
    "willow": 0.9,
    "pine": 0.62,
    "flower": 0.5,
    "hot_air_balloon": 0.74,
    "windmill": 0.9,
    "great_wall": 1.7,
    "taipei_101": 0.34,
    "koi": 1.0,
    "flask": 0.42,
    "submarine": 1.7,
    "fruit_bowl": 1.3,
    "treasure": 1.2,
    "swing": 0.8,
    "fan": 1.5,
    "planet": 1.6,
    "bamboo": 0.5,
    "surfboard": 3.2,
    "skis": 6.0,
    "santahat": 1.5,
    "headgear": 1.2,
    "cabinet": 0.62,
    "pyramid": 1.5,
    "censer": 0.9,
    "star": 1.0,
    "barbell": 3.0,
    "birdcage": 0.72,
}
"""Width over height of what the painters paint."""

WHOLE = frozenset("🏃💃🕺🧘🚴🏄🏂🤸🧍🚶🧗🏊🤖👽👫🧚🥷🧜👼🦸🧛🤺🏇") | {"⛷️", "👨‍👩‍👧", "🧜‍♀️"}
"""Emoji of people that show more than head and shoulders, or that no clothes would suit: they are drawn as they are."""

FACES = frozenset("👽🦊🐺🐻🐼🦁🐯🐨🐸🐵🐮🐷🐭🐹🐰🐱🐶🦝🐴🦄🐲🫎") | {"🐻‍❄️"}
"""Emoji that are heads only: they get a body to stand on."""


SEATED = {
    "dog": "🐶",
    "cat": "🐱",
    "rabbit": "🐰",
    "tiger": "🐯",
    "horse": "🐴",
    "cow": "🐮",
    "pig": "🐷",
    "mouse": "🐭",
    "monkey": "🐵",
}
"""Animals whose emoji stands, by the head of theirs that gets a sitting body."""
CURLED = frozenset(
    "dog poodle cat rabbit fox wolf bear polarbear panda redpanda tiger lion leopard raccoon hamster mouse squirrel "
    "koala deer sheep otter".split()
)
"""Animals that sleep curled up."""


@functools.cache
def _table() -> dict[str, Noun]:
    raw = tomllib.loads((DATA / "nouns.toml").read_text("utf-8"))
    return {key: _noun(key, cast("dict[str, Any]", row)) for key, row in raw.items()}


def _noun(key: str, row: dict[str, Any]) -> Noun:
    return Noun(
        key=key,
        glyph=str(row.get("emoji", "")),
        painter=str(row.get("painter", "")),
        kind=str(row.get("kind", "object")),
        height=float(row.get("height", 0.5)),
    )


@functools.cache
def _emoji_names() -> dict[str, Noun]:
    path = DATA / "cldr.json"
    if not path.exists():
        return {}
    rows = cast("list[list[Any]]", json.loads(path.read_text("utf-8")))
    return {f"{EMOJI}{row[3]}": _named(row) for row in rows}


def _named(row: list[Any]) -> Noun:
    return Noun(key=f"{EMOJI}{row[3]}", glyph=str(row[0]), kind=str(row[1]), height=float(row[2]))


def posed(thing: Noun, pose: str, *, clothed: bool = False) -> Noun:
    """Return what a noun looks like in a pose: a dog that sits, or wears a coat, has another body."""
    if (clothed or pose == "sitting") and thing.key in SEATED:
        return replace(thing, glyph=SEATED[thing.key])
    if pose == "sleeping" and thing.key in CURLED:
        return replace(thing, painter="curled", height=thing.height * 0.62)
    return thing


def noun(key: str) -> Noun | None:
    """Return how to draw a noun of the lexicon, or None for one that it does not have."""
    return _table().get(key) or _emoji_names().get(key)


@functools.cache
def _colors() -> dict[str, str]:
    raw = tomllib.loads((DATA / "colors.toml").read_text("utf-8"))
    return {name: str(row["hex"]) for name, row in raw.items()}


def hue(name: str) -> str:
    """Return `#rrggbb` for a colour's name; empty for no colour."""
    return name if name.startswith("#") else _colors().get(name, "")
