"""How models are loaded and run: all that is set, as it travels to the drawing process."""

from typing import Literal

import msgspec

Cache = Literal["none", "first-block", "cache-dit"]
Offload = Literal["auto", "none", "model", "group", "sequential"]
Quantize = Literal["none", "fp8", "int8"]
Switch = Literal["auto", "on", "off"]
Load = Literal["start", "demand"]
Dtype = Literal["auto", "bfloat16", "float16", "float32"]


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model of the service, and what draws it."""

    source: str
    """A folder, `random:` and a folder without weights, or an id of the hub."""
    family: str = ""
    """Empty: told from the folder."""
    profile: str = "quality"
    lora: str = ""
    """A file or folder; after `@` its strength."""
    steps: int | None = None
    guidance: float | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. The settings of the same names say what each means."""

    models: dict[str, Model]
    device: str = "cpu"
    dtype: Dtype = "auto"
    memory_gb: float = 0.0
    load: Load = "start"
    allow_download: bool = False
    accept_licences: tuple[str, ...] = ()
    batch: int = 1
    attention: str = ""
    compile: bool = False
    cache: Cache = "none"
    cache_threshold: float = 0.1
    quantize: Quantize = "none"
    offload: Offload = "auto"
    tiling: Switch = "auto"
    reference_pixels: int = 1024 * 1024
    prompts_kept: int = 64
