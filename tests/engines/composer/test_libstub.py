"""A written library is one to the machine's own linker."""

import ctypes
import platform
import struct
import sys
from pathlib import Path

import pytest

from danqing.engines.composer.libstub import MACHINES, needed_libraries, undefined_symbols, write_library

NAMES = [f"glThing{number}" for number in range(120)]


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in MACHINES, reason="no stand-in for this machine"
)
def test_every_function_can_be_called_and_returns_nothing(tmp_path: Path) -> None:
    file = tmp_path / "libThing.so.1"
    file.write_bytes(write_library("libThing.so.1", NAMES, platform.machine()))
    library = ctypes.CDLL(str(file))
    assert [library[name]() for name in NAMES] == [0] * len(NAMES)
    with pytest.raises(AttributeError):
        _ = library.glOther


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in MACHINES, reason="no stand-in for this machine"
)
def test_a_library_of_no_functions_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "libNone.so.1"
    file.write_bytes(write_library("libNone.so.1", [], platform.machine()))
    assert ctypes.CDLL(str(file))


@pytest.mark.parametrize(
    ("machine", "number", "instruction"), [("x86_64", 62, b"\x31\xc0\xc3"), ("aarch64", 183, b"\xc0\x03\x5f\xd6")]
)
def test_the_library_is_for_its_machine(machine: str, number: int, instruction: bytes) -> None:
    library = write_library("libThing.so.1", NAMES, machine)
    assert library[:5] == b"\x7fELF\x02"
    assert struct.unpack_from("<HH", library, 16) == (3, number)
    assert instruction in library
    assert b"libThing.so.1\0" in library


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_segments_lie_as_a_linker_asks(machine: str) -> None:
    """Where in the file and where in memory agree to the page; nothing is both written and run."""
    library = write_library("libThing.so.1", NAMES, machine)
    for index in range(4):
        kind, flags, at, address, _, in_file, in_memory, page = struct.unpack_from(
            "<IIQQQQQQ", library, 64 + 56 * index
        )
        assert at + in_file <= len(library)
        assert in_file == in_memory
        if kind == 1:
            assert at % page == address % page
            assert flags in {5, 6}


def test_another_machine_is_refused() -> None:
    with pytest.raises(KeyError):
        write_library("libThing.so.1", NAMES, "riscv64")


def test_a_shared_object_is_read(tmp_path: Path) -> None:
    skia = pytest.importorskip("skia")
    if not sys.platform.startswith("linux"):
        pytest.skip("no ELF here")
    wheel = Path(skia.__file__)
    assert {"libGL.so.1", "libEGL.so.1", "libc.so.6"} <= set(needed_libraries(wheel))
    symbols = undefined_symbols(wheel)
    assert {"glClear", "eglGetProcAddress", "malloc"} <= set(symbols)
    assert not any("@" in name for name in symbols)
