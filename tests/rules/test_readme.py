"""The README exists in three languages that are in step, and what it shows can be done."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from danqing.cli import app
from danqing.settings import Settings
from tests.rules.repository import ROOT

ENGLISH, *OTHERS = (ROOT / name for name in ("README.md", "README.zh-CN.md", "README.ja.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\s+# .*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the examples with their language, without comments, which are translated."""
    return [(language, COMMENT.sub("", code)) for language, code in FENCE.findall(text)]


def prose(text: str) -> str:
    return FENCE.sub("", text)


def shape(text: str) -> list[str]:
    """Return what each line is: a heading of some level, a row of a table, a point of a list, a picture."""
    marks = re.findall(r"^(#+ |\| |- |!\[|\*\*)", prose(text), re.MULTILINE)
    return [mark.strip() for mark in marks]


@pytest.mark.parametrize("other", OTHERS, ids=lambda path: path.name)
def test_a_translation_is_in_step_with_the_english_readme(other: Path) -> None:
    english, translated = ENGLISH.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")
    assert blocks(translated) == blocks(english)
    assert LINK.findall(prose(translated)) == LINK.findall(prose(english))
    assert shape(translated) == shape(english)
    assert _code(translated) == _code(english)


def _code(text: str) -> set[str]:
    """Return everything in backticks: names are not translated."""
    return set(re.findall(r"`([^`\n]+)`", prose(text)))


def shown(language: str) -> list[str]:
    lines = "".join(code for kind, code in blocks(ENGLISH.read_text(encoding="utf-8")) if kind == language)
    return lines.replace("\\\n", "").splitlines()


def test_the_readme_shows_the_commands_first() -> None:
    first = prose(ENGLISH.read_text(encoding="utf-8")).partition("\n## ")[0]
    assert "docs/images/poster.png" in first
    assert shown("console")[:5] == ["make demo", "make serve", "make test", "pip install .", "danqing serve"]


@pytest.mark.parametrize("line", [line for line in shown("console") if line.startswith("make ")])
def test_a_make_target_is_there(line: str) -> None:
    target = line.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in shown("console") if line.startswith("danqing ")])
def test_a_command_is_understood(line: str) -> None:
    told = CliRunner().invoke(app, [*shlex.split(line)[1:], "--help"])
    assert told.exit_code == 0, told.output


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    file = tmp_path / "danqing.toml"
    (code,) = [code for kind, code in blocks(ENGLISH.read_text(encoding="utf-8")) if kind == "toml"]
    file.write_text(code, encoding="utf-8")
    assert {source for _, _, source in Settings.load(file).sources()} == {"default", str(file)}
