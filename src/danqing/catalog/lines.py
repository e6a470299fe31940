"""Where in a TOML text a value stands; the parser of the standard library does not tell."""

import tomllib
from collections.abc import Sequence
from typing import cast


def line_of(text: str, path: Sequence[str]) -> int:
    """Return the line, from 1, on which the value at `path` of a good TOML text begins.

    For what stands inside an inline table or an array, and for what is not there at all, it is the line of the
    nearest thing around it. Takes time in the square of the text's length: it is for saying what is wrong.
    """
    lines = text.split("\n")
    found = begun = 1
    deepest = 0
    for end in range(1, len(lines) + 1):
        try:
            document = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value of several lines
        depth = _depth(document, path)
        if depth > deepest:
            found, deepest = begun, depth
        begun = end + 1
    return found


def _depth(document: object, path: Sequence[str]) -> int:
    for depth, key in enumerate(path):
        if not isinstance(document, dict) or key not in document:
            return depth
        document = cast("dict[str, object]", document)[key]
    return len(path)
