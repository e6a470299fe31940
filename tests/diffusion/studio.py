"""A live server that draws with tiny models, through which small pictures may be asked for."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.diffusion.card import Card
from tests.live import Live

Tiny = Callable[[str], Path]
"""Returns the folder of a family's tiny model."""

FAMILY = {
    "qwen-image": "qwen-image",
    "qwen-image-2.1": "qwen-image-2.1",
    "wan2.2-t2i-plus": "wan2.2",
    "wanx2.1-t2i-plus": "wan2.1",
    "z-image": "z-image",
    "z-image-turbo": "z-image-turbo",
    "qwen-image-edit": "qwen-image-edit",
    "qwen-image-edit-plus": "qwen-image-edit-plus",
    "wanx-v1": "qwen-image",
    "one-step": "qwen-image",
}
"""Models and the families that draw them."""

DRAWERS = ("qwen-image", "qwen-image-2.1", "wan2.2-t2i-plus", "wanx2.1-t2i-plus", "z-image", "z-image-turbo")
EDITORS = ("qwen-image-edit", "qwen-image-edit-plus")

SIZES = 'size = { rule = "range", low = 64, high = 512, default = "64*64" }\n'
DRAWS = """
like = "qwen-image"
about = "Draws."
n = { low = 1, high = 4, default = 1 }
sync = ["multimodal-generation/generation"]
async = ["text2image/image-synthesis"]
answer = "prompts"
"""
DRAWS += SIZES
SPECIAL = {
    "qwen-image": DRAWS.replace('like = "qwen-image"\n', ""),
    "qwen-image-edit": SIZES,
    "qwen-image-edit-plus": SIZES,
    "wanx-v1": 'size = { rule = "choice", default = "64*64", sizes = ["64*64"] }',
}
"""What a model's entry says, where it does not just draw."""


def models_file(folder: Path, models: Iterable[str], engine: str = "diffusion") -> Path:
    """Write a models file in which an engine draws these models."""
    path = folder / "models.toml"
    written = (f'["{model}"]\nengine = "{engine}"\n{SPECIAL.get(model, DRAWS)}' for model in models)
    path.write_text("\n".join(written))
    return path


def studio(folder: Path, folders: Mapping[str, Path], card: Card | None = None, **settings: object) -> Live:
    """Start a server that draws each model with what lies in its folder."""
    told = {
        "engines__models_file": models_file(folder, folders),
        "diffusion__models": ",".join(f"{model}={path}" for model, path in folders.items()),
        **settings,
    }
    before = dict(os.environ)
    os.environ.update(card.surroundings if card else {})
    try:
        return Live(folder / "data", **told)
    finally:
        os.environ.clear()
        os.environ.update(before)
