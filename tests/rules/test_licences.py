"""Whatever comes with Danqing may be used, changed and passed on under Apache-2.0's own terms or wider ones."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.rules.repository import PACKAGE, ROOT

FREE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-CMU", "PSF-2.0", "Zlib"}
"""SPDX names of licences that ask for no more than their text to be kept."""

WORDS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""How packages say it that have no SPDX expression."""

EXCEPTIONS = {
    "certifi": "MPL-2.0: a list of certificates, used as it is; only changes to its own files would have to be shared",
}

FONTS = PACKAGE / "engines" / "composer" / "fonts"


def closure() -> dict[str, Distribution]:
    """Return everything that `pip install danqing` installs on this machine, by name."""
    found: dict[str, Distribution] = {}
    waiting = [("danqing", frozenset({""}))]
    while waiting:
        name, extras = waiting.pop()
        if name in found:
            continue
        found[name] = distribution(name)
        for text in found[name].requires or []:
            requirement = Requirement(text)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append((_plain(requirement.name), frozenset({"", *requirement.extras})))
    return found


def licences(package: Distribution) -> Iterator[str]:
    """Yield the licences that a package names; of several that it offers, all."""
    expressions = package.metadata.get_all("License-Expression") or []
    classifiers = package.metadata.get_all("Classifier") or []
    if expressions:
        yield from expressions[0].replace("(", "").replace(")", "").replace(" OR ", " AND ").split(" AND ")
        return
    classified = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License")]
    for words in classified or package.metadata.get_all("License") or ["nothing"]:
        yield WORDS.get(str(words), str(words))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


RUNTIME = closure()


@pytest.mark.parametrize("name", sorted(RUNTIME))
def test_a_dependency_is_free_to_use(name: str) -> None:
    others = {licence for licence in licences(RUNTIME[name]) if licence not in FREE}
    if name in EXCEPTIONS:
        assert {reason.partition(":")[0] for reason in (EXCEPTIONS[name],)} == others
    else:
        assert others == set()


def test_no_exception_outlives_its_dependency() -> None:
    assert set(EXCEPTIONS) <= set(RUNTIME)


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda font: font.name)
def test_a_font_comes_with_its_licence(font: Path) -> None:
    text = (FONTS / f"{re.split('[-.]', font.name)[0]}-OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Copyright" in text.split("SIL OPEN FONT LICENSE")[0]


def test_every_licence_of_a_font_has_its_font() -> None:
    stems = {re.split("[-.]", font.name)[0] for font in FONTS.glob("*.ttf")}
    assert {path.name.removesuffix("-OFL.txt") for path in FONTS.glob("*-OFL.txt")} == stems


def test_our_own_licence_is_whole_and_travels_with_the_package() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    travelling = {path for pattern in project["license-files"] for path in ROOT.glob(pattern)}
    assert project["license"] == "Apache-2.0"
    assert {ROOT / "LICENSE", *FONTS.glob("*-OFL.txt")} <= travelling
