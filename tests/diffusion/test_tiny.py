"""The tiny models are what the tests take them for."""

# pyright: basic, reportMissingImports=false

import re
from hashlib import sha256
from pathlib import Path

import pytest
from diffusers import DiffusionPipeline

from tests.diffusion.tiny import FAMILIES, build


def digest(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("family", FAMILIES)
def test_two_builds_are_equal_to_the_byte_and_have_no_pickle(family: str, tmp_path: Path) -> None:
    one, other = digest(build(family, tmp_path / "one")), digest(build(family, tmp_path / "other"))
    assert one == other
    assert {"model_index.json", "transformer/diffusion_pytorch_model.safetensors"} <= set(one)
    assert not [name for name in one if name.endswith((".bin", ".pt", ".pkl"))]


@pytest.mark.parametrize(("family", "cut"), [("qwen-image", 34), ("qwen-image-edit", 64), ("qwen-image-edit-plus", 64)])
def test_the_wrapping_of_a_prompt_has_as_many_tokens_as_in_the_published_vocabulary(
    family: str, cut: int, tmp_path: Path
) -> None:
    pipeline = DiffusionPipeline.from_pretrained(build(family, tmp_path), local_files_only=True)
    assert pipeline.prompt_template_encode_start_idx == cut
    before = re.split(r"<\|vision_start\|>|\{\}", pipeline.prompt_template_encode)[0]
    assert len(pipeline.tokenizer(before)["input_ids"]) == cut
