from pathlib import Path

import pytest

from danqing.catalog.lines import line_of
from danqing.catalog.load import BadCatalog, load
from danqing.catalog.model import Model
from danqing.core.job import Door


def own(folder: Path, text: str) -> dict[str, Model]:
    file = folder / "models.toml"
    file.write_text(text, "utf-8")
    return {model.name: model for model in load(file).models}


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BadCatalog) as error:
        own(folder, text)
    return error.value.message.removeprefix(f"{folder}/models.toml")


def test_without_a_file_of_its_own_the_catalog_is_the_shipped_one(tmp_path: Path) -> None:
    assert load().models == tuple(own(tmp_path, "").values())


def test_a_new_model_needs_no_python(tmp_path: Path) -> None:
    models = own(
        tmp_path,
        """
        ["z-image-turbo"]
        about = "Fast."
        kind = "draw"
        engine = "gpu"
        sync = ["multimodal-generation/generation"]
        prompt = { most = 800 }
        negative_prompt = { most = 500 }
        size = { rule = "range", low = 512, high = 2048, most_pixels = 2359296, default = "1024*1536" }
        n = { low = 1, high = 1, default = 1 }
        seed = { low = 0, high = 2147483647 }
        """,
    )
    assert len(models) == len(load().models) + 1
    assert models["z-image-turbo"].doors == (Door.MULTIMODAL,)


def test_a_model_takes_what_it_does_not_say_from_the_one_it_is_like(tmp_path: Path) -> None:
    models = own(tmp_path, '["mine"]\nlike = "qwen-image-edit-max-2026-01-16"\nengine = "gpu"\n')
    assert models["mine"].engine == "gpu"
    assert models["mine"].images.high == 3
    assert models["mine"].name == "mine"


def test_a_field_of_a_shipped_model_is_replaced_whole_and_the_others_stay(tmp_path: Path) -> None:
    shipped = {model.name: model for model in load().models}
    models = own(tmp_path, "[wanx-v1]\nn = { low = 1, high = 8, default = 1 }\n")
    assert (models["wanx-v1"].n.high, models["wanx-v1"].n.default) == (8, 1)
    assert models["wanx-v1"].size == shipped["wanx-v1"].size
    assert {name for name in shipped if models[name] != shipped[name]} == {"wanx-v1"}


def test_what_is_like_a_changed_model_follows_it(tmp_path: Path) -> None:
    models = own(tmp_path, '[qwen-image]\nengine = "gpu"\n')
    assert models["qwen-image-plus"].engine == "gpu"
    assert models["qwen-image-edit"].engine == "composer"


