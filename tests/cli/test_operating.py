"""docs/operating.md is a story that really happens: every block of it is run against live servers, in its order."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.live import Live
from tests.postgres import OWNER, Server
from tests.service import fake_models

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SHARED = re.findall(r"^```bash\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
"""Those with servers and a database of their own."""


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


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_servers_share_a_ledger_as_it_is_told(postgres_server: Server, surroundings: Path) -> None:
    script = "set -euo pipefail\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n" + "\n".join(SHARED)
    for told in ("8001", "8002"):
        script = script.replace(told, str(free_port()))
    programs = f"{Path(sys.executable).parent}:{postgres_server.programs}"
    env = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGHOST": str(postgres_server.folder),
        "PGUSER": OWNER,
        "DANQING_ENGINES__MODELS_FILE": str(fake_models(surroundings)),
        "DANQING_TASKS__LEASE_SECONDS": "2",
        "DANQING_SERVER__PORT": "0",
    }
    shell = ["bash", "-c", script]
    done = subprocess.run(shell, check=False, cwd=surroundings, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"after\n{done.stdout}\n{done.stderr}"
    for name in ("one.png", "two.png"):
        assert (surroundings / name).read_bytes().startswith(b"\x89PNG")
    assert re.search(r"^✓\tledger\tPostgreSQL ", done.stdout, re.MULTILINE)
    (line,) = [line.split("\t") for line in done.stdout.splitlines() if line.startswith("design\t")]
    assert line[3:5] == ["0", "2"]


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


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
