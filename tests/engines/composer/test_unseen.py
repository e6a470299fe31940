"""How much of a stranger's prompts and instructions is missed: printed by the scripts, and held here."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
GALLERY = ROOT / "tests" / "gallery"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(GALLERY.glob("unseen*.toml")), ids=lambda path: path.stem)
def test_few_prompts_miss_something_that_a_person_would_look_for(path: Path) -> None:
    unseen = script("unseen")
    missed = {name: unseen.missed(unseen.drawn(row["prompt"]), row["has"]) for name, row in rows(path).items()}
    failing = {name: gone for name, gone in missed.items() if gone}
    assert len(failing) <= len(missed) * 0.15, failing


def test_few_instructions_are_read_otherwise_than_a_person_would() -> None:
    unread = script("unread")
    wrong = {name: unread.wrong(row) for name, row in rows(GALLERY / "instructions.toml").items()}
    failing = {name: found for name, found in wrong.items() if found}
    assert len(failing) <= len(wrong) * 0.1, failing


@pytest.mark.parametrize(
    ("wish", "holds"),
    [("dog", True), ("cat", False), ("dog*2", True), ("dog*3", False), ("dog on sofa", True), ("sofa on dog", False)],
)
def test_the_measure_can_fail(wish: str, *, holds: bool) -> None:
    unseen = script("unseen")
    drawn = unseen.drawn("two dogs on a sofa")
    assert unseen.holds(drawn, wish) is holds
