"""A call by those who name a model and no endpoint: the catalog knows which endpoint is the model's."""

from collections.abc import Mapping, Sequence

from danqing.catalog.model import Model
from danqing.core.errors import InvalidParameter
from danqing.core.job import Call, Kind, Said, Turn


def call(
    model: Model, prompt: str, pictures: Sequence[Said], parameters: Mapping[str, Said], previews: int = 0
) -> Call:
    """Return the call that says this at the model's first endpoint, one that answers at once if it has any.

    Raises InvalidParameter where pictures are brought to a model that takes none, or none to one that edits.
    """
    _fits(model, len(pictures))
    doors = model.sync_doors or model.async_doors
    words, shown = ("text", prompt), [("image", picture) for picture in pictures]
    parts = (*shown, words) if doors[0].speaks_messages else (words, *shown)
    return Call(
        door=doors[0],
        model=model.name,
        wants_async=not model.sync_doors,
        turns=(Turn(parts=parts),),
        parameters=parameters,
        previews=previews,
    )


def unheeded(model: Model, parameters: Mapping[str, Said]) -> tuple[str, ...]:
    """Return the parameters that were said and that the model does not know, by name."""
    return tuple(name for name in parameters if name not in {"n", "seed", *model.parameters})


def _fits(model: Model, pictures: int) -> None:
    if model.kind is Kind.EDIT and not pictures:
        raise InvalidParameter(f"The model '{model.name}' edits pictures: call images/edits.", parameter="model")
    if pictures and not model.images.high:
        words = f"The model '{model.name}' draws from words alone: call images/generations."
        raise InvalidParameter(words, parameter="model")
    if pictures:
        model.images.check(pictures)
