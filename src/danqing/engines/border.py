"""What is the same at the border to every other server: its words made fit for callers, our files given names."""

import re

from danqing.core.job import Job, Size

LONGEST = 300
"""Characters of another server's words to hand on."""

UNSAID = "The request was refused, and no reason was given."

_NOT_FOR_CALLERS = re.compile(r"\w+://\S+|(?<![\w.])/(?:[\w.-]+/)+[\w.-]*|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")
"""Addresses and paths of somebody's machines."""

_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp"), (b"BM", "bmp"))


def cleaned(message: str) -> str:
    """Return a server's words as one line that is not too long and names no machine; UNSAID if there are none."""
    shown = _NOT_FOR_CALLERS.sub("…", "".join(char if char.isprintable() else " " for char in message))
    line = " ".join(shown.split()) or UNSAID
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def named(number: int, data: bytes) -> tuple[str, str]:
    """Return a file name and a media type for reference number `number`, by how its bytes begin."""
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), "tiff")
    return f"reference-{number}.{kind}", f"image/{kind}"


def size_of(job: Job) -> Size:
    """Return the size of a job that is to be drawn: every one has one by then."""
    if job.size is None:
        raise ValueError("a job must have a size before it is drawn")
    return job.size
