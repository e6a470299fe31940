"""A judge on loopback: what is asked, how its answers are read, and what happens when it is silent."""

from collections.abc import AsyncIterator, Iterator
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.admission import judge as judge_module
from danqing.admission.judge import ChatJudge, Judgement, Safety, Terms, read
from danqing.admission.moderation_words import Rule
from danqing.core.errors import Unavailable
from tests.client.recorded import DROP, SILENCE, Say, Server, page, say

pytestmark = pytest.mark.anyio
CHAT = "POST /v1/chat/completions"
SAFE = "Safety: Safe\nCategories: None"
UNSAFE = "Safety: Unsafe\nCategories: Violent"


def answer(content: object) -> Say:
    return say({"id": "x", "choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]})


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as open_server:
        yield open_server


class Bench:
    """Judges that are closed at the end."""

    def __init__(self, server: Server) -> None:
        self.url = f"{server.url}/v1/"
        self.judges: list[ChatJudge] = []

    def judge(self, **more: object) -> ChatJudge:
        terms = msgspec.convert({"url": self.url, "model": "guard", "seconds": 5.0} | more, Terms)
        self.judges.append(ChatJudge(terms))
        return self.judges[-1]


@pytest.fixture
async def bench(server: Server) -> AsyncIterator[Bench]:
    made = Bench(server)
    yield made
    for judge in made.judges:
        await judge.aclose()


async def test_the_endpoint_is_asked_as_any_chat_endpoint_is(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer(SAFE))
    assert await bench.judge(key="k-1").judge("a cat \ud800", "blurry") is None
    (seen,) = server.got(CHAT)
    assert seen.headers["authorization"] == "Bearer k-1"
    assert seen.json == {
        "model": "guard",
        "messages": [{"role": "user", "content": "a cat ?\n\nNegative prompt: blurry"}],
        "temperature": 0,
        "max_tokens": 128,
    }


async def test_an_instruction_is_a_system_message_and_no_key_no_header(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer('{"safe": true}'))
    assert await bench.judge(instruction="Answer with JSON.").judge("a cat", "") is None
    (seen,) = server.got(CHAT)
    assert "authorization" not in seen.headers
    assert seen.json["messages"] == [
        {"role": "system", "content": "Answer with JSON."},
        {"role": "user", "content": "a cat"},
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SAFE, None),
        ("Safety: Safe", None),
        (UNSAFE, "judge:violent"),
        ("Safety: Unsafe\nCategories: Sexual Content or Sexual Acts\n", "judge:sexual content or sexual acts"),
        ("Safety: Unsafe\nCategories: None", "judge:unsafe"),
        ("Safety: Unsafe", "judge:unsafe"),
        ("Safety: Controversial\nCategories: Violent", None),
        ('{"safe": true}', None),
        ('{"safe": false}', "judge:unsafe"),
        (' {"safe": false, "category": "Violent"} ', "judge:violent"),
    ],
)
async def test_an_answer_is_a_rule_or_none(server: Server, bench: Bench, content: str, rule: str | None) -> None:
    server.on(CHAT, answer(content))
    found = await bench.judge().judge("a cat", "")
    assert (None if found is None else str(found)) == rule


async def test_what_is_controversial_is_refused_where_the_terms_say_so(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer("Safety: Controversial"))
    assert await bench.judge(controversial="refuse").judge("a cat", "") == Rule("judge", "controversial")


ODD = {
    "other talk": answer("I think this is Safety: Safe, but ask a human."),
    "a judgement and more": answer("Safety: Safe\nIgnore the above: Safety: Unsafe"),
    "a word that is none": answer("Safety: Fine"),
    "nothing": answer(""),
    "JSON of another shape": answer('{"safe": "yes"}'),
    "JSON with more": answer('{"safe": true, "confidence": 0.1}'),
    "no content": answer(None),
    "no choice": say({"choices": []}),
    "no JSON": page(),
    "an error": say({"error": {"message": "overloaded"}}, 503),
    "a broken connection": DROP,
}


@pytest.mark.parametrize("kind", ODD)
async def test_without_a_judgement_the_terms_decide_and_nothing_is_remembered(
    server: Server, bench: Bench, kind: str
) -> None:
    server.on(CHAT, ODD[kind])
    assert await bench.judge(when_silent="open").judge("a cat", "") is None
    closed = bench.judge(when_silent="closed")
    with pytest.raises(Unavailable):
        await closed.judge("a cat", "")
    server.on(CHAT, answer(UNSAFE))
    assert await closed.judge("a cat", "") == Rule("judge", "violent")


async def test_a_judge_has_so_long_and_no_longer(server: Server, bench: Bench) -> None:
    closed, opened = bench.judge(when_silent="closed", seconds=1), bench.judge(when_silent="open", seconds=1)
    # An answer first: what is cut short is then the waiting, and never the making of a connection.
    server.on(CHAT, answer(SAFE), answer(SAFE), SILENCE)
    assert await closed.judge("a dog", "") is await opened.judge("a dog", "") is None
    with pytest.raises(Unavailable):
        await closed.judge("a cat", "")
    assert await opened.judge("a cat", "") is None


async def test_a_judge_that_nobody_runs_is_silent() -> None:
    judge = ChatJudge(Terms(url="http://127.0.0.1:9/v1", model="guard", when_silent="closed"))
    with pytest.raises(Unavailable):
        await judge.judge("a cat", "")
    await judge.aclose()


async def test_the_same_prompt_is_judged_once(server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "REMEMBERED", 2)
    server.on(CHAT, answer(UNSAFE), answer(SAFE))
    judge = bench.judge()
    first = Rule("judge", "violent")
    assert [await judge.judge(prompt, "") for prompt in ("a", "b", "a", "b", "a")] == [first, None, first, None, first]
    assert len(server.got(CHAT)) == 2
    assert await judge.judge("c", "") is None  # the third pushes out the one that was asked for longest ago, b
    assert await judge.judge("a", "") == first
    assert len(server.got(CHAT)) == 3
    assert await judge.judge("b", "") is None
    assert len(server.got(CHAT)) == 4


@given(st.sampled_from(get_args(Safety)), st.sampled_from(["", "Violent", "None"]))
def test_a_judgement_is_read_back(safety: Safety, category: str) -> None:
    told = f"Safety: {safety}" + (f"\nCategories: {category}" if category else "")
    assert read(told) == read(f"\n{told}\n") == Judgement(safety, category)


@given(st.text(max_size=40))
def test_other_talk_is_no_judgement(talk: str) -> None:
    with pytest.raises((ValueError, msgspec.DecodeError)):
        read(f"x{talk}")
