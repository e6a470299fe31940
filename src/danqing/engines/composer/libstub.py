"""Shared libraries of no-op functions, written byte by byte: what a linker needs to see, and no more.

Layout of the file, in the words of the ELF specification (gABI 4.1): header, four program headers, hash table, symbol
table, string table, one function that returns 0, and on a page of its own the dynamic section.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

_RETURN_ZERO = {
    "x86_64": (62, b"\x31\xc0\xc3"),  # xor eax, eax; ret
    "aarch64": (183, b"\x00\x00\x80\xd2\xc0\x03\x5f\xd6"),  # mov x0, 0; ret
}
MACHINES = frozenset(_RETURN_ZERO)
"""The machines, as `platform.machine()` spells them, for which a library can be written."""

_PAGE = 65536  # the largest page of aarch64; a multiple of x86_64's
_HEADERS = 64 + 4 * 56
_SYMBOL = 24
_DYNAMIC, _DYNSYM = 6, 11
_DT_NEEDED = 1
_SHN_UNDEF = 0


def write_library(soname: str, functions: Sequence[str], machine: str) -> bytes:
    """Return an ELF64 shared object named `soname` whose `functions` all return 0; KeyError: not one of MACHINES."""
    number, code = _RETURN_ZERO[machine]
    strings, offsets, soname_at = _string_table(soname, functions)
    count = len(functions) + 1
    hash_table = _hash_table(count)
    hash_at = _align(_HEADERS, 16)
    symbols_at = _align(hash_at + len(hash_table), 16)
    strings_at = symbols_at + _SYMBOL * count
    code_at = _align(strings_at + len(strings), 16)
    end = code_at + len(code)
    dynamic_at = _align(end, _PAGE)
    symbols = bytes(_SYMBOL) + b"".join(
        struct.pack("<IBBHQQ", offset, 0x12, 0, 7, code_at, len(code)) for offset in offsets
    )
    dynamic = b"".join(
        struct.pack("<QQ", tag, value)
        for tag, value in (
            (14, soname_at),  # DT_SONAME
            (4, hash_at),  # DT_HASH
            (5, strings_at),  # DT_STRTAB
            (6, symbols_at),  # DT_SYMTAB
            (10, len(strings)),  # DT_STRSZ
            (11, _SYMBOL),  # DT_SYMENT
            (0, 0),  # DT_NULL
        )
    )
    headers = _file_header(number) + b"".join(
        (
            _program_header(1, 5, 0, end, _PAGE),  # PT_LOAD, read and execute
            _program_header(1, 6, dynamic_at, len(dynamic), _PAGE),  # PT_LOAD, read and write
            _program_header(2, 6, dynamic_at, len(dynamic), 8),  # PT_DYNAMIC
            _program_header(0x6474E551, 6, 0, 0, 16),  # PT_GNU_STACK: not executable
        )
    )
    library = bytearray(dynamic_at + len(dynamic))
    for at, part in (
        (0, headers),
        (hash_at, hash_table),
        (symbols_at, symbols),
        (strings_at, strings),
        (code_at, code),
        (dynamic_at, dynamic),
    ):
        library[at : at + len(part)] = part
    return bytes(library)


def undefined_symbols(library: Path) -> tuple[str, ...]:
    """Return the names that an ELF64 little-endian shared object expects from others, in its own order."""
    data = library.read_bytes()
    return tuple(
        _string(data, strings_at + name)
        for at, strings_at in _entries(data, _DYNSYM, _SYMBOL)
        for name, _, _, defined_in in (struct.unpack_from("<IBBH", data, at),)
        if defined_in == _SHN_UNDEF and name
    )


def needed_libraries(library: Path) -> tuple[str, ...]:
    """Return the names of the libraries that an ELF64 little-endian shared object is linked with."""
    data = library.read_bytes()
    return tuple(
        _string(data, strings_at + value)
        for at, strings_at in _entries(data, _DYNAMIC, 16)
        for tag, value in (struct.unpack_from("<QQ", data, at),)
        if tag == _DT_NEEDED
    )


def _entries(data: bytes, kind: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield where each entry of a kind of section lies, and where the strings that it names begin."""
    (sections_at,) = struct.unpack_from("<Q", data, 40)
    header, count = struct.unpack_from("<HH", data, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, sections_at + index * header) for index in range(count)]
    for section in sections:
        if section[1] == kind:
            strings_at = sections[section[6]][4]
            yield from ((at, strings_at) for at in range(section[4], section[4] + section[5], size))


def _string(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode()


def _string_table(soname: str, functions: Sequence[str]) -> tuple[bytes, list[int], int]:
    table = bytearray(1)
    offsets: list[int] = []
    for name in (*functions, soname):
        offsets.append(len(table))
        table += name.encode() + b"\0"
    return bytes(table), offsets[:-1], offsets[-1]


def _hash_table(count: int) -> bytes:
    """One bucket that chains all symbols: looked up once, so it need not be fast."""
    first = 1 if count > 1 else 0
    chain = (index + 1 if 0 < index < count - 1 else 0 for index in range(count))
    return struct.pack("<III", 1, count, first) + b"".join(struct.pack("<I", following) for following in chain)


def _file_header(machine: int) -> bytes:
    identity = b"\x7fELF\x02\x01\x01" + bytes(9)  # 64 bit, little-endian, version 1
    return identity + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, 4, 64, 0, 0)


def _program_header(kind: int, flags: int, at: int, size: int, alignment: int) -> bytes:
    return struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, alignment)


def _align(value: int, to: int) -> int:
    return (value + to - 1) // to * to
