from pathlib import Path

from danqing.catalog.describe import facts, groups, limits, markdown, price
from danqing.catalog.load import load
from tests.catalog.calls import SHIPPED, named

PAGE = Path(__file__).parents[2] / "docs" / "models.md"


def test_the_page_of_models_has_what_the_catalog_says() -> None:
    # The whole page is compared in tests/rules/test_pages.py; families of open weights follow the catalog's part.
    assert markdown(SHIPPED.models) in PAGE.read_text("utf-8")


def test_the_models_file_that_the_page_shows_can_be_loaded(tmp_path: Path) -> None:
    _, _, example = PAGE.read_text("utf-8").partition("```toml\n")
    file = tmp_path / "models.toml"
    file.write_text(example.partition("```")[0], "utf-8")
    models = {model.name: model for model in load(file).models}
    assert models["team-posters"].n.high == 4


def test_facts_tell_what_can_be_said_to_a_model() -> None:
    assert facts(named("wanx-v1")) == {
        "endpoints": "POST /api/v1/services/aigc/text2image/image-synthesis (asynchronous)",
        "prompt": "a string; the first 500 characters are read",
        "negative_prompt": "a string; the first 500 characters are read",
        "pictures": "0 to 1; ref_mode repaint or refonly (default repaint), ref_strength 0.0 to 1.0 (default 0.5)",
        "size": "1024*1024 (default), 720*1280, 768*1152, 1280*720",
        "n": "1 to 4 (default 4)",
        "seed": "0 to 4294967290 (default random); image number i, from 0, is drawn with seed + i; "
        "-1 is the same as none",
        "style": "<auto> (default), <photography>, <portrait>, <3d cartoon>, <anime>, <oil painting>, <watercolor>, "
        "<sketch>, <chinese painting>, <flat illustration>",
        "kept by the cloud": "24 hours",
    }


def test_models_that_accept_the_same_stand_together() -> None:
    together = [[model.name for model in group] for group in groups(SHIPPED.models)]
    assert ["qwen-image", "qwen-image-plus"] in together
    assert ["qwen-image-edit"] in together


def test_prices_and_limits_are_told_where_a_document_has_them() -> None:
    assert price(named("wanx-v1")) == "beijing 0.16 CNY an image, the first 500 free for 180 days"
    assert limits(named("wanx-v1")) == "2 submissions a second, tasks at once: 1"
    assert price(named("qwen-image-edit")) == limits(named("qwen-image-edit")) == "–"
