"""What makes a pipeline faster or smaller, as it is set."""

from importlib import import_module
from typing import Any

from danqing.engines.diffusion.libraries import diffusers, torch
from danqing.engines.diffusion.terms import Terms


def pull(pipeline: Any, terms: Terms) -> None:
    """Set every lever but where the weights are."""
    for name, part in pipeline.components.items():
        if name.startswith("transformer") and part is not None:
            _pull(part, terms)
    if terms.cache == "cache-dit":
        _cache_dit(pipeline, terms.cache_threshold)
    _switch(pipeline.vae, "enable_slicing")  # one picture of several at a time: exact, and less memory
    if terms.tiling == "on":
        tile(pipeline, on=True)


def tile(pipeline: Any, *, on: bool) -> None:
    """Have pictures decoded in tiles: less memory, and seams that can be measured though hardly seen."""
    _switch(pipeline.vae, "enable_tiling" if on else "disable_tiling")


def _pull(transformer: Any, terms: Terms) -> None:
    if terms.quantize != "none":
        _quantize(transformer, terms.quantize)
    if terms.attention:
        transformer.set_attention_backend(terms.attention)
    if terms.cache == "first-block":
        transformer.enable_cache(diffusers.FirstBlockCacheConfig(threshold=terms.cache_threshold))
    if terms.compile:
        transformer.compile_repeated_blocks(fullgraph=True)


def _quantize(transformer: Any, kind: str) -> None:
    ao: Any = import_module("torchao.quantization")
    if kind == "fp8":
        how = ao.Float8DynamicActivationFloat8WeightConfig(granularity=ao.PerRow())
    else:
        how = ao.Int8WeightOnlyConfig(version=2)
    ao.quantize_(transformer, how, filter_fn=_is_heavy)


def _is_heavy(module: Any, name: str) -> bool:
    # Modulations are small and delicate.
    return isinstance(module, torch.nn.Linear) and "blocks" in name and "_mod" not in name


def _cache_dit(pipeline: Any, threshold: float) -> None:
    library: Any = import_module("cache_dit")
    library.enable_cache(
        pipeline,
        cache_config=library.DBCacheConfig(
            Fn_compute_blocks=1, Bn_compute_blocks=0, max_warmup_steps=8, residual_diff_threshold=threshold
        ),
    )


def _switch(part: Any, name: str) -> None:
    switch = getattr(part, name, None)
    if switch is not None:
        switch()
