"""What docs/openai.md shows is run as it stands, and what it says of errors is the table of the code."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from danqing.catalog.load import load
from danqing.engines.fake import plain_png
from danqing.wire.openai_errors import FINER, TABLE
from tests.live import Live
from tests.openai_clients.plays import ENVIRONMENTS
from tests.service import fake_models

PAGE = (Path(__file__).parents[2] / "docs" / "openai.md").read_text(encoding="utf-8")
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ORIGIN = "http://127.0.0.1:8000"
PICTURES = re.compile(r'"(?:url|b64_json)":"[^"]+"')


def shown(language: str, text: str = PAGE) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "cat.png").write_bytes(plain_png(320, 320, 2))
    with Live(folder / "data", engines__models_file=fake_models(folder)) as server:
        yield server


@pytest.mark.sdk
@pytest.mark.parametrize("code", [*shown("python"), *(code for code in shown("python", README) if "openai" in code)])
def test_the_python_shown_runs(live: Live, code: str) -> None:
    environment = "litellm-1.106.2" if "litellm" in code else "openai-3.50.0"
    python = ENVIRONMENTS / environment / "bin" / "python"
    command = [python, "-c", code.replace(ORIGIN, live.origin)]
    ran = subprocess.run(command, cwd=live.folder.parent, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
@pytest.mark.parametrize("command", shown("console"))
def test_the_commands_shown_bring_a_picture(live: Live, command: str) -> None:
    command = command.replace(ORIGIN, live.origin)
    ran = subprocess.run(
        ["bash", "-c", command], cwd=live.folder.parent, capture_output=True, text=True, check=False, timeout=60
    )
    assert PICTURES.search(ran.stdout), ran.stdout + ran.stderr


def test_the_models_shown_are_models(tmp_path: Path) -> None:
    (block,) = shown("toml")
    file = tmp_path / "models.toml"
    file.write_text(block, encoding="utf-8")
    assert load(file).named("gpt-image-1").n.high == 4


def test_every_code_is_in_the_table_with_its_status_and_type() -> None:
    rows = [
        (status, kind, code)
        for status, kind, codes in re.findall(r"^\| (\d+) \| `(\w+)` \| (.*?) \|", PAGE, re.MULTILINE)
        for code in re.findall(r"`(\w+)`", codes)
    ]
    told = {(str(said.status or kind.status), said.type, said.code) for kind, said in TABLE.items()}
    assert set(rows) == told | {("400", "invalid_request_error", code) for code in FINER.values()}
