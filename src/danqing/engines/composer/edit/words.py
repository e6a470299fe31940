"""The words of instructions: `data/edit.toml`, compiled once, and asked by language."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from danqing.engines.composer.parse.lexicon import table
from danqing.engines.composer.spec import Language

_COLUMNS: Mapping[Language, tuple[str, ...]] = {
    Language.EN: ("en",),
    Language.ZH: ("zh", "en"),
    Language.ZH_HANT: ("zh", "en"),
    Language.JA: ("ja", "en"),
}
"""English words are understood in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table."""

    key: str
    patterns: Mapping[str, re.Pattern[str]]
    """By column."""
    beats: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    mark: str = ""
    says: str = ""
    times: float = 1.0
    shows: bool = False
    """Whether the other images are shown beside, for want of anything better."""

    def search(self, text: str, language: Language) -> re.Match[str] | None:
        """Return the first place where the row's words stand, in the language's own words before English ones."""
        found = (self.patterns[column].search(text) for column in _COLUMNS[language] if column in self.patterns)
        return next((match for match in found if match is not None), None)

    def everywhere(self, text: str, language: Language) -> Iterator[re.Match[str]]:
        """Yield every place where the row's words stand."""
        for column in _COLUMNS[language]:
            if column in self.patterns:
                yield from self.patterns[column].finditer(text)


@functools.cache
def rows(family: str) -> Mapping[str, Row]:
    """Return the rows of one family, in the table's order."""
    return {key: _row(key, cells) for key, cells in table("edit")[family].items()}


def _row(key: str, cells: Mapping[str, Any]) -> Row:
    return Row(
        key=key,
        patterns={column: re.compile(cells[column]) for column in ("en", "zh", "ja") if column in cells},
        beats=frozenset(cells.get("beats", ())),
        names=dict(cells.get("name", {})),
        mark=cells.get("mark", ""),
        says=cells.get("says", ""),
        times=float(cells.get("times", 1.0)),
        shows=bool(cells.get("shows")),
    )


def told(key: str, column: str) -> str:
    """Return a phrase of descriptions."""
    return str(table("edit")["told"][key][column])


def named(key: str, column: str) -> str:
    """Return what an action is called once it is done."""
    return rows("action")[key].names[column]
