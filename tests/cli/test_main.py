import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.main import get_command

from danqing.cli import app
from tests.cli.conftest import Run

HEAVY = ("httpx", "starlette", "uvicorn", "pydantic", "numpy", "skia", "cv2", "msgspec", "asyncio", "danqing.app")


def commands(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


ALL = list(commands(get_command(app)))


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_every_command_explains_itself_and_its_options(run: Run, path: tuple[str, ...]) -> None:
    command = next(command for found, command in ALL if found == path)
    for word in ("--help", "-h"):
        result = run(*path, word)
        assert result.exit_code == 0
        assert "Usage:" in result.stdout
    assert getattr(command, "help", "")
    for parameter in getattr(command, "params", ()):
        assert parameter.name == "help" or parameter.help, f"{path} {parameter.name}"


def test_the_version_is_that_of_the_package(run: Run) -> None:
    for word in ("version", "--version"):
        assert run(word).stdout == f"danqing {version('danqing')}\n"


def test_python_dash_m_is_the_same(surroundings: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "danqing", "version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"danqing {version('danqing')}\n"


def test_help_loads_nothing_that_only_a_command_needs() -> None:
    asked = f"import sys, danqing.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("danqing ta", "tasks"),
        ("danqing tasks wa", "wait"),
        ("danqing generate --neg", "--negative-prompt"),
        ("danqing edit --model qwen-image-edit-m", "qwen-image-edit-max"),
    ],
)
def test_the_shell_completes_commands_and_options(words: str, completed: str) -> None:
    said = {"_DANQING_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [Path(sys.executable).with_name("danqing")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **said},
    )
    assert completed in done.stdout.split()
