import re
from pathlib import Path

import pytest

from tests.cli.test_main import ALL

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def section(path: tuple[str, ...]) -> str:
    """Return what stands under a command's heading."""
    heading = re.escape(f"`{' '.join(('danqing', *path))}`")
    found = re.search(rf"^#+ {heading}$(.*?)(?=^#|\Z)", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no heading {heading}"
    return found[1]


@pytest.mark.parametrize("path", [path for path, _ in ALL if path], ids=" ".join)
def test_every_command_and_every_option_is_documented(path: tuple[str, ...]) -> None:
    text = section(path)
    command = next(command for found, command in ALL if found == path)
    for parameter in getattr(command, "params", ()):
        for name in parameter.opts:
            if name.startswith("-") and parameter.name != "help":
                assert f"`{name}" in text, f"{' '.join(path)} {name}"


def test_nothing_is_documented_that_is_not_there() -> None:
    headings = re.findall(r"^#+ `danqing (.*)`$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert {tuple(heading.split()) for heading in headings} == {path for path, _ in ALL if path}
    for heading in headings:
        path = tuple(heading.split())
        command = next(command for found, command in ALL if found == path)
        known = {name for parameter in getattr(command, "params", ()) for name in parameter.opts}
        named = set(re.findall(r"^\| `(--?[a-z-]+)", section(path), re.MULTILINE))
        assert named <= known, f"{heading}: {named - known}"
