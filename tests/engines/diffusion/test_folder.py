"""Folders of models are looked at before anything is loaded, without PyTorch."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from danqing.core.errors import InvalidParameter
from danqing.engines.diffusion.folder import BrokenModel, check, class_of, weigh
from danqing.engines.diffusion.source import found
from danqing.engines.diffusion.terms import Model, Terms

INDEX = {
    "_class_name": "QwenImagePipeline",
    "_diffusers_version": "0.42.1",
    "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
    "transformer": ["diffusers", "QwenImageTransformer2DModel"],
    "safety_checker": [None, None],
}
SHARDS = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "Qwen-Image"
    for part in ("scheduler", "transformer"):
        (folder / part).mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(INDEX))
    (folder / "scheduler" / "scheduler_config.json").write_text("{}")
    (folder / "transformer" / "config.json").write_text("{}")
    (folder / "transformer" / "model.safetensors").write_bytes(b"12345678")
    return folder


def test_a_whole_folder_passes(model: Path) -> None:
    check(model)
    assert (class_of(model), weigh(model)) == ("QwenImagePipeline", 8)


def no_index(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def an_index_of_something_else(folder: Path) -> None:
    (folder / "model_index.json").write_text("[]")


def half_an_index(folder: Path) -> None:
    (folder / "model_index.json").write_text('{"_class')


def a_part_missing(folder: Path) -> None:
    (folder / "scheduler" / "scheduler_config.json").unlink()
    (folder / "scheduler").rmdir()


def no_weights(folder: Path) -> None:
    (folder / "transformer" / "model.safetensors").unlink()


def pickled_weights(folder: Path) -> None:
    no_weights(folder)
    (folder / "transformer" / "model.bin").write_bytes(b"\x80\x04.")


def a_shard_missing(folder: Path) -> None:
    part = folder / "transformer"
    (part / "model.safetensors").rename(part / "model-00001-of-00002.safetensors")
    (part / "model.safetensors.index.json").write_text(json.dumps(SHARDS))


def a_broken_list_of_shards(folder: Path) -> None:
    (folder / "transformer" / "model.safetensors.index.json").write_text("{}")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (no_index, "no model of diffusers: it has no model_index.json"),
        (an_index_of_something_else, "is no JSON object"),
        (half_an_index, "is no JSON"),
        (a_part_missing, "the part 'scheduler' of .* is missing: the download was not finished"),
        (no_weights, "must be safetensors; there are none"),
        (pickled_weights, "only pickled ones, which may run anybody's code and are not loaded"),
        (a_shard_missing, "lacks model-00002-of-00002.safetensors: the download was not finished"),
        (a_broken_list_of_shards, "does not say which weights are where"),
    ],
)
def test_a_broken_folder_is_told_with_what_is_wrong(model: Path, fault: Callable[[Path], None], words: str) -> None:
    fault(model)
    with pytest.raises(BrokenModel, match=words):
        check(model)


def test_a_family_that_is_said_must_be_that_of_the_folder(model: Path) -> None:
    said = Model(source=str(model), family="qwen-image-2512")
    assert found("m", said, Terms(models={}))[1].name == "qwen-image-2512"
    with pytest.raises(InvalidParameter, match=r"is a QwenImagePipeline, and wan2.1 is a WanPipeline"):
        found("m", Model(source=str(model), family="wan2.1"), Terms(models={}))


def test_a_licence_that_is_not_free_is_shown_and_must_be_accepted(model: Path) -> None:
    (model / "model_index.json").write_text(json.dumps({**INDEX, "_class_name": "QwenImage21Pipeline"}))
    said = Model(source=str(model))
    with pytest.raises(InvalidParameter, match=r"no commercial use.*diffusion\.accept_licences: qwen-image-2\.1"):
        found("m", said, Terms(models={}))
    assert found("m", said, Terms(models={}, accept_licences=("qwen-image-2.1",)))[1].name == "qwen-image-2.1"
