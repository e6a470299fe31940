"""Reading what some server sent: any bytes are read, and what is not as expected is as if it were not there."""

from typing import cast

import msgspec

_DECODER = msgspec.json.Decoder()


def read(body: bytes) -> dict[str, object] | None:
    """Return the JSON object in `body`; None if there is none."""
    try:
        value: object = _DECODER.decode(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def table(value: object) -> dict[str, object]:
    """Return an object as it is, anything else as an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def rows(value: object) -> list[object]:
    """Return an array as it is, anything else as an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


def text(value: object) -> str:
    """Return a string as it is, a number in its digits, anything else as the empty string."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def whole(value: object) -> int:
    """Return a whole number of at most 53 bits as it is, anything else as zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53 else 0
