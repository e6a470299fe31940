"""Prompts rewritten by a language model: asked once, in time, checked; and whatever goes wrong, the prompt stays."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from time import monotonic

from danqing.client.chat import Chat, Unanswered
from danqing.core.errors import Error
from danqing.engines import breaker
from danqing.engines.breaker import Breaker
from danqing.engines.rewriting.check import Wish, fault, may_be_asked
from danqing.engines.rewriting.cleaning import cleaned
from danqing.engines.rewriting.quotes import unquoted
from danqing.engines.rewriting.tongue import HAN, tongue

FOLDER = files("danqing.engines.rewriting") / "instructions"
INSTRUCTIONS: Mapping[tuple[bool, bool], str] = {
    (is_edit, is_chinese): (FOLDER / f"{'edit' if is_edit else 'draw'}.{'zh' if is_chinese else 'en'}.txt").read_text(
        "utf-8"
    )
    for is_edit in (False, True)
    for is_chinese in (False, True)
}
"""By whether pictures are edited, and whether the prompt is Chinese; the English ones serve every other language."""

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a prompt that was to be rewritten."""

    REWRITTEN = "rewritten"
    CACHED = "cached"  # rewritten before, or for another job at this moment
    DROPPED = "dropped"  # a rewrite that must not be drawn, or a prompt that cannot be checked against one
    FAILED = "failed"  # no answer, or an endpoint that is left alone because it gave none of late


Tell = Callable[[Outcome, str, float], None]
"""Is told of each prompt: the outcome, why if it was not rewritten, and the seconds that it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How much is asked, and when not."""

    at_once: int = 4
    """Questions on their way."""
    remembered: int = 4096
    """Answers kept; the ones not used for longest go first."""
    rest: breaker.Terms = field(default_factory=breaker.Terms)
    """After how many failures in a row the endpoint is left alone, and for how long."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A rewrite, or why there is none."""

    rewrite: str = ""
    why: str = ""


class Rewriter:
    """One language model for all engines; use it from one event loop."""

    def __init__(
        self,
        chat: Chat,
        terms: Terms,
        passes: Callable[[str], Awaitable[bool]],
        tell: Tell,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """`passes` says whether a text may be drawn: it is asked about every rewrite, remembered ones too."""
        self._chat = chat
        self._terms = terms
        self._passes = passes
        self._tell = tell
        self._now = now
        self._free = asyncio.Semaphore(terms.at_once)
        self._breaker = Breaker()
        self._remembered: OrderedDict[Wish, _Made] = OrderedDict()
        self._asking: dict[Wish, asyncio.Task[_Made]] = {}

    async def rewrite(self, wish: Wish) -> str | None:
        """Return what is to be drawn instead of the prompt; None: nothing.

        Takes no longer than the chat may, and then `passes`.
        """
        began = self._now()
        is_known = wish in self._remembered or wish in self._asking
        try:
            made = await self._made(wish)
        except Unanswered as error:
            self._tell(Outcome.FAILED, error.message, self._now() - began)
            return None
        why = made.why or ("" if await self._may_be_drawn(made.rewrite) else "moderation")
        good = Outcome.CACHED if is_known else Outcome.REWRITTEN
        self._tell(Outcome.DROPPED if why else good, why, self._now() - began)
        return None if why or made.rewrite == wish.prompt else made.rewrite

    @property
    def rests(self) -> float | None:
        """Seconds for which the endpoint is left alone, because it failed too often; None: it is asked."""
        return None if self._breaker.opened is None else self._breaker.wait(self._now(), self._terms.rest)

    async def stop(self) -> None:
        """Close the connections; may be called again."""
        asking = tuple(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await self._chat.aclose()

    async def _made(self, wish: Wish) -> _Made:
        if not may_be_asked(wish.prompt):
            return _Made(why="unclear")
        if wish in self._remembered:
            self._remembered.move_to_end(wish)
            return self._remembered[wish]
        if wish not in self._asking:
            task = self._asking[wish] = asyncio.create_task(self._in_time(wish))
            task.add_done_callback(lambda done: self._forget(wish, done))
        # The answer is wanted by others, or will be: a job that is called off does not call the question off.
        return await asyncio.shield(self._asking[wish])

    def _forget(self, wish: Wish, done: asyncio.Task[_Made]) -> None:
        self._asking.pop(wish, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; perhaps nobody did

    async def _in_time(self, wish: Wish) -> _Made:
        until = self._now() + self._chat.terms.seconds
        try:
            async with asyncio.timeout(self._chat.terms.seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Unanswered("no time left") from error
        try:
            made = await self._asked(wish, until - self._now())
        finally:
            self._free.release()
        self._remembered[wish] = made
        if len(self._remembered) > self._terms.remembered:
            self._remembered.popitem(last=False)
        return made

    async def _asked(self, wish: Wish, seconds: float) -> _Made:
        if not self._breaker.admits(self._now(), self._terms.rest):
            raise Unanswered("resting")
        self._breaker = self._breaker.passing()
        try:
            reply = await self._chat.ask(wish.prompt, instruction(wish), seconds)
        except Unanswered as error:
            self._note(error)
            raise
        except BaseException:  # the service stops, or a fault of our own
            self._breaker = self._breaker.left()
            raise
        self._note(None)
        rewrite = cleaned(reply.text)
        why = fault(wish, rewrite) if reply.is_whole else "cut off"
        return _Made(why=why) if why else _Made(rewrite)

    def _note(self, error: Error | None) -> None:
        before = self._breaker
        self._breaker = before.after(error, self._now(), self._terms.rest)
        if (before.opened is None) != (self._breaker.opened is None):
            state = (
                "works again" if self._breaker.opened is None else f"is left alone for {self._terms.rest.seconds:g} s"
            )
            log.warning("what rewrites prompts %s", state)

    async def _may_be_drawn(self, rewrite: str) -> bool:
        try:
            return await self._passes(rewrite)
        except Error:  # nobody can say
            return False


def instruction(wish: Wish) -> str:
    """Return what the language model is told to do with a prompt that may be asked about."""
    script = tongue(unquoted(wish.prompt)) or tongue(wish.prompt)
    told = INSTRUCTIONS[wish.is_edit, script == HAN]
    return told.format(most=wish.most, pictures=wish.pictures)
