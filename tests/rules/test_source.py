"""Sizes, depth, docstrings and words of the source: what the tools do not look at."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from tests.rules.repository import PACKAGE, SOURCES, name_of, tree

LONGEST = 400
MEDIAN = 130
"""What fails; aimed at are 100."""

DEEPEST = 2
DEEPER = {"engines/composer": 4}
"""Two levels of folders. The composer may have more: it is a drawing program of its own behind one small door."""

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|#\s*(pragma\b|type:\s*ignore)")
UNNAMED = re.compile(r"#\s*(noqa(?!: [A-Z])|pyright:\s*ignore(?!\[))")
"""An exception to a rule that does not say which."""

NOTHING_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "types"})


def parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).parts


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_400_lines_and_most_are_short() -> None:
    lengths = {name_of(path): lines(path) for path in SOURCES if lines(path)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert median(lengths.values()) <= MEDIAN


def test_folders_are_two_levels_deep() -> None:
    for path in SOURCES:
        folders = parts(path)[:-1]
        allowed = next((depth for stem, depth in DEEPER.items() if "/".join(folders).startswith(stem)), DEEPEST)
        assert len(folders) <= allowed, name_of(path)


def test_no_name_says_nothing() -> None:
    named = {name_of(path) for path in SOURCES if NOTHING_NAMES & {Path(part).stem for part in parts(path)}}
    assert named == set()


@pytest.mark.parametrize("path", [path for path in SOURCES if lines(path)], ids=name_of)
def test_a_module_says_what_it_is_for_and_leaves_nothing_for_later(path: Path) -> None:
    said = ast.get_docstring(tree(path))
    assert said, f"{name_of(path)} has no docstring"
    assert said.split("\n\n")[0].rstrip().endswith((".", "`", "?")), f"{name_of(path)}: {said}"
    code = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in code if UNFINISHED.search(line) or UNNAMED.search(line)] == []
