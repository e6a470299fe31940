"""Every error can be said on the wire and is explained in docs/errors.md."""

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from danqing.core import errors
from danqing.core.errors import Error, LeaseLost
from danqing.storage.refusals import Flaw
from danqing.wire.errors import NO_CODE, decode, encode
from danqing.wire.tasks import NO_TASK
from tests.rules.repository import PACKAGE, ROOT, SOURCES, tree

PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def below(kind: type[Error]) -> Iterator[type[Error]]:
    yield kind
    for child in kind.__subclasses__():
        yield from below(child)


def every_error() -> list[type[Error]]:
    """Return every error of the package, wherever it is declared."""
    for path in SOURCES:
        if declared(path) & {kind.__name__ for kind in below(Error)}:
            importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    return [kind for kind in dict.fromkeys(below(Error)) if kind.__module__.startswith("danqing.")]


def declared(path: Path) -> set[str]:
    """Return the names of the classes that classes of a file are made from."""
    classes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    return {base.id for node in classes for base in node.bases if isinstance(base, ast.Name)}


def codes() -> Iterator[str]:
    """Yield every code that the source spells out: as an attribute of a class, as an argument, in a table."""
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            match node:
                case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                    yield code
                case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                    yield code
                case _:
                    pass
    yield from (flaw.value[0] for flaw in Flaw)
    yield from (NO_CODE, NO_TASK)


def test_errors_are_found_outside_their_own_file() -> None:
    assert {"BadCatalog", "BadSettings", "HungUp"} <= {kind.__name__ for kind in every_error()}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_is_three_strings_and_reads_back_as_itself(kind: type[Error]) -> None:
    error = kind()
    body = encode(error, "r-1")
    said = json.loads(body)
    assert said == {"code": error.code, "message": error.message, "request_id": "r-1"}
    assert all(isinstance(value, str) and value for value in said.values())
    read = decode(error.status, body)
    assert (read.code, read.message, read.status) == (error.code, error.message, error.status)


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_is_explained(kind: type[Error]) -> None:
    if kind.__module__ != errors.__name__:
        own_code = kind.code if "code" in vars(kind) else kind.__name__
        assert f"`{own_code}`" in PAGE
        return
    (row,) = [line for line in PAGE.splitlines() if line.endswith(f"| `{kind.__name__}` |")]
    _, code, status, sentence, again, *_ = (cell.strip() for cell in row.split("|"))
    assert code == f"`{kind.code}`"
    assert status == ("–" if kind is LeaseLost else str(kind.status))
    assert sentence.endswith(".")
    assert (again != "no") == (kind.retry or kind is LeaseLost)


def test_every_code_is_explained() -> None:
    assert {code for code in codes() if f"`{code}`" not in PAGE} == set()
