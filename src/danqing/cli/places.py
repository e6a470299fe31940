"""Where pictures go, and where they come from: names of files, decided without touching any but to look."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from danqing.core.errors import InvalidParameter

REMOTE = ("http://", "https://", "oss://", "data:")
"""References that are sent as they are."""

_UNSAFE = re.compile(r"[^\w.\-]+")
_LONGEST = 60
"""Characters of a name; file systems take 255 bytes."""


def targets(out: Path, urls: Sequence[str]) -> list[Path]:
    """Return a file for each URL.

    `out` is a folder if it is one or has no suffix: files are then named as their URLs end. Otherwise it is the file
    itself, numbered `-1`, `-2` … if there are several.
    """
    if out.is_dir() or not out.suffix:
        paths = [out / _last_segment(url) for url in urls]
        return paths if len(set(paths)) == len(paths) else _numbered(paths)
    return [out] if len(urls) == 1 else _numbered([out] * len(urls))


def local_file(reference: str) -> Path | None:
    """Return the local file that a reference names, as a path or `file://`; None: it is to be sent as it is.

    Raises InvalidParameter if there is no such file.
    """
    if reference.lower().startswith(REMOTE):
        return None
    for path in _paths(reference):
        if _is_file(path):
            return path
    raise InvalidParameter(f"there is no file {reference[:200]!r}")


def _paths(reference: str) -> tuple[Path, ...]:
    if not reference.lower().startswith("file://"):
        return (Path(reference).expanduser(),)
    rest = reference[len("file://") :]
    # The SDKs also take `file://girl.png`, a path relative to where one stands, and never decode it.
    return Path(rest), Path(url2pathname(rest))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a name, or a zero in it
        return False


def _last_segment(url: str) -> str:
    name = _UNSAFE.sub("_", unquote(urlsplit(url).path.rsplit("/", 1)[-1])).strip(".")
    return name[-_LONGEST:] or "picture.png"


def _numbered(paths: Sequence[Path]) -> list[Path]:
    return [path.with_stem(f"{path.stem}-{number}") for number, path in enumerate(paths, start=1)]
