"""A graphics card that does what a test wants, for every Python whose PYTHONPATH has this folder.

Faults of hardware are played below the engine: a hook of PyTorch's own on every module's forward pass raises what
PyTorch would raise. The folder named by TEST_CARD says when:

- `passes`: a line is written to it for each pass through a transformer, and each time that memory is not enough.
- `hold`: a named pipe; the pass waits until somebody has opened it for writing and closed it.
- `break`: the numbers of the passes, counted from the first ever, that fail; and on the next line in which words.
- `room`: as many places of latents as an autoencoder can decode at once; more is out of memory.
"""

# pyright: basic, reportMissingImports=false

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

CARD = Path(os.environ.get("TEST_CARD", "/nonexistent"))


def pass_begins(module: Any, given: tuple[Any, ...]) -> None:
    """Do what the test wants before a module computes."""
    name = type(module).__name__
    if "Transformer" in name and name.endswith("Model"):
        _transforming()
    elif name.endswith("Decoder3d") and (CARD / "room").exists():
        _decoding(given[0])


def _transforming() -> None:
    _note("forward")
    with suppress(FileNotFoundError):
        (CARD / "hold").read_text()
    if (CARD / "break").exists():
        numbers, words = (CARD / "break").read_text().split("\n")
        if str(_passes()) in numbers.split():
            raise RuntimeError(words)


def _decoding(latents: Any) -> None:
    import torch  # noqa: PLC0415  only where something is decoded

    places = latents.shape[-1] * latents.shape[-2]
    if places > int((CARD / "room").read_text()):
        _note("out of memory")
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1.00 GiB. GPU 0 is a test's.")


def _passes() -> int:
    return (CARD / "passes").read_text().count("forward")


def _note(line: str) -> None:
    with (CARD / "passes").open("a") as log:
        log.write(f"{line}\n")


class OnceLoaded:
    """Waits for diffusers, so that a Python that draws nothing never loads PyTorch."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Install the hook when diffusers is first imported, and find nothing."""
        if name == "diffusers":
            sys.meta_path.remove(self)  # pyright: ignore[reportArgumentType]
            from torch.nn.modules.module import register_module_forward_pre_hook  # noqa: PLC0415

            register_module_forward_pre_hook(pass_begins)


if CARD.is_dir():
    sys.meta_path.insert(0, OnceLoaded())  # pyright: ignore[reportArgumentType]
