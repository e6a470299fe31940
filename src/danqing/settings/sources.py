"""Where settings are said: a file, the environment, the command line; and how they are written there."""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from danqing.core.errors import Error

PREFIX = "DANQING_"
DEFAULT_FILE = Path("danqing.toml")

Said = tuple[str, str, str, object]
"""Where it was said, the stage, the name, the value."""


class BadSettings(Error):
    """A setting that cannot be used; the message names it and where it was said."""

    code = "BadSettings"


def words(said: object) -> object:
    """Take a list apart that is written as one text, as the environment has it."""
    return [word.strip() for word in said.split(",") if word.strip()] if isinstance(said, str) else said


def pairs(said: object) -> object:
    """Take a table apart that is written as `name=value, …`."""
    if not isinstance(said, str):
        return said
    found: dict[str, str] = {}
    for pair in cast("list[str]", words(said)):
        name, _, value = (part.strip() for part in pair.partition("="))
        if not name or not value:
            raise ValueError(f"{pair!r} is no pair; they are written as name=value, separated by commas")
        found[name] = value
    return found


def of_file(file: Path | None) -> Iterator[Said]:
    """Yield what a settings file says."""
    if file is None:
        return
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSettings(f"there is no settings file {str(file)!r}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file}: {error}") from error
    for stage, part in content.items():
        if not isinstance(part, dict):
            raise BadSettings(f"{file}: {stage!r} is no table; settings are written as [stage] and name = value")
        for name, value in cast("dict[str, object]", part).items():
            yield str(file), stage, name, value


def of_environment(names: Iterable[str]) -> Iterator[Said]:
    """Yield what the environment says of the settings of these dotted names."""
    known = {f"{PREFIX}{name.replace('.', '__')}".upper(): name for name in names}
    for name, value in os.environ.items():
        if not name.upper().startswith(PREFIX):
            continue
        if name.upper() not in known:
            raise BadSettings(f"no setting has the environment name {name}; `danqing settings` lists them")
        stage, _, leaf = known[name.upper()].partition(".")
        yield name, stage, leaf, value


def of_options(options: Mapping[str, Mapping[str, object]]) -> Iterator[Said]:
    """Yield what the command line says."""
    for stage, part in options.items():
        for name, value in part.items():
            yield "command line", stage, name, value


def readable(error: ValidationError, said: Mapping[str, str]) -> str:
    """Return what is wrong, each with where it was said."""
    faults: list[str] = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"][:2])
        faults.append(f"{name} ({said.get(name, 'settings')}): {fault['msg']}")
    return "; ".join(faults)
