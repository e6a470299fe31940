"""The composition root: settings → parts → the service; in which order they start, and in which they stop."""

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from danqing.admission import moderation_overrulings as overrulings
from danqing.admission.admission import Admission
from danqing.admission.moderation import Moderation, OutputJudge
from danqing.admission.moderation_setup import moderated
from danqing.admission.shelf import MemoryShelf, Shelf
from danqing.admission.sqlite import SqliteShelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.catalog.catalog import Catalog
from danqing.catalog.load import load as load_catalog
from danqing.core.clock import Clock, Ids, RandomIds, SystemClock
from danqing.core.errors import Refused
from danqing.database import Database
from danqing.engines.delivery import MOST_BYTES
from danqing.engines.fleet import MAKERS, Fleet, Making, fleet
from danqing.flow.gateway import Gateway
from danqing.flow.janitor import Janitor
from danqing.flow.worker import Worker
from danqing.metering import books
from danqing.metering.accounting import Accounting
from danqing.metering.books import SqliteBooks
from danqing.metering.prices import Tariff
from danqing.metering.report import Reports
from danqing.metering.store import Memory, Store
from danqing.server import admin_table
from danqing.server.dashscope import Dashscope
from danqing.server.files import Files
from danqing.server.health import Health
from danqing.server.links import Links
from danqing.server.routes import Doors, application
from danqing.settings import BadSettings, Settings
from danqing.storage import inputs, objects, results, uploads
from danqing.storage.fetch import Fetcher, Within
from danqing.storage.objects import Objects
from danqing.storage.probe import Limits
from danqing.storage.signing import Signer
from danqing.tasks.memory import MemoryTasks
from danqing.tasks.sqlite import MIGRATIONS, SqliteTasks
from danqing.tasks.store import Lanes
from danqing.telemetry import SERVICE, Metrics, log

ACCOUNT = "default"
KEY_FILE = "api-key"
ADMIN_FILE = "admin-token"
SECRET_FILE = "secret"  # noqa: S105  the file's name
LEDGER_FILE = "danqing.db"
OFFERED_IN = {"cn-beijing": "beijing", "ap-southeast-1": "singapore"}
"""How the catalog's offers call a region; others as they are."""
MB = 2**20
HOUR = 3600.0


