"""The gallery: every prompt of tests/gallery/prompts.toml is read, and drawn with seed 1, as tests/gallery/specs says.

`UPDATE_SPECS=1 pytest tests/engines/composer/parse/test_gallery.py` writes them anew; look at the difference.
"""

import json
import os
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from danqing.core.job import Size
from danqing.engines.composer.compose import dice_key
from danqing.engines.composer.drawn import as_drawn, ignored, understood
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.parse import describe, read
from danqing.engines.composer.spec import Layout, Spec

GALLERY = Path(__file__).parents[3] / "gallery"
SQUARE = Size(width=1328, height=1328)
PROMPTS: dict[str, dict[str, str]] = tomllib.loads((GALLERY / "prompts.toml").read_text("utf-8"))


def plain(value: Any) -> Any:
    """A Spec as JSON: what has its default is left out, sets are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: plain(v) for name, (v, default) in told.items() if v != default}
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def golden(row: dict[str, str]) -> str:
    spec = read(row["prompt"], row.get("negative", ""), row.get("style", ""))
    scene = arrange(spec, SQUARE, Random(dice_key(spec, 1)))
    drawn = as_drawn(spec, scene)
    told = {**plain(spec), "understood": list(understood(spec, drawn)), "ignored": list(ignored(spec, drawn))}
    told["description"] = describe(drawn)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", PROMPTS)
def test_a_prompt_is_read_as_its_golden_spec_says(name: str) -> None:
    path = GALLERY / "specs" / f"{name}.json"
    read_now = golden(PROMPTS[name])
    if os.environ.get("UPDATE_SPECS"):
        path.write_text(read_now, "utf-8")
    assert read_now == path.read_text("utf-8")


def test_no_golden_spec_is_left_over() -> None:
    assert {path.stem for path in (GALLERY / "specs").glob("*.json")} == set(PROMPTS)


@pytest.mark.parametrize("name", PROMPTS)
def test_a_description_tells_every_text_to_the_letter(name: str) -> None:
    spec: Spec = read(PROMPTS[name]["prompt"])
    told = describe(spec)
    assert all(text.text in told for text in spec.texts)


@pytest.mark.parametrize("name", PROMPTS)
def test_no_prompt_of_the_gallery_ends_as_a_card(name: str) -> None:
    assert read(PROMPTS[name]["prompt"]).layout is not Layout.CARD
