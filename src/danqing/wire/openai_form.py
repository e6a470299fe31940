"""`multipart/form-data`, in which clients of the OpenAI API bring the pictures of an edit; read whole, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from danqing.core.errors import BadRequest

KIND = "multipart/form-data"
MOST_PARTS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field: a text, or a file."""

    name: str
    data: bytes
    is_file: bool = False
    kind: str = ""
    """The content type that was said of it."""


def read(body: bytes, content_type: str) -> tuple[Part, ...]:
    """Return the parts of a form in order. Raises BadRequest for what is no whole form, or one of too many parts."""
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise BadRequest(f"The Content-Type {KIND} names no boundary.")
    reading = _Reading()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reading.begin,
                "on_header_field": reading.header_name,
                "on_header_value": reading.header_value,
                "on_header_end": reading.header_end,
                "on_part_data": reading.data,
                "on_part_end": reading.end,
                "on_end": reading.finish,
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise BadRequest("The multipart form cannot be read.") from error
    if not reading.finished:
        raise BadRequest("The multipart form is cut short.")
    return tuple(reading.parts)


@dataclass(slots=True)
class _Reading:
    """What the parser calls as it goes."""

    parts: list[Part] = field(default_factory=list[Part])
    finished: bool = False
    _headers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    _name: bytes = b""
    _value: bytes = b""
    _pieces: list[bytes] = field(default_factory=list[bytes])

    def begin(self) -> None:
        if len(self.parts) == MOST_PARTS:
            raise BadRequest(f"A form has at most {MOST_PARTS} parts.")
        self._headers, self._pieces = {}, []

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(data[start:end])

    def end(self) -> None:
        self.parts.append(_part(self._headers, b"".join(self._pieces)))

    def finish(self) -> None:
        self.finished = True


def _part(headers: Mapping[str, bytes], data: bytes) -> Part:
    options = parse_options_header(headers.get("content-disposition", b""))[1]
    if b"name" not in options:
        raise BadRequest("A part of the form has no name.")
    return Part(
        name=options[b"name"].decode("utf-8", "replace"),
        data=data,
        is_file=b"filename" in options,
        kind=headers.get("content-type", b"").decode("latin-1"),
    )