def catalog_of(settings: Settings) -> Catalog:
    """Return the shipped models with the operator's own on top. Raises BadCatalog, BadSettings."""
    catalog = load_catalog(settings.engines.models_file)
    for model in catalog.models:
        for engine in model.engines:
            if engine not in MAKERS:
                known = ", ".join(MAKERS)
                raise BadSettings(f"model {model.name!r} is drawn by an unknown engine {engine!r}; known: {known}")
    return catalog


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
    tenancy: Tenancy = field(init=False)
    moderation: Moderation = field(init=False)
    output_judge: OutputJudge | None = None
    lanes: Lanes = field(init=False)
    accounting: Accounting = field(init=False)
    reports: Reports = field(init=False)
    janitor: Janitor = field(init=False)
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
        settings, clock, ids = self.settings, self.clock, self.ids
        catalog, secret = catalog_of(settings), secret_of(settings)
        signer = self.signer = Signer(secret, clock)
        storage = storage_of(settings)
        ledger, shelf, decisions = await self._ledger(stack, tariff_of(settings, catalog))
        self.tenancy = tenancy(shelf, clock, region=settings.server.region, root=secret)
        stack.callback(self.tenancy.keys.flush)
        self.first_key = await first_key(settings, self.tenancy)
        self.moderation = await stack.enter_async_context(
            moderated(settings.moderation, decisions, self.tenancy.audit, clock, self.output_judge)
        )
        max_upload = int(settings.inputs.max_mb * MB)
        kept = uploads.Uploads(storage, signer, clock, ids, _terms(settings, max_upload))
        fetcher = Fetcher(
            Within(bytes=max_upload, seconds=settings.inputs.fetch_seconds),
            allow_private=settings.inputs.allow_private_networks,
        )
        stack.push_async_callback(fetcher.aclose)
        limits = Limits(bytes=max_upload, pixels=int(settings.inputs.max_megapixels * 1e6))
        references = inputs.Inputs(storage, fetcher, kept, ids, limits)
        finished = results.Results(storage)
        janitor = self.janitor = Janitor(
            upkeep=ledger,
            reports=self.reports,
            results=finished,
            storage=storage,
            clock=clock,
            metrics=self.metrics,
            retention=settings.tasks.retention_hours * HOUR,
            kept_for=_kept_for(settings),
        )
        self.gateway = Gateway(
            catalog=catalog,
            access=self.tenancy.access,
            moderation=self.moderation,
            admission=Admission(
                running_at_once=settings.limits.running_at_once,
                submissions_per_second=settings.limits.submissions_per_second,
            ),
            ledger=ledger,
            inputs=references,
            ids=ids,
            sync_seconds=settings.server.sync_seconds,
        )
        self.health = Health(
            engines=self._drawn_by, metrics=self.metrics, measure=janitor.measure, version=version("danqing")
        )
        self.admin_token = admin_token_of(settings)
        self.app = self._http(kept, signer, storage)
        engines = engines_of(settings, catalog)
        for engine, models in engines.routes.items():
            worker = Worker(
                name=f"{engine.name}-{ids.new()[:8]}",
                models=models,
                engine=engine,
                queue=ledger,
                inputs=references,
                moderation=self.moderation,
                results=finished,
                clock=clock,
                metrics=self.metrics,
            )
            self.workers.append(worker)
        await self._run(stack, janitor, engines)

    async def _run(self, stack: AsyncExitStack, janitor: Janitor, engines: Fleet) -> None:
        await asyncio.gather(*(engine.start() for engine in engines.engines))
        for engine in engines.engines:
            stack.push_async_callback(engine.stop)
        sweeping = asyncio.create_task(janitor.run())
        stack.push_async_callback(_ended, sweeping, 0)
        for worker in self.workers:
            working = asyncio.create_task(worker.run(self.settings.tasks.lease_seconds / 3))
            stack.push_async_callback(_ended, working, self.settings.server.drain_seconds)

    async def _ledger(
        self, stack: AsyncExitStack, tariff: Tariff
    ) -> tuple[SqliteTasks | MemoryTasks, Shelf, overrulings.Keeper]:
        lease, window = self.settings.tasks.lease_seconds, self.settings.tasks.resend_seconds
        if self.settings.data.ephemeral:
            db = books.in_memory()
            stack.callback(db.close)
            await self._keep_books(Memory(db), tariff)
            own = SqliteBooks(tariff, db)
            ledger = self.lanes = MemoryTasks(self.clock, self.ids, own, lease=lease, resend_window=window)
            return ledger, MemoryShelf(), overrulings.MemoryOverrulings()
        path, keys = folder_of(self.settings) / LEDGER_FILE, files("danqing.admission") / "migrations"
        database = Database.open(path, {**MIGRATIONS, **books.MIGRATIONS, **overrulings.MIGRATIONS, "keys": keys})
        stack.push_async_callback(database.close)
        await self._keep_books(database, tariff)
        opened = partial(SqliteBooks, tariff)
        ledger = self.lanes = SqliteTasks(database, self.clock, self.ids, opened, lease=lease, resend_window=window)
        await ledger.recover()
        return ledger, SqliteShelf(database), overrulings.SqliteOverrulings(database)

    async def _keep_books(self, store: Store, tariff: Tariff) -> None:
        await store.write(lambda db: books.offer_prices(db, tariff))
        self.accounting, self.reports = Accounting(store), Reports(store)

    def _http(self, kept: uploads.Uploads, signer: Signer, storage: Objects) -> ASGIApp:
        settings = self.settings
        links = Links(
            signer=signer,
            public_url=settings.server.public_url,
            valid_for=settings.tasks.retention_hours * HOUR,
        )
        dashscope = Dashscope(
            catalog=self.gateway.catalog,
            gateway=self.gateway,
            keys=self.tenancy.keys,
            access=self.tenancy.access,
            uploads=kept,
            links=links,
            clock=self.clock,
            region=settings.server.region,
            max_body=settings.server.max_body_mb * MB,
        )
        files = Files(storage=storage, uploads=kept, signer=signer, max_upload=int(settings.inputs.max_mb * MB))
        admin = admin_table.application(
            admin_table.Parts(
                tenancy=self.tenancy,
                gateway=self.gateway,
                health=self.health,
                clock=self.clock,
                moderation=self.moderation,
                lanes=self.lanes,
                accounting=self.accounting,
                reports=self.reports,
                region=settings.server.region,
            ),
            self.admin_token,
        )
        doors = Doors(dashscope=dashscope, files=files, health=self.health, admin=admin)
        return application(doors, self.ids, self.metrics)

    def _drawn_by(self) -> dict[str, str]:
        return {model: worker.engine.name for worker in self.workers for model in sorted(worker.models)}


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


