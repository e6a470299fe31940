"""What `danqing doctor` looks at: each check says what it found and, if that will not do, what to do about it."""

import errno
import fcntl
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from danqing.cli import checks_elsewhere
from danqing.cli.check import Check
from danqing.core.errors import Error
from danqing.settings import Settings

ENOUGH_SPACE = 1 << 30
"""Bytes: a day of pictures of 2 MB at one every three minutes, and the ledger."""

LIBRARIES = ("skia", "cv2", "uharfbuzz", "isal.igzip", "numpy")

FONTS = Path("engines", "composer", "fonts")


def examine(config: Path | None) -> Iterator[Check]:
    """Yield every check, in the order in which faults explain each other."""
    yield python()
    yield from (library(name) for name in LIBRARIES)
    yield fonts()
    yield clock(time.time())
    try:
        settings = Settings.load(config)
    except Error as error:
        yield Check(name="settings", found=error.message, remedy="correct the settings, then run this again")
        return
    yield Check(name="settings", found="understood")
    yield from (check(settings) for check in OF_SETTINGS)
    if not settings.data.url.get_secret_value():
        yield owner(settings)
    yield from checks_elsewhere.examine(settings)


def python() -> Check:
    """Check the interpreter's version."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    remedy = "" if sys.version_info >= (3, 11) else "install Python 3.11 or later"
    return Check(name="Python", found=version, remedy=remedy)


def library(name: str) -> Check:
    """Check that a drawing library loads, with all the machine's libraries that it needs."""
    try:
        module = import_module(name)
    except ImportError as error:
        return Check(name=name, found=str(error), remedy="reinstall danqing; the message names what is missing")
    return Check(name=name, found=str(getattr(module, "__version__", "loads")))


def fonts() -> Check:
    """Check that the fonts came with the package and can be read."""
    import danqing.engines

    folder = Path(danqing.engines.__file__).parent.parent / FONTS
    files = sorted(folder.glob("*.ttf"))
    broken = [file.name for file in files if not _is_font(file)]
    if not files or broken:
        found = ", ".join(broken) if broken else f"none in {folder}"
        return Check(name="fonts", found=found, remedy="reinstall danqing; its fonts are part of it")
    return Check(name="fonts", found=f"{len(files)} faces")


def clock(now: float) -> Check:
    """Check that the clock is not behind this very file: signed URLs and leases are times."""
    told = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    behind = now < Path(__file__).stat().st_mtime - 86400  # a day: copied from a machine in another zone
    return Check(name="clock", found=told, remedy="set the clock; it is behind the installation" if behind else "")


def data_folder(settings: Settings) -> Check:
    """Check that the data folder, or the place where it will be made, can be written."""
    folder = settings.data.folder.absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        remedy = "give this user the right to write there, or set data.folder"
        return Check(name="data folder", found=f"{there}: {error.strerror}", remedy=remedy)
    return Check(name="data folder", found=str(folder) if there == folder else f"{folder} (will be made)")


def owner(settings: Settings) -> Check:
    """Check that no other process has the ledger's file; one that serves holds a lock on it."""
    from danqing.app.ledgers import LEDGER_FILE

    lock = settings.data.folder / f"{LEDGER_FILE}.lock"
    try:
        with lock.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return Check(name="ledger", found="none yet")
    except BlockingIOError:
        remedy = "stop the server that has it, or set data.folder"
        return Check(name="ledger", found=f"{lock.parent / LEDGER_FILE} is in use by another process", remedy=remedy)
    except OSError as error:
        return Check(name="ledger", found=f"{lock}: {error.strerror}", remedy="give this user the right to write there")
    return Check(name="ledger", found="free")


def models(settings: Settings) -> Check:
    """Check that the models can be read, and that their engines are there."""
    from danqing.app.engines import catalog_of

    try:
        catalog = catalog_of(settings)
    except Error as error:
        return Check(name="models", found=error.message, remedy="correct the file that engines.models_file names")
    return Check(name="models", found=f"{len(catalog.models)} models")


def space(settings: Settings) -> Check:
    """Check the room on the data folder's disk."""
    folder = settings.data.folder.absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    remedy = "" if free >= ENOUGH_SPACE else "make room, or shorten tasks.retention_hours"
    return Check(name="disk space", found=f"{free / (1 << 30):.1f} GiB free", remedy=remedy)


def port(settings: Settings) -> Check:
    """Check that the address can be listened on."""
    host, number = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            listener.bind((host, number))
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            remedy = "stop what listens there, or set server.port" if taken else "set server.host and server.port"
            return Check(name="port", found=f"{host}:{number}: {error}", remedy=remedy)
    return Check(name="port", found=f"{host}:{number} is free")


OF_SETTINGS: tuple[Callable[[Settings], Check], ...] = (models, data_folder, space, port)


def _is_font(file: Path) -> bool:
    return file.read_bytes()[:4] in {b"\x00\x01\x00\x00", b"OTTO", b"true"}
