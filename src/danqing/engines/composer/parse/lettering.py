"""What each string to write is for, where it stands and how it looks: told by the nearest words of its sentence."""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.scan import Token
from danqing.engines.composer.spec import Lettering, Look, Place, Role

AFTER = 14
"""What a cue behind the string is farther away than the same cue before it, in characters."""

REACH = 90
FURTHEST = 36
"""How far behind its string a cue may stand, in characters."""

JOINER = re.compile(r"[\s、,，和与與及and&+/と・]*")
LETTERS = frozenset({"role", "look"})


def letter(reading: Reading) -> list[Lettering]:
    """Return the strings to write, in order, one for each quotation."""
    found: list[Lettering] = []
    for index, token in _quotations(reading):
        inherited = found and joined(reading, index)
        if inherited:
            found.append(replace(found[-1], text=token.word))
        else:
            found.append(_letter(reading, index))
    return found


def _quotations(reading: Reading) -> Iterator[tuple[int, Token]]:
    return ((index, token) for index, token in enumerate(reading.tokens) if token.quote >= 0)


def joined(reading: Reading, index: int) -> bool:
    """Whether only a comma or an "and" parts the string from the one before: `“A”、“B”`."""
    quote = reading.tokens[index].quote
    between = reading.prompt[reading.quotes[quote - 1].end : reading.quotes[quote].start]
    return quote > 0 and JOINER.fullmatch(between.lower()) is not None


def _letter(reading: Reading, index: int) -> Lettering:
    return Lettering(
        text=reading.tokens[index].word,
        role=_role(reading, index),
        place=_place(reading, index),
        color=_color(reading, index),
        looks=_looks(reading, index),
    )


def before(reading: Reading, index: int) -> Iterator[int]:
    """Yield the tokens of the sentence before a quotation, the nearest first, back to the quotation before it."""
    quotation = reading.tokens[index]
    last = next((token for token in reversed(reading.tokens[max(0, index - REACH) : index]) if token.quote >= 0), None)
    for at in range(index - 1, -1, -1):
        token = reading.tokens[at]
        if last is not None and token.clause == last.clause != quotation.clause:
            return  # “AI” subtitle, “March 12”: the subtitle is the one before
        if token.quote >= 0 or token.sentence != quotation.sentence or quotation.start - token.end > REACH:
            return
        if token.has("join") and last is not None and token.clause == last.clause:
            return  # “Come” at the top and “Go” at the bottom
        yield at


def after(reading: Reading, index: int) -> Iterator[int]:
    """Yield the tokens of the sentence after a quotation, up to the next one."""
    quotation = reading.tokens[index]
    if reading.quotes[quotation.quote].ends:
        return
    following = next((token for token in reading.tokens[index + 1 :] if token.quote >= 0), None)
    for at in range(index + 1, len(reading.tokens)):
        token = reading.tokens[at]
        if following is not None and token.clause == following.clause != quotation.clause:
            return
        if token.quote >= 0 or token.sentence != quotation.sentence or token.start - quotation.end > REACH:
            return
        yield at


@functools.cache
def _far(role: str) -> int:
    return int(lexicon.cues()["role"][role].get("far", 0))


def _role(reading: Reading, index: int) -> Role:
    quotation = reading.tokens[index]
    ranked: list[tuple[float, str, int]] = []
    for at in before(reading, index):
        role = reading.tokens[at].key("role")
        if role is not None:
            ranked.append((quotation.start - reading.tokens[at].end + _far(role), role, at))
    for at in after(reading, index):
        role = reading.tokens[at].key("role")
        if role is not None and reading.same_clause(at, index):
            ranked.append((reading.tokens[at].start - quotation.end + AFTER + _far(role), role, at))
    if not ranked:
        return Role.TEXT
    reading.used.update(at for _, _, at in ranked)
    _, name, at = min(ranked)
    if name == "text" and _on_a_thing(reading, at):
        return Role.LABEL
    return Role.BUBBLE if name == "says" else Role(name)


