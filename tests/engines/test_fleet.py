"""Engines as they are set; the page about them shows nothing that could not be used."""

import re
from pathlib import Path

import pytest

from danqing.app.engines import engines_of
from danqing.catalog.load import load
from danqing.engines.dashscope_cloud import DashscopeCloud
from danqing.engines.fleet import MAKERS
from danqing.engines.openai_server import OpenAIServer
from danqing.engines.routed import Routed
from danqing.settings import BadSettings, Settings

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The page's example, written down as it says."""
    settings, models = BLOCKS[:2]
    monkeypatch.chdir(tmp_path)
    Path("danqing.toml").write_text(settings)
    Path("models.toml").write_text(models)
    monkeypatch.setenv("DANQING_CLOUD__SINGAPORE_KEY", "sk-1")
    return Settings.load()


def test_the_example_can_be_used(shown: Settings) -> None:
    fleet = engines_of(shown, load(shown.engines.models_file))
    assert {type(engine) for engine in fleet.engines} >= {OpenAIServer, DashscopeCloud}
    (route,) = [models for engine, models in fleet.routes.items() if isinstance(engine, Routed)]
    assert {"qwen-image", "qwen-image-edit-plus"} <= route
    (alone,) = [models for engine, models in fleet.routes.items() if isinstance(engine, DashscopeCloud)]
    assert "wanx-v1" in alone
    assert shown.openai.models["qwen-image"] == "Qwen/Qwen-Image"


def test_the_routes_that_are_shown_can_be_used(shown: Settings) -> None:
    Path("models.toml").write_text(BLOCKS[2])
    catalog = load(shown.engines.models_file)
    model = next(model for model in catalog.models if model.name == "qwen-image")
    assert model.route({"2", "design"}, "") == ("cloud-singapore", "openai")
    assert model.route({"3", "press"}, "llm-confidential") == model.route({"4"}, "llm-drafts") == ("composer",)
    assert model.route({"3", "press"}, "") == ()
    lines = [lines for lines in engines_of(shown, catalog).routes.values() if "qwen-image → composer" in lines]
    assert len(lines) == 1


def test_the_rewriting_that_is_shown_can_be_used(shown: Settings) -> None:
    with Path("danqing.toml").open("a") as file:
        file.write(BLOCKS[3])
    settings = Settings.load()
    assert (settings.rewriting.url, settings.rewriting.seconds) == ("http://llm:8000/v1", 5)
    assert shown.rewriting.url == ""


def test_the_page_names_every_engine() -> None:
    named = set(re.findall(r"^\| `([\w-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert set(MAKERS) - named == set()


def test_lists_and_tables_can_be_said_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DANQING_OPENAI__SERVERS", "http://gpu-1:8000/v1, http://gpu-2:8000/v1,")
    monkeypatch.setenv("DANQING_OPENAI__MODELS", "qwen-image=Qwen/Qwen-Image, x = y=z")
    openai = Settings.load().openai
    assert openai.servers == ("http://gpu-1:8000/v1", "http://gpu-2:8000/v1")
    assert openai.models == {"qwen-image": "Qwen/Qwen-Image", "x": "y=z"}
    told = {name: value for name, value, _ in Settings.load().sources()}
    assert told["openai.servers"] == "http://gpu-1:8000/v1, http://gpu-2:8000/v1"
    assert told["openai.models"] == "qwen-image=Qwen/Qwen-Image, x=y=z"


@pytest.mark.parametrize("said", ["qwen-image", "=x", "a=", "a=b,c"])
def test_a_pair_without_a_name_or_a_value_is_refused(
    said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DANQING_OPENAI__MODELS", said)
    with pytest.raises(BadSettings, match=r"openai\.models"):
        Settings.load()


def test_keys_are_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DANQING_OPENAI__KEY", "DANQING_CLOUD__KEY", "DANQING_CLOUD__BEIJING_KEY"):
        monkeypatch.setenv(name, "sk-secret")
    assert "sk-secret" not in repr(Settings.load().sources())
