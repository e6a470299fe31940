from pathlib import Path

import pytest

from danqing.cli.target import Target, find
from danqing.core.errors import InvalidApiKey, InvalidParameter


def test_the_key_that_is_said_wins(surroundings: Path) -> None:
    _keep(surroundings / "data", "sk-local")
    assert find("http://localhost:8000/api/v1", "sk-said").api_key == "sk-said"


def test_a_local_server_s_own_key_is_found_in_its_data_folder(surroundings: Path) -> None:
    _keep(surroundings / "data", "sk-local\n")
    url = "http://127.0.0.1:8000/api/v1"
    assert find(url, "") == Target(base_url=url, api_key="sk-local")


def test_the_data_folder_is_the_one_of_the_settings(surroundings: Path) -> None:
    _keep(surroundings / "elsewhere", "sk-elsewhere")
    config = surroundings / "my.toml"
    config.write_text('[data]\nfolder = "elsewhere"\n', encoding="utf-8")
    assert find("http://[::1]:8000/api/v1", "", config).api_key == "sk-elsewhere"


def test_a_local_key_is_never_sent_to_another_machine(surroundings: Path) -> None:
    _keep(surroundings / "data", "sk-local")
    with pytest.raises(InvalidApiKey, match=r"Give --api-key or set DASHSCOPE_API_KEY to ask https://dashscope"):
        find("https://dashscope.aliyuncs.com/api/v1", "")


def test_without_any_key_nothing_is_asked() -> None:
    with pytest.raises(InvalidApiKey, match=r"No API-key provided, and none is in data/api-key \(No such file"):
        find("http://127.0.0.1:8000/api/v1", "")


@pytest.mark.parametrize("wrong", ["127.0.0.1:8000", "ftp://x/api/v1", "http://", "http://[::1", "http://x:y", ""])
def test_what_is_no_base_url_is_said_to_be_none(wrong: str) -> None:
    with pytest.raises(InvalidParameter, match="is no base URL"):
        find(wrong, "sk")


def test_spaces_around_a_key_are_nobody_s_meaning() -> None:
    assert find("https://x/api/v1", " sk-1\n").api_key == "sk-1"


def _keep(folder: Path, key: str) -> None:
    folder.mkdir()
    (folder / "api-key").write_text(key, encoding="utf-8")
