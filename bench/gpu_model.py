"""Qwen-Image at full size without a download: the folder of the model without its weights, and the model made in place.

Random weights take as long as trained ones: nothing in a pass depends on their values. Only step caches, which compare
one step with the next, cannot be judged by them.
"""

# pyright: basic, reportMissingImports=false

import json
from pathlib import Path

import diffusers
import torch
import transformers

from tests.diffusion import tiny_words
from tests.diffusion.tiny import SCHEDULE

ENCODER = {
    "text_config": {
        "hidden_size": 3584,
        "intermediate_size": 18944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "vocab_size": 152064,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [16, 24, 24]},
    },
    "vision_config": {
        "depth": 32,
        "hidden_size": 1280,
        "intermediate_size": 3420,
        "num_heads": 16,
        "out_hidden_size": 3584,
    },
}
"""The shape of Qwen2.5-VL-7B. The transformer's and the autoencoder's published shapes are their classes' defaults."""

PARTS = {
    "scheduler": ("diffusers", "FlowMatchEulerDiscreteScheduler"),
    "text_encoder": ("transformers", "Qwen2_5_VLForConditionalGeneration"),
    "tokenizer": ("transformers", "Qwen2Tokenizer"),
    "transformer": ("diffusers", "QwenImageTransformer2DModel"),
    "vae": ("diffusers", "AutoencoderKLQwenImage"),
}


def write(folder: Path) -> Path:
    """Write everything of Qwen-Image but its weights, with a tokenizer of few words, and return the folder."""
    with torch.device("meta"):
        diffusers.QwenImageTransformer2DModel().save_config(folder / "transformer")
        diffusers.AutoencoderKLQwenImage().save_config(folder / "vae")
    encoder = transformers.Qwen2_5_VLConfig(**ENCODER)
    encoder.architectures = [PARTS["text_encoder"][1]]
    encoder.save_pretrained(folder / "text_encoder")
    tiny_words.qwen(folder / "tokenizer")
    diffusers.FlowMatchEulerDiscreteScheduler(**SCHEDULE).save_pretrained(folder / "scheduler")
    index = {"_class_name": "QwenImagePipeline", "_diffusers_version": diffusers.__version__, **PARTS}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2))
    return folder


def in_place(folder: Path, device: str, dtype: torch.dtype) -> diffusers.DiffusionPipeline:
    """Return the pipeline of a folder, its weights random and made on the device: neither read nor copied."""
    index = json.loads((folder / "model_index.json").read_text())
    named = {name: told for name, told in index.items() if isinstance(told, list) and told[0]}
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):  # not made on `meta` and moved: the tables of positions are no buffers
            parts = {name: _made(folder / name, library, kind) for name, (library, kind) in named.items()}
    finally:
        torch.set_default_dtype(before)
    return getattr(diffusers, index["_class_name"])(**parts)


def _made(folder: Path, library: str, kind: str) -> object:
    maker = getattr({"diffusers": diffusers, "transformers": transformers}[library], kind)
    if library == "diffusers":
        made = maker.from_config(maker.load_config(folder))
    elif issubclass(maker, torch.nn.Module):
        made = maker(transformers.AutoConfig.from_pretrained(folder))
    else:
        made = maker.from_pretrained(folder)
    return made.eval().requires_grad_(False) if isinstance(made, torch.nn.Module) else made
