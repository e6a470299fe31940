"""What to say to a server: from the options of a command to a call of the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from danqing.catalog.model import Model
from danqing.core.job import Call, Door, Said, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Through which door to ask for a model; None where it has none of that mode."""

    sync: Door | None = None
    later: Door | None = None


WAYS: tuple[tuple[str, Way], ...] = (
    ("*-edit*", Way(sync=Door.MULTIMODAL)),
    ("*imageedit*", Way(later=Door.IMAGE2IMAGE)),
    ("*-i2i-*", Way(later=Door.IMAGE2IMAGE)),
    ("qwen-image-max*", Way(sync=Door.MULTIMODAL)),
    ("qwen-image-plus-*", Way(sync=Door.MULTIMODAL)),
    ("qwen-image-2*", Way(sync=Door.MULTIMODAL)),
    ("qwen-image-3*", Way(sync=Door.MULTIMODAL, later=Door.GENERATION)),
    ("z-image*", Way(sync=Door.MULTIMODAL)),
    ("wan2.[67]-*", Way(sync=Door.MULTIMODAL, later=Door.GENERATION)),
    ("*", Way(later=Door.TEXT2IMAGE)),
)
"""Models of the cloud that no catalog here has, by pattern, first match; from the cloud's public references."""


def way_of(name: str, model: Model | None) -> Way:
    """Return how to ask for a model, from the catalog if that has it."""
    if model is None:
        return next(way for pattern, way in WAYS if fnmatchcase(name, pattern))
    return Way(sync=next(iter(model.sync_doors), None), later=next(iter(model.async_doors), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants drawn."""

    model: str
    prompt: str
    images: Sequence[str] = ()
    """References, the way they were named: files, URLs, data URIs."""
    parameters: Mapping[str, Said]
    as_task: bool = False
    """Ask for a task even where the answer could be waited for; where that is possible."""

    @property
    def n(self) -> int:
        """How many pictures were asked for; 0: as many as the model draws."""
        said = self.parameters.get("n")
        return said if isinstance(said, int) else 0


def call_of(wish: Wish, way: Way, images: Sequence[str]) -> Call:
    """Return the call that says a wish, with `images` as the server can read them."""
    as_task = way.later is not None and (wish.as_task or way.sync is None)
    door = way.later if as_task else way.sync
    if door is None:  # the catalog has no model without a door, nor has the table
        raise AssertionError(wish.model)
    parts = (*(("image", image) for image in images), ("text", wish.prompt))
    return Call(
        door=door,
        model=wish.model,
        wants_async=as_task,
        turns=(Turn(role="user", parts=parts),),
        parameters=wish.parameters,
    )


def parameters(
    *, size: str = "", style: str = "", no_extend: bool = False, watermark: bool = False, **others: Said
) -> dict[str, Said]:
    """Return a call's `parameters`: only what was said; sizes may be written with an x, styles without brackets."""
    said: dict[str, Said] = {
        "size": size.lower().replace("x", "*"),
        **others,
        "style": style if not style or style.startswith("<") else f"<{style}>",
        "prompt_extend": False if no_extend else None,
        "watermark": True if watermark else None,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}
