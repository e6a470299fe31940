"""Whom the administrator's commands ask, with which token, and how they show what they are told."""

import json
from pathlib import Path

import pytest

from danqing.cli.admin_client import cell, desk
from danqing.core.errors import InvalidApiKey, InvalidParameter
from tests.cli.conftest import Run
from tests.client.recorded import DROP, Server, say


@pytest.fixture
def token_file(surroundings: Path) -> Path:
    file = surroundings / "token"
    file.write_text("adm-there\n")
    return file


@pytest.mark.parametrize("path", ["", "/", "/api/v1", "/api/v1/", "/admin/v1"])
def test_the_admin_api_is_found_beside_the_other(surroundings: Path, path: str, token_file: Path) -> None:
    del surroundings
    assert desk(f"http://127.0.0.1:9{path}", token_file, None).url == "http://127.0.0.1:9/admin/v1"


def test_a_local_servers_token_is_read_from_the_data_folder(surroundings: Path) -> None:
    (surroundings / "data").mkdir()
    (surroundings / "data" / "admin-token").write_text("adm-here\n")
    assert desk("http://localhost:8000/api/v1", None, None).token == "adm-here"


def test_that_token_is_sent_to_no_other_machine(surroundings: Path) -> None:
    (surroundings / "data").mkdir()
    (surroundings / "data" / "admin-token").write_text("adm-here\n")
    with pytest.raises(InvalidApiKey, match="--token-file"):
        desk("https://images.example.com/api/v1", None, None)


def test_what_cannot_be_asked_is_said(run: Run, token_file: Path) -> None:
    with pytest.raises(InvalidParameter, match="no base URL"):
        desk("ftp://x", token_file, None)
    missing = run("accounts", "list", "--token-file", "nowhere")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert missing.stderr.startswith("InvalidApiKey: No admin token is in nowhere")


def test_a_list_is_read_page_by_page_to_its_end(run: Run, server: Server, token_file: Path) -> None:
    pages = [["a", "b"], ["c"]]
    items = [[{"id": name, "name": name, "suspended": name == "b", "created": ""} for name in names] for names in pages]
    server.on("GET /admin/v1/accounts", *(say({"items": page, "total": 3}) for page in items))
    said = run("accounts", "list", "--base-url", f"{server.url}/api/v1", "--token-file", token_file)
    queries = [seen.target.partition("?")[2] for seen in server.seen]
    assert queries == ["page=1&page_size=1000", "page=2&page_size=1000"]
    assert said.stdout == "a\ta\t\t\nb\tb\tyes\t\nc\tc\t\t\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, ""),
        (["a", "b"], "a b"),
        ({"a": 1, "b": None, "c": []}, "a=1"),
        ({"models": ["a", "b"], "of": {"amount": "1", "free": False}}, "models=a,b of.amount=1 of.free=False"),
        ({"valid_from": 0.5, "images": 3}, "valid_from=1970-01-01T00:00:00Z images=3"),
        (0, "0"),
        ("2026-11-21", "2026-11-21"),
        ("2026-11-21T00:00:00 o'clock", "2026-11-21T00:00:00 o'clock"),
    ],
)
def test_a_cell_holds_what_is_worth_reading(value: object, text: str) -> None:
    assert cell(value) == text


def test_accounts_are_shown_by_their_names_and_told_by_their_ids(run: Run, server: Server, token_file: Path) -> None:
    page = {"items": [{"account": "7", "model": "wanx-v1"}], "total": 1}
    server.on("GET /admin/v1/limits", say(page))
    server.on("GET /admin/v1/accounts", say({"items": [{"id": "7", "name": "design"}], "total": 1}))
    there = ("--base-url", f"{server.url}/api/v1", "--token-file", token_file)
    assert run("limits", "list", *there).stdout == "design\twanx-v1\t\t\n"
    assert json.loads(run("limits", "list", "--json", *there).stdout) == page["items"]


def test_a_moment_is_shown_in_the_readers_own_time() -> None:
    assert cell("2026-11-21T00:00:00.123456Z")[:3] == "202"
    assert "T" not in cell("2026-11-21T00:00:00.123456Z")


def test_a_key_is_taken_in_from_standard_input_and_never_shown(run: Run, server: Server, token_file: Path) -> None:
    key = {"id": "7", "user": "main", "name": "", "hint": "ting", "models": ["*"]}
    server.on("POST /admin/v1/accounts/default/keys", say({"key": key, "secret": None}))
    there = ("--base-url", server.url, "--token-file", token_file)
    said = run("keys", "import", *there, said="sk-existing\n")
    assert said.exit_code == 0, said.stderr
    assert "existing" not in said.stdout + said.stderr
    (seen,) = server.seen
    assert json.loads(seen.body)["secret"] == "sk-existing"
    assert (seen.headers["authorization"], bool(seen.headers["idempotency-key"])) == ("Bearer adm-there", True)


def test_what_breaks_on_its_way_is_sent_again_and_known_by_its_key(run: Run, server: Server, token_file: Path) -> None:
    made = say({"key": {"id": "7"}, "secret": "sk-new"})
    server.on("POST /admin/v1/accounts/default/keys", DROP, made)
    said = run("keys", "create", "--base-url", server.url, "--token-file", token_file)
    assert (said.stdout, said.exit_code) == ("sk-new\n", 0)
    first, second = server.seen
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
