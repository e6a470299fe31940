"""Every URL, on one screen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from danqing.core.clock import Ids
from danqing.core.job import Door
from danqing.server.admin import ADMIN
from danqing.server.dashscope import Dashscope
from danqing.server.edge import Edge, context
from danqing.server.files import Files
from danqing.server.health import Health
from danqing.server.links import FILES, UPLOADS
from danqing.server.openai import ROOTS, OpenAI
from danqing.telemetry import Metrics
from danqing.wire import openai_errors

Endpoint = Callable[[Request], Awaitable[Response]]
API = "/api/v1"


@dataclass(frozen=True, kw_only=True)
class Doors:
    """What answers."""

    dashscope: Dashscope
    openai: OpenAI
    files: Files
    health: Health
    admin: Router
    """Everything below `/admin/v1`: server/admin_table.py has it on a screen of its own."""


def application(doors: Doors, ids: Ids, metrics: Metrics) -> ASGIApp:
    """Return the HTTP side of the service; a trailing slash makes no difference to any URL."""
    api, files, health = doors.dashscope, doors.files, doors.health
    table: list[tuple[str, tuple[str, ...], Endpoint]] = [
        (f"{API}/tasks/{{task_id}}", ("GET",), api.task),
        *((f"{API}/services/aigc/{door}", ("POST",), api.create(door)) for door in Door),
        (f"{API}/tasks", ("GET",), api.list),
        (f"{API}/tasks/{{task_id}}/cancel", ("GET", "POST"), api.cancel),
        (f"{API}/uploads", ("GET",), api.policy),
        (f"{API}/models", ("GET",), api.models),
        (f"{API}/tokens", ("POST",), api.token),
        (f"{FILES}/{{key:path}}", ("GET",), files.download),
        (UPLOADS, ("POST",), files.upload),
        *doors.openai.routes(),
        ("/healthz", ("GET",), health.healthz),
        ("/metrics", ("GET",), health.prometheus),
    ]
    router = Router(
        [
            *(Route(path, _named(path, endpoint), methods=methods) for path, methods, endpoint in table),
            Mount(ADMIN, doors.admin),
        ],
        redirect_slashes=False,
    )
    return Edge(router, ids, metrics, dict.fromkeys(ROOTS, openai_errors.encode))


def _named(path: str, endpoint: Endpoint) -> Endpoint:
    async def named(request: Request) -> Response:
        context(request).route = path
        return await endpoint(request)

    return named
