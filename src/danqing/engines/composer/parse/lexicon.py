"""The words of each language, compiled once from the tables of `data/`."""

import functools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, cast

from danqing.engines.composer.parse.script import is_han, looked_up, simplified
from danqing.engines.composer.spec import Language

DATA: Traversable = resources.files("danqing.engines.composer") / "data"
TABLES = ("grammar", "cues", "moods", "people")
EMPTY_KINDS = frozenset({"filler", "swallow", "action"})
"""Kinds that a word has only where it has no other."""

DRAWN_KINDS = frozenset({"noun", "scene", "color", "time", "weather", "style", "mood", "place"})
SORTS = {
    "person": "people",
    "animal": "animals",
    "vehicle": "vehicles",
    "building": "buildings",
    "plant": "plants",
    "food": "foods",
}
"""Kind of a noun → what a prompt that wants none of them says, a `sort` of `data/grammar.toml`."""

STRONG = frozenset("狗猫兔鸟鱼猪鸭鹰鹿猴虎龙鲸狼熊狐犬鳥馬豚鵝鹅鹤鶴牛魚蛇龍竜亀蛙猿兎傘伞船桥橋雨雪夜海雾霧虹")
"""Single Han characters that mean themselves even where unknown ones cling to them."""


Senses = Mapping[str, str]
"""What a word can mean, by kind: `{"noun": "dog"}`, `{"role": "sign", "look": "neon"}`."""

NO_SENSES: Senses = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What the reader needs to know of something drawable."""

    key: str
    kind: str
    height: float
    plenty: int = 0
    """How many "many" are; 0: three."""
    home: str = ""
    time: str = ""
    painter: str = ""
    worn: bool = False
    part: str = ""
    """The kind of thing that it is a part of, and not drawn beside: a house has its windows."""
    inside: bool = False
    """Whether things are put into it."""
    family: str = ""
    """The noun that it goes with when the prompt wants none of it: a pine is a tree."""
    members: tuple[str, ...] = ()
    """Who a couple or a family is: nouns that are drawn one by one in its stead."""
    among: tuple[str, ...] = ()
    turns: str = ""
    """Among things of those kinds or names the word means another noun: glasses beside food are wine."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    """By table column: `en`, `zh`, `ja`."""

    @property
    def banned_by(self) -> frozenset[str]:
        """What in `Spec.exclude` takes it out: its name, its family's, or its sort's."""
        return frozenset({self.key, self.family, SORTS.get(self.kind, "")}) - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a language's words mean: words of Latin letters by themselves, all others by their first character."""

    latin: dict[str, Senses]
    written: dict[str, Senses]
    lengths: dict[str, tuple[int, ...]]
    """First character → lengths of the words that begin with it, the longest first."""
    weak: frozenset[str]
    """Words that count only where nothing unknown clings to them."""


def table(name: str) -> dict[str, dict[str, Any]]:
    """Return `data/<name>.toml`."""
    return cast("dict[str, dict[str, Any]]", tomllib.loads((DATA / f"{name}.toml").read_text("utf-8")))


scenes = functools.cache(lambda: table("scenes"))
styles = functools.cache(lambda: table("styles"))
people = functools.cache(lambda: table("people"))
cues = functools.cache(lambda: table("cues"))


@functools.cache
def nouns() -> dict[str, Noun]:
    """Return every drawable noun by its key, the emoji names as `cldr:<English name>`."""
    found = {key: _noun(key, row) for key, row in table("nouns").items()}
    for _, kind, height, en, zh, _, ja, worn in _emoji_rows():
        key = f"cldr:{en}"
        found[key] = Noun(
            key=key, kind=kind, height=height, worn=bool(worn), names={"en": en, "zh": zh or en, "ja": ja or en}
        )
    return found


def _noun(key: str, row: dict[str, Any]) -> Noun:
    names = {column: _split(row[column])[0].removeprefix("~") for column in ("en", "zh", "ja")}
    known = {
        name: row[name]
        for name in ("plenty", "home", "time", "painter", "family", "turns", "worn", "inside", "part")
        if name in row
    }
    lists = {name: tuple(_split(row.get(name, ""))) for name in ("members", "among")}
    return Noun(key=key, **lists, kind=row["kind"], height=row["height"], names=names, **known)


