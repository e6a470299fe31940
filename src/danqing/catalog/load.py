"""The shipped models, and an operator's own on top of them → Catalog; says which line is wrong."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import cast

import msgspec

from danqing.catalog.catalog import Catalog
from danqing.catalog.lines import line_of
from danqing.catalog.model import Model
from danqing.core.errors import Error

SHIPPED = "models.toml"

_PLACED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>.*)`", re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class BadCatalog(Error):
    """A file of models that cannot be used; the message names the file, the line and the key."""

    code = "BadCatalog"


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A value, and the file and the table in which it stands."""

    value: object
    file: _File
    table: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A model as far as it is written: its own fields, and the last file that speaks of it."""

    file: _File
    fields: Mapping[str, _Field]


def load(own: Path | None = None) -> Catalog:
    """Return the shipped models with those of the file `own` laid on top. Raises BadCatalog."""
    entries: dict[str, _Entry] = {}
    for file in _files(own):
        for name, fields in _tables(file):
            before = entries.get(name, _Entry(file, {}))
            entries[name] = _Entry(file, {**before.fields, **fields})
    return Catalog({name: _model(name, entries) for name in entries})


def _files(own: Path | None) -> Iterator[_File]:
    yield _File(SHIPPED, resources.files("danqing.catalog").joinpath(SHIPPED).read_text("utf-8"))
    if own is not None:
        try:
            yield _File(str(own), own.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadCatalog(f"{own} cannot be read: {error}") from error


def _tables(file: _File) -> Iterator[tuple[str, dict[str, _Field]]]:
    try:
        document = cast("dict[str, object]", tomllib.loads(file.text))
    except tomllib.TOMLDecodeError as error:
        raise BadCatalog(f"{file.name}: {error}") from error
    for name, table in document.items():
        if not isinstance(table, dict):
            raise _bad(file, [name], "must be a table: the model of that name")
        yield name, {key: _Field(value, file, name) for key, value in cast("dict[str, object]", table).items()}


def _model(name: str, entries: Mapping[str, _Entry]) -> Model:
    fields = _inherited(name, entries)
    if said := fields.get("name"):
        raise _bad(said.file, [said.table, "name"], "is no key of a model: its table's heading is its name")
    values = {key: field.value for key, field in fields.items() if key != "like"}
    try:
        return msgspec.convert({**values, "name": name}, Model)
    except msgspec.ValidationError as error:
        keys, what = _place(str(error))
        field = fields.get(keys[0]) if keys else None
        file, table = (field.file, field.table) if field else (entries[name].file, name)
        raise _bad(file, [table, *keys], what) from error


def _inherited(name: str, entries: Mapping[str, _Entry], asking: tuple[str, ...] = ()) -> dict[str, _Field]:
    own = dict(entries[name].fields)
    like = own.get("like")
    if like is None:
        return own
    if not isinstance(like.value, str) or like.value not in entries:
        raise _bad(like.file, [name, "like"], f"must be the name of a model, got {like.value!r}")
    if like.value in (name, *asking):
        raise _bad(like.file, [name, "like"], "goes round in a circle")
    return {**_inherited(like.value, entries, (name, *asking)), **own}


def _place(said: str) -> tuple[list[str], str]:
    # "Object contains unknown field `hihg` - at `$.n`" → ["n", "hihg"], and what is wrong in our words
    match = _PLACED.fullmatch(said)
    what, path = (match["what"], match["path"] or "") if match else (said, "")
    path, _, within = path.partition("[")  # an element of a list, or of a table with free keys, which goes unnamed
    keys = path.split(".") if path else []
    if unknown := _UNKNOWN.fullmatch(what):
        keys, what = [*keys, unknown["key"]], "is no key that a model has"
    inside = within.partition("].")[2]
    return keys, f"{inside}: {what}" if inside else what


def _bad(file: _File, path: Sequence[str], what: str) -> BadCatalog:
    heading = path[0] if _BARE.fullmatch(path[0]) else f'"{path[0]}"'
    place = ".".join((f"[{heading}]", *path[1:]))
    return BadCatalog(f"{file.name}, line {line_of(file.text, path)}: {place}: {what}")
