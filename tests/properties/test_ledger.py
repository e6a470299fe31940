"""Any history of promises, claims, ends, cancels, deaths and restarts leaves a ledger as a model of one page says."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import InvalidParameter, LeaseLost
from danqing.core.image import Failure
from danqing.core.job import ROUTED, Call, Door, Job, Kind, Ticket, line_of, model_of
from danqing.core.task import MOVES, Claim, Outcome, Picture, Status, Task
from danqing.core.usage import Usage
from danqing.database.postgres import PostgresDatabase
from danqing.database.sqlite import SqliteDatabase
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from danqing.tasks.memory import MemoryTasks
from danqing.tasks.store import MOST_ATTEMPTS, Asker, Depth, Filter, Ledger, Meter, Queue, Upkeep
from tests import postgres

LEASE = 30.0
RESEND = 60.0
EVER = Filter(since=0, until=1e12, page_size=1000)
FAILURE = Failure(code="InternalError.Algo", message="broken")

ACCOUNTS = st.sampled_from(["anna", "bert"])
LINES = ("qwen-image", line_of("qwen-image", ("cloud",)), "wanx-v1")
MODELS = st.sampled_from(LINES)
"""Of two models, and of a route that one of them has."""
BOTH = frozenset(LINES)
WORKERS = st.sampled_from(["w1", "w2"])
T = TypeVar("T")


class Tasks(Ledger, Queue, Upkeep, Meter, Protocol):
    """All four halves."""


@dataclass(slots=True)
class Known:
    """What the model knows of a task."""

    account: str
    model: str
    """Or its route."""
    digest: str
    keyed: bool
    status: Status = Status.PENDING
    counted: int = 0
    claim: Claim | None = None
    worker: str = ""
    lease: float = 0.0
    delivered: bool = False
    lost: float | None = None
    ended: float | None = None
    seen: Task | None = None

    @property
    def called_off(self) -> bool:
        return self.status is Status.CANCELED and self.lost is not None

    @property
    def lane(self) -> tuple[str, str]:
        return (self.account, self.model)


class LedgerMachine(RuleBasedStateMachine):
    promised = Bundle("promised")
    claims = Bundle("claims")

    @initialize()
    def start(self) -> None:
        self.loop = asyncio.Runner()
        self.clock, self.ids = FixedClock(), CountingIds()
        self.known: dict[str, Known] = {}
        self.keys: dict[tuple[str, str], tuple[str, str]] = {}
        self.limits: dict[tuple[str, str], int] = {}
        self.turns = Counter[tuple[str, str]]()
        self.claimed = 0
        self.images = Counter[str]()
        self.open()

    def open(self) -> None:
        self.only: Tasks = MemoryTasks(self.clock, self.ids, lease=LEASE, resend_window=RESEND)

    @property
    def tasks(self) -> Tasks:
        return self.only

    def run(self, awaited: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(awaited)

    def waiting(self, lane: tuple[str, str]) -> list[str]:
        return [i for i, known in self.known.items() if known.lane == lane and known.status is Status.PENDING]

    def running(self, lane: tuple[str, str]) -> int:
        """Count what runs of the lane's account and model, on whatever line."""
        of = (lane[0], model_of(lane[1]))
        running = (known for known in self.known.values() if known.status is Status.RUNNING)
        return sum((known.account, model_of(known.model)) == of for known in running)

    def ready(self, models: frozenset[str]) -> list[tuple[str, str]]:
        return [
            lane
            for lane, limit in self.limits.items()
            if lane[1] in models and self.waiting(lane) and self.running(lane) < limit
        ]

    def ticket(self, account: str, model: str, at_once: int) -> Ticket:
        route = tuple(filter(None, model.partition(ROUTED)[2:]))
        job = Job(door=Door.TEXT2IMAGE, model=model_of(model), kind=Kind.DRAW, prompt="猫", route=route)
        return Ticket(job=job, account=account, key_id="k", running_at_once=at_once, held=1)

    def keep(self, task: Task, model: str, digest: str, *, keyed: bool = False) -> str:
        assert task.id not in self.known
        assert task.model == model_of(model)
        self.known[task.id] = Known(task.account, model, digest, keyed, task.status, ended=task.ended)
        return task.id

    @rule(target=promised, account=ACCOUNTS, model=MODELS, at_once=st.integers(1, 2), count=st.integers(1, 3))
    def add(self, account: str, model: str, at_once: int, count: int) -> Any:
        return multiple(*(self.add_one(account, model, at_once) for _ in range(count)))

    def add_one(self, account: str, model: str, at_once: int) -> str:
        digest = self.ids.new()
        asker = Asker(account=account, key_id="k", request_id="r", digest=digest)
        task = self.run(self.tasks.add(self.ticket(account, model, at_once), asker))
        self.limits[account, model] = at_once
        return self.keep(task, model, digest)

    @rule(
        target=promised, account=ACCOUNTS, model=MODELS, key=st.sampled_from(["1", "2"]), digest=st.sampled_from("ab")
    )
    def add_with_key(self, account: str, model: str, key: str, digest: str) -> Any:
        asker = Asker(account=account, key_id="k", request_id="r", digest=digest, idempotency_key=key)
        adding = self.tasks.add(self.ticket(account, model, 1), asker)
        first, first_digest = self.keys.get((account, key), ("", digest))
        called_off = bool(first) and self.known[first].called_off
        if first_digest != digest:
            with pytest.raises(InvalidParameter):
                self.run(adding)
            return multiple()
        task = self.run(adding)
        if first and not called_off:
            assert task.id == first
            return multiple()
        self.keys[account, key] = (task.id, digest)
        self.limits[account, model] = 1
        return self.keep(task, model, digest, keyed=True)

    @rule(target=promised, account=ACCOUNTS, model=MODELS)
    def refuse(self, account: str, model: str) -> str:
        digest = self.ids.new()
        asker = Asker(account=account, key_id="k", request_id="r", digest=digest)
        call = Call(door=Door.GENERATION, model=model_of(model))
        return self.keep(self.run(self.tasks.refuse(call, asker, InvalidParameter())), model, digest)

    @rule(task_id=promised, delivered=st.booleans())
    def answer(self, task_id: str, delivered: bool) -> None:
        self.answer_one(task_id, delivered=delivered)

    def answer_one(self, task_id: str, *, delivered: bool) -> None:
        self.run(self.tasks.answered(task_id, delivered=delivered))
        known = self.known.get(task_id)
        if known is not None:
            known.delivered = known.delivered or delivered
            known.lost = None if known.delivered else self.clock.now()

    @rule(target=promised, task_id=promised)
    def repeat(self, task_id: str) -> Any:
        known = self.known.get(task_id)
        if known is None or known.keyed or known.delivered:
            return multiple()
        asker = Asker(account=known.account, key_id="k", request_id="r", digest=known.digest)
        task = self.run(self.tasks.add(self.ticket(known.account, known.model, 2), asker))
        if known.lost is not None and not known.called_off and self.clock.now() - known.lost < RESEND:
            assert task.id == task_id
            return multiple()
        # From here on, the new one is the one that is asked for again.
        self.answer(task_id, delivered=True)
        self.limits[known.lane] = 2
        return self.keep(task, known.model, known.digest)

    @rule(target=claims, worker=WORKERS, models=st.just(BOTH) | st.frozensets(MODELS), count=st.integers(1, 4))
    def claim(self, worker: str, models: frozenset[str], count: int) -> Any:
        taken = [self.claim_one(worker, models) for _ in range(count)]
        return multiple(*(claim for claim in taken if claim is not None))

    def claim_one(self, worker: str, models: frozenset[str]) -> Claim | None:
        held = self.run(self.tasks.claim(worker, models))
        ready = self.ready(models)
        if held is None:
            assert ready == []
            return None
        known = self.known[held.task_id]
        assert known.lane in ready, "given twice, or over the limit"
        assert self.waiting(known.lane)[0] == held.task_id, "not the first of its lane"
        assert self.turns[known.lane] == min(self.turns[lane] for lane in ready), "not the lane served longest ago"
        assert known.claim is None or known.claim.attempt < held.attempt
        self.claimed += 1
        self.turns[known.lane] = self.claimed
        known.status, known.claim, known.counted = Status.RUNNING, held, known.counted + 1
        known.worker, known.lease = worker, self.clock.now() + LEASE
        return held

    def holds(self, claim: Claim) -> bool:
        known = self.known.get(claim.task_id)
        return known is not None and known.status is Status.RUNNING and known.claim == claim

    def try_to(self, claim: Claim, awaited: Coroutine[Any, Any, None]) -> Known | None:
        if self.holds(claim):
            self.run(awaited)
            return self.known[claim.task_id]
        with pytest.raises(LeaseLost):
            self.run(awaited)
        return None

    def end(self, known: Known, status: Status) -> None:
        known.status, known.ended = status, self.clock.now()

    @rule(claim=claims, images=st.integers(1, 4))
    def finish(self, claim: Claim, images: int) -> None:
        picture = Picture(key="k", width=1, height=1, seed=1)
        usage = Usage(account=claim.account, key_id=claim.key_id, model=claim.job.model, images=images)
        outcome = Outcome(engine="fake/1", pictures=(picture,) * images)
        if known := self.try_to(claim, self.tasks.finish(claim, outcome, usage)):
            self.end(known, Status.SUCCEEDED)
            self.images[known.account] += images

    @rule(claim=claims)
    def fail(self, claim: Claim) -> None:
        if known := self.try_to(claim, self.tasks.fail(claim, FAILURE)):
            self.end(known, Status.FAILED)

    @rule(claim=claims, counted=st.booleans())
    def give_back(self, claim: Claim, counted: bool) -> None:
        if known := self.try_to(claim, self.tasks.give_back(claim, counted=counted)):
            self.given_back(known, counted=counted)

    @rule(target=claims, claim=claims, counted=st.booleans())
    def hand_over(self, claim: Claim, counted: bool) -> Any:
        self.give_back(claim, counted)
        heirs = self.claim("w2", BOTH, count=2)
        self.finish(claim, images=1)
        return heirs

    def given_back(self, known: Known, *, counted: bool) -> None:
        known.counted -= not counted
        if counted and known.counted == MOST_ATTEMPTS:
            self.end(known, Status.FAILED)
        else:
            known.status = Status.PENDING

    @rule(task_id=promised, account=ACCOUNTS)
    def cancel(self, task_id: str, account: str) -> None:
        known = self.known.get(task_id)
        may = known is not None and known.account == account and known.status is Status.PENDING
        assert self.run(self.tasks.cancel(account, task_id)) == may
        if known is not None and may:
            self.end(known, Status.CANCELED)

    @rule(worker=WORKERS, account=ACCOUNTS)
    def beat(self, worker: str, account: str) -> None:
        held = {task_id for task_id, known in self.known.items() if known.account == account}
        self.run(self.tasks.beat(worker, held))
        for known in self.known.values():
            if known.status is Status.RUNNING and known.worker == worker and known.account == account:
                known.lease = self.clock.now() + LEASE

    @rule(seconds=st.sampled_from([1, 10, LEASE, RESEND]))
    def wait(self, seconds: float) -> None:
        self.run(self.tasks.depths())  # a queued report is in
        self.clock.advance(seconds)

    @rule()
    def reap(self) -> None:
        expired = [k for k in self.known.values() if k.status is Status.RUNNING and k.lease <= self.clock.now()]
        assert self.run(self.tasks.reap()) == len(expired)
        for known in expired:
            self.given_back(known, counted=True)

    @rule(most=st.integers(1, 3))
    def purge(self, most: int) -> None:
        before = self.clock.now()
        ended = sorted((k.ended, i) for i, k in self.known.items() if k.ended is not None and k.ended < before)
        gone = self.run(self.tasks.purge(before, most))
        assert len(gone) == min(most, len(ended))
        for task in gone:
            assert task == self.known.pop(task.id).seen
            self.keys = {key: first for key, first in self.keys.items() if first[0] != task.id}

    @invariant()
    def every_task_is_where_its_moves_have_led_it(self) -> None:
        for account in ("anna", "bert"):
            page = self.run(self.tasks.list(account, EVER))
            assert page.total == len(page.tasks)
            own = [task_id for task_id, known in self.known.items() if known.account == account]
            assert [task.id for task in reversed(page.tasks)] == own, "not the account's own, or not the newest first"
            for task in page.tasks:
                self.look(task)

    def look(self, task: Task) -> None:
        known = self.known[task.id]
        assert self.run(self.tasks.get(task.account, task.id)) == task
        assert self.run(self.tasks.get("bert" if task.account == "anna" else "anna", task.id)) is None
        assert (task.status, task.attempts, task.ended) == (known.status, known.counted, known.ended)
        before = known.seen
        if before is not None and not MOVES[before.status]:
            assert task == before, "a final task has moved"
        known.seen = task

    @invariant()
    def limits_hold_and_the_lanes_are_counted(self) -> None:
        expected = Counter[tuple[str, Status]]()
        for known in self.known.values():
            expected[known.model, known.status] += 1
        depths = self.run(self.tasks.depths())
        by_model = [
            Depth(model=model, pending=expected[model, Status.PENDING], running=expected[model, Status.RUNNING])
            for model in LINES
        ]
        assert list(depths) == [depth for depth in by_model if depth.pending + depth.running]

    @invariant()
    def what_finished_is_what_was_used(self) -> None:
        used = Counter[str]()
        for usage in self.run(self.tasks.used(0, 1e12)):
            used[usage.account] += usage.images
        assert used == self.images

    def teardown(self) -> None:
        self.loop.close()


