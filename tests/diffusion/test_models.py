"""Models as they lie on disks: broken, not licensed, more than fit, and run in another way; through the door."""

# pyright: basic, reportMissingImports=false

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline

from tests.diffusion.breaking import broken
from tests.diffusion.card import Card
from tests.diffusion.studio import Tiny, studio
from tests.diffusion.tiny import lightning
from tests.diffusion.user import User

DRAW = {"size": "64*64", "n": 1, "seed": 11, "prompt_extend": False}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("a_part_is_missing", "the part 'text_encoder'"),
        ("weights_are_pickled", "must be safetensors"),
        ("the_index_is_missing", "has no model_index.json"),
        ("the_pipeline_is_unknown", "NobodysPipeline"),
    ],
)
def test_7_what_a_folder_lacks_is_said_before_anything_is_served(
    fault: str, words: str, tiny: Tiny, tmp_path: Path
) -> None:
    model = broken(fault, tiny("qwen-image"), tmp_path / "model")
    with pytest.raises(AssertionError, match=words):
        studio(tmp_path, {"qwen-image": model})


def test_a_licence_that_is_not_free_must_be_accepted(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"(?s)no commercial use.*accept_licences"):
        studio(tmp_path, {"qwen-image-2.1": tiny("qwen-image-2.1")})


BROKEN = {
    "a_tensor_is_missing": "proj_out.weight",
    "weights_are_truncated": "cannot be loaded",
    "a_weight_is_not_a_number": "not made of numbers",
}
"""Weights that only loading or drawing shows to be broken, and what the log says of them."""


@pytest.mark.parametrize("load", ["start", "demand"])
def test_7_weights_that_are_broken_are_never_drawn_with_and_other_models_are(
    load: str, tiny: Tiny, tmp_path: Path
) -> None:
    folders = {fault: broken(fault, tiny("qwen-image"), tmp_path / fault) for fault in BROKEN}
    with (
        studio(tmp_path, {**folders, "z-image": tiny("z-image")}, diffusion__load=load) as server,
        User(server) as user,
    ):
        refused = [user.call("draw", model=model, text="a red fox", **DRAW) for model in BROKEN]
        assert user.draws("z-image", **DRAW)
    assert [(answer.status, answer.output) for answer in refused] == [(500, {})] * len(BROKEN)
    assert [words for words in BROKEN.values() if words not in server.said()] == []


@pytest.mark.parametrize(("gigabytes", "stays"), [(0.005, False), (1, True)])
def test_a_model_that_does_not_fit_beside_another_makes_room_and_comes_back(
    gigabytes: float, stays: bool, tiny: Tiny, tmp_path: Path
) -> None:
    folders = {name: shutil.copytree(tiny(name), tmp_path / name) for name in ("qwen-image", "z-image")}
    settings = {"diffusion__load": "demand", "diffusion__memory_gb": gigabytes}
    with studio(tmp_path, folders, **settings) as server, User(server) as user:
        first, other, again, once_more = (
            user.draws(model, **DRAW)[0].tobytes() for model in ("qwen-image", "z-image", "qwen-image", "z-image")
        )
        shutil.rmtree(folders["qwen-image"])  # so that it can be drawn with only if it was never let go of
        left = user.call("draw", model="qwen-image", text="a red fox", **DRAW)
    assert (first, other) == (again, once_more)
    assert (left.status == 200) == stays


def test_the_fast_profile_draws_in_eight_passes_with_its_lora_and_the_schedule_of_that(
    tiny: Tiny, tmp_path: Path
) -> None:
    card = Card(tmp_path / "card")
    adapter = lightning(tmp_path / "lightning.safetensors")
    settings = {"diffusion__profiles": "qwen-image=fast", "diffusion__loras": f"qwen-image={adapter}"}
    with studio(tmp_path, {"qwen-image": tiny("qwen-image")}, card, **settings) as server, User(server) as user:
        before = card.passes
        (picture,) = user.draws("qwen-image", **DRAW)
        assert card.passes - before == 8
    pipeline = DiffusionPipeline.from_pretrained(tiny("qwen-image"), dtype=torch.float32, local_files_only=True)
    pipeline.load_lora_weights(str(adapter.parent), weight_name=adapter.name)
    published = {"base_shift": math.log(3), "max_shift": math.log(3), "shift_terminal": None}
    pipeline.scheduler = type(pipeline.scheduler).from_config(pipeline.scheduler.config, **published)
    dice = torch.Generator("cpu").manual_seed(11)
    drawn = pipeline(
        "a red fox", height=64, width=64, num_inference_steps=8, true_cfg_scale=1.0, generator=dice
    ).images[0]
    both = [np.asarray(one.convert("RGB"), dtype=int) for one in (picture, drawn)]
    assert np.abs(both[0] - both[1]).max() <= 2
