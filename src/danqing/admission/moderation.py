"""What may be asked for: words that are refused before a task is made, and pictures that are not kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from danqing.admission.entry import Act, Facts
from danqing.admission.moderation_overrulings import Overrulings
from danqing.admission.moderation_words import Rule, Words
from danqing.core.errors import Error, Objectionable
from danqing.core.image import Failure, Image
from danqing.core.job import Job
from danqing.core.task import Claim

PROMPT, NEGATIVE_PROMPT, OUTPUT = "prompt", "negative_prompt", "output"
"""Where something was found."""

REFUSED = "moderation.refused"
"""The action in the audit log."""

OUTPUT_MESSAGE = "Output data may contain inappropriate content."


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """A rule that was broken, and where."""

    rule: Rule
    where: str
    """PROMPT, NEGATIVE_PROMPT or OUTPUT."""
    first: int = 0
    last: int = 0
    """From where to where of the text as it was sent; both 0 when it is about all of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Passed, or struck."""

    strike: Strike | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.strike is None


class Judge(Protocol):
    """Somebody who is asked about whatever the words let pass."""

    async def judge(self, prompt: str, negative_prompt: str) -> Rule | None:
        """Return the rule that is broken, `judge:…`, or None. Raises Unavailable when nothing may pass unjudged."""
        ...


class OutputJudge(Protocol):
    """Somebody who looks at pictures before they are kept."""

    async def look(self, job: Job, image: Image) -> Rule | None:
        """Return the rule that the picture breaks, or None.

        Raises an Error that says `retry` when it cannot look now: the task is drawn again later.
        """
        ...


class Sink(Protocol):
    """Where refusals are told; the audit log is one."""

    def refused(
        self,
        act: Act,
        error: Error,
        target: str = "",
        *,
        account: str = "",
        why: Facts | None = None,
        action: str = REFUSED,
    ) -> None:
        """Write down who was refused what, by which rule."""
        ...


@dataclass(frozen=True, kw_only=True)
class Moderation:
    """Safe to ask from any number of requests at once; what it does not refuse costs it a tenth of a millisecond."""

    sink: Sink
    overrulings: Overrulings
    words: Words | None = None
    """None: no lists."""
    judge: Judge | None = None
    output_judge: OutputJudge | None = None
    negative_prompts: bool = True
    """Whether they are looked at too, as the API's documentation says."""
    log_prompts: bool = False
    """Whether the sink is told what was asked for; otherwise the rule and the place alone."""

    def inspect(self, prompt: str, negative_prompt: str = "", account: str = "") -> Verdict:
        """Return what the words say, with what operators have overruled for the account."""
        for where, text in ((PROMPT, prompt), (NEGATIVE_PROMPT, negative_prompt if self.negative_prompts else "")):
            strike = self._strike(where, text, account)
            if strike is not None:
                return Verdict(strike)
        return Verdict()

    async def check(self, job: Job, account: str, act: Act) -> None:
        """Let the job pass, or raise Objectionable and tell the sink why."""
        verdict = self.inspect(job.prompt, job.negative_prompt, account)
        if verdict.passed:
            verdict = await self._judged(job, account)
        if verdict.strike is not None:
            error = Objectionable()
            self._tell(verdict.strike, job, account, act, error)
            raise error

    async def lets_pass(self, text: str) -> bool:
        """Say whether words may be drawn that no caller sent; what was overruled for one account helps none here.

        Raises Unavailable when nobody can say.
        """
        if not self.inspect(text).passed:
            return False
        rule = None if self.judge is None else await self.judge.judge(text, "")
        return rule is None or self.overrulings.lets_pass(rule, "")

    async def keepable(self, claim: Claim, images: Sequence[Image | Failure]) -> tuple[Image | Failure, ...]:
        """Return the images with a Failure in the place of each that must not be kept."""
        if self.output_judge is None:
            return tuple(images)
        return tuple([await self._looked_at(self.output_judge, claim, image) for image in images])

    def _strike(self, where: str, text: str, account: str) -> Strike | None:
        if self.words is None or not text:
            return None
        for found in self.words.struck(text, self.overrulings.phrases(account)):
            if not self.overrulings.lets_pass(found.rule, account):
                return Strike(rule=found.rule, where=where, first=found.first, last=found.last)
        return None

    async def _judged(self, job: Job, account: str) -> Verdict:
        if self.judge is None:
            return Verdict()
        rule = await self.judge.judge(job.prompt, job.negative_prompt if self.negative_prompts else "")
        if rule is None or self.overrulings.lets_pass(rule, account):
            return Verdict()
        return Verdict(Strike(rule=rule, where=PROMPT))

    async def _looked_at(self, judge: OutputJudge, claim: Claim, image: Image | Failure) -> Image | Failure:
        if isinstance(image, Failure):
            return image
        rule = await judge.look(claim.job, image)
        if rule is None or self.overrulings.lets_pass(rule, claim.account):
            return image
        error = Objectionable(OUTPUT_MESSAGE)
        act = Act(who=f"key:{claim.key_id}", request_id=claim.request_id)
        self._tell(Strike(rule=rule, where=OUTPUT), claim.job, claim.account, act, error)
        return Failure(code=error.code, message=error.message)

    def _tell(self, strike: Strike, job: Job, account: str, act: Act, error: Error) -> None:
        why: dict[str, object] = {"rule": str(strike.rule), "where": strike.where, "model": job.model}
        if strike.last:
            why |= {"first": strike.first, "last": strike.last}
        if self.log_prompts:
            why |= {"prompt": job.prompt, "negative_prompt": job.negative_prompt}
        self.sink.refused(act, error, f"rule:{strike.rule}", account=account, why=why, action=REFUSED)