class SqliteMachine(LedgerMachine):
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.restart()

    def restart(self) -> None:
        self.database = SqliteDatabase.open(self.folder / "ledger.db", MIGRATIONS)
        self.only = tasks = DurableTasks(self.database, self.clock, self.ids, lease=LEASE, resend_window=RESEND)
        self.run(tasks.recover())

    @rule()
    def die_and_come_back(self) -> None:
        self.run(self.database.close())
        self.restart()
        for known in self.known.values():
            if known.status is Status.RUNNING:
                self.given_back(known, counted=True)
            if not known.delivered and known.lost is None:
                known.lost = self.clock.now()

    def teardown(self) -> None:
        self.run(self.database.close())
        super().teardown()
        shutil.rmtree(self.folder)


class PostgresMachine(LedgerMachine):
    """Two processes on one ledger, as far as it can tell, of which either may do what comes next."""

    server: postgres.Server
    url: str

    def open(self) -> None:
        self.server.emptied(self.url)
        self.nodes = [self.node(), self.node()]

    def node(self) -> tuple[PostgresDatabase, DurableTasks]:
        database = self.run(PostgresDatabase.open(self.url, MIGRATIONS, own_time=True))
        return database, DurableTasks(database, self.clock, self.ids, lease=LEASE, resend_window=RESEND)

    @property
    def tasks(self) -> Tasks:
        """The one whose turn it is, after everything the other has queued is done."""
        self.nodes.reverse()
        self.run(self.nodes[1][0].write(lambda _: None))
        return self.nodes[0][1]

    @rule()
    def die_and_come_back(self) -> None:
        unanswered = [task_id for task_id, k in self.known.items() if not k.delivered and k.lost is None]
        for task_id in unanswered:
            self.answer_one(task_id, delivered=False)
        self.run(self.nodes[0][0].write(lambda _: None))
        self.run(self.nodes.pop()[0].close())
        self.nodes.append(self.node())
        expired = [k for k in self.known.values() if k.status is Status.RUNNING and k.lease <= self.clock.now()]
        assert self.run(self.nodes[1][1].recover()) == len(expired)
        for known in expired:
            self.given_back(known, counted=True)

    def teardown(self) -> None:
        for database, _ in self.nodes:
            self.run(database.close())
        super().teardown()


LONG = settings(deadline=None, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow])
LedgerMachine.TestCase.settings = settings(LONG, max_examples=60)
# Shrinking a history of SQLite takes minutes, and the test would time out before it said anything: add Phase.shrink
# (and a longer --timeout) to look into a failure.
SqliteMachine.TestCase.settings = settings(LONG, max_examples=40, phases=(Phase.reuse, Phase.generate))
TestMemory = LedgerMachine.TestCase
TestSqlite = SqliteMachine.TestCase
PostgresMachine.TestCase.settings = settings(SqliteMachine.TestCase.settings, max_examples=8)


class TestPostgres(PostgresMachine.TestCase):
    @pytest.fixture(autouse=True)
    def serve(self, postgres_server: postgres.Server, postgres_url: str) -> None:
        PostgresMachine.server, PostgresMachine.url = postgres_server, postgres_url
