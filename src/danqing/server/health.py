"""Whether the service is ready, what draws, and the metrics."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from danqing.telemetry import Metrics
from danqing.wire.headers import JSON

PROCEDURAL = "No model is configured: pictures are drawn by the composer, a procedural illustrator without an AI model."


@dataclass(kw_only=True)
class Health:
    """Two endpoints; `state` is `starting`, `ready` or `draining`."""

    engines: Callable[[], Mapping[str, str]]
    """Model → the name of the engine that draws it."""
    states: Callable[[], Mapping[str, str]] = dict[str, str]
    """Engine → what keeps it from drawing at once: `loading qwen-image`; engines that are ready are left out."""
    drawing: Callable[[], Sequence[Mapping[str, object]]] = list[Mapping[str, object]]
    """What draws: each engine, or several in order, with its lines, its slots and how many tasks it holds."""
    resting: Callable[[], Mapping[str, float]] = dict[str, float]
    """Engines that are left alone because they failed too often → seconds until the next task tries."""
    metrics: Metrics
    measure: Callable[[], Awaitable[None]]
    version: str
    state: str = "starting"

    @property
    def notice(self) -> str:
        """What a user must know of what draws; empty where models do."""
        drawn_by = self.engines().values()
        return PROCEDURAL if drawn_by and all(engine.startswith("composer") for engine in drawn_by) else ""

    async def healthz(self, request: Request) -> Response:
        """`GET healthz`: 200 when requests are served, 503 before and after."""
        del request
        body: dict[str, object] = {"status": self.state, "version": self.version, "engines": self.engines()}
        body["drawing"] = self.drawing()
        if resting := self.resting():
            body["resting"] = resting
        if states := self.states():
            body["waiting_for"] = states
        if self.notice:
            body["notice"] = self.notice
        return Response(msgspec.json.encode(body), 200 if self.state == "ready" else 503, media_type=JSON)

    async def prometheus(self, request: Request) -> Response:
        """`GET metrics`."""
        del request
        await self.measure()
        return Response(self.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
