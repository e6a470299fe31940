"""The service in one process: how its parts meet, in which order they start, and in which they stop."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from danqing.admission.admission import Admission
from danqing.admission.following import Following
from danqing.admission.moderation import Moderation, OutputJudge
from danqing.admission.moderation_overrulings import STAGE as OVERRULINGS
from danqing.admission.moderation_setup import moderated
from danqing.admission.rows import STAGE as TENANTS
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.app.credentials import admin_token_of, first_key, secret_of
from danqing.app.doors import doors_of
from danqing.app.engines import catalog_of, engines_of, rewriter_of, strangers
from danqing.app.files import HOUR, KeptFiles, files_of
from danqing.app.ledgers import Ledgers, ledgers
from danqing.app.sharing import check_files
from danqing.catalog.catalog import Catalog
from danqing.core.clock import Clock, Ids, RandomIds, SystemClock
from danqing.database.database import Database
from danqing.engines.engine import READY, Engine
from danqing.engines.fleet import Fleet, adopted
from danqing.flow.gateway import Gateway
from danqing.flow.janitor import Janitor
from danqing.flow.previews import Previews
from danqing.flow.worker import Worker
from danqing.metering.accounting import Accounting
from danqing.metering.report import Reports
from danqing.server.admin_table import Parts
from danqing.server.health import Health
from danqing.server.routes import application
from danqing.settings import Settings
from danqing.storage.signing import Signer
from danqing.tasks.store import Lanes
from danqing.telemetry import SERVICE, Metrics, log


@dataclass(kw_only=True)
class Service:
    """The whole service in one process; `open` starts it and stops it."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    metrics: Metrics = field(default_factory=Metrics)
    app: ASGIApp = field(init=False)
    """The HTTP side; there only while the service is open."""
    health: Health = field(init=False)
    gateway: Gateway = field(init=False)
    workers: list[Worker] = field(default_factory=list[Worker])
    previews: Previews = field(default_factory=Previews)
    """Where the steps of what is drawn in this process can be watched."""
    tenancy: Tenancy = field(init=False)
    moderation: Moderation = field(init=False)
    output_judge: OutputJudge | None = None
    lanes: Lanes = field(init=False)
    accounting: Accounting = field(init=False)
    reports: Reports = field(init=False)
    janitor: Janitor = field(init=False)
    engines: Fleet = field(init=False)
    signer: Signer = field(init=False)
    admin_token: str = ""
    """The first token of the admin API: the one in the data folder."""
    first_key: str = ""
    """The key of the account that was made because there was none."""

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Service"]:
        """Start everything; at the end let what runs end, hand back what does not, and stop."""
        async with AsyncExitStack() as stack:
            await self._start(stack)
            self.health.state = "ready"
            log.info(SERVICE, message="ready", engines=self._drawn_by())
            try:
                yield self
            finally:
                self.drain()

    def drain(self) -> None:
        """Begin to stop: nothing is claimed any more, and synchronous callers still in line are sent away."""
        self.health.state = "draining"
        self.gateway.close()
        for worker in self.workers:
            worker.stop()

    async def _start(self, stack: AsyncExitStack) -> None:
        settings, clock = self.settings, self.clock
        catalog = catalog_of(settings)
        kept = await stack.enter_async_context(ledgers(settings, catalog, clock, self.ids))
        self.lanes, self.accounting, self.reports = kept.tasks, Accounting(kept.money), Reports(kept.money)
        secret = await self._secrets(stack, kept)
        self.signer = Signer(secret, clock)
        files = await stack.enter_async_context(files_of(settings, self.signer, clock, self.ids))
        self.moderation = await stack.enter_async_context(
            moderated(settings.moderation, kept.overrulings, self.tenancy.audit, clock, self.output_judge)
        )
        self.janitor = self._janitor(kept, files)
        self.gateway = self._gateway(catalog, kept, files)
        self.health = Health(
            engines=self._drawn_by,
            states=self._states,
            drawing=self._drawing,
            resting=lambda: self.engines.resting(monotonic()),
            metrics=self.metrics,
            measure=self._measure,
            version=version("danqing"),
        )
        self.app = self._http(files)
        self.engines = engines_of(settings, catalog, rewriter_of(settings, self.moderation, self.metrics))
        routes = await self._routes(kept, catalog)
        self.workers.extend(self._workers(routes, kept, files))
        if kept.shared is not None:
            await check_files(settings, kept.shared, files.storage, self.ids)
            await self._follow(stack, kept.shared)
        await self._run(stack)

    async def _routes(self, kept: Ledgers, catalog: Catalog) -> dict[Engine, frozenset[str]]:
        """Return what draws each line in which there is or may be a task; tell what nobody draws, or nobody has."""
        waiting = {depth.model for depth in await kept.tasks.depths()}
        routes = adopted(self.engines.routes, waiting)
        if left := waiting.difference(*routes.values()):
            log.warning(SERVICE, message="tasks wait for models that are not there", models=sorted(left))
        for account, models in strangers(catalog, self.tenancy.directory).items():
            log.warning(SERVICE, message="a route is for an account that is not there", account=account, models=models)
        return routes

    async def _secrets(self, stack: AsyncExitStack, kept: Ledgers) -> bytes:
        settings = self.settings
        secret = await secret_of(settings, kept.shared)
        self.tenancy = await tenancy(kept.shelf, self.clock, region=settings.server.region, root=secret)
        stack.callback(self.tenancy.keys.flush)
        self.first_key = await first_key(settings, self.tenancy, secret)
        self.admin_token = await admin_token_of(settings, kept.shared)
        return secret

    async def _follow(self, stack: AsyncExitStack, database: Database) -> None:
        learn = {TENANTS: self.tenancy.administration.catch_up, OVERRULINGS: self.moderation.overrulings.catch_up}
        following = asyncio.create_task(Following(database, learn, self.tenancy.keys).run())
        stack.push_async_callback(_ended, following, 0)

    async def _run(self, stack: AsyncExitStack) -> None:
        await asyncio.gather(*(engine.start() for engine in self.engines.engines))
        for engine in self.engines.engines:
            stack.push_async_callback(engine.stop)
        sweeping = asyncio.create_task(self.janitor.run())
        stack.push_async_callback(_ended, sweeping, 0)
        for worker in self.workers:
            working = asyncio.create_task(worker.run(self.settings.tasks.lease_seconds / 3))
            stack.push_async_callback(_ended, working, self.settings.server.drain_seconds)

    def _gateway(self, catalog: Catalog, kept: Ledgers, files: KeptFiles) -> Gateway:
        limits = self.settings.limits
        return Gateway(
            catalog=catalog,
            access=self.tenancy.access,
            moderation=self.moderation,
            admission=Admission(
                running_at_once=limits.running_at_once, submissions_per_second=limits.submissions_per_second
            ),
            ledger=kept.tasks,
            inputs=files.inputs,
            ids=self.ids,
            sync_seconds=self.settings.server.sync_seconds,
        )

    def _janitor(self, kept: Ledgers, files: KeptFiles) -> Janitor:
        return Janitor(
            upkeep=kept.tasks,
            reports=self.reports,
            results=files.results,
            storage=files.storage,
            clock=self.clock,
            metrics=self.metrics,
            retention=self.settings.tasks.retention_hours * HOUR,
            kept_for=files.kept_for,
        )

    def _workers(self, routes: Mapping[Engine, frozenset[str]], kept: Ledgers, files: KeptFiles) -> Iterator[Worker]:
        for engine, lines in routes.items():
            yield Worker(
                name=f"{engine.name}-{self.ids.new()[:8]}",
                lines=lines,
                engine=engine,
                queue=kept.tasks,
                inputs=files.inputs,
                moderation=self.moderation,
                results=files.results,
                clock=self.clock,
                metrics=self.metrics,
                previews=self.previews,
            )

    def _http(self, files: KeptFiles) -> ASGIApp:
        parts = Parts(
            tenancy=self.tenancy,
            gateway=self.gateway,
            health=self.health,
            clock=self.clock,
            moderation=self.moderation,
            lanes=self.lanes,
            accounting=self.accounting,
            reports=self.reports,
            region=self.settings.server.region,
        )
        doors = doors_of(self.settings, parts, files, self.previews, self.signer, self.admin_token)
        return application(doors, self.ids, self.metrics)

    def _states(self) -> dict[str, str]:
        return {worker.engine.name: worker.engine.state for worker in self.workers if worker.engine.state != READY}

    def _drawing(self) -> list[dict[str, object]]:
        return [
            {"engine": one.engine.name, "lines": sorted(one.lines), "slots": one.engine.slots, "running": one.running}
            for one in self.workers
        ]

    async def _measure(self) -> None:
        await self.janitor.measure()
        resting = self.engines.resting(monotonic())
        for name in self.engines.watched:
            self.metrics.resting.labels(name).set(name in resting)

    def _drawn_by(self) -> dict[str, str]:
        return {line: worker.engine.name for worker in self.workers for line in sorted(worker.lines)}


def create_app(settings: Settings | None = None) -> ASGIApp:
    """Return the service as an ASGI application that starts and stops with its server's lifespan."""
    service = Service(settings=settings or Settings.load())
    opened = AsyncExitStack()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await service.app(scope, receive, send)
            return
        await receive()
        await opened.enter_async_context(service.open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await opened.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    return app


async def _ended(task: asyncio.Task[None], seconds: float) -> None:
    """Wait so long for a task to end, then end it."""
    await asyncio.wait((task,), timeout=seconds)
    task.cancel()
    await asyncio.wait((task,))
