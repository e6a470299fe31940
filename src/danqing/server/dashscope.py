"""The DashScope endpoints under `/api/v1`: the key first, then bytes → Call → the flow → bytes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from danqing.admission.access import Access
from danqing.admission.tenants import Identity
from danqing.catalog.catalog import Catalog
from danqing.core.clock import Clock
from danqing.core.errors import BadRequest, Error
from danqing.core.job import Call, Door
from danqing.core.task import Task
from danqing.flow.gateway import Gateway
from danqing.server import asking
from danqing.server.edge import context
from danqing.server.links import Links
from danqing.server.reading import HungUp, read_json, while_connected
from danqing.storage.uploads import Uploads
from danqing.tasks.store import Asker
from danqing.wire import answers, errors, events, headers, listing, models, tasks, tokens, uploads
from danqing.wire.doors import DECODE

ENCRYPTED = "Encrypted requests cannot be read here; call without enable_encryption."


@dataclass(frozen=True, kw_only=True)
class Dashscope:
    """One method for each endpoint."""

    catalog: Catalog
    gateway: Gateway
    access: Access
    uploads: Uploads
    links: Links
    clock: Clock
    region: str
    max_body: int
    """Bytes."""

    def create(self, door: Door) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a door."""

        async def endpoint(request: Request) -> Response:
            said, identity = await self._open(request)
            body = await read_json(request, self.max_body)
            call = DECODE[door](body, wants_async=said.wants_async)
            context(request).model = call.model
            digest = asking.digest(identity, f"{call.door} {call.wants_async}", body)
            asker = await asking.asker(request, said, identity, digest)
            try:
                task = await self._run(request, call, asker)
            except Error as error:
                if not said.wants_events or isinstance(error, HungUp):
                    raise
                told = errors.encode(error, asker.request_id)
                return Response(events.error(error.status, told), media_type=headers.EVENTS)
            await asking.report(request, self.gateway, task)
            return self._answer(request, task, said)

        return endpoint

    async def task(self, request: Request) -> Response:
        """`GET tasks/{id}`; whatever is in the query is somebody else's."""
        identity = (await self._open(request))[1]
        task_id = cast("str", request.path_params["task_id"])
        task = await self.gateway.read(identity.account, task_id)
        if task is None:
            return _json(tasks.unknown(task_id, context(request).request_id))
        body = tasks.told(task, context(request).request_id, self.links.of(request, task))
        return _json(body, {**headers.running(task.progress), **asking.drawn(task)})

    async def list(self, request: Request) -> Response:
        """`GET tasks`."""
        identity = (await self._open(request))[1]
        wanted = listing.filter_of(request.query_params, self.clock.now())
        page = await self.gateway.list(identity.account, wanted)
        return _json(listing.listed(page, wanted, context(request).request_id, region=self.region))

    async def cancel(self, request: Request) -> Response:
        """`POST tasks/{id}/cancel`, whatever the body; 1.24.6 sends a GET."""
        identity = (await self._open(request))[1]
        task_id = cast("str", request.path_params["task_id"])
        await self.gateway.cancel(identity.account, task_id)
        return _json(tasks.canceled(task_id, context(request).request_id))

    async def policy(self, request: Request) -> Response:
        """`GET uploads?action=getPolicy&model=…`."""
        identity = (await self._open(request))[1]
        model = uploads.model_of(request.query_params)
        policy = self.uploads.policy(identity.account, model, self.links.upload(request))
        return _json(uploads.encode(policy, context(request).request_id))

    async def models(self, request: Request) -> Response:
        """`GET models`."""
        await self._open(request)
        known = [
            models.Entry(model=model.name, provider="danqing", source=model.engines[0]) for model in self.catalog.models
        ]
        return _json(models.encode(known, models.wanted(request.query_params), context(request).request_id))

    async def token(self, request: Request) -> Response:
        """`POST tokens?expire_in_seconds=…`."""
        identity = (await self._open(request))[1]
        token = self.access.token(identity, tokens.seconds(request.query_params), context(request).request_id)
        return _json(tokens.encode(token.secret, token.expires))

    async def _open(self, request: Request) -> tuple[headers.Headers, Identity]:
        said = headers.read(request.headers)
        identity = await self.access.open(said.api_key, context(request).request_id)
        context(request).account = identity.account
        if said.encrypted:
            raise BadRequest(ENCRYPTED, code="InvalidParameter")
        return said, identity

    async def _run(self, request: Request, call: Call, asker: Asker) -> Task:
        if call.wants_async:
            return await self.gateway.later(call, asker)
        return await while_connected(request, self.gateway.now(call, asker))

    def _answer(self, request: Request, task: Task, said: headers.Headers) -> Response:
        request_id = context(request).request_id
        if said.wants_async:
            return _json(tasks.created(task, request_id))
        body = answers.encode(task, request_id, self.links.of(request, task))
        if said.wants_events:
            return Response(events.result(body), media_type=headers.EVENTS, headers=asking.drawn(task))
        return _json(body, asking.drawn(task))


def _json(body: bytes, more: Mapping[str, str] | None = None) -> Response:
    return Response(body, media_type=headers.JSON, headers=more)
