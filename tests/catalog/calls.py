"""Calls in the shape in which callers make them, and the shipped catalog that judges them."""

from typing import cast

from danqing.catalog.load import load
from danqing.catalog.model import Model
from danqing.core.job import Call, Door, Job, Said, Turn

SHIPPED = load()


def named(name: str) -> Model:
    return next(model for model in SHIPPED.models if model.name == name)


def ask(name: str, *, prompt: Said = "a cat", images: Said = (), **said: Said) -> Job:
    """Return what a well-formed call with some parameters asks for, at the first endpoint that serves the model."""
    model = named(name)
    pictures = cast("tuple[Said, ...]", images) or ("https://example.com/a.png",) * model.images.low
    parts = (*(("image", picture) for picture in pictures), ("text", prompt))
    call = Call(
        door=model.doors[0],
        model=name,
        wants_async=model.doors[0] not in model.sync_doors,
        turns=(Turn(parts=parts),),
        parameters=said,
    )
    return SHIPPED.check(SHIPPED.find(call), call, seed=7)


def spoken(model: str, *turns: Turn, **said: Said) -> Call:
    """Return a synchronous call with these messages."""
    return Call(door=Door.MULTIMODAL, model=model, turns=turns, parameters=said)


def prompted(model: str, *parts: tuple[str, Said], **said: Said) -> Call:
    """Return an asynchronous call with this `input`."""
    return Call(door=Door.TEXT2IMAGE, model=model, wants_async=True, turns=(Turn(parts=parts),), parameters=said)
