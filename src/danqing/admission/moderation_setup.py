"""Moderation as it is set."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, Protocol

from danqing.admission.audit import Audit
from danqing.admission.judge import ChatJudge, Terms
from danqing.admission.moderation import Moderation, OutputJudge
from danqing.admission.moderation_overrulings import Keeper, Overrulings
from danqing.admission.moderation_words import Words, load
from danqing.core.clock import Clock


class Secret(Protocol):
    """Something that is not printed by accident."""

    def get_secret_value(self) -> str:
        """Return it."""
        ...


class Wanted(Protocol):
    """What can be chosen; the settings of the same names say what each means."""

    words: Literal["on", "off"]
    words_file: Path | None
    negative_prompts: Literal["on", "off"]
    log_prompts: bool
    judge_url: str
    judge_model: str
    judge_instruction: str
    judge_seconds: float
    judge_silent: Literal["open", "closed"]
    judge_controversial: Literal["pass", "refuse"]

    @property
    def judge_key(self) -> Secret:
        """The key for the judge's endpoint."""
        ...


@asynccontextmanager
async def moderated(
    wanted: Wanted, keeper: Keeper, audit: Audit, clock: Clock, output_judge: OutputJudge | None = None
) -> AsyncGenerator[Moderation]:
    """Make what is wanted, and close it at the end. Raises BadWords."""
    overrulings = Overrulings(keeper, audit, clock)
    await overrulings.catch_up()
    judge = _judge(wanted) if wanted.judge_url else None
    try:
        yield Moderation(
            sink=audit,
            overrulings=overrulings,
            words=Words(load(wanted.words_file)) if wanted.words == "on" else None,
            judge=judge,
            output_judge=output_judge,
            negative_prompts=wanted.negative_prompts == "on",
            log_prompts=wanted.log_prompts,
        )
    finally:
        if judge is not None:
            await judge.aclose()


def _judge(wanted: Wanted) -> ChatJudge:
    terms = Terms(
        url=wanted.judge_url,
        model=wanted.judge_model,
        key=wanted.judge_key.get_secret_value(),
        instruction=wanted.judge_instruction,
        seconds=wanted.judge_seconds,
        when_silent=wanted.judge_silent,
        controversial=wanted.judge_controversial,
    )
    return ChatJudge(terms)
