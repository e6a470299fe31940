"""The OpenAI images API under `/v1` and `/compatible-mode/v1`: the key first, then bytes → Call → the flow → bytes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from danqing.admission.access import Access
from danqing.admission.tenants import Identity
from danqing.catalog import calling
from danqing.catalog.catalog import Catalog
from danqing.catalog.model import Model
from danqing.core.clock import Clock
from danqing.core.errors import ModelNotFound, NotFound
from danqing.core.task import Task
from danqing.flow.gateway import Gateway
from danqing.flow.previews import Previews
from danqing.server import asking
from danqing.server.edge import context
from danqing.server.links import Links
from danqing.server.openai_shown import shown
from danqing.server.openai_stream import Streaming
from danqing.server.reading import kind_of, read, read_json, while_connected
from danqing.storage.store import Storage
from danqing.tasks.store import Asker
from danqing.wire import headers, openai_answers, openai_form, openai_requests
from danqing.wire.openai_answers import Stream
from danqing.wire.openai_form import Part
from danqing.wire.openai_requests import Asked

ROOTS = ("/v1", "/compatible-mode/v1")
"""The same endpoints stand under both: where OpenAI's clients look, and where the public cloud has its own."""
PROJECT = "OpenAI-Project"
"""The header in which OpenAI's clients name what is a workspace here."""
NO_VARIATIONS = "Variations are not served; call images/edits with a prompt that says what should be different."

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class OpenAI:
    """One method for each endpoint."""

    catalog: Catalog
    gateway: Gateway
    access: Access
    storage: Storage
    links: Links
    previews: Previews
    clock: Clock
    max_body: int
    """Bytes."""

    def routes(self) -> list[tuple[str, tuple[str, ...], Endpoint]]:
        """Return path, methods and endpoint of each, under every root."""
        table: tuple[tuple[str, str, Endpoint], ...] = (
            ("/images/generations", "POST", self.generations),
            ("/images/edits", "POST", self.edits),
            ("/images/variations", "POST", self.variations),
            ("/models", "GET", self.models),
            ("/models/{name:path}", "GET", self.model),
        )
        return [(root + path, (method,), endpoint) for root in ROOTS for path, method, endpoint in table]

    async def generations(self, request: Request) -> Response:
        """`POST images/generations`."""
        said, identity = await self._open(request)
        body = await read_json(request, self.max_body)
        asked = openai_requests.generation(body)
        digest = asking.digest(identity, Stream.GENERATION, body)
        asker = await asking.asker(request, said, identity, digest)
        return await self._drawn(request, asked, asker, Stream.GENERATION)

    async def edits(self, request: Request) -> Response:
        """`POST images/edits`: a form with files, or JSON with references."""
        said, identity = await self._open(request)
        if kind_of(request) == openai_form.KIND:
            body = await read(request, self.max_body)
            # Not here, where everybody would wait: it may hold tens of megabytes.
            asked, pieces = await anyio.to_thread.run_sync(_form, body, request.headers["content-type"])
        else:
            pieces = (await read_json(request, self.max_body),)
            asked = openai_requests.edit(pieces[0])
        digest = await anyio.to_thread.run_sync(asking.digest, identity, Stream.EDIT, *pieces)
        asker = await asking.asker(request, said, identity, digest)
        return await self._drawn(request, asked, asker, Stream.EDIT)

    async def variations(self, request: Request) -> Response:
        """`POST images/variations`, which is not served. Raises NotFound."""
        await self._open(request)
        raise NotFound(NO_VARIATIONS)

    async def models(self, request: Request) -> Response:
        """`GET models`: those that the key may call."""
        said, identity = await self._open(request)
        names = (model.name for model in self.catalog.models)
        return _json(openai_answers.models([n for n in names if self.access.shows(identity, said.workspace, n)]))

    async def model(self, request: Request) -> Response:
        """`GET models/{name}`; one that the key may not call is not there."""
        said, identity = await self._open(request)
        name = cast("str", request.path_params["name"])
        if not self.access.shows(identity, said.workspace, name):
            raise _no_model(name)
        return _json(openai_answers.model(self._named(name).name))

    async def _open(self, request: Request) -> tuple[headers.Headers, Identity]:
        said = headers.read(request.headers)
        identity = await self.access.open(said.api_key, context(request).request_id)
        context(request).account = identity.account
        return replace(said, workspace=said.workspace or request.headers.get(PROJECT, "").strip()), identity

    def _named(self, name: str) -> Model:
        try:
            return self.catalog.named(name)
        except ModelNotFound as error:
            raise _no_model(name) from error

    async def _drawn(self, request: Request, asked: Asked, asker: Asker, stream: Stream) -> Response:
        context(request).model = asked.model
        model = self._named(asked.model)
        call = calling.call(model, asked.prompt, asked.pictures, asked.parameters, asked.wishes.previews)
        ignored = openai_answers.ignored((*asked.ignored, *calling.unheeded(model, asked.parameters)))

        async def finish(task: Task) -> Sequence[str]:
            await asking.report(request, self.gateway, task)
            return await shown(task, asked.wishes, self.links.of(request, task), self.storage)

        if asked.wishes.stream:
            streaming = Streaming(
                previews=self.previews, clock=self.clock, stream=stream, wishes=asked.wishes, finish=finish
            )
            work = while_connected(request, self.gateway.now(call, asker, streaming.watch))
            return await streaming.respond(asyncio.ensure_future(work), ignored)
        task = await while_connected(request, self.gateway.now(call, asker))
        return _json(openai_answers.images(task, await finish(task), asked.wishes), {**ignored, **asking.drawn(task)})


def _no_model(name: str) -> ModelNotFound:
    words = f"The model '{name}' does not exist here; GET models lists those that do."
    return ModelNotFound(words, parameter="model")


def _form(body: bytes, content_type: str) -> tuple[Asked, tuple[bytes, ...]]:
    """Return what a form says, and what is the same of it when it is sent again, which is then between other lines."""
    parts = openai_form.read(body, content_type)
    return openai_requests.form(parts), tuple(_pieces(parts))


def _pieces(parts: Sequence[Part]) -> Iterator[bytes]:
    for part in parts:
        yield f"{part.name!r} {part.is_file} {len(part.data)}\n".encode()
        yield part.data


def _json(body: bytes, more: dict[str, str] | None = None) -> Response:
    return Response(body, media_type=headers.JSON, headers=more)
