"""Folders of models with one fault each, as downloads and disks leave them."""

# pyright: basic, reportMissingImports=false

import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

WEIGHTS = "diffusion_pytorch_model.safetensors"


def broken(fault: str, model: Path, folder: Path) -> Path:
    """Copy a model's folder and put the fault into the copy."""
    shutil.copytree(model, folder)
    FAULTS[fault](folder)
    return folder


def a_tensor_is_missing(folder: Path) -> None:
    path = folder / "transformer" / WEIGHTS
    tensors = load_file(path)
    del tensors["proj_out.weight"]
    save_file(tensors, path)


def weights_are_truncated(folder: Path) -> None:
    path = folder / "transformer" / WEIGHTS
    path.write_bytes(path.read_bytes()[:-1000])


def a_part_is_missing(folder: Path) -> None:
    shutil.rmtree(folder / "text_encoder")


def weights_are_pickled(folder: Path) -> None:
    path = folder / "transformer" / WEIGHTS
    torch.save(load_file(path), folder / "transformer" / "diffusion_pytorch_model.bin")
    path.unlink()


def the_index_is_missing(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def the_pipeline_is_unknown(folder: Path) -> None:
    index = folder / "model_index.json"
    index.write_text(index.read_text().replace("QwenImagePipeline", "NobodysPipeline"))


def a_weight_is_not_a_number(folder: Path) -> None:
    path = folder / "transformer" / WEIGHTS
    tensors = load_file(path)
    tensors["proj_out.weight"][0, 0] = float("nan")
    save_file(tensors, path)


def the_first_block_says_little(folder: Path) -> None:
    """Have the first block give much the same for every picture, which is when a cache leaves out the others."""
    path = folder / "transformer" / WEIGHTS
    tensors = load_file(path)
    for name in ("attn.to_out.0.bias", "img_mlp.net.2.bias"):
        tensors[f"transformer_blocks.0.{name}"] += 2.0
    save_file(tensors, path)


FAULTS: dict[str, Callable[[Path], None]] = {
    made.__name__: made
    for made in (
        a_tensor_is_missing,
        weights_are_truncated,
        a_part_is_missing,
        weights_are_pickled,
        the_index_is_missing,
        the_pipeline_is_unknown,
        a_weight_is_not_a_number,
        the_first_block_says_little,
    )
}
