import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_every_setting_is_told_with_where_it_was_said(
    run: Run, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (surroundings / "danqing.toml").write_text("[server]\nport = 9000\n")
    monkeypatch.setenv("DANQING_LOG__LEVEL", "debug")
    lines = run("settings").stdout.splitlines()
    assert "server.port\t9000\tdanqing.toml" in lines
    assert "log.level\tdebug\tDANQING_LOG__LEVEL" in lines
    assert "server.host\t127.0.0.1\tdefault" in lines
    told = json.loads(run("settings", "--json").stdout)
    assert {"name": "server.port", "value": "9000", "source": "danqing.toml"} in told
    assert len(told) == len(lines)


def test_another_file_can_be_asked_about(run: Run, surroundings: Path) -> None:
    (surroundings / "my.toml").write_text("[server]\nport = 9001\n")
    assert "server.port\t9001\tmy.toml" in run("settings", "--config", "my.toml").stdout.splitlines()


def test_secrets_are_masked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANQING_STORAGE__SECRET_ACCESS_KEY", "hunter2")
    for result in (run("settings"), run("settings", "--json")):
        assert "******" in result.stdout
        assert "hunter2" not in result.output


@pytest.mark.parametrize(
    "name",
    ["OPENAI__SERVERS", "CLOUD__URL", "REWRITING__URL", "MODERATION__JUDGE_URL", "MODERATION__PICTURES_URL",
     "STORAGE__URL", "STORAGE__ENDPOINT"],
)  # fmt: skip
def test_an_address_with_a_password_in_it_is_refused_and_not_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"DANQING_{name}", "https://bob:hunter2@127.0.0.1:1/v1")
    for command in ("settings", "doctor"):
        result = run(command)
        assert result.exit_code == 1
        assert "no user or password" in result.output
        assert "hunter2" not in result.output


def test_settings_that_cannot_be_used_are_a_failure(run: Run, surroundings: Path) -> None:
    (surroundings / "danqing.toml").write_text("[server]\nprot = 9000\n")
    result = run("settings")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "prot" in result.stderr
