"""A chat endpoint on loopback: what it is asked, and what is made of its answers."""

from collections.abc import AsyncIterator, Iterator

import pytest

from danqing.client import chat as chat_module
from danqing.client.chat import Chat, Reply, Terms, Unanswered
from tests.client.recorded import DROP, SILENCE, Say, Server, page, say

pytestmark = pytest.mark.anyio
CHAT = "POST /v1/chat/completions"


def answer(content: object, finish_reason: str | None = "stop") -> Say:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish_reason}
    return say({"id": "x", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 3}})


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as open_server:
        yield open_server


@pytest.fixture
async def chat(server: Server) -> AsyncIterator[Chat]:
    made = Chat(Terms(url=f"{server.url}/v1/", model="m"))
    yield made
    await made.aclose()


async def test_a_question_is_asked_as_every_such_endpoint_wants_it(server: Server) -> None:
    server.on(CHAT, answer("yes"))
    more = {"chat_template_kwargs": {"enable_thinking": False}}
    terms = Terms(url=f"{server.url}/v1", model="m", key="k-1", temperature=0.5, most_tokens=7, more=more)
    chat = Chat(terms)
    assert await chat.ask("is it \ud800?", "Answer with a word.") == Reply("yes", is_whole=True)
    await chat.aclose()
    (seen,) = server.got(CHAT)
    assert seen.headers["authorization"] == "Bearer k-1"
    assert seen.json == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Answer with a word."},
            {"role": "user", "content": "is it ??"},
        ],
        "temperature": 0.5,
        "max_tokens": 7,
        **more,
    }


async def test_without_a_key_or_an_instruction_none_is_said(server: Server, chat: Chat) -> None:
    server.on(CHAT, answer("yes"))
    await chat.ask("is it?")
    (seen,) = server.got(CHAT)
    assert "authorization" not in seen.headers
    assert seen.json["messages"] == [{"role": "user", "content": "is it?"}]


@pytest.mark.parametrize(("reason", "is_whole"), [("length", False), ("stop", True), (None, True)])
async def test_an_answer_that_was_cut_says_so(server: Server, chat: Chat, reason: str | None, is_whole: bool) -> None:
    server.on(CHAT, answer("a long", reason))
    assert await chat.ask("?") == Reply("a long", is_whole=is_whole)


ODD = {
    "no content": answer(None),
    "no choice": say({"choices": []}),
    "another shape": say({"answer": "yes"}),
    "no JSON": page(),
    "an error": say({"error": {"message": "overloaded"}}, 503),
    "no such model": say({"error": {"message": "no such model"}}, 404),
    "a redirect": say({}, 302, location="http://127.0.0.1:9/"),
    "a broken connection": DROP,
    "half an answer": Say(body=b'{"choices": [', promise=1000),
}


@pytest.mark.parametrize("kind", ODD)
async def test_whatever_else_comes_is_no_answer(server: Server, chat: Chat, kind: str) -> None:
    server.on(CHAT, ODD[kind])
    with pytest.raises(Unanswered):
        await chat.ask("?")
    assert len(server.got(CHAT)) == 1


async def test_an_answer_without_end_is_not_read_to_its_end(
    server: Server, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_module, "MOST_ANSWERED", 1000)
    server.on(CHAT, answer("a" * 1000))
    with pytest.raises(Unanswered, match="1000 bytes"):
        await chat.ask("?")


async def test_the_time_is_that_of_the_whole_answer(server: Server) -> None:
    server.on(CHAT, SILENCE)
    chat = Chat(Terms(url=f"{server.url}/v1", model="m", seconds=0.05))
    with pytest.raises(Unanswered, match="Timeout"):
        await chat.ask("?")
    await chat.aclose()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "nonsense", "ftp://127.0.0.1/v1"])
async def test_where_nobody_is_nobody_answers(url: str) -> None:
    chat = Chat(Terms(url=url, model="m"))
    with pytest.raises(Unanswered):
        await chat.ask("?")
    await chat.aclose()
