"""An engine whose prompts are rewritten before they are drawn, where the caller lets them be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from danqing.core.job import Job, Kind
from danqing.core.progress import Report, unheard
from danqing.engines.engine import Drawing, Engine
from danqing.engines.rewriting.check import Wish
from danqing.engines.rewriting.rewriter import Rewriter

READS = 800
"""Characters of a prompt that a model reads of which nothing is known."""


class Rewritten:
    """The Engine over another; what is drawn from a rewrite says so in `actual_prompt`."""

    def __init__(self, engine: Engine, rewriter: Rewriter, reads: Mapping[str, int], ahead: int = 0) -> None:
        """`reads` says how many characters of a prompt each model reads.

        `ahead` jobs are taken beyond those that the engine draws at once, so that it need not wait for their prompts;
        they wait in it.
        """
        self.slots = engine.slots + ahead
        self._engine = engine
        self._rewriter = rewriter
        self._reads = reads

    @property
    def name(self) -> str:
        """The engine's own."""
        return self._engine.name

    @property
    def state(self) -> str:
        """The engine's own: without rewrites it draws as well."""
        return self._engine.state

    async def start(self) -> None:
        """Start the engine."""
        await self._engine.start()

    async def stop(self) -> None:
        """Stop both."""
        await self._engine.stop()
        await self._rewriter.stop()

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw the rewrite, or the prompt as it is if there is none."""
        rewrite = await self._rewriter.rewrite(self._wish(job)) if job.prompt_extend else None
        if rewrite is None:
            return await self._engine.run(job, references, report)
        # What is rewritten here is not to be rewritten once more where it is drawn.
        drawing = await self._engine.run(replace(job, prompt=rewrite, prompt_extend=False), references, report)
        return replace(drawing, actual_prompt=rewrite)

    def _wish(self, job: Job) -> Wish:
        return Wish(
            prompt=job.prompt,
            is_edit=job.kind is Kind.EDIT,
            pictures=len(job.images),
            most=self._reads.get(job.model, READS),
        )
