import json
import socket

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


def test_a_machine_that_is_well_gets_ticks(run: Run, monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("DANQING_SERVER__PORT", str(free_port))
    result = run("doctor")
    assert {line.split("\t")[0] for line in result.stdout.splitlines()} == {"✓"}
    assert result.exit_code == 0


def test_a_fault_gets_a_cross_a_remedy_and_exit_code_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("DANQING_SERVER__PORT", str(taken.getsockname()[1]))
        result, told = run("doctor"), run("doctor", "--json")
    (fault,) = [line.split("\t") for line in result.stdout.splitlines() if not line.startswith("✓")]
    assert (fault[0], fault[1], fault[3]) == ("✗", "port", "stop what listens there, or set server.port")
    assert (result.exit_code, told.exit_code) == (1, 1)
    assert [check["check"] for check in json.loads(told.stdout) if not check["ok"]] == ["port"]
