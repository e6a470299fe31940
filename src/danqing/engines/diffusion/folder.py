"""A model's folder, looked at before anything of it is loaded: what loaders say of a broken one helps nobody."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from danqing.core.errors import EngineError

INDEX = "model_index.json"
CONFIG = "config.json"
"""What a part has that has weights."""


class BrokenModel(EngineError):
    """A model cannot be drawn with; the message says what an operator would do about it."""


def class_of(folder: Path) -> str:
    """Return the class of the pipeline that a folder holds. Raises BrokenModel."""
    kind = index_of(folder).get("_class_name")
    return kind if isinstance(kind, str) else ""


def index_of(folder: Path) -> Mapping[str, object]:
    """Return what a folder says of itself. Raises BrokenModel."""
    if not folder.is_dir():
        raise BrokenModel(f"{folder} is no folder")
    path = folder / INDEX
    if not path.is_file():
        raise BrokenModel(f"{folder} is no model of diffusers: it has no {INDEX}")
    try:
        index: object = json.loads(path.read_bytes())
    except ValueError as error:
        raise BrokenModel(f"{path} is no JSON") from error
    if not isinstance(index, dict):
        raise BrokenModel(f"{path} is no JSON object")
    return cast("dict[str, object]", index)


def check(folder: Path, *, weights: bool = True) -> None:
    """Look for every part that the folder says it has. Raises BrokenModel, naming the first that is not right."""
    for part in parts(index_of(folder)):
        _check_part(folder / part, weights=weights)


def parts(index: Mapping[str, object]) -> Iterator[str]:
    """Yield the parts' names."""
    for name, told in index.items():
        if isinstance(told, list):
            library = cast("list[object]", told)[0] if told else None
            if library is not None:
                yield name


def weigh(folder: Path) -> int:
    """Return the bytes of all weights."""
    return sum(file.stat().st_size for file in folder.glob("*/*.safetensors"))


def _check_part(part: Path, *, weights: bool) -> None:
    if not part.is_dir():
        raise BrokenModel(f"the part {part.name!r} of {part.parent} is missing: the download was not finished")
    if not (part / CONFIG).is_file() or not weights:
        return  # a schedule, a tokenizer: nothing that is computed with
    if not any(part.glob("*.safetensors")):
        pickled = [*part.glob("*.bin"), *part.glob("*.pt"), *part.glob("*.ckpt")]
        why = "only pickled ones, which may run anybody's code and are not loaded" if pickled else "none"
        raise BrokenModel(f"the weights of {part} must be safetensors; there are {why}")
    for listed in part.glob("*.safetensors.index.json"):
        _check_shards(part, listed)


def _check_shards(part: Path, listed: Path) -> None:
    try:
        shards = set(json.loads(listed.read_bytes())["weight_map"].values())
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise BrokenModel(f"{listed} does not say which weights are where") from error
    missing = sorted(shard for shard in shards if not (part / shard).is_file())
    if missing:
        raise BrokenModel(f"{part} lacks {missing[0]}: the download was not finished")
