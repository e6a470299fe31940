"""A folder → a pipeline that is ready to draw: weights checked, levers set."""

import gc
import inspect
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from danqing.core.errors import EngineError
from danqing.engines.diffusion import levers, random_weights
from danqing.engines.diffusion.families import Family
from danqing.engines.diffusion.folder import BrokenModel, index_of, parts
from danqing.engines.diffusion.libraries import diffusers, torch
from danqing.engines.diffusion.profiles import LIGHTNING, Profile
from danqing.engines.diffusion.prompts import Remembered
from danqing.engines.diffusion.source import Source
from danqing.engines.diffusion.terms import Model, Terms

ROOM = 1.15
"""What computing takes on top of the weights."""


@dataclass(eq=False, kw_only=True)
class Loaded:
    """A model in memory."""

    pipeline: Any
    repainter: Any = None
    """Draws over references with the same weights; None where there is none."""
    size: int
    """Bytes of the weights."""
    offloaded: bool = False


def load(source: Source, model: Model, family: Family, profile: Profile, terms: Terms) -> Loaded:
    """Load a model and set its levers. Raises BrokenModel."""
    try:
        pipeline = _pipeline(source, family, terms)
    except (EngineError, torch.OutOfMemoryError):
        raise
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, ImportError) as error:
        raise BrokenModel(f"{source.folder} cannot be loaded: {_line(error)}") from error
    _check(pipeline, source.folder)
    pipeline.set_progress_bar_config(disable=True)
    _limit_references(pipeline, terms)
    for lora in filter(None, map(str.strip, model.lora.split(" + "))):
        _add_lora(pipeline, lora)
    if profile.lightning:
        pipeline.scheduler = like(pipeline.scheduler, **LIGHTNING)
    levers.pull(pipeline, terms)
    size = weight_of(pipeline)
    offloaded = place(pipeline, terms, size)
    pipeline.encode_prompt = Remembered(pipeline.encode_prompt, terms.prompts_kept)
    return Loaded(pipeline=pipeline, repainter=_repainter(pipeline, family, terms), size=size, offloaded=offloaded)


def dtype_of(terms: Terms) -> Any:
    """Return the type of numbers: bfloat16 on a card, float32 on a processor, where it is the faster one."""
    name = terms.dtype if terms.dtype != "auto" else ("float32" if terms.device == "cpu" else "bfloat16")
    return getattr(torch, name)


def weight_of(pipeline: Any) -> int:
    """Return the bytes of all parameters."""
    modules = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
    return sum(each.numel() * each.element_size() for part in modules for each in part.parameters())


def place(pipeline: Any, terms: Terms, size: int) -> bool:
    """Bring the weights to the device, all of them or in turn; say whether in turn."""
    how = terms.offload
    if how == "auto":
        how = "none" if terms.device == "cpu" or size * ROOM < _free(terms.device) else "model"
    if how == "none" or terms.device == "cpu":
        pipeline.to(terms.device)
        return False
    if how == "model":
        pipeline.enable_model_cpu_offload(device=terms.device)
    elif how == "sequential":
        pipeline.enable_sequential_cpu_offload(device=terms.device)
    else:
        pipeline.enable_group_offload(
            onload_device=torch.device(terms.device),
            offload_device=torch.device("cpu"),
            offload_type="leaf_level",
            use_stream=True,
        )
    return True


@contextmanager
def smaller(loaded: Loaded, terms: Terms) -> Generator[None]:
    """Draw with little memory for as long as the context lasts: in tiles, and with each part on the card in turn."""
    pipeline, moves = loaded.pipeline, terms.device != "cpu" and not loaded.offloaded
    levers.tile(pipeline, on=True)
    if moves:
        pipeline.enable_model_cpu_offload(device=terms.device)
    try:
        yield
    finally:
        if terms.tiling != "on":
            levers.tile(pipeline, on=False)
        if moves:
            pipeline.remove_all_hooks()
            pipeline.to(terms.device)


