"""docs/operating.md is a story that really happens: every block of it is run against a live server, in its order."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.live import Live
from tests.service import fake_models

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def live(surroundings: Path) -> Iterator[Live]:
    settings = {"engines__models_file": fake_models(surroundings), "limits__submissions_per_second": "off"}
    with Live(surroundings / "data", **settings) as server:
        yield server


def played(live: Live, folder: Path) -> list[str]:
    """Run all blocks in one shell, which ends at the first failure; return what each printed."""
    mark = "--- the next block ---"
    script = "set -euo pipefail\n" + f"\necho '{mark}'\n".join(BLOCKS)
    found = Path(sys.executable).parent
    env = os.environ | {"DASHSCOPE_HTTP_BASE_URL": live.base_url, "PATH": f"{found}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], check=False, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"after\n{done.stdout}\n{done.stderr}"
    return [block.strip() for block in done.stdout.split(mark)]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_first_day_happens_as_it_is_told(live: Live, surroundings: Path, run: Run) -> None:
    said = played(live, surroundings)
    assert len(said) == len(BLOCKS) >= 12
    assert said[0].splitlines()[0].split("\t")[1] == "default"
    assert (surroundings / "panda.png").read_bytes().startswith(b"\x89PNG")
    there = ("--base-url", live.base_url)
    users = [line.split("\t")[1] for line in run("users", "list", "-a", "design", *there).stdout.splitlines()]
    assert users == ["main"]
    quota = run("quota", "list", "-a", "design", *there).stdout.split("\t")
    assert quota[1:6] == ["qwen-image", "100", "0", "0", "100"]
    acts = [line.split("\t")[2] for line in run("audit", "--who", "admin:first", *there).stdout.splitlines()]
    assert acts[:3] == ["administrator.revoked", "administrator.made", "account.changed"]
    assert run("audit", "--action", "access.refused", *there).stdout == ""


def test_the_page_names_every_command_of_its_subject() -> None:
    text = "".join(BLOCKS)
    for group in (
        "accounts",
        "users",
        "workspaces",
        "keys",
        "limits",
        "moderation",
        "quota",
        "prices",
        "funds",
        "bill",
        "usage",
        "audit",
    ):
        assert f"danqing {group}" in text
