import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from danqing.cli import app
from tests.client.recorded import Server

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and an environment that says nothing."""
    for name in [name for name in os.environ if name.startswith(("DANQING_", "DASHSCOPE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Run a command line, its words as they would arrive."""

    def run(*words: object, said: str = "") -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], input=said)

    return run


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def there(server: Server) -> tuple[str, ...]:
    """The options that ask the server of the test."""
    return "--base-url", f"{server.url}/api/v1", "--api-key", "sk-test"
