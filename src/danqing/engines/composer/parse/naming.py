"""The names of what a Spec holds, in a language: counted nouns, colours, scenes, styles, garments."""

import functools
from typing import Any, cast

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.script import traditional
from danqing.engines.composer.spec import Language

ENGLISH = ["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
CHINESE = ["一", "两", "三", "四", "五", "六", "七", "八", "九", "十"]
VOWELS = frozenset("aeiou")
SIBILANTS = ("s", "x", "z", "ch", "sh")


def column_of(language: Language) -> str:
    """Return the column of the tables that holds a language's words."""
    return "zh" if language is Language.ZH_HANT else language.value


@functools.cache
def phrases(column: str) -> dict[str, Any]:
    """Return the phrases of a language; in them `measure`, what stands between a number and a noun."""
    tables = lexicon.table("phrases")
    return {**tables[column], "measure": tables["measure"].get(column, {})}


@functools.cache
def _plurals() -> dict[str, str]:
    return cast("dict[str, str]", lexicon.table("phrases")["plural"]["en"])


def first_word(table: str, key: str, column: str) -> str:
    """Return the first word that a table gives for a key: what it is called."""
    row = _tables(table).get(key, {})
    return str(row.get(column, key)).split("|")[0].removeprefix("~")


@functools.cache
def _tables(name: str) -> dict[str, Any]:
    return lexicon.people()["dress"] if name == "dress" else lexicon.table(name)


def scene_words(key: str, column: str) -> str:
    """Return where a scene is: "in a forest"."""
    return str(lexicon.scenes()[key]["name"][column])


def noun_name(key: str, language: Language) -> str:
    """Return what a noun is called."""
    return spelled(lexicon.nouns()[key].names[column_of(language)], language)


def pose_name(key: str, language: Language) -> str:
    """Return what somebody does."""
    return spelled(str(phrases(column_of(language))["pose"][key]), language)


def scene_name(key: str, language: Language) -> str:
    """Return the first word for a scene."""
    return spelled(first_word("scenes", key, column_of(language)), language)


def weather_name(key: str, language: Language) -> str:
    """Return the first word for a kind of weather."""
    row = lexicon.table("moods")["weather"][key]
    return spelled(str(row[column_of(language)]).split("|")[0], language)


def style_name(key: str, column: str) -> str:
    return str(lexicon.styles()[key]["name"][column])


def counted(noun: str, count: int, before: str, column: str) -> str:
    """Return "two black cats", 两只黑色的猫咪, 黒い犬2匹; `before` is the colour and the like."""
    known = lexicon.nouns()[noun]
    name = known.names[column]
    if column == "en":
        return _english(name, count, before)
    phrase = phrases(column)["measure"]
    measure = phrase.get(noun) or phrase.get(known.kind, "")
    if column == "zh":
        number = CHINESE[count - 1] if count <= len(CHINESE) else str(count)
        return f"{number}{measure}{before}{name}"
    return f"{before}{name}{count}{measure}" if count > 1 else f"{before}{name}"


def again(noun: str, count: int, column: str) -> tuple[str, str]:
    """Return what something is called that was told before, and its measure word: "dogs", 小狗 and 只."""
    known = lexicon.nouns()[noun]
    phrase = phrases(column)["measure"]
    measure = phrase.get(noun) or phrase.get(known.kind, "")
    name = known.names[column]
    return (plural(name) if column == "en" and count > 1 else name), measure if count == 1 else "些"


def _english(name: str, count: int, before: str) -> str:
    if count == 1:
        said = before + name
        mass = name in _plurals() and _plurals()[name] != name and " of " in _plurals()[name]
        if mass:
            return _portion(name, before)
        return said if name.endswith("s") and not name.endswith("ss") else f"{article(said)} {said}"
    number = ENGLISH[count - 1] if count <= len(ENGLISH) else str(count)
    return f"{number} {before}{plural(name)}"


def _portion(name: str, before: str) -> str:
    """ "a cup of coffee", from what several of them are called."""
    measure, _, rest = _plurals()[name].partition(" of ")
    single = {"loaves": "loaf", "sheaves": "sheaf", "glasses": "glass"}.get(measure, measure.removesuffix("s"))
    return f"{article(single)} {single} of {before}{rest}"


def article(said: str) -> str:
    """Return the English article before a word, by its first letter."""
    return "an" if said[0] in VOWELS and not said.startswith("uni") else "a"


def plural(name: str) -> str:
    """Return an English noun's plural."""
    if name in _plurals():
        return _plurals()[name]
    head, of, rest = name.partition(" of ")
    if of:
        return f"{plural(head)} of {rest}"
    if name.endswith("y") and name[-2:-1] not in VOWELS:
        return name[:-1] + "ies"
    if name.endswith("s") and not name.endswith("ss"):
        return name
    return name + ("es" if name.endswith(SIBILANTS) else "s")


def spelled(text: str, language: Language) -> str:
    """Return our own words in the characters of the language."""
    return traditional(text) if language is Language.ZH_HANT else text
