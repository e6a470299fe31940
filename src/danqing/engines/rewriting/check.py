"""Whether a rewrite may be drawn in the place of a prompt: decided by what both say, and not by who said it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from danqing.engines.rewriting.quotes import Unclear, quoted, unquoted
from danqing.engines.rewriting.references import references
from danqing.engines.rewriting.tongue import tongue, tongues

_COMMENT = re.compile(
    r"\n\s*[(（*_]*(?:notes?\b|explanation\b|changes\b|i\s+(?:have|added|kept|made)\b|let me know|feel free"
    r"|(?:i )?hope\b|this\s+(?:prompt|version|rewrite)|(?:version|option|alternative)\s*\d|说明|說明|注[:：]|注意"
    r"|解释|解釋|以上|改动|改動|希望|版本|方案|补充|補充)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s*(?:#{1,6} |[-*•] |\d{1,2}[.)] |>|\|)|```|\*\*|</?\w+>|\[[^\]\n]*\]\(", re.MULTILINE)
_TALK = re.compile(
    r"(?:sure|certainly|of course|okay|absolutely|great|got it)\s*[,.!:—-]|here(?:'s| is| are)\s+(?:the|your|a|an)\s+"
    r"(?:\w+\s+){0,2}(?:prompt|version|rewrite|instruction)|(?:好的|当然|當然|没问题|沒問題|はい|承知(?:しました)?)\s*[,，。！!、:：]|以下是",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"(?:i['’]?m\s+(?:very\s+|so\s+)?(?:sorry|afraid|unable|not able)|sorry\b|i\s+(?:apologi[sz]e|cannot|can not"
    r"|can['’]?t|won['’]?t|am unable|am not able|must decline)|as an ai\b|unfortunately\b"
    r"|(?:很|非常|十分)?(?:抱歉|对不起|對不起|遗憾|遺憾)|我(?:无法|無法|不能)|作为(?:一个|一名)?(?:AI|人工智能)|申し訳)",
    re.IGNORECASE,
)


LONGER = 2
"""How much longer a rewrite may be than a prompt: of the documented ones, the longest has 960 characters where 800 of
a prompt are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A prompt that is to be rewritten: two that are equal get the same rewrite."""

    prompt: str
    is_edit: bool
    pictures: int
    """How many the caller gave."""
    most: int
    """Characters of a prompt that the engine's model reads."""


def fault(wish: Wish, rewrite: str) -> str:
    """Return why the rewrite must not be drawn; empty: it may."""
    return next((why for why, is_wrong in _FAULTS if is_wrong(wish, rewrite)), "")


def may_be_asked(prompt: str) -> bool:
    """Say whether a rewrite of the prompt could ever be checked: it says something, and its quotations close."""
    try:
        quoted(prompt)
    except Unclear:
        return False
    return bool(prompt.strip())


def _quotes_otherwise(wish: Wish, rewrite: str) -> bool:
    try:
        return quoted(rewrite) != quoted(wish.prompt)
    except Unclear:
        return True


def _speaks_otherwise(wish: Wish, rewrite: str) -> bool:
    allowed = tongues(unquoted(wish.prompt))
    return bool(allowed) and tongue(unquoted(rewrite)) not in allowed


def _only_in(pattern: re.Pattern[str]) -> Callable[[Wish, str], bool]:
    return lambda wish, rewrite: bool(pattern.match(rewrite)) and not pattern.match(wish.prompt.strip())


def _holds(pattern: re.Pattern[str]) -> Callable[[Wish, str], bool]:
    return lambda wish, rewrite: bool(pattern.search(rewrite)) and not pattern.search(wish.prompt)


_FAULTS: tuple[tuple[str, Callable[[Wish, str], bool]], ...] = (
    ("empty", lambda _, rewrite: not rewrite),
    ("too long", lambda wish, rewrite: len(rewrite) > LONGER * wish.most),
    ("unprintable", lambda _, rewrite: not all(char.isprintable() or char == "\n" for char in rewrite)),
    ("quotes otherwise", _quotes_otherwise),  # from here on both can be taken apart
    ("other pictures", lambda wish, rewrite: references(rewrite) != references(wish.prompt)),
    ("another language", _speaks_otherwise),
    ("refusal", _only_in(_REFUSAL)),
    ("talk", _only_in(_TALK)),
    ("markup", _holds(_MARKUP)),
    ("comment", _holds(_COMMENT)),
)
"""In this order; the first that holds is told."""
