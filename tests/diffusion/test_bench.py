"""What is to be measured on a card is played with a tiny model, and a full-size folder is what the engine takes."""

# pyright: basic, reportMissingImports=false

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from bench.gpu import told
from bench.gpu_floor import Work
from bench.gpu_model import PARTS, write
from danqing.engines.diffusion import folder
from danqing.engines.diffusion.random_weights import in_place
from tests.diffusion.studio import Tiny


@pytest.mark.slow
def test_every_line_of_the_table_is_measured_on_a_processor_too() -> None:
    command = [sys.executable, "-m", "bench.gpu", "--tiny", "eager"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [row["name"].partition(":")[0] for row in rows] == ["eager", "eager"]
    assert all("the service adds" in row["figure"] for row in rows), rows


def test_what_libraries_print_between_the_records_is_left_out() -> None:
    read = told('noise\n{"device": "H200", "rate": 7.9e14}\n[noise]\n{"work": [64, 2, false], "seconds": 0.5}\n')
    assert (read.device, read.seconds) == ("H200", {Work(64, 2, guided=False): 0.5})


def test_the_full_size_folder_has_every_part_and_no_weights(tmp_path: Path) -> None:
    written = write(tmp_path)
    folder.check(written, weights=False)
    assert set(folder.parts(folder.index_of(written))) == set(PARTS)
    assert not list(written.rglob("*.safetensors"))


@pytest.mark.parametrize("family", ["qwen-image", "qwen-image-edit-plus"])
def test_weights_that_are_made_up_draw_a_picture_of_numbers(family: str, tiny: Tiny) -> None:
    pipeline = in_place(tiny(family), "cpu", torch.float32)
    assert not any(value.is_meta for value in pipeline.transformer.parameters())
    if family == "qwen-image":
        drawn = pipeline("a red fox", height=64, width=64, num_inference_steps=2, output_type="np").images[0]
        assert (drawn.std() > 0).all()
