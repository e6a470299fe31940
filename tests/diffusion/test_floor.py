"""The calculated floor of Qwen-Image is what torch counts, and what an H200 was calculated to need."""

# pyright: basic, reportMissingImports=false

import pytest
import torch
from diffusers import QwenImageTransformer2DModel
from torch.utils.flop_counter import FlopCounterMode

from bench.gpu_floor import BLOCKS, PATCH, TOLD, WORKS, Work, forward, operations, seconds

H200 = 790e12
"""Operations a second that matrices of bfloat16 were measured to reach on one H200."""


def test_the_formula_counts_what_torch_counts_in_the_published_shape() -> None:
    side, layers = 256, 2
    with torch.device("meta"):
        transformer = QwenImageTransformer2DModel(num_layers=layers)
        tokens = (side // PATCH) ** 2
        given = {
            "hidden_states": torch.empty(1, tokens, 64),
            "encoder_hidden_states": torch.empty(1, TOLD, 3584),
            "timestep": torch.empty(1),
        }
        with FlopCounterMode(display=False) as counted, torch.no_grad():
            transformer(**given, img_shapes=[[(1, side // PATCH, side // PATCH)]])
    assert counted.get_total_flops() == pytest.approx(forward(side, TOLD) * layers / BLOCKS, rel=0.02)


FLOORS = [(12.945, 16.4), (1.041, 1.32), (6.874, 8.7), (0.554, 0.70)]
"""Petaflop and seconds of each of WORKS."""


@pytest.mark.parametrize(("work", "expected"), list(zip(WORKS, FLOORS, strict=True)))
def test_the_floors_of_one_h200(work: Work, expected: tuple[float, float]) -> None:
    petaflop, floor = expected
    assert operations(work) / 1e15 == pytest.approx(petaflop, rel=1e-3)
    assert seconds(work, H200) == pytest.approx(floor, rel=0.01)
