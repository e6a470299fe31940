from pathlib import Path

import pytest
from anyio import to_thread
from starlette.responses import Response

from danqing.cli import checks_elsewhere
from danqing.cli.checks_elsewhere import APART, OLDEST
from danqing.settings import BadSettings, Settings
from tests.engines.loopback import serving
from tests.postgres import Server


def settings_of(url: str) -> Settings:
    return Settings.load(data={"url": url})


def test_a_database_that_is_well_tells_its_version_and_time(postgres_url: str) -> None:
    check = checks_elsewhere.database(settings_of(postgres_url))
    assert check.is_well
    assert check.found.startswith("PostgreSQL ")
    assert "ms from ours" in check.found


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    check = checks_elsewhere.database(settings_of(f"postgresql://u:secret@/x?host={tmp_path}&port=5432"))
    assert check.remedy == "start the database, or set data.url"
    assert "secret" not in check.found


def test_a_user_who_may_not_make_tables_is_said(postgres_server: Server) -> None:
    url = postgres_server.ledger()
    name = url.rpartition("=")[2]
    postgres_server.do(f"CREATE ROLE reader_{name} LOGIN; GRANT USAGE ON SCHEMA {name} TO reader_{name}")
    check = checks_elsewhere.database(settings_of(url.replace("postgres@", f"reader_{name}@")))
    assert "right to make tables" in check.remedy


@pytest.mark.parametrize(
    ("version", "apart", "writes", "said"),
    [
        (OLDEST, 0.1, True, ""),
        (OLDEST - 1, 0.0, True, "PostgreSQL 13"),
        (OLDEST, -APART - 1, True, "keep time"),
        (OLDEST, 0.0, False, "make tables"),
    ],
)
def test_what_is_wrong_with_a_database_is_decided(version: int, apart: float, *, writes: bool, said: str) -> None:
    assert said in checks_elsewhere._wrong(version, apart, writes=writes)
    assert bool(said) == bool(checks_elsewhere._wrong(version, apart, writes=writes))


@pytest.mark.parametrize("url", ["postgresql://u:half#secret@h/x", "mysql://u:secret@h/x"])
def test_an_address_that_cannot_be_read_does_not_tell_the_password(url: str) -> None:
    with pytest.raises(BadSettings) as refused:
        settings_of(url)
    assert "half" not in refused.value.message
    assert "secret" not in refused.value.message


def test_storage_is_written_read_and_cleared(tmp_path: Path) -> None:
    check = checks_elsewhere.storage(Settings.load(storage={"url": f"file://{tmp_path / 'files'}"}))
    assert (check.is_well, check.found) == (True, f"file://{tmp_path / 'files'}: written, read and deleted")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_storage_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not checks_elsewhere.storage(Settings.load(storage={"url": f"file://{tmp_path / 'file' / 'x'}"})).is_well
    bucket = {"url": "s3://b", "endpoint": "http://127.0.0.1:9", "access_key_id": "a", "secret_access_key": "b"}
    check = checks_elsewhere.storage(Settings.load(storage={**bucket, "region": "x"}))
    assert (check.name, check.is_well) == ("storage", False)


@pytest.mark.anyio
async def test_what_answers_is_reached_and_what_does_not_is_named() -> None:
    async with serving(Response("no such page", 404)) as origin:
        settings = Settings.load(openai={"servers": (f"{origin}/v1",)}, moderation={"judge_url": f"{origin}/v1"})
        found = [
            await to_thread.run_sync(checks_elsewhere.reached, *named) for named in checks_elsewhere.addresses(settings)
        ]
    assert [(check.name, check.found, check.is_well) for check in found] == [
        (name, f"{origin}/v1: answers (404)", True) for name in ("openai.servers", "moderation.judge_url")
    ]
    nobody = checks_elsewhere.reached("cloud.url", f"{origin}/api/v1")
    assert (nobody.is_well, nobody.remedy) == (False, "start what should answer there, or set cloud.url")


@pytest.mark.anyio
async def test_what_answers_with_a_fault_is_said() -> None:
    async with serving(Response("down", 502)) as origin:
        check = await to_thread.run_sync(checks_elsewhere.reached, "cloud.url", origin)
    assert (check.is_well, check.remedy) == (False, "look at what answers there, or set cloud.url")


def test_only_what_the_settings_name_is_looked_at() -> None:
    assert list(checks_elsewhere.examine(Settings.load())) == []
    settings = Settings.load(cloud={"beijing_key": "sk-x"})
    assert [setting for setting, _ in checks_elsewhere.addresses(settings)] == ["cloud.beijing_key"]
