"""Requests that say what they want in `input.prompt`: one turn, its words first, then its reference images."""

from collections.abc import Iterator, Mapping
from typing import cast

from danqing.core.job import Call, Door, Said, Turn
from danqing.wire import body as envelope

REFERENCES = ("ref_img", "ref_image", "sketch_image_url", "base_image_url")
"""Where one reference image may be named; the first that says something wins (the curl samples say `ref_image`)."""


def decode(door: Door, body: bytes, *, wants_async: bool) -> Call:
    """Return what was said at a prompt door; without a prompt, the turn has no text part. Raises BadRequest."""
    read = envelope.read(body)
    turn = Turn(role="user", parts=tuple(_parts(read.said)))
    return Call(door=door, model=read.model, wants_async=wants_async, turns=(turn,), parameters=read.parameters)


def encode(call: Call, *, one: str) -> bytes:
    """Return the body that says `call`; a single reference image goes under the key `one`, several under `images`."""
    said: dict[str, Said] = {}
    images: list[Said] = []
    for kind, value in (part for turn in call.turns for part in turn.parts):
        if kind == "text":
            said["prompt"] = value
        else:
            images.append(value)
    parameters = dict(call.parameters)
    if parameters.get("negative_prompt") is not None:
        said["negative_prompt"] = parameters.pop("negative_prompt")
    if len(images) == 1 and one != "images":
        said[one] = images[0]
    elif images:
        said["images"] = images
    return envelope.write(call.model, said, parameters)


def _parts(said: Mapping[str, Said]) -> Iterator[tuple[str, Said]]:
    prompt = said.get("prompt")
    if prompt is not None:
        yield "text", prompt
    for key in REFERENCES:
        if said.get(key) not in (None, ""):
            yield "image", said[key]
            return
    images = said.get("images")
    if isinstance(images, list):
        yield from (("image", image) for image in cast("list[Said]", images))
    elif images not in (None, ""):
        yield "image", images
