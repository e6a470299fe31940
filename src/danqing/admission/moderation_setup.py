"""Moderation as it is set."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal, Protocol

from danqing.admission import picture_judge
from danqing.admission.audit import Audit
from danqing.admission.judge import ChatJudge, Terms
from danqing.admission.moderation import Moderation, OutputJudge
from danqing.admission.moderation_overrulings import Keeper, Overrulings
from danqing.admission.moderation_words import Words, load
from danqing.admission.picture_judge import PictureJudge
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

    pictures_url: str
    pictures_model: str
    pictures_instruction: str
    pictures_seconds: float
    pictures_silent: Literal["open", "closed"]
    pictures_controversial: Literal["pass", "refuse"]

    @property
    def pictures_key(self) -> Secret:
        """The key for the endpoint of the judge of pictures."""
        ...


@asynccontextmanager
async def moderated(
    wanted: Wanted, keeper: Keeper, audit: Audit, clock: Clock, output_judge: OutputJudge | None = None
) -> AsyncGenerator[Moderation]:
    """Make what is wanted, and close it at the end; a given judge of pictures comes before the one of the settings.

    Raises BadWords.
    """
    overrulings = Overrulings(keeper, audit, clock)
    await overrulings.catch_up()
    async with AsyncExitStack() as stack:
        judge = _judge(wanted) if wanted.judge_url else None
        if judge is not None:
            stack.push_async_callback(judge.aclose)
        if output_judge is None and wanted.pictures_url:
            output_judge = seeing = _picture_judge(wanted)
            stack.push_async_callback(seeing.aclose)
        yield Moderation(
            sink=audit,
            overrulings=overrulings,
            words=Words(load(wanted.words_file)) if wanted.words == "on" else None,
            judge=judge,
            output_judge=output_judge,
            negative_prompts=wanted.negative_prompts == "on",
            log_prompts=wanted.log_prompts,
        )


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


def _picture_judge(wanted: Wanted) -> PictureJudge:
    terms = Terms(
        url=wanted.pictures_url,
        model=wanted.pictures_model,
        key=wanted.pictures_key.get_secret_value(),
        instruction=wanted.pictures_instruction or picture_judge.INSTRUCTION,
        seconds=wanted.pictures_seconds,
        when_silent=wanted.pictures_silent,
        controversial=wanted.pictures_controversial,
    )
    return PictureJudge(terms)
