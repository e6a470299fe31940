"""The settings of what draws."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from danqing.settings.kinds import Address, Addresses, Pairs, Seconds, Stage, Words


class Engines(Stage):
    """The processes that draw."""

    processes: int = Field(
        default=0, ge=0, le=256, description="Drawing processes; 0: as many as there are cores, less one."
    )
    job_seconds: Seconds = Field(
        default=60, description="Time limit for one task's drawing; past it the process is ended."
    )
    recycle_after: int = Field(
        default=500, ge=1, description="Tasks after which a drawing process is replaced by a new one."
    )
    rest_after: int = Field(
        default=3,
        ge=1,
        description="Failures in a row after which an engine that another can stand in for is let rest.",
    )
    rest_seconds: Seconds = Field(default=30, description="How long it rests before one task may try it again.")
    models_file: Path | None = Field(
        default=None, description="Your own models, in the form of the shipped models.toml, laid on top of it."
    )


class Composer(Stage):
    """The embedded engine."""

    strict: bool = Field(
        default=False, description="Refuse an edit that cannot be done as asked, and do not do the nearest to it."
    )


class OpenAI(Stage):
    """Servers that speak the OpenAI images API, for models whose engine is `openai`; docs/engines.md says more."""

    servers: Addresses = Field(
        default=(), description="Their addresses, `http://gpu-1:8000/v1`; in the environment separated by commas."
    )
    kind: Literal["vllm-omni", "sglang", "localai", "danqing", "openai"] = Field(
        default="vllm-omni", description="What the servers are, which says what they can be told."
    )
    key: SecretStr = Field(default=SecretStr(""), description="The key for all of them.")
    models: Pairs = Field(
        default={}, description="Our names of models and theirs, `qwen-image=Qwen/Qwen-Image`; others are the same."
    )
    steps: int | None = Field(default=None, ge=1, le=1000, description="Denoising steps; none: the server's own.")
    guidance: float | None = Field(
        default=None, ge=0, le=100, description="What is sent as `guidance_scale`; none: the server's own."
    )
    true_guidance: float | None = Field(
        default=None, ge=0, le=100, description="What is sent as `true_cfg_scale`; none: the server's own."
    )
    at_once: int = Field(default=1, ge=1, le=256, description="Requests to one server at once.")
    image_seconds: Seconds = Field(default=300, description="Time limit for one request; past it the task fails.")
    wait_seconds: Seconds = Field(
        default=30, description="How long a task waits while every server is down or says that it is busy."
    )
    health_seconds: Seconds = Field(default=5, description="Pause between two looks at whether the servers are up.")


class Cloud(Stage):
    """The real service, or another Danqing, for models whose engine is `cloud…`; docs/engines.md says more."""

    url: Address = Field(default="", description="For the engine `cloud`: a base URL, `http://danqing-2:8000/api/v1`.")
    key: SecretStr = Field(default=SecretStr(""), description="For the engine `cloud`: the key at that address.")
    beijing_key: SecretStr = Field(
        default=SecretStr(""), description="For the engine `cloud-beijing`: a key of the real service in that region."
    )
    singapore_key: SecretStr = Field(
        default=SecretStr(""), description="For the engine `cloud-singapore`: a key of the real service in that region."
    )
    models: Pairs = Field(
        default={}, description="Our names of models and theirs, `wanx-v1=wan2.2-t2i-flash`; others are the same."
    )
    at_once: int = Field(default=2, ge=1, le=1000, description="Tasks there at once, for each engine.")
    job_seconds: Seconds = Field(default=300, description="Time limit for one task there, from upload to download.")
    poll_seconds: Seconds = Field(default=3, description="Pause between two questions after a task, at first.")


class Diffusion(Stage):
    """Open weights on your own devices, for models whose engine is `diffusion`; docs/engines.md says more."""

    models: Pairs = Field(
        default={}, description="What draws each model: `qwen-image=/models/Qwen-Image`, a folder or an id of the hub."
    )
    families: Pairs = Field(
        default={}, description="The family of a model, `qwen-image=qwen-image-2512`, where its folder does not tell."
    )
    profiles: Pairs = Field(
        default={}, description="How a model is run: `quality`, or with a Lightning LoRA `fast` or `fastest`."
    )
    loras: Pairs = Field(
        default={}, description="A LoRA for a model: a file or folder, and after `@` its strength, `/loras/ink@0.8`."
    )
    steps: Pairs = Field(default={}, description="Steps of a model, where they are not its family's or profile's.")
    guidance: Pairs = Field(default={}, description="Guidance of a model, likewise.")
    devices: Words = Field(
        default=(), description="One process draws on each, `cuda:0,cuda:1`; empty: every card, or the processor."
    )
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = Field(
        default="auto", description="The type of weights: `auto` is bfloat16 on a card and float32 on a processor."
    )
    memory_gb: float = Field(
        default=0,
        ge=0,
        description="Memory for weights on each device; 0: nine tenths of a card, half of the machine for a processor.",
    )
    load: Literal["start", "demand"] = Field(
        default="start", description="Load models, as many as fit, at the start, or each when it is first asked for."
    )
    allow_download: bool = Field(default=False, description="Download from the hub what is not there yet.")
    accept_licences: Words = Field(
        default=(), description="Families whose licence you accept, where it is no free one: `qwen-image-2.1`."
    )
    batch: int = Field(
        default=1, ge=1, le=16, description="Images of one task drawn at once; more costs memory and saves little."
    )
    attention: str = Field(
        default="", description="How attention is computed, by its name in diffusers, `_flash_3`; empty: PyTorch's way."
    )
    compile: bool = Field(
        default=False, description="Compile the blocks of models: minutes at the start, faster pictures afterwards."
    )
    cache: Literal["none", "first-block", "cache-dit"] = Field(
        default="none", description="Leave out parts of steps that would change little: faster, and not quite the same."
    )
    cache_threshold: float = Field(default=0.1, gt=0, le=1, description="How little counts as little for the cache.")
    quantize: Literal["none", "fp8", "int8"] = Field(
        default="none", description="Smaller weights: `fp8` is faster on Hopper and later, `int8` saves memory only."
    )
    offload: Literal["auto", "none", "model", "group", "sequential"] = Field(
        default="auto",
        description="Keep weights in the machine's memory, on the card in turn; `auto`: if they do not fit on it.",
    )
    tiling: Literal["auto", "on", "off"] = Field(
        default="auto", description="Decode pictures in tiles: always, never, or when memory was not enough without."
    )
    reference_pixels: int = Field(
        default=1024 * 1024,
        ge=64 * 64,
        le=2048 * 2048,
        description="How large references are read by Qwen-Image-Edit-2509 and 2511; fewer pixels, quicker edits.",
    )
    prompts_kept: int = Field(
        default=64, ge=0, le=10000, description="Prompts kept as the model reads them, for when they come again."
    )
    job_seconds: Seconds = Field(default=600, description="Time limit for one task's drawing; it ends within a step.")


class Rewriting(Stage):
    """Better prompts for `prompt_extend`, where models draw; docs/engines.md says more."""

    url: Address = Field(
        default="",
        description="An OpenAI-compatible chat endpoint, `http://llm:8000/v1`; empty: prompts are drawn as they are.",
    )
    model: str = Field(default="", description="The language model's name at that endpoint.")
    key: SecretStr = Field(default=SecretStr(""), description="The key for the endpoint.")
    seconds: Seconds = Field(
        default=5, description="How long a rewrite may take; past it the prompt is drawn as it is."
    )
    thinking: Literal["default", "off"] = Field(
        default="default",
        description="`off` asks vLLM, SGLang or llama.cpp to have the model answer at once; others may not know it.",
    )
    at_once: int = Field(default=4, ge=1, le=1000, description="Prompts rewritten at once.")
    cache: int = Field(default=4096, ge=0, le=10**6, description="Rewrites remembered for prompts that come again.")
    ahead: int = Field(
        default=1,
        ge=0,
        le=64,
        description="Tasks that an engine takes beyond those it draws, so that it need not wait for their prompts.",
    )
