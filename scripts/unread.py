"""Say how many instructions for edits are read otherwise than a person would.

Run: python scripts/unread.py [file]; without one, tests/gallery/instructions.toml, where the fields are told.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danqing.engines.composer.edit.planning import plan
from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.step import Step

INSTRUCTIONS = Path(__file__).parents[1] / "tests" / "gallery" / "instructions.toml"


def wrong(row: dict[str, Any]) -> list[str]:
    """Return what of a row is read otherwise."""
    said = read(str(row["says"]))
    planned = plan(said, int(row.get("images", 1)))
    steps = planned.steps if planned.understood and not said.refused else ()
    found = [wish for wish in row.get("does", []) if not any(_does(steps, one) for one in wish.split("|"))]
    wanted = {one.split(" ")[0] for wish in row.get("does", []) for one in wish.split("|")}
    found += [f"not asked: {step.action}" for step in steps if step.action not in wanted and "cannot" not in row]
    found += [f"cannot {name}" for name in row.get("cannot", []) if name not in planned.ignored]
    if said.refused != row.get("refused", ""):
        return [*found, f"refused: {said.refused or 'nothing'}"]
    over = () if said.refused else planned.ignored
    return found + [f"told as impossible: {name}" for name in over if name not in row.get("cannot", [])]


def _does(steps: tuple[Step, ...], wish: str) -> bool:
    action, _, detail = wish.partition(" ")
    return any(step.action == action and set(detail.split()) <= set(_details(step, detail)) for step in steps)


def _details(step: Step, wish: str) -> Iterator[str]:
    yield from (step.style, step.color, f"{step.source}>{step.color}", f"{step.amount:g}")
    spec = step.spec
    if spec is None:
        return
    yield from (spec.scene, spec.time, *spec.weather, *(subject.noun for subject in spec.subjects))
    for text in spec.texts:
        if text.text in wish:
            yield from (*text.text.split(), text.color)


def main(path: Path) -> None:
    """Print what is read otherwise, and how many."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))
    failing = 0
    for name, row in rows.items():
        found = wrong(row)
        failing += bool(found)
        if found:
            print(f"{name}: {'; '.join(found)}")
    print(f"{path.name}: {failing} of {len(rows)} instructions are read otherwise")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else INSTRUCTIONS)