def tariff_of(settings: Settings, catalog: Catalog) -> Tariff:
    """Return what the public cloud asks and gives in the service's region."""
    region = settings.server.region
    offers = {model.name: model.offers.get(OFFERED_IN.get(region, region)) for model in catalog.models}
    return Tariff(
        region=region,
        offers={model: offer for model, offer in offers.items() if offer is not None},
        gives_free=settings.limits.free_quota == "documented",
    )


def engines_of(settings: Settings, catalog: Catalog) -> Fleet:
    """Return the engines that the catalog names. Raises BadSettings for one that cannot be used as it is set."""
    results = Fetcher(Within(bytes=MOST_BYTES), allow_private=settings.inputs.allow_private_networks)
    try:
        return fleet(Making(wanted=settings, models=catalog.models, fetch=results.fetch))
    except Refused as error:
        raise BadSettings(error.message) from error


def folder_of(settings: Settings) -> Path:
    """Return the data folder, made if it is not there."""
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    return settings.data.folder


def storage_of(settings: Settings) -> Objects:
    """Return where files are kept."""
    at = settings.storage
    if settings.data.ephemeral:
        return objects.memory()
    if not at.url:
        return objects.folder(folder_of(settings) / "files")
    return objects.bucket(
        at.url,
        endpoint=at.endpoint,
        region=at.region,
        access_key_id=at.access_key_id,
        secret_access_key=at.secret_access_key.get_secret_value(),
    )


def secret_of(settings: Settings) -> bytes:
    """Return what URLs are signed with: made once for a data folder, readable by its owner alone."""
    if settings.data.ephemeral:
        return secrets.token_bytes(32)
    return _kept_secret(settings, SECRET_FILE, secrets.token_hex(32))


def admin_token_of(settings: Settings) -> str:
    """Return the first token of the admin API: made once for a data folder, and anew if its file is taken away."""
    fresh = f"adm-{secrets.token_hex(16)}"
    return fresh if settings.data.ephemeral else _kept_secret(settings, ADMIN_FILE, fresh).decode()


def _kept_secret(settings: Settings, name: str, fresh: str) -> bytes:
    path = folder_of(settings) / name
    if not path.exists():
        write_private(path, fresh)
    return path.read_bytes().strip()


async def first_key(settings: Settings, who: Tenancy) -> str:
    """Give a ledger without any account the account `default` and return its key, kept beside the ledger."""
    if who.directory.accounts:
        return ""
    account = await who.administration.put_account(ACCOUNT)
    _, secret = await who.keyring.create(account.id)
    if not settings.data.ephemeral:
        write_private(folder_of(settings) / KEY_FILE, secret)
    return secret


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _terms(settings: Settings, max_upload: int) -> uploads.Terms:
    return uploads.Terms(
        bytes=max_upload,
        policy_seconds=settings.storage.policy_seconds,
        file_seconds=settings.storage.upload_hours * HOUR,
    )


def _kept_for(settings: Settings) -> dict[str, float]:
    # A day longer than their tasks: only what no task names is left to be found by its age.
    loose = (settings.tasks.retention_hours + 24) * HOUR
    return {
        uploads.PREFIX: settings.storage.upload_hours * HOUR,
        inputs.PREFIX: loose,
        results.PREFIX: loose,
        objects.DRAFTS: HOUR,
    }


async def _ended(task: asyncio.Task[None], seconds: float) -> None:
    """Wait so long for a task to end, then end it."""
    await asyncio.wait((task,), timeout=seconds)
    task.cancel()
    await asyncio.wait((task,))
