"""The engine as it is set: one process for each device, with all that it must know."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from danqing.core.errors import InvalidParameter
from danqing.engines import pool
from danqing.engines.diffusion.devices import Devices
from danqing.engines.diffusion.terms import Cache, Dtype, Load, Model, Offload, Quantize, Switch, Terms

CARDS = Path("/proc/driver/nvidia/gpus")
"""Has an entry for each card, whether or not there is a library that computes."""
START_SECONDS = 180.0
"""For the libraries to be loaded from a slow disk; models are loaded later, and `state` tells of it."""
GRACE_SECONDS = 60.0
"""How long the step may take in which a drawing is called off: a process that ends must load its models again."""

MOST_STEPS = 1000
MOST_GUIDANCE = 100


class Wanted(Protocol):
    """What is set; the settings of the same names say what each means."""

    models: dict[str, str]
    families: dict[str, str]
    profiles: dict[str, str]
    loras: dict[str, str]
    steps: dict[str, str]
    guidance: dict[str, str]
    devices: tuple[str, ...]
    dtype: Dtype
    memory_gb: float
    load: Load
    allow_download: bool
    accept_licences: tuple[str, ...]
    batch: int
    attention: str
    compile: bool
    cache: Cache
    cache_threshold: float
    quantize: Quantize
    offload: Offload
    tiling: Switch
    reference_pixels: int
    prompts_kept: int
    job_seconds: float


def made(wanted: Wanted) -> Devices:
    """Return the engine. Raises InvalidParameter for settings that do not fit each other."""
    if not wanted.models:
        raise InvalidParameter(
            "a model is drawn by the engine `diffusion`, and the setting diffusion.models names no folder"
        )
    shared = {name: getattr(wanted, name) for name in Terms.__struct_fields__ if name not in {"models", "device"}}
    models = _models(wanted)
    options = [
        msgspec.to_builtins(Terms(models=models, device=device, **shared))
        for device in wanted.devices or devices(os.environ)
    ]
    return Devices(
        options,
        pool.Terms(
            job_seconds=wanted.job_seconds,
            recycle_after=10**9,  # loading a model again costs more than what leaks
            grace_seconds=GRACE_SECONDS,
            start_seconds=START_SECONDS,
            environment=_surroundings(wanted, len(options)),
        ),
    )


def _surroundings(wanted: Wanted, processes: int) -> dict[str, str]:
    """Return what is in each process's environment, where the server's own does not say otherwise."""
    usual = {
        "OMP_NUM_THREADS": str(max(1, (os.cpu_count() or 1) // processes)),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True",  # many sizes in turn leave holes otherwise
        **({} if wanted.allow_download else {"HF_HUB_OFFLINE": "1"}),
    }
    return {name: os.environ.get(name) or value for name, value in usual.items()}


def devices(environment: Mapping[str, str], cards: Path = CARDS) -> tuple[str, ...]:
    """Return every card that this process may use, or the processor."""
    shown = environment.get("CUDA_VISIBLE_DEVICES")
    count = len([*cards.iterdir()]) if cards.is_dir() else 0
    if shown is not None:
        count = len([card for card in shown.split(",") if card.strip() not in {"", "-1"}])
    return tuple(f"cuda:{number}" for number in range(count)) or ("cpu",)


def _models(wanted: Wanted) -> dict[str, Model]:
    said = {name: getattr(wanted, name) for name in ("families", "profiles", "loras", "steps", "guidance")}
    for setting, values in said.items():
        unknown = sorted(values.keys() - wanted.models.keys())
        if unknown:
            raise InvalidParameter(f"diffusion.{setting} names {unknown[0]!r}, and diffusion.models does not")
    return {
        name: Model(
            source=where,
            family=wanted.families.get(name, ""),
            profile=wanted.profiles.get(name, "quality"),
            lora=wanted.loras.get(name, ""),
            steps=_steps(wanted, name),
            guidance=_guidance(wanted, name),
        )
        for name, where in wanted.models.items()
    }


def _steps(wanted: Wanted, name: str) -> int | None:
    said = wanted.steps.get(name)
    if said is None:
        return None
    if not said.isdecimal() or not 1 <= int(said) <= MOST_STEPS:
        raise InvalidParameter(f"diffusion.steps of {name} must be a whole number from 1 to {MOST_STEPS}, got {said!r}")
    return int(said)


def _guidance(wanted: Wanted, name: str) -> float | None:
    said = wanted.guidance.get(name)
    if said is None:
        return None
    try:
        scale = float(said)
    except ValueError:
        scale = -1.0
    if not 0 <= scale <= MOST_GUIDANCE:
        raise InvalidParameter(f"diffusion.guidance of {name} must be from 0 to {MOST_GUIDANCE}, got {said!r}")
    return scale
