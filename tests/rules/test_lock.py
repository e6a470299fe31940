"""The lock has what pyproject.toml asks for, and all of it from PyPI."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from packaging.requirements import Requirement

from tests.rules.repository import ROOT

INDEX = "https://pypi.org/simple"
FILES = "https://files.pythonhosted.org/"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
(OURS,) = [package for package in LOCK["package"] if package["name"] == PROJECT["project"]["name"]]


def asked(requirements: Iterable[str]) -> set[str]:
    return {_plain(Requirement(text)) for text in requirements}


def locked(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {_plain(Requirement(_written(entry))) for entry in entries}


def _written(entry: Mapping[str, Any]) -> str:
    extras = f"[{','.join(entry['extras'])}]" if "extras" in entry else ""
    marker = f"; {entry['marker']}" if "marker" in entry else ""
    return f"{entry['name']}{extras}{entry.get('specifier', '')}{marker}"


def _plain(requirement: Requirement) -> str:
    requirement.name = requirement.name.lower().replace("_", "-")
    return str(requirement)


def test_the_lock_is_in_step_with_pyproject() -> None:
    extras = PROJECT["project"].get("optional-dependencies", {}).items()
    optional = [f"{text}; extra == '{extra}'" for extra, texts in extras for text in texts]
    assert locked(OURS["metadata"]["requires-dist"]) == asked([*PROJECT["project"]["dependencies"], *optional])
    groups = {name: asked(entries) for name, entries in PROJECT["dependency-groups"].items()}
    assert {name: locked(entries) for name, entries in OURS["metadata"]["requires-dev"].items()} == groups
    assert LOCK["options"]["exclude-newer"] == PROJECT["tool"]["uv"]["exclude-newer"]
    assert LOCK["requires-python"] == PROJECT["project"]["requires-python"]
    assert OURS["version"] == PROJECT["project"]["version"]


def test_everything_comes_from_pypi_and_is_checked_by_its_hash() -> None:
    others = [package for package in LOCK["package"] if package is not OURS]
    assert {package["source"].get("registry") for package in others} == {INDEX}
    for package in others:
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            assert file["url"].startswith(FILES), file["url"]
            assert file["hash"].startswith("sha256:"), file["url"]
