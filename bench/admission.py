"""What saying yes costs one request: key, workspace, limits, quota, price; and how many creates it takes away."""

import asyncio
import itertools
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

import uvloop
from starlette.types import Message, Scope

from bench.table import Row
from danqing.admission.admission import Admission
from danqing.admission.tenants import Identity
from danqing.app import Service
from danqing.app.ledgers import LEDGER_FILE
from danqing.core.clock import RandomIds, SystemClock
from danqing.core.job import Door, Job, Kind, Size, Ticket
from danqing.core.usage import End
from danqing.database.sqlite import SqliteConnection, SqliteDatabase
from danqing.metering.books import OpenBooks
from danqing.metering.prices import Tariff
from danqing.settings import Settings
from danqing.tasks import transactions
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.promise import pending
from danqing.tasks.store import Asker, Books
from danqing.tasks.unbooked import Unbooked
from danqing.telemetry import set_up
from tests.service import T2I, fake_models

MODEL = "qwen-image"
ACCOUNT = "1"
FAST = 50.0
"""Submissions a second of an account: a rate that is looked up each time, and never reached."""
ACCOUNTS = 200

TIMES = 5_000
CREATES, CALLERS, ROUNDS = 2_000, 32, 5
JOB = Job(door=Door.TEXT2IMAGE, model=MODEL, kind=Kind.DRAW, prompt="a cat", size=Size(width=1328, height=1328))


def rows() -> list[Row]:
    """Measure the parts by themselves, then the whole application with and without them."""
    set_up("error", "json")
    with (
        tempfile.TemporaryDirectory(prefix="danqing-bench-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Row]:
    gate, ticket, tariff = await _gate(folder / "gate")
    hold, settle = _booking(folder / "gate" / LEDGER_FILE, ticket, tariff)
    pairs = [(await _creates(folder / f"{n}-with", books=True), await _creates(folder / f"{n}-bare", books=False))
             for n in range(ROUNDS)]  # fmt: skip
    with_books, without = (median(rates) for rates in zip(*pairs, strict=True))
    lost = median(booked / bare for booked, bare in pairs) - 1
    return [
        Row("key, workspace and limits, CPU", f"{gate * 1e3:.3f} ms"),
        Row("rate, free images, price, credit and budget, CPU", f"{hold * 1e3:.3f} ms"),
        Row("together, CPU a request", f"{(gate + hold) * 1e3:.3f} ms", "≤ 0.3 ms"),
        Row("settling an end, CPU", f"{settle * 1e3:.3f} ms"),
        Row(f"durable creates without rate and books, {CALLERS} at once", f"{without:,.0f}/s"),
        Row("the same with them", f"{with_books:,.0f}/s ({lost:+.0%})", "≥ -15 %"),
    ]


@asynccontextmanager
async def _service(folder: Path) -> AsyncGenerator[Service]:
    settings = Settings.load(
        None,
        data={"folder": folder},
        engines={"models_file": fake_models(folder.parent)},
        limits={"submissions_per_second": FAST, "running_at_once": 1},
    )
    async with Service(settings=settings).open() as service:
        yield service


async def _gate(folder: Path) -> tuple[float, Ticket, Tariff]:
    """Return what the gates before the ledger cost, a ticket, and an account's books with everything set."""
    async with _service(folder) as service:
        access, catalog = service.tenancy.access, service.gateway.catalog
        model = next(model for model in catalog.models if model.name == MODEL)
        await service.accounting.set_quota(ACCOUNT, MODEL, 2 * TIMES // 3)
        await service.accounting.top_up(ACCOUNT, Decimal(10**6), "USD")
        await service.accounting.set_budget(ACCOUNT, Decimal(10**6), "USD")

        def pass_through() -> Ticket:
            identity = _at_once(access.open(service.first_key, "r"))
            access.allow(identity, "", MODEL, "r")
            return service.gateway.admission.admit(identity.account, identity.key_id, model, JOB)

        tariff = Tariff(region=service.settings.server.region)
        return _cpu(pass_through), pass_through(), tariff


def _at_once(awaited: Coroutine[None, None, Identity]) -> Identity:
    """Return the result of what need not wait for anything."""
    try:
        awaited.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("it waits")


def _booking(path: Path, ticket: Ticket, tariff: Tariff) -> tuple[float, float]:
    """Return what promising a task costs with a rate and books more than without; and settling it."""
    db = sqlite3.connect(path, isolation_level=None, factory=SqliteConnection)
    db.execute("BEGIN")
    booked, now = OpenBooks(tariff, db), time.time()
    free = replace(ticket, submissions_per_second=float("inf"))
    asker = Asker(account=ACCOUNT, key_id="1", request_id="r", digest="d")
    names, times = RandomIds(), itertools.count()

    def promise(books: Books, asked: Ticket) -> None:
        task = pending(asked, asker, names.new(), now + next(times))  # one a second
        transactions.promise(db, books, task, asker, asked)

    def settle() -> None:
        hold = booked.hold(ticket, now)
        booked.settle(
            End(account=ACCOUNT, key_id="1", model=MODEL, outcome="SUCCEEDED", submitted=now, scheduled=now + 1,
                ended=now + 2, images=1, engine="fake/1.0", hold=hold)
        )  # fmt: skip

    bare = _cpu(partial(promise, Unbooked(), free))
    whole = _cpu(partial(promise, booked, ticket))
    held = _cpu(lambda: booked.hold(ticket, now))
    ended = _cpu(settle) - held
    db.execute("ROLLBACK")
    db.close()
    return whole - bare, ended


def _cpu(act: Callable[[], object]) -> float:
    """Return the CPU seconds that one act takes."""
    began = time.process_time()
    for _ in range(TIMES):
        act()
    return (time.process_time() - began) / TIMES


async def _is_good(message: Message) -> None:
    if message.get("status", 200) != 200:
        raise RuntimeError(f"answered with {message}")


async def _creates(folder: Path, *, books: bool) -> float:
    """Return how many tasks a second the whole application promises, without a socket."""
    async with _service(folder) as service:
        for worker in service.workers:
            worker.stop()
        database = SqliteDatabase.open(folder / "bare.db", MIGRATIONS)
        if not books:
            service.gateway.ledger = DurableTasks(database, SystemClock(), RandomIds())
            service.gateway.admission = Admission(running_at_once=1, submissions_per_second="off")
        keys = itertools.cycle(await _keys(service))
        asked = iter([(next(keys), number) for number in range(CREATES)])
        began = time.perf_counter()
        await asyncio.gather(*(_call(service, asked) for _ in range(CALLERS)))
        rate = CREATES / (time.perf_counter() - began)
        await database.close()
    return rate


async def _keys(service: Service) -> list[str]:
    who = service.tenancy
    accounts = [await who.administration.put_account(f"account-{number}") for number in range(ACCOUNTS)]
    return [(await who.keyring.create(account.id))[1] for account in accounts]


async def _call(service: Service, asked: Iterator[tuple[str, int]]) -> None:
    for key, number in asked:
        body = json.dumps({"model": MODEL, "input": {"prompt": f"a cat, number {number}"}}).encode()
        await service.app(_scope(key), _Body(body), _is_good)


class _Body:
    """What an ASGI application receives: a body, and then nothing more."""

    def __init__(self, body: bytes) -> None:
        self._messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def __call__(self) -> Message:
        if not self._messages:
            await asyncio.Event().wait()
        return self._messages.pop()


def _scope(key: str) -> Scope:
    headers = {"authorization": f"Bearer {key}", "x-dashscope-async": "enable", "content-type": "application/json"}
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": T2I,
        "raw_path": T2I.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
