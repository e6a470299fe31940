"""What stands before a noun: how many, how big, of what colour."""

from collections.abc import Iterator
from typing import NamedTuple

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.lexicon import Noun
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.scan import MOST, Token
from danqing.engines.composer.spec import Language

SIZES = {"small": 0.6, "big": 1.5}
REACH = 9
"""How many tokens before a noun may belong to it."""

FEW = 3
SKY_AND_SCATTER = frozenset({"sky", "deco"})
"""Kinds of which a bare word means several, where the language has no plural: 鳥や星."""

PAIRED = frozenset({"chopsticks", "glasses", "sunglasses", "shoes", "boots", "heels", "couple"})
"""Nouns that are drawn as a pair: "a pair of boots" is one of them."""


class Description(NamedTuple):
    """What a mention of a noun says of it."""

    number: int
    told: bool
    """Whether the prompt says how many; "a" says nothing of the kind."""
    color: str
    scale: float
    another: bool
    given: bool
    """Whether there is a number at all, be it "a"."""


def describe_mention(reading: Reading, at: int) -> Description:
    """Return what the words around the noun at token `at` say of it, and mark them as used."""
    color, scale, number, another = "", 1.0, "", False
    closed = False
    for i in _modifiers(reading, at):
        token = reading.tokens[i]
        closed = closed or (token.has("dress", "hair", "noun", "act") and not token.has("color"))
        if not closed and token.has("color") and not color:
            color = token.key("color") or ""
            reading.used.add(i)
        if not closed and token.has("size"):
            scale = SIZES[token.key("size") or "small"]
            reading.used.add(i)
        amount = token.key("number") or token.key("many")
        if amount and not _counts_years(reading, i):
            reading.used.add(i)
            number = "1" if token.has("pair") and reading.tokens[at].key("noun") in PAIRED else amount
            another = token.has("another")
            break
    number = number or _number_behind(reading, at)
    return Description(_count(reading, at, number), number not in {"", "1"}, color, scale, another, bool(number))


def _modifiers(reading: Reading, at: int) -> Iterator[int]:
    """Yield the tokens before a noun that may belong to it, the nearest first."""
    tokens = reading.tokens
    for i in range(at - 1, max(-1, at - 1 - REACH), -1):
        token = tokens[i]
        if not reading.same_clause(i, at) or token.quote >= 0 or i in reading.negated:
            return
        if token.has("prep", "post", "definite", "scene") and not token.has("color", "number", "many", "look"):
            return
        if token.has("join") and not (i and tokens[i - 1].has("color", "size", "mood", "age", "dress")):
            return
        if token.has("noun") and not token.has("color") and not _relative_clause(reading, i, at):
            return
        if token.has("act") and not token.has("pose") and not _relative_clause(reading, i + 1, at):
            return
        yield i


def _relative_clause(reading: Reading, i: int, at: int) -> bool:
    """三个拿着气球的孩子: the balloon is the object of a clause that describes the children."""
    behind = any(reading.tokens[j].has("of") for j in range(i + 1, at))
    return reading.is_cjk and behind and i > 0 and reading.tokens[i - 1].has("act")


def _counts_years(reading: Reading, i: int) -> bool:
    """Whether a number counts no things: 18岁, 10号, 3月."""
    following = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
    return following is not None and following.has("age_unit", "unit")


def _number_behind(reading: Reading, at: int) -> str:
    """子犬が三匹: Japanese may put the number behind its noun."""
    tokens = reading.tokens[at + 1 : at + 4]
    if len(tokens) > 1 and tokens[0].has("number") and tokens[1].has("measure") and reading.same_clause(at, at + 2):
        tokens = [tokens[0], *tokens]  # うさぎ3匹
    elif reading.language is Language.JA and tokens and _is_counter(tokens[0]) and reading.same_clause(at, at + 1):
        reading.used.add(at + 1)
        tokens = [tokens[0], *tokens]  # 猿三匹
    elif len(tokens) < 2 or not tokens[0].has("particle") or not reading.same_clause(at, at + 2):
        return ""
    number = tokens[1].key("number")
    if tokens[1].key("many"):
        reading.used.add(at + 2)
        return tokens[1].key("many") or ""
    counted = tokens[1].end - tokens[1].start > 1 or (len(tokens) > 2 and tokens[2].has("measure"))
    if number is None or not counted or number == "1":
        return ""
    reading.used.update({at + 2})
    return number


def _is_counter(token: Token) -> bool:
    """Whether a number and what it counts are one word: 三匹."""
    return token.has("number") and token.end - token.start > 1


def _count(reading: Reading, at: int, number: str) -> int:
    token = reading.tokens[at]
    noun = lexicon.nouns()[token.key("noun") or ""]
    plenty = noun.plenty or FEW
    if noun.key in PAIRED and not number:
        return 1
    if number.isdigit() and not (number == "1" and token.plural):
        return min(max(int(number), 1), MOST)
    if number == "few":
        return min(plenty, 4)
    if number == "many":
        return max(plenty, 5)
    if token.plural or (not number and _is_scattered(noun, cjk=reading.is_cjk)):
        return plenty
    several = reading.is_cjk and not number and bool(noun.plenty) and noun.kind in {"food", "plant"}
    return FEW if several and noun.height < 0.45 else 1


def _is_scattered(noun: Noun, *, cjk: bool) -> bool:
    """Whether the bare word means several: 鳥や星, "confetti", "crowd"."""
    return noun.key == "crowd" or (bool(noun.plenty) and noun.kind in SKY_AND_SCATTER and (cjk or noun.kind == "deco"))
