"""Tiny random pipelines of every family that the diffusion engine loads, built from configurations alone.

`python -m tests.diffusion.tiny FAMILY FOLDER` writes one as the folder of a model, in the published layout. No network
is touched, and two builds are equal to the byte.
"""

# pyright: basic, reportMissingImports=false

import argparse
import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLQwenImage,
    AutoencoderKLQwenImage21,
    AutoencoderKLWan,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    QwenImage21Pipeline,
    QwenImage21Transformer2DModel,
    QwenImageEditPipeline,
    QwenImageEditPlusPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    UniPCMultistepScheduler,
    WanPipeline,
    WanTransformer3DModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from safetensors.torch import save_file
from transformers import (
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLImageProcessor,
    Qwen2VLProcessor,
    Qwen2VLVideoProcessor,
    Qwen3Config,
    Qwen3Model,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
    UMT5Config,
    UMT5EncoderModel,
)

from tests.diffusion import tiny_words as words

WIDTH = 32
"""Of every text encoder."""

ROPE = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [2, 3, 3]}  # sections sum to half a head

SCHEDULE = {
    "base_image_seq_len": 256,
    "base_shift": 0.5,
    "max_image_seq_len": 8192,
    "max_shift": 0.9,
    "shift_terminal": 0.02,
    "num_train_timesteps": 1000,
    "shift": 1.0,
    "time_shift_type": "exponential",
    "use_dynamic_shifting": True,
}
"""As Qwen-Image publishes it: one step of it is a division of nothing by nothing."""

LIGHTNING = SCHEDULE | {"base_shift": math.log(3), "max_shift": math.log(3), "shift_terminal": None}
"""The schedule that Lightning's adapters were distilled for."""


def build(family: str, folder: Path) -> Path:
    """Write a pipeline of a family of FAMILIES, and return its folder."""
    with torch.random.fork_rng(devices=[]), tempfile.TemporaryDirectory() as scratch:
        torch.manual_seed(0)
        FAMILIES[family](Path(scratch)).save_pretrained(folder)
    return folder