WANTED = 'about = "x"\nkind = "draw"\nengine = "e"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a b", ": Expected '=' after a key in a key/value pair (at line 1, column 3)"),
        ("\nx = 1", ", line 2: [x]: must be a table: the model of that name"),
        ("# mine\n[x]\n", ", line 2: [x]: Object missing required field `about`"),
        ("[wanx-v1]\n\nsizes = []\n", ", line 3: [wanx-v1].sizes: is no key that a model has"),
        ('["a.b"]\nlike = "wanx-v1"\nn = {\thihg = 2 }', ', line 3: ["a.b"].n.hihg: is no key that a model has'),
        ("[wanx-v1.n]\nlow = 1\nhigh = true\ndefault = 1", ", line 3: [wanx-v1].n.high: Expected `int`, got `bool`"),
        ('[wanx-v1]\nname = "a"', ", line 2: [wanx-v1].name: is no key of a model: its table's heading is its name"),
        ('[x]\nlike = "y"', ", line 2: [x].like: must be the name of a model, got 'y'"),
        ("[x]\nlike = 5", ", line 2: [x].like: must be the name of a model, got 5"),
        ('[x]\nlike = "y"\n[y]\nlike = "x"', ", line 4: [y].like: goes round in a circle"),
        ('[x]\nlike = "x"', ", line 2: [x].like: goes round in a circle"),
        ('[wanx-v1]\nasync = [\n  "text",\n]', ", line 2: [wanx-v1].async: Invalid enum value 'text'"),
        ("[wanx-v1]\nasync = []", ", line 1: [wanx-v1]: `sync` and `async` must not both be empty"),
        ('[wanx-v1]\nkind = "repaint"', ", line 1: [wanx-v1]: `kind` must be draw or edit, got 'repaint'"),
        (
            '[a]\nlike = "wanx-v1"\nkind = "edit"',
            ", line 1: [a]: `images` of a model that edits must have a `low` of at least 1",
        ),
        (
            "[qwen-image]\nimages = { high = 1 }",
            ", line 1: [qwen-image]: `images` and `reference` of a model that draws must be given together",
        ),
        (
            '[wanx-v1]\nsize = { rule = "fitted" }',
            ", line 1: [wanx-v1]: `size` of a model that draws must have a `default`",
        ),
        ('[wanx-v1]\nsize = { rule = "any" }', ", line 2: [wanx-v1].size.rule: Invalid value 'any'"),
        (
            '[wanx-v1]\nsize = { rule = "choice", default = "1*1", sizes = ["1x1"] }',
            ", line 2: [wanx-v1].size: a size is written as 1024*1024, got '1x1'",
        ),
        (
            '[wanx-v1]\nsize = { rule = "choice", default = "1*1", sizes = ["2*2"] }',
            ", line 2: [wanx-v1].size: `default` must be one of `sizes`, got '1*1'",
        ),
        (
            '[wanx-v1]\nsize = { rule = "range", low = 9, high = 5 }',
            ", line 2: [wanx-v1].size: `low` must be above 0 and at most `high`, got 9 and 5",
        ),
        (
            '[wanx-v1]\nsize = { rule = "range", low = 5, high = 9, default = "4*9" }',
            ", line 2: [wanx-v1].size: `default` must lie in the range, got '4*9'",
        ),
        (
            "[wanx-v1]\nn = { low = 1, high = 2, default = 3 }",
            ", line 2: [wanx-v1].n: `default` must lie in [1, 2], got 3",
        ),
        (
            "[wanx-v1]\nseed = { low = -1, high = 2 }",
            ", line 2: [wanx-v1].seed: `low` must be at least 0 and at most `high`, got -1 and 2",
        ),
        ("[wanx-v1]\nprompt = { most = 0 }", ", line 2: [wanx-v1].prompt: `most` must be at least 1, got 0"),
        (
            '[wanx-v1.offers]\nhere = { currency = "CNY", price = 0.16 }',
            ", line 1: [wanx-v1].offers: price: Expected `str`, got `float`",
        ),
        (
            '[wanx-v1.reference]\nmode = "x"\nmodes = { repaint = "repaint" }\n'
            "strength = { low = 0, high = 1, default = 0 }",
            ", line 1: [wanx-v1].reference: `mode` must be one of `modes`, got 'x'",
        ),
        (
            "[wanx-v1]\nlimits = { submissions_per_second = 2, tasks_at_once = 0 }",
            ", line 2: [wanx-v1].limits.tasks_at_once: Expected `int` >= 1",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text) == message


def test_a_fault_that_comes_from_the_model_it_is_like_is_told_where_it_stands(tmp_path: Path) -> None:
    text = '[child]\nlike = "parent"\n\n[parent]\nlike = "wanx-v1"\nengine = 5\n'
    assert refusal(tmp_path, text) == ", line 6: [parent].engine: Expected `str | array`, got `int`"


def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadCatalog, match=r"nowhere\.toml cannot be read: .*No such file"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff")
    with pytest.raises(BadCatalog, match=r"odd\.toml cannot be read"):
        load(tmp_path / "odd.toml")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["a"], 2),
        (["a", "b"], 3),
        (["a", "c"], 4),
        (["a", "c", "nothing"], 4),
        (["a", "f", "g"], 8),
        (["h i"], 10),
        (["h i", "j", "k"], 11),
        (["nothing"], 1),
    ],
)
def test_a_value_is_found_on_the_line_on_which_it_begins(path: list[str], line: int) -> None:
    text = '# one\n[a]\nb = 1\nc = [\n  "b = 2",\n]\n\nf.g = 1\n\n["h i"]\nj = { k = 1 }\n'
    assert line_of(text, path) == line
