import fcntl
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from danqing.cli import checks
from danqing.cli.check import Check
from danqing.settings import Settings


def test_this_machine_is_well() -> None:
    found = list(checks.examine(None))
    assert [check for check in found if not check.is_well and check.name not in {"port", "disk space"}] == []
    assert {check.name for check in found} >= {"Python", "skia", "fonts", "clock", "settings", "models", "data folder"}


def test_a_library_that_does_not_load_is_named() -> None:
    check = checks.library("skia_that_is_not_there")
    assert not check.is_well
    assert "skia_that_is_not_there" in check.found


def test_fonts_that_are_missing_or_broken_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FONTS", tmp_path)
    assert not checks.fonts().is_well
    (tmp_path / "Broken.ttf").write_bytes(b"<html>")
    assert (checks.fonts().found, checks.fonts().is_well) == ("Broken.ttf", False)


@pytest.mark.parametrize(("now", "well"), [(0.0, False), (4_000_000_000.0, True)])
def test_a_clock_that_is_behind_its_installation_is_wrong(now: float, *, well: bool) -> None:
    assert checks.clock(now).is_well is well


def test_settings_that_cannot_be_read_end_the_examination(surroundings: Path) -> None:
    (surroundings / "danqing.toml").write_text("[server]\nprot = 1\n")
    last = list(checks.examine(None))[-1]
    assert (last.name, last.is_well) == ("settings", False)
    assert "prot" in last.found


def test_a_data_folder_is_written_where_it_is_or_will_be(surroundings: Path) -> None:
    assert checks.data_folder(_settings(data=surroundings)).found == str(surroundings)
    assert checks.data_folder(_settings(data=surroundings / "a" / "b")).found == f"{surroundings}/a/b (will be made)"
    assert list(surroundings.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_said(surroundings: Path) -> None:
    (surroundings / "file").write_bytes(b"")
    check = checks.data_folder(_settings(data=surroundings / "file" / "data"))
    assert (check.found, check.is_well) == (f"{surroundings}/file: Not a directory", False)


def test_another_owner_of_the_ledger_is_seen_and_not_disturbed(surroundings: Path) -> None:
    settings = _settings(data=surroundings)
    assert checks.owner(settings) == Check(name="ledger", found="none yet")
    with (surroundings / "danqing.db.lock").open("w") as lock:
        assert checks.owner(settings) == Check(name="ledger", found="free")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        check = checks.owner(settings)
    assert (check.found, check.is_well) == (f"{surroundings}/danqing.db is in use by another process", False)


def test_too_little_room_is_said(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.space(_settings(data=surroundings)).name == "disk space"
    monkeypatch.setattr(checks, "ENOUGH_SPACE", 1 << 80)
    assert not checks.space(_settings(data=surroundings)).is_well


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        check = checks.port(_settings(port=taken.getsockname()[1]))
    assert not check.is_well
    assert "set server.port" in check.remedy
    assert checks.port(_settings(port=0)).is_well


def test_an_address_that_is_not_here_is_said() -> None:
    check = checks.port(Settings.load(server={"host": "192.0.2.1", "port": 0}))
    assert (check.is_well, check.remedy) == (False, "set server.host and server.port")


def test_models_that_cannot_be_read_are_said(surroundings: Path) -> None:
    (surroundings / "models.toml").write_text('[mine]\nlike = "nothing"\n')
    check = checks.models(Settings.load(engines={"models_file": surroundings / "models.toml"}))
    assert not check.is_well
    assert "nothing" in check.found


def test_what_needs_doing_is_not_well() -> None:
    well = Check(name="x", found="y")
    assert well.is_well
    assert not replace(well, remedy="do it").is_well


def _settings(*, data: Path = Path("data"), port: int = 0) -> Settings:
    return Settings.load(data={"folder": data}, server={"port": port})
