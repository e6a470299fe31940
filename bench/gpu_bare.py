"""The bare pipeline of diffusers, timed: what the service is compared with. Run by bench.gpu, in a process of its own.

`python -m bench.gpu_bare FOLDER OPTIONS` prints one line of JSON for the device, and one for each picture that OPTIONS,
a JSON object with the fields of `Options`, asks for.
"""

# pyright: basic, reportMissingImports=false

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import DiffusionPipeline

from bench.gpu_floor import Work
from danqing.engines.diffusion.random_weights import in_place

PROMPT = "a red fox in the snow, watercolour, with the title “Winter” " * 3
WARM_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class Options:
    """How it is drawn."""

    device: str
    dtype: str
    random: bool
    """Whether the weights are made up on the device; else they are read."""
    compiled: bool = False
    fp8: bool = False
    attention: str = ""
    cache: bool = False
    works: tuple[tuple[int, int, bool], ...] = ()
    rounds: int = 1
    """How often a picture of many steps is drawn; one of few is drawn three times as often."""


def main(folder: Path, options: Options) -> None:
    """Print the device's line, then the pictures'."""
    dtype = getattr(torch, options.dtype)
    say(device=name_of(options.device), rate=rate(options.device, dtype))
    pipeline = made(folder, options, dtype)
    for side, steps, guided in options.works:
        work = Work(side, steps, guided)
        draw(pipeline, Work(side, min(steps, WARM_STEPS), guided))
        rounds = options.rounds * (1 if steps > 10 else 3)
        seconds = statistics.median(timed(lambda work=work: draw(pipeline, work)) for _ in range(rounds))
        say(work=[side, steps, guided], seconds=seconds)


def made(folder: Path, options: Options, dtype: torch.dtype) -> DiffusionPipeline:
    """Return the pipeline, with the levers that the options name."""
    if options.random:
        pipeline = in_place(folder, options.device, dtype)
    else:
        pipeline = DiffusionPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True).to(options.device)
    pipeline.set_progress_bar_config(disable=True)
    if options.attention:
        pipeline.transformer.set_attention_backend(options.attention)
    if options.fp8:
        quantized(pipeline.transformer)
    if options.cache:
        import cache_dit  # noqa: PLC0415  only where it is asked for

        cache_dit.enable_cache(pipeline, cache_config=cache_dit.DBCacheConfig(Fn_compute_blocks=1))
    if options.compiled:
        pipeline.transformer.compile_repeated_blocks(fullgraph=True)
    return pipeline


def quantized(transformer: torch.nn.Module) -> None:
    """Let the blocks' linear layers multiply in fp8; modulations stay, they are small and delicate."""
    from torchao.quantization import (  # noqa: PLC0415  only where it is asked for
        Float8DynamicActivationFloat8WeightConfig,
        PerRow,
        quantize_,
    )

    quantize_(
        transformer,
        Float8DynamicActivationFloat8WeightConfig(granularity=PerRow()),
        filter_fn=lambda module, name: (
            isinstance(module, torch.nn.Linear) and "transformer_blocks" in name and "_mod" not in name
        ),
    )


def draw(pipeline: DiffusionPipeline, work: Work) -> None:
    """Draw one picture."""
    guidance = {"negative_prompt": " ", "true_cfg_scale": 4.0} if work.guided else {"true_cfg_scale": 1.0}
    dice = torch.Generator("cpu").manual_seed(1)
    size = {"height": work.side, "width": work.side}
    with torch.inference_mode():
        pipeline(PROMPT, num_inference_steps=work.steps, generator=dice, **size, **guidance)


def rate(device: str, dtype: torch.dtype) -> float:
    """Return the operations a second that the device reaches with large matrices of that type."""
    side = 8192 if device == "cuda" else 512
    one, other = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    seconds = [timed(lambda: one @ other, device) for _ in range(20)]
    return 2 * side**3 / statistics.median(seconds)


def timed(work: Callable[[], object], device: str = "") -> float:
    """Return the seconds that something takes, the device's part included."""
    began = time.perf_counter()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - began


def name_of(device: str) -> str:
    """Return what the device is called."""
    return torch.cuda.get_device_name() if device == "cuda" else "CPU"


def say(**record: object) -> None:
    """Print a record."""
    print(json.dumps(record), flush=True)  # libraries print too: lines of ours begin with a brace


if __name__ == "__main__":
    told = json.loads(sys.argv[2])
    main(Path(sys.argv[1]), Options(**{**told, "works": tuple(tuple(work) for work in told["works"])}))
