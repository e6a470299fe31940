"""Qwen-Image at full size without a download: the folder of the model without its weights.

The engine makes these up on the card where a model is named `random:FOLDER`. They take as long as trained ones: nothing
in a pass depends on their values. Only step caches, which compare one step with the next, cannot be judged by them.
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
