"""The admin API's machinery: a row for each operation, whose types are what the handler says they are."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

import msgspec
from msgspec.inspect import IntType, type_info
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from danqing.admission.administrators import Administrators
from danqing.admission.entry import Act
from danqing.admission.tenants import Role
from danqing.core.errors import BadRequest, InvalidParameter
from danqing.server.edge import context
from danqing.server.reading import read_json
from danqing.wire import headers

ADMIN = "/admin/v1"
MAX_BODY = 65536
"""Bytes."""
NUMBER = re.compile(r"-?[0-9]{1,18}")

Q = TypeVar("Q", bound=msgspec.Struct)
B = TypeVar("B", bound=msgspec.Struct)

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Generic[Q, B]):
    """A request, read: its query and body are of the types that the handler names."""

    by: Act
    path: Mapping[str, str]
    query: Q
    body: B
    repeat: str
    """The Idempotency-Key; empty: none."""


Handler = Callable[[Ask[Any, Any]], Awaitable[msgspec.Struct]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One operation."""

    method: str
    path: str
    role: Role
    """The least that may do it."""
    handler: Handler

    @property
    def name(self) -> str:
        """The operation's name."""
        return cast("str", getattr(self.handler, "__name__"))  # noqa: B009  a bound method has it, its type does not say so

    @property
    def summary(self) -> str:
        """What it does, in a sentence."""
        return (self.handler.__doc__ or "").strip().partition("\n")[0]

    @property
    def types(self) -> tuple[type[msgspec.Struct], type[msgspec.Struct], Any]:
        """The types of query, body and answer, as the handler declares them."""
        hints = get_type_hints(self.handler)
        query, body = get_args(hints["ask"])
        return query, body, hints["return"]


def rows(role: Role, *operations: tuple[str, str, Handler]) -> list[Row]:
    """Return rows of one role, from method, path and handler each."""
    return [Row(method=method, path=path, role=role, handler=handler) for method, path, handler in operations]


def application(table: Sequence[Row], administrators: Administrators, described: bytes) -> Router:
    """Return what answers below `/admin/v1`; `described` is the OpenAPI document."""

    async def openapi(request: Request) -> Response:
        context(request).route = f"{ADMIN}/openapi.json"
        return Response(described, media_type=headers.JSON)

    paths: dict[str, dict[str, Endpoint]] = {"/openapi.json": {"GET": openapi}}
    for row in table:
        paths.setdefault(row.path, {})[row.method] = _endpoint(row, administrators)
    # One route a path, so that whoever comes with a wrong method is told all the right ones.
    return Router([_route(path, methods) for path, methods in paths.items()], redirect_slashes=False)


def _route(path: str, methods: Mapping[str, Endpoint]) -> Route:
    async def endpoint(request: Request) -> Response:
        return await methods["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, endpoint, methods=list(methods))


def _endpoint(row: Row, administrators: Administrators) -> Endpoint:
    query_type, body_type, _ = row.types
    body_decoder = msgspec.json.Decoder(body_type)

    async def endpoint(request: Request) -> Response:
        told = context(request)
        told.route = ADMIN + row.path
        said = headers.read(request.headers)
        by = await administrators.open(said.api_key, row.role, told.request_id)
        raw = await read_json(request, MAX_BODY) if row.method in {"POST", "PUT"} else b""
        ask = Ask(
            by=by,
            path=request.path_params,
            query=_query(query_type, request.query_params),
            body=_body(body_decoder, raw or b"{}"),
            repeat=said.idempotency_key,
        )
        answer = _encoder.encode(await row.handler(ask))
        return Response(answer, media_type=headers.JSON, headers={"Cache-Control": "no-store"})  # may hold a secret

    return endpoint


def _query(kind: type[Q], said: Mapping[str, str]) -> Q:
    numbers = _numbers(kind)
    values = {name: int(text) if name in numbers and NUMBER.fullmatch(text) else text for name, text in said.items()}
    try:
        return msgspec.convert(values, kind)  # strictly: 2026 is no moment of the year 1970
    except msgspec.ValidationError as error:
        raise InvalidParameter(f"In the query: {error}.") from error


@cache
def _numbers(kind: type[msgspec.Struct]) -> frozenset[str]:
    fields = msgspec.structs.fields(kind)
    return frozenset(field.name for field in fields if isinstance(type_info(field.type), IntType))


def _body(decoder: msgspec.json.Decoder[B], raw: bytes) -> B:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise InvalidParameter(f"In the body: {error}.") from error
    except (ValueError, RecursionError) as error:  # broken JSON, or no text at all
        raise BadRequest from error
