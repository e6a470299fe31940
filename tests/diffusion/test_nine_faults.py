"""Nine ways in which pipelines of diffusers fail quietly, and what is drawn or said instead."""

# pyright: basic, reportMissingImports=false

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline
from PIL import Image

from tests.diffusion.user import User

DRAW: dict[str, Any] = {
    "model": "qwen-image",
    "text": "a red fox",
    "size": "64*64",
    "n": 1,
    "seed": 11,
    "prompt_extend": False,
}


def far(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of any colour of any pixel."""
    both = [np.asarray(picture.convert("RGB"), dtype=int) for picture in (one, other)]
    return int(np.abs(both[0] - both[1]).max())


@pytest.fixture(scope="module")
def bare(tiny: Callable[[str], Path]) -> Callable[..., Image.Image]:
    """Return what the pipeline itself draws of DRAW."""
    pipeline = DiffusionPipeline.from_pretrained(tiny("qwen-image"), dtype=torch.float32, local_files_only=True)

    def draw(steps: int = 4, **more: object) -> Image.Image:
        dice = torch.Generator("cpu").manual_seed(11)
        return pipeline(
            "a red fox",
            height=64,
            width=64,
            num_inference_steps=steps,
            generator=dice,
            **{"true_cfg_scale": 4.0, **more},
        ).images[0]

    return draw


def test_1_a_single_step_which_would_be_black_is_drawn_with_two(user: User, bare: Callable[..., Image.Image]) -> None:
    (picture,) = user.draws(**DRAW | {"model": "one-step"})
    assert far(picture, bare(steps=2, negative_prompt=" ")) <= 2


def test_2_without_a_negative_prompt_there_is_guidance_all_the_same(
    user: User, bare: Callable[..., Image.Image]
) -> None:
    (picture,) = user.draws(**DRAW)
    assert far(picture, bare(negative_prompt=" ")) <= 2
    assert far(picture, bare(true_cfg_scale=1.0)) > 2


def test_3_a_size_is_snapped_before_it_is_drawn_and_delivered_as_asked(user: User) -> None:
    (picture,) = user.draws(**DRAW | {"size": "72*72"})
    assert picture.size == (72, 72)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA"])
def test_4_references_of_every_mode_are_read_as_rgb(user: User, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "reference.png"
    Image.linear_gradient("L").convert("RGB").convert(mode).save(path)
    (picture,) = user.draws("qwen-image-edit-plus", images=[f"file://{path}"], size="64*64", n=1)
    assert picture.size == (64, 64)


def test_6_two_users_at_once_get_what_each_gets_alone(user: User) -> None:
    texts = ("a red fox", "a blue whale under the moon")
    alone = [user.draws(**DRAW | {"text": text})[0] for text in texts]
    with User(user.server) as one, User(user.server) as other:
        for _ in range(3):
            one.send("draw", **DRAW | {"text": texts[0]})
            other.send("draw", **DRAW | {"text": texts[1]})
            together = [asker.receive().pictures()[0] for asker in (one, other)]
            assert [far(*pair) for pair in zip(alone, together, strict=True)] == [0, 0]


def test_8_the_dice_are_the_processors_so_that_every_card_rolls_the_same(
    user: User, bare: Callable[..., Image.Image]
) -> None:
    two = user.draws(**DRAW | {"n": 2, "seed": 10})
    assert far(two[1], bare(negative_prompt=" ")) <= 2


def test_9_sizes_do_not_share_a_schedule(user: User) -> None:
    first, _, again = (user.draws(**DRAW | {"size": size})[0] for size in ("64*64", "128*96", "64*64"))
    assert far(first, again) == 0
