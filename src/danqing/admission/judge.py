"""A judge behind any OpenAI-compatible chat endpoint: Qwen3Guard and its like, or a model told what to judge."""

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal, cast

import msgspec

from danqing.admission.moderation_words import Rule
from danqing.client import chat
from danqing.client.chat import Chat, Unanswered
from danqing.core.errors import Unavailable
from danqing.telemetry import SERVICE, log

JUDGE = "judge"
"""The category of its rules: `judge:unsafe`, `judge:violent`; `judge:*` overrules it altogether."""

REMEMBERED = 4096
"""Answers kept, by the hash of what was judged: a prompt is often sent again."""

MOST_TOKENS = 128

_GUARD = re.compile(
    r"Safety: ?(?P<safety>Safe|Unsafe|Controversial)"
    r"(?:\s*\nCategories: ?(?P<categories>[^\n]*))?(?:\s*\nRefusal: ?(?:Yes|No|None))?"
)
Safety = Literal["Safe", "Unsafe", "Controversial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to ask, and what to do with the answer or without one."""

    url: str
    """Up to `/v1`: `http://guard:8000/v1`."""
    model: str
    key: str = ""
    instruction: str = ""
    """A system message for models that were not made to judge; empty: none is sent."""
    seconds: float = 3.0
    when_silent: Literal["open", "closed"] = "open"
    """Without an answer in time: let pass, or refuse for now."""
    controversial: Literal["pass", "refuse"] = "pass"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said."""

    safety: Safety
    categories: str = ""

    def broken(self, *, controversial: Literal["pass", "refuse"]) -> str | None:
        """Return what is broken, in lower case; None: nothing."""
        if self.safety == "Safe" or (self.safety == "Controversial" and controversial == "pass"):
            return None
        category = self.categories.strip().lower()
        return category if category not in {"", "none"} else self.safety.lower()


class _Json(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    safe: bool
    category: str = ""


_jsons = msgspec.json.Decoder(_Json)


class Endpoint:
    """Where somebody sits who judges."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._chat = Chat(
            chat.Terms(url=terms.url, model=terms.model, key=terms.key, seconds=terms.seconds, most_tokens=MOST_TOKENS)
        )

    async def ask(self, said: str, picture: bytes | None = None) -> Judgement | None:
        """Return the judgement of some words, or of a JPEG. Without one, None or Unavailable: the terms."""
        try:
            return read((await self._chat.ask(said, self._terms.instruction, picture=picture)).text)
        except (Unanswered, msgspec.MsgspecError, ValueError) as error:
            what = "prompt" if picture is None else "picture"
            log.warning(SERVICE, message=f"no judgement of a {what}", judge=self._terms.url, why=repr(error)[:200])
            if self._terms.when_silent == "closed":
                raise Unavailable from error
            return None

    def rule(self, category: str, judgement: Judgement) -> Rule | None:
        """Return the rule of that category that is broken, or None."""
        broken = judgement.broken(controversial=self._terms.controversial)
        return None if broken is None else Rule(category, broken)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._chat.aclose()


class ChatJudge:
    """Asks the endpoint about each new prompt."""

    def __init__(self, terms: Terms) -> None:
        self._endpoint = Endpoint(terms)
        self._remembered: OrderedDict[bytes, Rule | None] = OrderedDict()

    async def judge(self, prompt: str, negative_prompt: str) -> Rule | None:
        """Return the rule that is broken, or None. Without an answer in time, pass or raise Unavailable: the terms."""
        text = prompt if not negative_prompt.strip() else f"{prompt}\n\nNegative prompt: {negative_prompt}"
        known = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if known in self._remembered:
            self._remembered.move_to_end(known)
            return self._remembered[known]
        judgement = await self._endpoint.ask(text)
        return None if judgement is None else self._remember(known, self._endpoint.rule(JUDGE, judgement))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._endpoint.aclose()

    def _remember(self, known: bytes, rule: Rule | None) -> Rule | None:
        self._remembered[known] = rule
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return rule


def read(content: str) -> Judgement:
    """Return the judgement in an answer: `Safety: …` with or without `Categories: …`, or `{"safe": true}`.

    Raises ValueError or DecodeError for everything else, also for a judgement inside other talk.
    """
    if content.lstrip().startswith("{"):
        said = _jsons.decode(content)
        return Judgement("Safe" if said.safe else "Unsafe", said.category)
    match = _GUARD.fullmatch(content.strip())
    if match is None:
        raise ValueError(f"not a judgement: {content[:80]!r}")
    return Judgement(cast("Safety", match["safety"]), match["categories"] or "")
