"""What moderation says of prompts and pictures, and what it tells the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from danqing.admission.entry import Act, Entry, Wanted
from danqing.admission.moderation import NEGATIVE_PROMPT, PROMPT, Moderation, OutputJudge
from danqing.admission.moderation_overrulings import MemoryOverrulings, Overrulings
from danqing.admission.moderation_words import Rule, Words, load
from danqing.admission.shelf import MemoryShelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.core.clock import FixedClock
from danqing.core.errors import Objectionable
from danqing.core.image import Failure, Image
from danqing.core.job import Door, Job, Kind
from danqing.core.task import Claim

pytestmark = pytest.mark.anyio
WORDS = Words(load())
ASKED = Act(who="key:3", request_id="r-1")
ADMIN = Act(who="admin:anna")


def job(prompt: str, negative_prompt: str = "") -> Job:
    return Job(door=Door.TEXT2IMAGE, model="qwen-image", kind=Kind.DRAW, prompt=prompt, negative_prompt=negative_prompt)


def image(seed: int) -> Image:
    return Image(png=b"", width=1, height=1, seed=seed)


@dataclass
class OddOnes:
    """Refuses pictures with an odd seed."""

    looked_at: list[int] = field(default_factory=list[int])

    async def look(self, job: Job, image: Image) -> Rule | None:
        self.looked_at.append(image.seed)
        return Rule("output", "odd") if image.seed % 2 else None


@pytest.fixture
async def who(clock: FixedClock) -> Tenancy:
    return await tenancy(MemoryShelf(), clock)


def moderation(who: Tenancy, clock: FixedClock, output_judge: OutputJudge | None = None) -> Moderation:
    overrulings = Overrulings(MemoryOverrulings(), who.audit, clock)
    return Moderation(sink=who.audit, overrulings=overrulings, words=WORDS, output_judge=output_judge)


async def told(who: Tenancy) -> Sequence[Entry]:
    return (await who.audit.entries(Wanted(action="moderation.refused"))).entries


async def test_a_verdict_names_rule_and_place(who: Tenancy, clock: FixedClock) -> None:
    gate = moderation(who, clock)
    assert gate.inspect("a cat", "blurry").passed
    strike = gate.inspect("a cat", "ugly, P.O.R.N").strike
    assert strike
    assert (str(strike.rule), strike.where, strike.first, strike.last) == ("sexual:porn*", NEGATIVE_PROMPT, 6, 13)
    strike = gate.inspect("裸體", "porn").strike
    assert strike
    assert (str(strike.rule), strike.where) == ("sexual:裸体", PROMPT)


async def test_without_words_or_for_negative_prompts_switched_off_nothing_is_struck(
    who: Tenancy, clock: FixedClock
) -> None:
    overrulings = Overrulings(MemoryOverrulings(), who.audit, clock)
    assert Moderation(sink=who.audit, overrulings=overrulings).inspect("porn", "porn").passed
    lenient = replace(moderation(who, clock), negative_prompts=False)
    assert lenient.inspect("a cat", "porn").passed
    assert not lenient.inspect("porn").passed


async def test_a_refusal_is_told_with_rule_and_request_and_never_the_prompt(who: Tenancy, clock: FixedClock) -> None:
    with pytest.raises(Objectionable, match=r"^Input data may contain inappropriate content\.$"):
        await moderation(who, clock).check(job("my secret plan and porn"), "7", ASKED)
    (entry,) = await told(who)
    assert (entry.who, entry.account, entry.request_id, entry.target, entry.code) == (
        "key:3",
        "7",
        "r-1",
        "rule:sexual:porn*",
        "DataInspectionFailed",
    )
    assert entry.after == {
        "rule": "sexual:porn*",
        "where": "prompt",
        "model": "qwen-image",
        "first": 19,
        "last": 23,
    }


async def test_the_prompt_is_told_where_a_setting_says_so(who: Tenancy, clock: FixedClock) -> None:
    with pytest.raises(Objectionable):
        await replace(moderation(who, clock), log_prompts=True).check(job("a cat", "porn"), "7", ASKED)
    (entry,) = await told(who)
    assert entry.after
    assert (entry.after["prompt"], entry.after["negative_prompt"]) == ("a cat", "porn")


@pytest.mark.parametrize("said", ["violence:rape", "violence:*", "allow:rape whistle"])
async def test_an_operator_overrules_a_rule_a_category_or_a_phrase_for_one_account(
    who: Tenancy, clock: FixedClock, said: str
) -> None:
    gate = moderation(who, clock)
    assert not gate.inspect("a rape whistle", account="7").passed
    await gate.overrulings.put(said, "7", by=ADMIN)
    assert gate.inspect("a rape whistle", account="7").passed
    assert gate.inspect("a RAPE-Ｗｈｉｓｔｌｅ", account="7").passed
    assert not gate.inspect("a rape whistle", account="8").passed
    await gate.overrulings.drop(said, "7", by=ADMIN)
    assert not gate.inspect("a rape whistle", account="7").passed


async def test_an_overruled_rule_does_not_hide_the_next_one(who: Tenancy, clock: FixedClock) -> None:
    gate = moderation(who, clock)
    await gate.overrulings.put("sexual:porn*", by=ADMIN)
    strike = gate.inspect("porn and cocaine").strike
    assert strike
    assert str(strike.rule) == "drugs:cocaine"


async def test_a_picture_that_is_refused_becomes_a_failure_in_its_place_and_is_told(
    who: Tenancy, clock: FixedClock
) -> None:
    judge = OddOnes()
    gate = moderation(who, clock, judge)
    claim = Claim(
        task_id="t", account="7", key_id="3", request_id="r-9", attempt=1, job=job("x"), submitted=0, scheduled=0
    )
    lost = Failure(code="InternalError.Timeout", message="too slow")
    kept = await gate.keepable(claim, (image(2), image(3), lost, image(4)))
    refused = Failure(code="DataInspectionFailed", message="Output data may contain inappropriate content.")
    assert kept == (image(2), refused, lost, image(4))
    assert judge.looked_at == [2, 3, 4]
    (entry,) = await told(who)
    assert (entry.target, entry.request_id, entry.account, entry.who) == ("rule:output:odd", "r-9", "7", "key:3")
    assert entry.after == {"rule": "output:odd", "where": "output", "model": "qwen-image"}
    await gate.overrulings.put("output:odd", "7", by=ADMIN)
    assert await gate.keepable(claim, (image(3),)) == (image(3),)


async def test_without_a_judge_of_pictures_all_are_kept(who: Tenancy, clock: FixedClock) -> None:
    claim = Claim(
        task_id="t", account="7", key_id="3", request_id="r", attempt=1, job=job("x"), submitted=0, scheduled=0
    )
    assert await moderation(who, clock).keepable(claim, [image(1)]) == (image(1),)
