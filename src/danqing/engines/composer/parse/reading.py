"""A prompt while it is read: its tokens, and which of them came to something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.quotes import Quote, find_quotes
from danqing.engines.composer.parse.scan import Token, scan
from danqing.engines.composer.parse.script import language_of, looked_up
from danqing.engines.composer.spec import Language

CJK = frozenset({Language.ZH, Language.ZH_HANT, Language.JA})
STYLE = re.compile(r" ?(?:风格|風格|的风格|style|スタイル|風)", re.IGNORECASE)
STYLISH = frozenset({"style", "scene", "mood"})

NEAR = 30
"""How many tokens to either side of a word can have to do with it; keeps the reading linear."""

BLANK = "\0"
"""What stands in the looked-up form where a quotation is."""

NEGATED_TOKENS = 4
"""How far "without" reaches: "no people or cars" is over after so many words."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What every step of the reading looks at."""

    prompt: str
    language: Language
    text: str
    """The prompt in the form that is looked up, as long as the prompt."""
    quotes: list[Quote]
    tokens: list[Token]
    negated: frozenset[int] = frozenset()
    used: set[int] = field(default_factory=set[int])
    """Indexes of the tokens that something was made of."""

    @property
    def is_cjk(self) -> bool:
        return self.language in CJK

    def gap(self, left: Token, right: Token) -> str:
        """Return what stands between two tokens."""
        return self.text[left.end : right.start]

    def same_clause(self, one: int, other: int) -> bool:
        return self.tokens[one].clause == self.tokens[other].clause

    def said(self, kind: str) -> Iterator[tuple[int, str]]:
        """Yield index and key of every token of that kind that is not negated."""
        for index, token in enumerate(self.tokens):
            key = token.key(kind)
            if key is not None and index not in self.negated:
                yield index, key

    def clause(self, index: int) -> Iterator[int]:
        """Yield the indexes of the tokens of the same clause, up to NEAR to either side."""
        clause = self.tokens[index].clause
        near = range(max(0, index - NEAR), min(len(self.tokens), index + NEAR))
        return (i for i in near if self.tokens[i].clause == clause)

    def behind(self, index: int) -> range:
        """Return the indexes of the NEAR tokens before one, the nearest first."""
        return range(index - 1, max(-1, index - 1 - NEAR), -1)

    def ahead(self, index: int) -> range:
        """Return the indexes of the NEAR tokens after one."""
        return range(index + 1, min(len(self.tokens), index + 1 + NEAR))


def open_prompt(prompt: str) -> Reading:
    """Return a prompt cut into tokens, with nothing made of any."""
    quotes = [quote for quote in find_quotes(prompt) if not _names_a_style(prompt, quote)]
    outside = _blanked(prompt, quotes)
    language = language_of(outside if outside.strip(BLANK) else prompt)
    text = looked_up(outside, language)
    tokens = scan(text, lexicon.words(language), quotes)
    return Reading(prompt=prompt, language=language, text=text, quotes=quotes, tokens=tokens, negated=_negated(tokens))


def _names_a_style(prompt: str, quote: Quote) -> bool:
    """“赛博朋克”风格 is a style in quotation marks, and not to be written."""
    following = STYLE.match(prompt, quote.end)
    if following is None:
        return False
    language = language_of(quote.text)
    known = lexicon.words(language)
    text = looked_up(quote.text, language)
    senses = known.latin.get(text.replace("-", " "), known.written.get(text, {}))
    return not STYLISH.isdisjoint(senses)


def _blanked(prompt: str, quotes: list[Quote]) -> str:
    parts: list[str] = []
    at = 0
    for quote in quotes:
        parts += [prompt[at : quote.start], BLANK * (quote.end - quote.start)]
        at = quote.end
    return "".join([*parts, prompt[at:]])


def _negated(tokens: list[Token]) -> frozenset[int]:
    found: set[int] = set()
    for index, token in enumerate(tokens):
        side = token.key("no")
        if side == "before":
            found |= set(_reached(tokens, index))
        elif side == "after":
            found |= {i for i in range(max(0, index - 3), index) if tokens[i].clause == token.clause}
    return frozenset(found)


def _reached(tokens: list[Token], index: int) -> Iterator[int]:
    """Yield what a "no" takes away: up to the next noun, and on over "and", "or"."""
    taken = False
    for at in range(index + 1, min(index + 1 + NEGATED_TOKENS, len(tokens))):
        token = tokens[at]
        joins = token.has("join")
        if token.clause != tokens[index].clause or token.quote >= 0 or (taken and not joins and not token.has("noun")):
            return
        taken = taken or token.has("noun", "scene")
        yield at
