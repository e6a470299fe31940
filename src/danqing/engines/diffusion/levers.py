"""What makes a pipeline faster or smaller, as it is set."""

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

from danqing.engines.diffusion.libraries import diffusers, torch
from danqing.engines.diffusion.terms import Terms

UNFIT = (
    AssertionError,
    AttributeError,
    ImportError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What libraries raise over a model or a card that a lever is not for."""

log = logging.getLogger(__name__)


def pull(pipeline: Any, terms: Terms) -> None:
    """Set every lever but where the weights are; one that does not fit the model is told in the log, and left."""
    for name, part in pipeline.components.items():
        if name.startswith("transformer") and part is not None:
            _pull(part, terms)
    if terms.cache == "cache-dit":
        _attempt("cache = cache-dit", pipeline, lambda: _cache_dit(pipeline, terms.cache_threshold))
    _switch(pipeline.vae, "enable_slicing")  # one picture of several at a time: exact, and less memory
    if terms.tiling == "on":
        tile(pipeline, on=True)


def tile(pipeline: Any, *, on: bool) -> None:
    """Have pictures decoded in tiles: less memory, and seams that can be measured though hardly seen."""
    _switch(pipeline.vae, "enable_tiling" if on else "disable_tiling")


def stop_compiling(pipeline: Any) -> None:
    """Have everything computed as it is written, also what was to be compiled: for machines that lack what it takes."""
    for part in pipeline.components.values():
        for module in part.modules() if isinstance(part, torch.nn.Module) else ():
            module._compiled_call_impl = None  # noqa: SLF001  what `module.compile` sets, and nothing unsets


def _pull(transformer: Any, terms: Terms) -> None:
    if terms.quantize != "none":
        _attempt(f"quantize = {terms.quantize}", transformer, lambda: _quantize(transformer, terms))
    if terms.attention:
        _attempt(
            f"attention = {terms.attention}", transformer, lambda: transformer.set_attention_backend(terms.attention)
        )
    if terms.cache == "first-block":
        config = diffusers.FirstBlockCacheConfig(threshold=terms.cache_threshold)
        _attempt("cache = first-block", transformer, lambda: transformer.enable_cache(config))
    if terms.compile:
        _attempt("compile", transformer, lambda: transformer.compile_repeated_blocks(fullgraph=True))


def _attempt(lever: str, part: Any, set_it: Callable[[], object]) -> None:
    try:
        set_it()
    except torch.OutOfMemoryError:
        raise
    except UNFIT as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:200]
        log.warning("diffusion.%s does not fit %s, which draws without it: %s", lever, type(part).__name__, why)


def _quantize(transformer: Any, terms: Terms) -> None:
    ao: Any = import_module("torchao.quantization")
    if terms.quantize == "fp8":
        how = ao.Float8DynamicActivationFloat8WeightConfig(granularity=ao.PerRow())
    else:
        how = ao.Int8WeightOnlyConfig(version=2)
    transformer.to(terms.device)  # it asks the card what it can, and is done there in seconds
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
