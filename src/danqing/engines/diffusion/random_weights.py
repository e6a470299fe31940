"""A model at full size without a download: its weights are made up on the device, neither read nor copied.

Made-up weights take as long as trained ones, since nothing in a pass depends on their values.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from danqing.engines.diffusion.folder import class_of, index_of, parts
from danqing.engines.diffusion.libraries import diffusers, torch


def in_place(folder: Path, device: str, dtype: Any) -> Any:
    """Return the pipeline of a folder that has everything but weights."""
    index = cast("Mapping[str, tuple[str, str]]", index_of(folder))
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):  # not made on `meta` and moved: the tables of positions are no buffers
            made = {name: _made(folder / name, *index[name]) for name in parts(index)}
    finally:
        torch.set_default_dtype(before)
    return getattr(diffusers, class_of(folder))(**made)


def _made(folder: Path, library: str, kind: str) -> Any:
    maker: Any = getattr(import_module(library), kind)
    if library == "diffusers":
        made = maker.from_config(maker.load_config(folder))
    elif issubclass(maker, torch.nn.Module):
        made = maker(import_module(library).AutoConfig.from_pretrained(folder))
    else:
        made = maker.from_pretrained(folder)
    return made.eval().requires_grad_(False) if isinstance(made, torch.nn.Module) else made
