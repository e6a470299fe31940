"""Several engines in order as one: the first that works draws, and one that keeps failing is left alone for a while."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from danqing.client.connection import Pace
from danqing.core.errors import Error
from danqing.core.job import Job
from danqing.core.progress import Report, unheard
from danqing.engines.breaker import Breaker, Terms
from danqing.engines.engine import READY, Drawing, Engine

SHORTEST_PAUSE = 0.25
"""Seconds between two looks while another job tries whether an engine is back."""

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Guarded:
    """An engine and its breaker; routes that share the engine share both."""

    engine: Engine
    breaker: Breaker = field(default_factory=Breaker)


class Routed:
    """The Engine over a first choice and what stands in for it; they are started and stopped by whoever made them.

    The next one is asked only where it may help: the one before is lost, busy, or has failed too often of late.
    What an engine refuses is refused, and what took too long has had its time.
    """

    def __init__(self, order: Sequence[Guarded], terms: Terms, pace: Pace | None = None) -> None:
        self.slots = order[0].engine.slots
        self._order = tuple(order)
        self._terms = terms
        self._pace = pace or Pace()

    @property
    def name(self) -> str:
        """The engines' names in order: `vllm-omni, dashscope`. Which one drew is in the Drawing."""
        return ", ".join(guarded.engine.name for guarded in self._order)

    @property
    def state(self) -> str:
        """READY as soon as one of them is."""
        states = [guarded.engine.state for guarded in self._order]
        return READY if READY in states else states[0]

    async def start(self) -> None:
        """There is nothing to start."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw with the first engine that can; while every breaker is open, wait for the first that may be tried."""
        trouble: Error | None = None
        while trouble is None:
            for guarded in self._order:
                if not guarded.breaker.admits(self._pace.now(), self._terms):
                    continue
                try:
                    return await self._drawn(guarded, job, references, report)
                except Error as error:
                    if not error.retry:
                        raise
                    trouble = error
            if trouble is None:
                await self._pace.sleep(self._pause())
        raise trouble

    async def _drawn(self, guarded: Guarded, job: Job, references: Sequence[bytes], report: Report) -> Drawing:
        guarded.breaker = guarded.breaker.passing()
        try:
            drawing = await guarded.engine.run(job, references, report)
        except Error as error:
            self._note(guarded, error)
            raise
        except BaseException:  # given up by its caller, or a fault of our own: the engine is not to blame
            guarded.breaker = guarded.breaker.left()
            raise
        self._note(guarded, None)
        return replace(drawing, engine=drawing.engine or guarded.engine.name)

    def _note(self, guarded: Guarded, error: Error | None) -> None:
        before, now = guarded.breaker, self._pace.now()
        guarded.breaker = before.after(error, now, self._terms)
        if (before.opened is None) != (guarded.breaker.opened is None):
            state = "works again" if guarded.breaker.opened is None else f"rests for {self._terms.seconds:g} seconds"
            log.warning("the engine %s %s", guarded.engine.name, state)

    def _pause(self) -> float:
        now = self._pace.now()
        return max(SHORTEST_PAUSE, min(guarded.breaker.wait(now, self._terms) for guarded in self._order))
