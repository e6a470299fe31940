"""The admin API keeps what its OpenAPI document says, whatever schemathesis thinks of sending to a live server."""

import subprocess
from pathlib import Path

import pytest

from tests.live import Live
from tests.service import fake_models

PYTHON = Path(__file__).parents[2] / ".cache" / "tools" / "schemathesis-4.32.5" / "bin" / "python"
CONFIG = Path(__file__).with_name("schemathesis.toml")

NOT_ASKED = "positive_data_acceptance,use_after_free"
"""What a schema cannot say (a name is no number, a main user stays) is told with a 400; a revoked key can be read."""


@pytest.mark.sdk
@pytest.mark.slow
def test_schemathesis_finds_nothing_to_object_to(tmp_path: Path) -> None:
    assert PYTHON.exists(), "the tools' environments are made by `make setup`"
    with Live(tmp_path / "data", engines__models_file=fake_models(tmp_path)) as server:
        token = (server.folder / "admin-token").read_text().strip()
        options = f"--exclude-checks {NOT_ASKED} --max-examples 15 --seed 1 --generation-database none"
        done = subprocess.run(
            [
                *(PYTHON, "-m", "schemathesis.cli", "--config-file", CONFIG),
                *("run", f"{server.origin}/admin/v1/openapi.json", "-H", f"Authorization: Bearer {token}"),
                *("--no-color", *options.split()),
            ],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=110,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: " in done.stdout