@functools.cache
def _emoji_rows() -> list[list[Any]]:
    return cast("list[list[Any]]", json.loads((DATA / "cldr.json").read_text("utf-8")))


def _split(words: str) -> list[str]:
    return [word for word in words.replace("\n", "").split("|") if word]


@functools.cache
def words(language: Language) -> Words:
    """Return the words of a language; English ones are understood in every language."""
    column = {Language.ZH_HANT: "zh"}.get(language, language.value)
    compiler = _Compiler(column)
    for name in TABLES:
        for kind, entries in table(name).items():
            for key, row in entries.items():
                compiler.add_row(kind, key, row)
    for kind, rows in (("color", table("colors")), ("scene", scenes()), ("style", styles()), ("noun", table("nouns"))):
        for key, row in rows.items():
            compiler.add_row(kind, key, row)
    compiler.add_emoji_names()
    compiler.add_emoji()
    return compiler.compiled()


class _Compiler:
    """Collects words and what they mean; a later meaning joins an earlier one of another kind."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._columns = ("en",) if column == "en" else ("en", column)
        self._found: dict[str, dict[str, str]] = {}
        self._empty: dict[str, str] = {}
        self._weak: set[str] = set()

    def add_row(self, kind: str, key: str, row: dict[str, Any]) -> None:
        for column in self._columns:
            for word in _split(str(row.get(column, ""))):
                self._add(_spelled(word, column), kind, key)

    def add_emoji_names(self) -> None:
        for _, _, _, en, zh, hant, ja, _ in _emoji_rows():
            chinese = (zh, simplified(hant)) if self._column == "zh" else ()
            japanese = (ja,) if self._column == "ja" else ()
            for word in (en, *chinese, *japanese):
                if len(word) >= (3 if word.isascii() else 2) and not self._knows(word) and not self._dyed(word):
                    clings = "~" if word.endswith("人") else ""
                    self._add(clings + _spelled(word, "en"), "noun", f"cldr:{en}")

    def add_emoji(self) -> None:
        """Emoji in a prompt are nouns, too."""
        for emoji, _, _, en, *_ in _emoji_rows():
            creature = self._found.get(en.removesuffix(" face"), {}).get("noun", f"cldr:{en}")
            self._add(emoji.replace("️", ""), "noun", creature if en.endswith(" face") else f"cldr:{en}")
        for key, row in table("nouns").items():
            emoji = str(row.get("emoji", "")).replace("️", "")
            if emoji and "members" not in row:
                self._found[emoji] = {"noun": key}

    def compiled(self) -> Words:
        found: dict[str, Senses] = {word: {kind: "any"} for word, kind in self._empty.items()}
        found.update(self._found)
        written = {word: senses for word, senses in found.items() if not word.isascii()}
        lengths: dict[str, set[int]] = {}
        for word in written:
            lengths.setdefault(word[0], set()).add(len(word))
        weak = self._weak | {w for w, s in written.items() if len(w) == 1 and is_han(w) and _clings(w, s)}
        return Words(
            latin={word: senses for word, senses in found.items() if word.isascii()},
            written=written,
            lengths={first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
            weak=frozenset(weak),
        )

    def _knows(self, word: str) -> bool:
        spelled = _spelled(word, "en")
        return spelled in self._found or spelled in self._empty

    def _dyed(self, word: str) -> bool:
        """Whether a word is a colour and a noun that is known: "black cat", 黑猫."""
        spelled = _spelled(word, "en")
        for end in range(1, len(spelled)):
            senses = self._found.get(spelled[:end].rstrip(" 色的"), NO_SENSES)
            rest = self._found.get(spelled[end:].lstrip(" 色的の"), NO_SENSES)
            if "color" in senses and "noun" in rest:
                return True
        return False

    def _add(self, word: str, kind: str, key: str) -> None:
        if word.startswith("~"):
            word = word[1:]
            self._weak.add(word)
        if kind in EMPTY_KINDS:
            self._empty.setdefault(word, kind)
        else:
            self._found.setdefault(word, {}).setdefault(kind, key)


def _spelled(word: str, column: str) -> str:
    low = looked_up(word, Language.ZH if column == "zh" else Language.EN)
    return low.replace("-", " ") if low.isascii() else low


def _clings(word: str, senses: Senses) -> bool:
    return word not in STRONG and not DRAWN_KINDS.isdisjoint(senses)
