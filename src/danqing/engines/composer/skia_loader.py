"""Skia, on machines with and without OpenGL: `from danqing.engines.composer.skia_loader import skia`.

The wheel of skia-python names libGL.so.1, libEGL.so.1 and libexpat.so.1 as needed, and slim containers lack them.
Drawing into memory with fonts of our own never calls them; so where they are missing, libraries of the same names
whose functions do nothing are loaded first, and the linker is content (a library already loaded under a needed name is
not looked for again).
"""

import contextlib
import ctypes
import importlib.util
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from danqing.engines.composer.libstub import MACHINES, needed_libraries, undefined_symbols, write_library

_FUNCTIONS = {"libEGL.so": "egl", "libGL.so": "gl", "libexpat.so": "XML_"}
"""Library, without its version, to the prefix of its functions."""

_ADVICE = (
    "The composer draws with skia-python, which cannot be loaded on this machine: {reason}. "
    "On Debian and Ubuntu, `apt-get install -y libgl1 libegl1 libexpat1` gives it what it needs."
)


def stand_in() -> None:
    """Load a stand-in for each of _FUNCTIONS that is missing; ImportError where that cannot be done."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in MACHINES:
        raise ImportError(f"no stand-in for a missing library can be made on {sys.platform} {machine}")
    wheel = _wheel()
    bundled = sorted(wheel.parent.glob("skia_python.libs/lib*.so*"))
    wanted = sorted({symbol for library in (wheel, *bundled) for symbol in undefined_symbols(library)})
    with contextlib.ExitStack() as until_all_are_loaded:
        for name in needed_libraries(wheel):
            prefix = _FUNCTIONS.get(name.partition(".so")[0] + ".so")
            if prefix and not _is_there(name):
                functions = [symbol for symbol in wanted if symbol.startswith(prefix)]
                _load(name, write_library(name, functions, machine), until_all_are_loaded)


def _wheel() -> Path:
    found = importlib.util.find_spec("skia")
    if found is None or found.origin is None:
        raise ImportError("skia-python is not installed")
    if not found.origin.endswith(".so"):
        raise ImportError(f"{found.origin} is not skia-python's library")
    return Path(found.origin)


def _is_there(name: str) -> bool:
    with contextlib.suppress(OSError):
        ctypes.CDLL(name)
        return True
    return False


def _load(name: str, library: bytes, until_all_are_loaded: contextlib.ExitStack) -> None:
    # A file in memory: a read-only container, or a /tmp that forbids execution, does not matter. It stays open while
    # others are loaded, for the linker takes one path to be one library, and a closed descriptor's number is reused.
    descriptor = os.memfd_create(name)
    until_all_are_loaded.callback(os.close, descriptor)
    try:
        os.write(descriptor, library)
        ctypes.CDLL(f"/proc/self/fd/{descriptor}", mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise ImportError(f"no stand-in for {name} could be loaded: {error}") from error


if TYPE_CHECKING:
    import skia
else:
    try:
        import skia
    except ImportError as missing:
        try:
            stand_in()
            import skia
        except ImportError as error:
            raise ImportError(_ADVICE.format(reason=f"{missing}; {error}")) from error

__all__ = ["skia", "stand_in"]