def lightning(path: Path, rank: int = 2) -> Path:
    """Write a random adapter for the tiny Qwen-Image's attention, its tensors named as Lightning's are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    dice = torch.Generator().manual_seed(1)
    tensors: dict[str, torch.Tensor] = {}
    for name in (f"transformer_blocks.{block}.attn.{part}" for block in (0, 1) for part in ("to_q", "to_k", "to_v")):
        tensors[f"{name}.lora_down.weight"] = torch.randn(rank, 32, generator=dice)
        tensors[f"{name}.lora_up.weight"] = torch.randn(32, rank, generator=dice)
        tensors[f"{name}.alpha"] = torch.tensor(float(rank))
    save_file(tensors, path)
    return path


def qwen_image(scratch: Path) -> DiffusionPipeline:
    """Qwen-Image and Qwen-Image-2512."""
    return QwenImagePipeline(**_qwen(words.qwen(scratch)))


def qwen_image_edit(scratch: Path) -> DiffusionPipeline:
    """Qwen-Image-Edit: one reference."""
    tokenizer = words.qwen(scratch)
    return QwenImageEditPipeline(**_qwen(tokenizer), processor=_processor(tokenizer))


def qwen_image_edit_plus(scratch: Path) -> DiffusionPipeline:
    """Qwen-Image-Edit-2511: several references. 2509 is the same without `zero_cond_t`."""
    tokenizer = words.qwen(scratch)
    return QwenImageEditPlusPipeline(**_qwen(tokenizer, zero_cond_t=True), processor=_processor(tokenizer))


def qwen_image_21(scratch: Path) -> DiffusionPipeline:
    """Qwen-Image-2.1: drawing and editing in one."""
    tokenizer = words.qwen(scratch, words.CHAT)
    pixels = {"shortest_edge": 65536, "longest_edge": 16777216}  # a reference of 1024*1024 is read unscaled
    pictures = Qwen2VLImageProcessor(patch_size=16, size=pixels)
    encoder = Qwen3VLConfig(
        text_config=_text(tokenizer, head_dim=16, rope_parameters=ROPE),
        vision_config=_vision(patch_size=16, deepstack_visual_indexes=[0], num_position_embeddings=64),
        **_marks(tokenizer),
    )
    return QwenImage21Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLQwenImage21(base_dim=4, decoder_base_dim=4, num_res_blocks=1),
        text_encoder=Qwen3VLForConditionalGeneration(encoder).eval(),
        processor=Qwen3VLProcessor(pictures, tokenizer, Qwen3VLVideoProcessor(), chat_template=words.CHAT),
        transformer=QwenImage21Transformer2DModel(
            num_layers=2, attention_head_dim=16, num_attention_heads=2, context_in_dim=WIDTH, axes_dims_rope=(4, 6, 6)
        ),
    )


def wan(_: Path) -> DiffusionPipeline:
    """Wan 2.1: one transformer."""
    return WanPipeline(**_wan())


def wan_22(_: Path) -> DiffusionPipeline:
    """Wan 2.2: two transformers, one for the noisy steps and one for the rest."""
    return WanPipeline(**_wan(), transformer_2=_wan_transformer(), boundary_ratio=0.875)


def z_image(scratch: Path) -> DiffusionPipeline:
    """Z-Image and Z-Image-Turbo."""
    tokenizer = words.qwen(scratch, words.CHAT)
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=AutoencoderKL(
            block_out_channels=(8, 8, 8, 8),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=16,
            layers_per_block=1,
            norm_num_groups=4,
            use_quant_conv=False,
            use_post_quant_conv=False,
            scaling_factor=0.3611,
            shift_factor=0.1159,
        ),
        text_encoder=Qwen3Model(Qwen3Config(**_text(tokenizer, head_dim=16))).eval(),
        tokenizer=tokenizer,
        transformer=ZImageTransformer2DModel(
            dim=32,
            n_layers=2,
            n_refiner_layers=1,
            n_heads=2,
            n_kv_heads=2,
            cap_feat_dim=WIDTH,
            axes_dims=[4, 6, 6],
            axes_lens=[1024, 64, 64],
        ),
    )


FAMILIES: dict[str, Callable[[Path], DiffusionPipeline]] = {
    "qwen-image": qwen_image,
    "qwen-image-edit": qwen_image_edit,
    "qwen-image-edit-plus": qwen_image_edit_plus,
    "qwen-image-2.1": qwen_image_21,
    "wan2.1": wan,
    "wan2.2": wan_22,
    "z-image": z_image,
    "z-image-turbo": z_image,
}


def _qwen(tokenizer: words.Qwen2Tokenizer, *, zero_cond_t: bool = False) -> dict[str, object]:
    encoder = Qwen2_5_VLConfig(
        text_config=_text(tokenizer, rope_parameters=ROPE),
        vision_config=_vision(fullatt_block_indexes=[1], window_size=112),
        **_marks(tokenizer),
    )
    return {
        "scheduler": FlowMatchEulerDiscreteScheduler(**SCHEDULE),
        "vae": AutoencoderKLQwenImage(base_dim=8, z_dim=16, num_res_blocks=1),
        "text_encoder": Qwen2_5_VLForConditionalGeneration(encoder).eval(),
        "tokenizer": tokenizer,
        "transformer": QwenImageTransformer2DModel(
            num_layers=2,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            axes_dims_rope=(4, 6, 6),
            zero_cond_t=zero_cond_t,
        ),
    }


def _wan() -> dict[str, object]:
    tokenizer = words.t5()
    encoder = UMT5Config(
        vocab_size=words.room(tokenizer),
        d_model=WIDTH,
        d_kv=16,
        d_ff=64,
        num_layers=2,
        num_heads=2,
        relative_attention_num_buckets=8,
    )
    return {
        "tokenizer": tokenizer,
        "text_encoder": UMT5EncoderModel(encoder).eval(),
        "vae": AutoencoderKLWan(base_dim=8, z_dim=16, num_res_blocks=1),
        "scheduler": UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0),
        "transformer": _wan_transformer(),
    }


def _wan_transformer() -> WanTransformer3DModel:
    return WanTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=12,
        text_dim=WIDTH,
        freq_dim=32,
        ffn_dim=64,
        num_layers=2,
        rope_max_seq_len=64,
    )


def _text(tokenizer: words.Qwen2Tokenizer, **more: object) -> dict[str, object]:
    return {
        "vocab_size": words.room(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": 32768,
        "bos_token_id": None,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        **more,
    }


def _vision(**more: object) -> dict[str, object]:
    shape = {"depth": 2, "hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_heads": 2, "out_hidden_size": WIDTH}
    return {**shape, **more}


def _marks(tokenizer: words.Qwen2Tokenizer) -> dict[str, int]:
    marks = {"image_token": "image_pad", "video_token": "video_pad"}
    marks |= {"vision_start_token": "vision_start", "vision_end_token": "vision_end"}
    return {f"{name}_id": tokenizer.convert_tokens_to_ids(f"<|{mark}|>") for name, mark in marks.items()}


def _processor(tokenizer: words.Qwen2Tokenizer) -> Qwen2VLProcessor:
    return Qwen2VLProcessor(Qwen2VLImageProcessor(), tokenizer, Qwen2VLVideoProcessor(), chat_template=words.CHAT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    build(chosen.family, chosen.folder)
