"""What draws a model for some callers: as the operator's file says it, and for whom it counts."""

from pathlib import Path

import pytest

from danqing.app.engines import catalog_of
from danqing.catalog.describe import drawn_by
from danqing.catalog.load import BadCatalog, load
from danqing.catalog.model import Model
from danqing.settings import BadSettings, Settings

ROUTES = """
[qwen-image]
engine = "openai"

[[qwen-image.routes]]
accounts = ["design", "7"]
workspaces = ["llm-secret"]
engine = "openai"

[[qwen-image.routes]]
accounts = ["design"]
engine = ["cloud-singapore", "openai"]

[[qwen-image.routes]]
workspaces = ["llm-draft", "llm-try"]
engine = "composer"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "models.toml"
    path.write_text(ROUTES)
    return path


@pytest.fixture
def model(own: Path) -> Model:
    return next(model for model in load(own).models if model.name == "qwen-image")


@pytest.mark.parametrize(
    ("accounts", "workspace", "route"),
    [
        ({"1", "default"}, "", ()),
        ({"2", "design"}, "", ("cloud-singapore", "openai")),
        ({"7", "press"}, "llm-secret", ()),  # the first that fits, and it is the model's own
        ({"2", "design"}, "llm-secret", ()),
        ({"2", "design"}, "llm-draft", ("cloud-singapore", "openai")),
        ({"7", "press"}, "llm-draft", ("composer",)),
        ({"7", "press"}, "llm-other", ()),
    ],
)
def test_the_first_route_that_is_a_callers_counts(
    model: Model, accounts: set[str], workspace: str, route: tuple[str, ...]
) -> None:
    assert model.route(accounts, workspace) == route


def test_every_route_is_a_line_but_those_that_go_the_models_own_way(model: Model) -> None:
    assert model.lines == {
        "qwen-image": ("openai",),
        "qwen-image → cloud-singapore, openai": ("cloud-singapore", "openai"),
        "qwen-image → composer": ("composer",),
    }


def test_a_model_that_is_like_another_has_its_routes(own: Path) -> None:
    plus = next(model for model in load(own).models if model.name == "qwen-image-plus")
    assert plus.route({"design"}, "") == ("cloud-singapore", "openai")
    assert "qwen-image-plus → composer" in plus.lines


def test_routes_are_told_in_words(model: Model) -> None:
    assert drawn_by(model) == (
        "openai; openai for account design or 7 in workspace llm-secret; "
        "cloud-singapore, then openai for account design; composer for workspace llm-draft or llm-try"
    )


@pytest.mark.parametrize(
    ("route", "why"),
    [
        ('engine = "openai"', "whose route it is"),
        ('accounts = ["a"]', "engine"),
        ('accounts = ["a"]\nengine = []', "at least one engine"),
        ('accounts = ["a"]\nengine = ["openai", "openai"]', "each once"),
        ('accounts = "a"\nengine = "openai"', "array"),
        ('account = ["a"]\nengine = "openai"', "routes.account: is no key"),
    ],
)
def test_a_route_that_cannot_be_is_refused_with_its_place(tmp_path: Path, route: str, why: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(f"[wanx-v1]\n\n[[wanx-v1.routes]]\n{route}\n")
    with pytest.raises(BadCatalog, match=r"line 3: \[wanx-v1\]\.routes") as caught:
        load(path)
    assert why in caught.value.message


def test_an_engine_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text('[[wanx-v1.routes]]\naccounts = ["a"]\nengine = ["fake", "gpu"]\n')
    with pytest.raises(BadSettings, match="unknown engine 'gpu'"):
        catalog_of(Settings.load(None, engines={"models_file": path}))
