"""The second half of the service: claim → images → result, for ever."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from danqing.admission.moderation import Moderation
from danqing.catalog.rules import fitted
from danqing.core.clock import Clock
from danqing.core.errors import Error, LeaseLost, Unavailable
from danqing.core.image import Failure
from danqing.core.job import Job
from danqing.core.task import Claim, Outcome
from danqing.engines.engine import Drawing, Engine
from danqing.flow.previews import Previews
from danqing.flow.telling import telling
from danqing.metering.count import count
from danqing.scheduler.retry import Again, after
from danqing.storage.inputs import Inputs
from danqing.storage.probe import ANY, probe
from danqing.storage.results import Results
from danqing.tasks.store import Queue
from danqing.telemetry import SERVICE, TASK, Metrics, log

AGAIN_AFTER = 1.0
"""Seconds after which a ledger that did not answer is asked again."""


@dataclass(kw_only=True)
class Worker:
    """Draws the tasks of some lines with one engine, as many at once as the engine takes."""

    name: str
    lines: frozenset[str]
    """Models, and routes of models: a route that is slow has slots of its own, and takes nobody else's."""
    engine: Engine
    queue: Queue
    inputs: Inputs
    moderation: Moderation
    results: Results
    clock: Clock
    metrics: Metrics
    previews: Previews = field(default_factory=Previews)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _held: set[str] = field(default_factory=set[str], init=False)
    """Tasks that are worked on."""

    async def step(self) -> bool:
        """Claim one task and bring it to an end; say whether there was one."""
        claim = await self.queue.claim(self.name, self.lines)
        if claim is not None:
            await self._hold(claim)
        return claim is not None

    async def run(self, beat_every: float) -> None:
        """Claim whatever may run, as many at once as the engine takes, until `stop`; return when all of it has ended.

        Every `beat_every` seconds the ledger is told that this worker lives. When cancelled, what runs is handed back.
        """
        async with asyncio.TaskGroup() as heart:
            beating = heart.create_task(self._beat(beat_every))
            async with asyncio.TaskGroup() as held:
                await self._claim_into(held)
            beating.cancel()

    @property
    def running(self) -> int:
        """How many tasks it holds."""
        return len(self._held)

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping.set()

    async def _claim_into(self, held: asyncio.TaskGroup) -> None:
        free = asyncio.Semaphore(self.engine.slots)
        while await self._unless_stopped(free.acquire()):
            claim = await self._claim()
            if claim is not None:
                held.create_task(self._hold(claim)).add_done_callback(lambda _: free.release())
                continue
            free.release()
            await self._unless_stopped(self.queue.waiting())

    async def _claim(self) -> Claim | None:
        try:
            return await self.queue.claim(self.name, self.lines)
        except Exception:  # noqa: BLE001  a ledger that does not answer now may answer later
            log.exception(SERVICE, message="nothing could be claimed", worker=self.name)
            await asyncio.sleep(AGAIN_AFTER)
            return None

    async def _hold(self, claim: Claim) -> None:
        self._held.add(claim.task_id)
        try:
            self._tell(claim, await self._work(claim))
        except asyncio.CancelledError:
            with contextlib.suppress(Error):  # then its lease brings it back
                await self.queue.give_back(claim, counted=False)
            raise
        except LeaseLost:
            log.warning(SERVICE, message="a task was ended by another worker meanwhile", worker=self.name)
        except Exception:  # noqa: BLE001  a bug with one task must not end the worker; its lease brings it back
            log.exception(SERVICE, message="a task could not be worked on", task=claim.task_id)
        finally:
            self._held.discard(claim.task_id)

    async def _unless_stopped(self, event: Awaitable[object]) -> bool:
        """Wait for an event; say whether to go on."""
        waiting, stopping = asyncio.ensure_future(event), asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((waiting, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            stopping.cancel()
        return not self._stopping.is_set()

    async def _beat(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            if self._held:
                await self._extend()

    async def _extend(self) -> None:
        try:
            await self.queue.beat(self.name, self._held)
        except Exception:  # noqa: BLE001  a ledger that does not answer now may answer before the leases end
            log.exception(SERVICE, message="leases could not be extended", worker=self.name)

    async def _surely(self, end: Callable[[], Awaitable[None]]) -> None:
        """End a task as soon as the ledger answers: what was drawn is not thrown away because it was gone for a while.

        An end that happened though nobody could say so is a lease lost.
        """
        while True:
            try:
                return await end()
            except Unavailable:
                await asyncio.sleep(AGAIN_AFTER)

    async def _work(self, claim: Claim) -> Outcome | Failure | Again:
        try:
            drawing = await self._draw(claim)
            images = await self.moderation.keepable(claim, drawing.images)
            pictures = await self.results.keep(claim, images)
        except Error as error:
            return await self._failed(claim, error)
        outcome = Outcome(
            engine=drawing.engine or self.engine.name,
            pictures=pictures,
            actual_prompt=drawing.actual_prompt,
            notes=drawing.notes,
        )
        if not outcome.good:
            failure = next(picture for picture in pictures if isinstance(picture, Failure))
            await self._surely(lambda: self.queue.fail(claim, failure, self.engine.name))
            return failure
        await self._surely(lambda: self.queue.finish(claim, outcome, count(claim, outcome)))
        return outcome

    async def _draw(self, claim: Claim) -> Drawing:
        references = await self.inputs.load(claim.account, claim.job)
        async with telling(claim, self.queue, self.previews) as report:
            return await self.engine.run(sized(claim.job, references), references, report)

    async def _failed(self, claim: Claim, error: Error) -> Failure | Again:
        decision = after(error, attempts=claim.attempt)
        if isinstance(decision, Again):
            await self._surely(lambda: self.queue.give_back(claim, counted=True))
            return decision
        failure = decision.failure
        await self._surely(lambda: self.queue.fail(claim, failure, self.engine.name))
        return failure

    def _tell(self, claim: Claim, end: Outcome | Failure | Again) -> None:
        model, now = claim.job.model, self.clock.now()
        engine = end.engine if isinstance(end, Outcome) else self.engine.name
        outcome = {Outcome: "succeeded", Failure: "failed", Again: "again"}[type(end)]
        images = len(end.good) if isinstance(end, Outcome) else 0
        waited, ran = max(0.0, claim.scheduled - claim.submitted), max(0.0, now - claim.scheduled)
        with contextlib.suppress(ValueError):
            self.metrics.tasks.labels(model, engine, outcome).inc()
            self.metrics.images.labels(model, engine).inc(images)
            self.metrics.waited.labels(model).observe(waited)
            self.metrics.ran.labels(model, engine).observe(ran)
        log.info(
            TASK,
            id=claim.task_id,
            request_id=claim.request_id,
            account=claim.account,
            model=model,
            engine=engine,
            route=", ".join(claim.job.route) or None,
            waited_ms=round(waited * 1e3, 1),
            ran_ms=round(ran * 1e3, 1),
            attempt=claim.attempt,
            images=images,
            outcome=outcome,
            code=end.code if isinstance(end, Failure) else None,
        )


def sized(job: Job, references: Sequence[bytes]) -> Job:
    """Return the job with a size: its own, or the one that follows from its last reference (as documented)."""
    if job.size is not None or not references:
        return job
    last = probe(references[-1], ANY)
    return replace(job, size=fitted(last.width, last.height))
