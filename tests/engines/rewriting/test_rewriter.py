"""A language model on loopback that rewrites: asked once, in time, checked; else the prompt stays."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from anyio import wait_all_tasks_blocked

from danqing.client import chat
from danqing.client.chat import Chat
from danqing.core.errors import Unavailable
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.fake import Fake
from danqing.engines.rewriting.check import Wish
from danqing.engines.rewriting.rewriter import INSTRUCTIONS, Outcome, Rewriter, Terms, instruction
from danqing.engines.rewriting.rewritten import Rewritten
from tests.client.recorded import DROP, SILENCE, Say, Seen, Server, say
from tests.client.test_chat import CHAT, answer

pytestmark = pytest.mark.anyio

WISH = Wish(prompt='a cat with a tag "Tom"', is_edit=False, pictures=0, most=800)
GOOD = 'A fluffy cat with a brass tag that reads "Tom".'
BAD = 'A fluffy cat with a brass tag that reads "tom".'
JOB = Job(door=Door.MULTIMODAL, model="qwen-image", kind=Kind.DRAW, prompt=WISH.prompt, size=Size(width=64, height=64))


@dataclass
class Bench:
    """Rewriters over one server, what they told, and a clock that stands still."""

    url: str
    told: list[tuple[Outcome, str]] = field(default_factory=list[tuple[Outcome, str]])
    made: list[Rewriter] = field(default_factory=list[Rewriter])
    now: float = 100.0
    objectionable: str = "gore"

    def rewriter(self, seconds: float = 5.0, **terms: Any) -> Rewriter:
        endpoint = Chat(chat.Terms(url=self.url, model="m", seconds=seconds))
        self.made.append(Rewriter(endpoint, Terms(**terms), self.passes, self.tell, lambda: self.now))
        return self.made[-1]

    def tell(self, outcome: Outcome, why: str, seconds: float) -> None:
        assert seconds >= 0
        self.told.append((outcome, why))

    async def passes(self, text: str) -> bool:
        if "nobody knows" in text:
            raise Unavailable
        return self.objectionable not in text


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as open_server:
        yield open_server


@pytest.fixture
async def bench(server: Server) -> AsyncIterator[Bench]:
    made = Bench(f"{server.url}/v1")
    yield made
    for rewriter in made.made:
        await rewriter.stop()
        await rewriter.stop()


def messages(seen: Seen) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", seen.json["messages"])


async def test_a_rewrite_is_asked_for_with_the_instruction_for_its_kind_and_language(
    server: Server, bench: Bench
) -> None:
    server.on(CHAT, answer(GOOD))
    assert await bench.rewriter().rewrite(WISH) == GOOD
    (seen,) = server.got(CHAT)
    assert seen.json["messages"] == [
        {"role": "system", "content": instruction(WISH)},
        {"role": "user", "content": WISH.prompt},
    ]
    assert bench.told == [(Outcome.REWRITTEN, "")]


def test_every_kind_and_language_has_its_instruction() -> None:
    wishes = [
        Wish(prompt=prompt, is_edit=is_edit, pictures=2, most=500)
        for is_edit in (False, True)
        for prompt in ("a cat", "一只猫", "猫が座る")
    ]
    told = [instruction(wish) for wish in wishes]
    assert len(set(told)) == len(INSTRUCTIONS)
    assert [text.startswith("你") for text in told] == [False, True, False] * 2
    assert all("500" in text and "{" not in text for text in told)
    assert [("2" in text.split("500")[0]) for text in told] == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("prompt", "is_chinese"),
    [
        ("a sign “清凉一夏清凉一夏清凉一夏”", False),
        ("写着“Come in, we are open today”", True),
        ("“清凉”", True),
        ("“OK”", False),
    ],
)
def test_what_is_to_be_written_does_not_say_what_language_the_prompt_is_in(prompt: str, is_chinese: bool) -> None:
    assert instruction(replace(WISH, prompt=prompt)).startswith("你") == is_chinese


async def test_the_same_prompt_is_asked_about_once(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(GOOD))
    rewriter = bench.rewriter()
    assert await asyncio.gather(*(rewriter.rewrite(WISH) for _ in range(5))) == [GOOD] * 5
    assert await rewriter.rewrite(WISH) == GOOD
    assert len(server.got(CHAT)) == 1
    assert sorted(bench.told) == [(Outcome.CACHED, "")] * 5 + [(Outcome.REWRITTEN, "")]
    await rewriter.rewrite(replace(WISH, is_edit=True))
    assert len(server.got(CHAT)) == 2


async def test_what_was_not_used_for_longest_is_forgotten_first(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer("A cat."))
    rewriter = bench.rewriter(remembered=2)
    for prompt in ("a", "b", "a", "c", "a", "b"):
        await rewriter.rewrite(replace(WISH, prompt=prompt))
    assert [messages(seen)[1]["content"] for seen in server.got(CHAT)] == ["a", "b", "c", "b"]


async def test_a_rewrite_that_changed_the_lettering_is_dropped_and_not_asked_for_again(
    server: Server, bench: Bench
) -> None:
    server.on(CHAT, answer(BAD), answer(GOOD))
    rewriter = bench.rewriter()
    assert [await rewriter.rewrite(WISH) for _ in range(2)] == [None, None]
    assert bench.told == [(Outcome.DROPPED, "quotes otherwise")] * 2
    assert len(server.got(CHAT)) == 1


async def test_an_answer_that_was_cut_off_is_dropped(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(GOOD, "length"))
    assert await bench.rewriter().rewrite(WISH) is None
    assert bench.told == [(Outcome.DROPPED, "cut off")]


async def test_a_prompt_that_no_rewrite_could_be_checked_against_is_not_sent(server: Server, bench: Bench) -> None:
    rewriter = bench.rewriter()
    assert [await rewriter.rewrite(replace(WISH, prompt=prompt)) for prompt in (" ", 'a 6" pipe')] == [None, None]
    assert server.got(CHAT) == []
    assert bench.told == [(Outcome.DROPPED, "unclear")] * 2


async def test_the_prompt_given_back_is_no_rewrite(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(WISH.prompt))
    assert await bench.rewriter().rewrite(WISH) is None
    assert bench.told == [(Outcome.REWRITTEN, "")]


async def test_what_moderation_refuses_is_not_drawn_and_remembered_ones_are_judged_anew(
    server: Server, bench: Bench
) -> None:
    server.on(CHAT, answer("A cat in gore."))
    rewriter, wish = bench.rewriter(), replace(WISH, prompt="a cat")
    assert await rewriter.rewrite(wish) is None
    bench.objectionable = "nothing"
    assert await rewriter.rewrite(wish) == "A cat in gore."
    bench.objectionable = "gore"
    assert await rewriter.rewrite(wish) is None
    assert bench.told == [(Outcome.DROPPED, "moderation"), (Outcome.CACHED, ""), (Outcome.DROPPED, "moderation")]


async def test_what_nobody_could_judge_is_not_drawn(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer("A cat of which nobody knows."))
    assert await bench.rewriter().rewrite(replace(WISH, prompt="a cat")) is None


@pytest.mark.parametrize("trouble", [say({}, 500), say({}, 401), DROP, Say(body=b"?")])
async def test_without_an_answer_the_prompt_stays_and_nothing_is_remembered(
    server: Server, bench: Bench, trouble: Say
) -> None:
    server.on(CHAT, trouble, answer(GOOD))
    rewriter = bench.rewriter()
    assert [await rewriter.rewrite(WISH) for _ in range(2)] == [None, GOOD]
    assert [outcome for outcome, _ in bench.told] == [Outcome.FAILED, Outcome.REWRITTEN]


async def test_a_rewrite_has_so_long_and_no_longer(server: Server, bench: Bench) -> None:
    server.on(CHAT, SILENCE)
    assert await bench.rewriter(seconds=0.05).rewrite(WISH) is None
    assert bench.told[0][0] is Outcome.FAILED


async def test_who_waits_in_line_for_too_long_is_not_rewritten_either(server: Server, bench: Bench) -> None:
    server.on(CHAT, SILENCE)
    rewriter = bench.rewriter(seconds=0.05, at_once=1)
    wishes = [replace(WISH, prompt=prompt) for prompt in ("a", "b", "c")]
    assert await asyncio.gather(*map(rewriter.rewrite, wishes)) == [None] * 3
    assert {outcome for outcome, _ in bench.told} == {Outcome.FAILED}


async def test_an_endpoint_that_keeps_failing_is_left_alone_and_tried_again(server: Server, bench: Bench) -> None:
    server.on(CHAT, say({}, 500))
    rewriter = bench.rewriter()
    wishes = [replace(WISH, prompt=f"{number} cats") for number in range(10)]
    for wish in wishes:
        await rewriter.rewrite(wish)
    assert len(server.got(CHAT)) == 3
    assert bench.told[-1] == (Outcome.FAILED, "resting")
    bench.now += 30
    for wish in wishes:
        await rewriter.rewrite(wish)
    assert len(server.got(CHAT)) == 4
    bench.now += 30
    server.on(CHAT, answer("Some cats."))
    assert await rewriter.rewrite(wishes[0]) == "Some cats."
    assert await rewriter.rewrite(wishes[1]) == "Some cats."


async def test_a_job_that_is_called_off_does_not_call_the_question_off(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(GOOD))
    rewriter = bench.rewriter()
    gone = asyncio.create_task(rewriter.rewrite(WISH))
    await wait_all_tasks_blocked()
    gone.cancel()
    assert await rewriter.rewrite(WISH) == GOOD
    assert len(server.got(CHAT)) == 1


async def test_questions_on_their_way_end_with_the_service(server: Server, bench: Bench) -> None:
    server.on(CHAT, SILENCE)
    rewriter = bench.rewriter(seconds=60)
    waiting = asyncio.create_task(rewriter.rewrite(WISH))
    await wait_all_tasks_blocked()
    await rewriter.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_the_rewrite_is_drawn_and_told(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(GOOD))
    fake = Fake(slots=2)
    engine = Rewritten(fake, bench.rewriter(), {}, ahead=1)
    await engine.start()
    drawing = await engine.run(replace(JOB, n=2, seed=3), ())
    assert drawing.actual_prompt == GOOD
    assert [image.seed for image in drawing.images if isinstance(image, Image)] == [3, 4]
    assert [(job.prompt, job.prompt_extend) for job in fake.ran] == [(GOOD, False)]
    assert (engine.name, engine.state, engine.slots) == (fake.name, fake.state, 3)
    await engine.stop()


async def test_without_a_rewrite_the_engine_has_the_job_as_it_came(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(BAD))
    fake = Fake()
    engine = Rewritten(fake, bench.rewriter(), {})
    await engine.run(JOB, ())
    await engine.run(replace(JOB, prompt_extend=False), ())
    assert fake.ran == [JOB, replace(JOB, prompt_extend=False)]
    assert len(server.got(CHAT)) == 1


async def test_the_rewrite_is_at_most_twice_as_long_as_what_the_model_reads(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(GOOD))
    fake = Fake()
    await Rewritten(fake, bench.rewriter(), {"qwen-image": 20}).run(JOB, ())
    assert fake.ran == [JOB]
    assert bench.told == [(Outcome.DROPPED, "too long")]


async def test_an_edit_is_asked_for_as_an_edit(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer("Remove the hat from the cat; the rest stays unchanged."))
    fake = Fake()
    edit = replace(JOB, kind=Kind.EDIT, prompt="remove the hat", images=("a", "b"))
    await Rewritten(fake, bench.rewriter(), {}).run(edit, (b"", b""))
    (seen,) = server.got(CHAT)
    wish = Wish(prompt="remove the hat", is_edit=True, pictures=2, most=800)
    assert messages(seen)[0] == {"role": "system", "content": instruction(wish)}
