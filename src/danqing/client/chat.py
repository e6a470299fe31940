"""A language model behind any OpenAI-compatible chat endpoint: vLLM, SGLang, Ollama, llama.cpp, or a hosted one."""

import asyncio
import math
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from danqing.client.address import is_local
from danqing.core.errors import Error

MOST_ANSWERED = 1 << 20
"""Bytes of an answer."""


class Unanswered(Error):
    """Nothing that can be used came from a chat endpoint; the message is for the log."""

    code = Error.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to ask, and how."""

    url: str
    """Up to `/v1`: `http://llm:8000/v1`."""
    model: str
    key: str = ""
    seconds: float = 5.0
    """For a question and its whole answer."""
    temperature: float = 0
    most_tokens: int = 1024
    """Of an answer."""
    more: Mapping[str, object] = field(default_factory=dict[str, object])
    """Further fields of the request, for servers that know them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said."""

    text: str
    is_whole: bool
    """False: it had more to say than it might."""


class _Message(msgspec.Struct, frozen=True):
    content: str


class _Choice(msgspec.Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct, frozen=True):
    choices: tuple[_Choice, ...]


_completions = msgspec.json.Decoder(_Completion)


class Chat:
    """One model at one endpoint; each question stands alone, and nothing is asked twice."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._url = f"{terms.url.rstrip('/')}/chat/completions"
        self._http = httpx.AsyncClient(
            timeout=None,  # noqa: S113  `ask` has one for all of it; httpx's would be for each step of the way
            headers={"Authorization": f"Bearer {terms.key}"} if terms.key else {},
            trust_env=not is_local(terms.url),
        )

    async def ask(
        self, said: str, instruction: str = "", seconds: float = math.inf, picture: bytes | None = None
    ) -> Reply:
        """Return the answer to what a user said under an instruction; half a character is said as a question mark.

        `seconds` is how long it may take, where that is less than the terms say. A `picture` is a JPEG shown before
        the words. Raises Unanswered: no answer in time, an error, or an answer of another form.
        """
        system = [{"role": "system", "content": instruction}] if instruction else []
        words = said.encode("utf-8", "replace").decode()
        body = {
            "model": self.terms.model,
            "messages": [*system, {"role": "user", "content": words if picture is None else _shown(picture, words)}],
            "temperature": self.terms.temperature,
            "max_tokens": self.terms.most_tokens,
            **self.terms.more,
        }
        try:
            async with asyncio.timeout(min(seconds, self.terms.seconds)):
                completion = _completions.decode(await self._answer(body))
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, UnicodeError, TimeoutError) as error:
            raise Unanswered(repr(error)[:200]) from error
        if not completion.choices:
            raise Unanswered("no choice in the answer")
        choice = completion.choices[0]
        return Reply(choice.message.content, is_whole=choice.finish_reason != "length")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _answer(self, body: Mapping[str, object]) -> bytes:
        answer = bytearray()
        async with self._http.stream("POST", self._url, json=body) as response:
            response.raise_for_status()
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > MOST_ANSWERED:
                    raise Unanswered(f"more than {MOST_ANSWERED} bytes")
        return bytes(answer)


def _shown(picture: bytes, words: str) -> list[Mapping[str, object]]:
    url = f"data:image/jpeg;base64,{b64encode(picture).decode()}"
    return [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": words}]