def freed(terms: Terms) -> None:
    """Give back to the device what nobody refers to any more."""
    gc.collect()
    if terms.device.startswith("cuda"):
        torch.cuda.empty_cache()


def like(schedule: Any, **more: float | None) -> Any:
    """Return a schedule like that one, for another pipeline or with other values."""
    maker = cast("Any", type(schedule))
    return maker.from_config(schedule.config, **more)


def _pipeline(source: Source, family: Family, terms: Terms) -> Any:
    if source.random:
        return random_weights.in_place(source.folder, terms.device, dtype_of(terms))
    precise = dict.fromkeys(family.precise, torch.float32)
    return diffusers.DiffusionPipeline.from_pretrained(
        source.folder,
        dtype={"default": dtype_of(terms), **precise},
        use_safetensors=True,
        local_files_only=True,
        **_encoders(source.folder, dtype_of(terms)),
    )


def _encoders(folder: Path, dtype: Any) -> dict[str, Any]:
    """Load the parts that the other library makes, which fills in a tensor that no file has with dice."""
    index = index_of(folder)
    made: dict[str, Any] = {}
    for name in parts(index):
        library, kind = cast("tuple[str, str]", index[name])
        maker = getattr(import_module(library), kind, None) if library == "transformers" else None
        if maker is None or not issubclass(maker, torch.nn.Module):
            continue
        made[name], told = maker.from_pretrained(
            folder / name, dtype=dtype, use_safetensors=True, local_files_only=True, output_loading_info=True
        )
        if lacking := sorted(told["missing_keys"]):
            raise BrokenModel(f"the weights of {folder / name} lack the tensor {lacking[0]!r}")
    return made


def _check(pipeline: Any, folder: Path) -> None:
    for name, part in pipeline.components.items():
        if not isinstance(part, torch.nn.Module):
            continue
        # A tensor that no file has is a warning to the loader, and a fault only once it is computed with.
        lacking = next((parameter for parameter, value in part.named_parameters() if value.is_meta), None)
        if lacking is not None:
            raise BrokenModel(f"the weights of {folder / name} lack the tensor {lacking!r}")
        part.requires_grad_(False)
        part.eval()


def _limit_references(pipeline: Any, terms: Terms) -> None:
    """Have references read as so many pixels: they cost what as many pixels of the picture cost."""
    module = sys.modules[type(pipeline).__module__]
    if hasattr(module, "VAE_IMAGE_SIZE"):  # a constant of the library's, which takes no argument for it
        module.VAE_IMAGE_SIZE = terms.reference_pixels  # pyright: ignore[reportAttributeAccessIssue]


def _add_lora(pipeline: Any, said: str) -> None:
    where, _, strength = said.rpartition("@") if "@" in said else (said, "", "1")
    path = Path(where)
    if not path.exists():
        raise BrokenModel(f"the LoRA {path} is not there")
    if path.is_file() and path.suffix != ".safetensors":
        raise BrokenModel(f"the LoRA {path} must be safetensors")
    try:
        file = {"weight_name": path.name} if path.is_file() else {}
        pipeline.load_lora_weights(str(path.parent if path.is_file() else path), adapter_name="lora", **file)
        pipeline.fuse_lora(components=["transformer"], lora_scale=float(strength))
        pipeline.unload_lora_weights()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise BrokenModel(f"the LoRA {path} does not fit: {_line(error)}") from error


def _repainter(pipeline: Any, family: Family, terms: Terms) -> Any:
    if not family.repaint:
        return None
    schedule = like(pipeline.scheduler)
    maker = getattr(diffusers, family.repaint)
    expected = inspect.signature(maker.__init__).parameters
    parts = {name: part for name, part in pipeline.components.items() if name in expected}
    made = maker(**{**parts, "scheduler": schedule})
    made.set_progress_bar_config(disable=True)
    made.encode_prompt = Remembered(made.encode_prompt, terms.prompts_kept)
    return made


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def _free(device: str) -> int:
    free, _ = torch.cuda.mem_get_info(device)
    return int(free)
