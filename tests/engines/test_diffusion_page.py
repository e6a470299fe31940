"""The example of models on one's own cards can be used as the page shows it."""

import re
from pathlib import Path

import pytest

from danqing.catalog.load import load
from danqing.engines.diffusion.devices import Devices
from danqing.engines.diffusion.made import made
from danqing.engines.fleet import MAKERS
from danqing.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
_, _, SECTION = PAGE.read_text("utf-8").partition("## Models on your own GPUs")
SETTINGS, MODELS = re.findall(r"^```toml\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)


def test_its_settings_make_the_engine_and_its_models_are_drawn_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("danqing.toml").write_text(SETTINGS)
    Path("models.toml").write_text(MODELS)
    settings = Settings.load()
    assert isinstance(made(settings.diffusion), Devices)
    models = load(settings.engines.models_file).models
    drawn = {model.name: model.engines for model in models if "diffusion" in model.engines}
    assert set(settings.diffusion.models) <= set(drawn)
    assert all(len(drawn[other]) > 1 for other in drawn.keys() - settings.diffusion.models.keys())
    assert {name for model in models for name in model.engines} <= set(MAKERS)
