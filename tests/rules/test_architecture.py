"""ARCHITECTURE.md has a line for every folder, and names nothing that is gone."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.rules.repository import PACKAGE, ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SKIPPED = {"__pycache__"}
ROWS = [
    cell
    for line in TEXT.splitlines()
    if line.startswith("| `")
    for cell in re.findall(r"`([^`]+)`", line.split("|")[1])
]


def places() -> set[str]:
    """Return the top-level modules, the stages' folders, and the folders within stages that hold more."""
    files = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    folders = {path for path in PACKAGE.glob("*/") if path.name not in SKIPPED}
    inner = {path for folder in folders for path in folder.glob("*/") if path.name not in SKIPPED}
    composer = {path for path in (PACKAGE / "engines" / "composer").glob("*/") if path.name not in SKIPPED}
    return files | {f"{path.relative_to(PACKAGE).as_posix()}/" for path in folders | inner | composer}


def test_every_folder_and_top_level_module_has_a_line() -> None:
    assert places() - set(ROWS) == set()


@pytest.mark.parametrize("row", [line for line in TEXT.splitlines() if re.match(r"\| `[a-z_]+[./]", line)])
def test_whatever_has_a_line_is_there(row: str) -> None:
    names = re.findall(r"`([^`]+)`", row.split("|")[1])
    folder = Path(names[0]).parent
    for name in names:
        assert (PACKAGE / name).exists() or (PACKAGE / folder / name).exists(), name


def test_the_layers_drawn_are_the_layers_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    drawn = TEXT.partition("## Which way imports point")[2].split("```")[1].split("\n")
    assert [line.replace(" · ", " | ") for line in drawn if line] == layers


def test_the_flow_has_eight_sentences() -> None:
    flow = TEXT.partition("## The flow, in eight sentences")[2].partition("\n## ")[0]
    assert [line.partition(".")[0] for line in flow.splitlines() if re.match(r"\d", line)] == [
        str(n) for n in range(1, 9)
    ]
