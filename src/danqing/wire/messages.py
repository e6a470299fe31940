"""Requests that say what they want in `input.messages`: a turn for each message, a part for each thing in it.

Nothing that was sent is refused here, however odd; it is kept so that the catalog can refuse it in the API's words:

    "messages": not a list               no turns
    a message that is no object          Turn(role=None)
    a message without role or content    role None, no parts
    "content": "words"                   the one part ("text", "words")
    "content": {…}, 5, true              the one part ("", value)
    a part that is no object             ("", value)
    a part that names nothing, {}        ("", {})
    {"text": …}, {"image": …}            ("text", …), ("image", …); an object with both is two parts
    {"video": …, "fps": 2}               ("video", …): the first key that is not "type"
"""

from collections.abc import Iterator
from typing import cast

from danqing.core.job import Call, Door, Said, Turn
from danqing.wire import body as envelope

KINDS = ("text", "image")
"""The parts that the models of the API take; beside one of these, other keys of the same object say nothing."""

ODD = ""
"""The kind of a part that has no key to be called by."""


def decode(door: Door, body: bytes, *, wants_async: bool) -> Call:
    """Return what was said at a message door. Raises BadRequest."""
    read = envelope.read(body)
    messages = read.said.get("messages")
    turns = tuple(map(_turn, cast("list[Said]", messages))) if isinstance(messages, list) else ()
    return Call(door=door, model=read.model, wants_async=wants_async, turns=turns, parameters=read.parameters)


def encode(call: Call) -> bytes:
    """Return the body that says `call`."""
    messages = [
        {"role": turn.role, "content": [value if kind == ODD else {kind: value} for kind, value in turn.parts]}
        for turn in call.turns
    ]
    return envelope.write(call.model, {"messages": messages}, call.parameters)


def _turn(message: Said) -> Turn:
    if not isinstance(message, dict):
        return Turn(role=None)
    said = cast("dict[str, Said]", message)
    return Turn(role=said.get("role"), parts=tuple(_parts(said.get("content"))))


def _parts(content: Said) -> Iterator[tuple[str, Said]]:
    if isinstance(content, list):
        for part in cast("list[Said]", content):
            yield from _part(part)
    elif isinstance(content, str):
        yield "text", content
    elif content is not None:
        yield ODD, content


def _part(part: Said) -> Iterator[tuple[str, Said]]:
    if not isinstance(part, dict) or not part:
        yield ODD, cast("Said", part)
        return
    said = cast("dict[str, Said]", part)
    known = [kind for kind in said if kind in KINDS]
    if known:
        yield from ((kind, said[kind]) for kind in known)
        return
    kind = next((key for key in said if key != "type"), "type")
    yield kind, said if kind == ODD else said[kind]