def _on_a_thing(reading: Reading, at: int) -> bool:
    """Whether 写着 follows 杯子上 or a bare 上面: lettering on a thing."""
    last = reading.tokens[at - 1] if at else None
    if last is None or last.key("post") != "on" or not reading.same_clause(at - 1, at):
        return False
    owner = at - 2 if at > 1 and reading.same_clause(at - 2, at) else None
    return len(last.word) > 1 if owner is None else reading.tokens[owner].has("noun")


def _place(reading: Reading, index: int) -> Place:
    quotation = reading.tokens[index]
    for at in before(reading, index):
        key = reading.tokens[at].key("place")
        if key is not None and not _relative(reading, at) and not _of_things(reading, at, index):
            reading.used.add(at)
            return Place(key)
    for at in after(reading, index):
        key = reading.tokens[at].key("place")
        near = reading.tokens[at].start - quotation.end < FURTHEST and not _of_things(reading, at, index)
        if key is not None and near and not _relative(reading, at):
            reading.used.add(at)
            return Place(key)
    return Place.ANYWHERE


def _of_things(reading: Reading, at: int, index: int) -> bool:
    """Whether a place stands in another clause that speaks of things alone: 中间是一袋宠物食品."""
    clause = [reading.tokens[i] for i in reading.clause(at)]
    things = _has(clause, "noun") or any(not token.senses for token in clause)
    letters = any(token.has("role", "look") and not token.has("place") for token in clause)
    return clause[0].clause != reading.tokens[index].clause and things and not letters


def _has(tokens: list[Token], kind: str) -> bool:
    return any(token.has(kind) for token in tokens)


def _relative(reading: Reading, at: int) -> bool:
    """Whether a place is told from something else: 标题下方 is below the title, not at the bottom."""
    token, last = reading.tokens[at], reading.tokens[at - 1] if at else None
    if last is None or not reading.is_cjk or reading.gap(last, token).strip(" 的の"):
        return False
    return last.has("role", "noun") or last.word in {"其", "它"}


def _described(reading: Reading, index: int) -> Iterator[int]:
    """Yield the tokens that tell how the lettering looks: in its clause before it, and behind it up to a noun."""
    for at in before(reading, index):
        token = reading.tokens[at]
        if (token.has("noun", "scene") and not token.has("role", "look")) or not _introduces(reading, at, index):
            break
        yield at
    for at in after(reading, index):
        token = reading.tokens[at]
        if token.has("noun", "scene") and not token.has("role", "look"):
            break
        yield at


def _introduces(reading: Reading, at: int, index: int) -> bool:
    """Whether a word is in the string's clause, or in the one right before: "big letters: “Hi”", "bold, blue title"."""
    token, quotation = reading.tokens[at], reading.tokens[index]
    if token.clause != quotation.clause - 1:
        return token.clause == quotation.clause
    colon = reading.text.rfind(":", token.end, quotation.start), reading.text.rfind("：", token.end, quotation.start)
    plain = all(reading.tokens[i].has("look", "color", "definite", "filler", "join") for i in reading.clause(at))
    return max(colon) >= 0 or (plain and not reading.is_cjk)


def _color(reading: Reading, index: int) -> str:
    """The nearest colour behind the string where letters are spoken of, or else right before it."""
    quotation = reading.tokens[index]
    told = [at for at in _described(reading, index) if reading.tokens[at].has("color")]
    behind = [at for at in told if at > index and _of_letters(reading, at)]
    ahead = [at for at in told if at < index and quotation.start - reading.tokens[at].end <= 24]
    for at in behind or ahead:
        reading.used.add(at)
        return reading.tokens[at].key("color") or ""
    return ""


def _of_letters(reading: Reading, at: int) -> bool:
    return any(reading.tokens[i].has("role", "look") for i in reading.clause(at))


def _looks(reading: Reading, index: int) -> frozenset[Look]:
    found: set[Look] = set()
    for at in _described(reading, index):
        key = reading.tokens[at].key("look")
        if key is not None:
            reading.used.add(at)
            found.add(Look(key))
    return frozenset(found)
