"""The Range header of one HTTP request, held against the size of what it asks for. Pure."""

import re
from dataclasses import dataclass
from enum import Enum, auto

_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `start` to `end`, the end not among them: 0 <= start < end <= size. Answered by 206."""

    start: int
    end: int

    def header(self, size: int) -> str:
        """Return the value of `Content-Range` for a file of `size` bytes."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


class Extent(Enum):
    """What a range asks for when it is no span."""

    WHOLE = auto()
    """Everything, answered by 200: no range, one that is not understood, or several at once."""
    UNSATISFIABLE = auto()
    """Bytes that the file does not have, answered by 416."""


def parse(header: str | None, size: int) -> Span | Extent:
    """Return what `header` asks of a file of `size` bytes.

    What is not one well-formed byte range is ignored, as RFC 9110 section 14.2 wants it.
    """
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None or found.group(1) == found.group(2) == "":
        return Extent.WHOLE
    first, last = found.groups()
    if first and last and int(first) > int(last):
        return Extent.WHOLE
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return Span(start, end) if start < end else Extent.UNSATISFIABLE
