"""Any history of submissions, ends, deaths, prices and quotas leaves the books as a model of one page says."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import Arrearage, FreeTierOnly, LeaseLost, QuotaExceeded, RateLimited, Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Door
from danqing.core.task import Claim
from danqing.metering.accounting import Tag
from danqing.metering.month import month_of
from danqing.tasks.store import MOST_ATTEMPTS, Limits
from tests import postgres as server
from tests.metering.booked import LEASE, MODELS, OFFERS, OWN, REGION, Booked, asking, memory, postgres, sqlite, ticket

FAILURE = Failure(code="InternalError.Algo", message="broken")
CURRENCIES = {model: offer.currency for model, offer in OFFERS.items()} | {OWN: ""}
ACCOUNTS = st.sampled_from(["anna", "bert"])
NAMES = st.sampled_from(sorted(MODELS))
MONEY = st.decimals(min_value=0, max_value=5, places=3)
T = TypeVar("T")


@dataclass(slots=True)
class Promised:
    """What the model knows of a task that has not ended."""

    account: str
    model: str
    submitted: float
    free: int
    paid: int
    price: Decimal
    attempt: int = 0
    lease: float = 0.0
    tries: int = 0

    @property
    def cost(self) -> Decimal:
        return self.price * self.paid


@dataclass(slots=True)
class Given:
    """Free images of an account and model."""

    images: int = 0
    used: int = 0
    until: float | None = None
    free_only: bool | None = None


@dataclass(slots=True)
class Owns:
    """What an account may spend."""

    free_only: bool = False
    currency: str = ""
    credit: Decimal | None = None
    budget: Decimal | None = None


@dataclass
class Model:
    """The whole of the books, by hand."""

    open: dict[str, Promised] = field(default_factory=dict[str, Promised])
    given: dict[tuple[str, str], Given] = field(default_factory=dict[tuple[str, str], Given])
    owns: dict[str, Owns] = field(default_factory=lambda: {"anna": Owns(), "bert": Owns()})
    prices: list[tuple[str, float, Decimal]] = field(default_factory=list[tuple[str, float, Decimal]])
    free: Counter[tuple[str, str, str, Decimal]] = field(default_factory=Counter[tuple[str, str, str, Decimal]])
    """By account, month, model and price, as bills are."""
    paid: Counter[tuple[str, str, str, Decimal]] = field(default_factory=Counter[tuple[str, str, str, Decimal]])
    calls: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """By account and outcome."""
    images: Counter[str] = field(default_factory=Counter[str])
    kept: dict[str, tuple[str, str, float]] = field(default_factory=dict[str, tuple[str, str, float]])
    """Account, model and time of each submission that the ledger has not forgotten."""

    def price(self, model: str, now: float) -> Decimal:
        known = [(since, number, price) for number, (name, since, price) in enumerate(self.prices) if name == model]
        return max((one for one in known if one[0] <= now), default=(0, 0, Decimal(0)))[2]

    def held(self, account: str, model: str) -> int:
        return sum(one.free for one in self.open.values() if (one.account, one.model) == (account, model))

    def owed(self, account: str, currency: str) -> Decimal:
        return sum(
            (o.cost for o in self.open.values() if o.account == account and CURRENCIES[o.model] == currency), Decimal(0)
        )

    def spent(self, account: str, month: str, currency: str) -> Decimal:
        return sum(
            (
                price * images
                for (whose, when, model, price), images in self.paid.items()
                if (whose, when, CURRENCIES[model]) == (account, month, currency)
            ),
            Decimal(0),
        )

    def ask(self, account: str, model: str, n: int, now: float) -> Promised | type[Refused]:
        given, owns = self.given.get((account, model), Given()), self.owns[account]
        valid = given.until is None or now < given.until
        left = given.images - given.used - self.held(account, model) if valid else 0
        free = min(n, max(0, left))
        asked = Promised(account, model, now, free, n - free, self.price(model, now))
        free_only = owns.free_only if given.free_only is None else given.free_only
        if asked.paid and free_only:
            return FreeTierOnly
        return self.unpayable(asked, owns) or asked if asked.cost else asked

    def unpayable(self, asked: Promised, owns: Owns) -> type[Refused] | None:
        foreign = CURRENCIES[asked.model] != owns.currency
        committed = self.owed(asked.account, owns.currency) + asked.cost
        if owns.credit is not None and (foreign or committed > owns.credit):
            return Arrearage
        spent = self.spent(asked.account, month_of(asked.submitted), owns.currency)
        if owns.budget is not None and (foreign or spent + committed > owns.budget):
            return QuotaExceeded
        return None

    def end(self, task_id: str, outcome: str, now: float, images: int = 0) -> None:
        task = self.open.pop(task_id)
        free = min(task.free, images)
        line = (task.account, month_of(now), task.model, task.price)
        self.free[line] += free
        self.paid[line] += images - free
        self.images[task.account] += images
        self.calls[task.account, outcome] += 1
        if given := self.given.get((task.account, task.model)):
            given.used += free
        owns = self.owns[task.account]
        if owns.credit is not None and owns.currency == CURRENCIES[task.model]:
            owns.credit -= task.price * (images - free)


class MoneyMachine(RuleBasedStateMachine):
    booked: Booked
    promised = Bundle("promised")
    claims = Bundle("claims")

    @initialize()
    def start(self) -> None:
        self.loop = asyncio.Runner()
        self.opened = AsyncExitStack()
        self.clock, self.ids = FixedClock(), CountingIds()
        self.model = Model()
        self.model.prices = [(model, 0.0, Decimal(offer.price)) for model, offer in OFFERS.items()]
        self.open()

    def open(self) -> None:
        self.booked = self.run(self.opened.enter_async_context(memory(self.clock, self.ids)))

    def run(self, awaited: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(awaited)

    @rule(target=promised, account=ACCOUNTS, model=NAMES, n=st.integers(1, 6))
    def submit(self, account: str, model: str, n: int) -> Any:
        return self.offer(account, model, n, self.model.ask(account, model, n, self.clock.now()))

    @rule(target=promised, account=ACCOUNTS, model=NAMES)
    def submit_where_one_in_thirty_years_is_enough(self, account: str, model: str) -> Any:
        now, limits = self.clock.now(), self.booked.tasks.set_limits
        too_fast = any((one[0], one[1]) == (account, model) and one[2] <= now for one in self.model.kept.values())
        self.run(limits(Limits(account=account, model=model, submissions_per_second=1e-9)))
        offered = self.offer(account, model, 1, RateLimited if too_fast else self.model.ask(account, model, 1, now))
        self.run(limits(Limits(account=account, model=model)))
        return offered

    def offer(self, account: str, model: str, n: int, expected: Promised | type[Refused]) -> Any:
        adding = self.booked.tasks.add(ticket(account, model, n), asking(account, digest=self.ids.new()))
        if isinstance(expected, type):
            with pytest.raises(Refused) as raised:
                self.run(adding)
            assert type(raised.value) is expected
            self.model.calls[account, "REFUSED"] += 1
            return multiple()
        task = self.run(adding)
        self.model.open[task.id] = expected
        self.model.kept[task.id] = (account, model, task.submitted)
        return task.id

    @rule(account=ACCOUNTS, model=NAMES)
    def fail_before_it_begins(self, account: str, model: str) -> None:
        call = Call(door=Door.TEXT2IMAGE, model=model)
        task = self.run(self.booked.tasks.refuse(call, asking(account, digest=self.ids.new()), Refused()))
        self.model.kept[task.id] = (account, model, task.submitted)
        self.model.calls[account, "FAILED"] += 1

    @rule(target=claims)
    def claim(self) -> Any:
        claim = self.run(self.booked.tasks.claim("w", MODELS))
        if claim is None:
            assert all(task.lease for task in self.model.open.values())
            return multiple()
        task = self.model.open[claim.task_id]
        task.attempt, task.lease, task.tries = claim.attempt, self.clock.now() + LEASE, task.tries + 1
        return claim

    def held(self, claim: Claim, awaited: Coroutine[Any, Any, None]) -> bool:
        """Do it; say whether the claim was still good."""
        task = self.model.open.get(claim.task_id)
        if task is not None and task.lease and task.attempt == claim.attempt:
            self.run(awaited)
            return True
        with pytest.raises(LeaseLost):
            self.run(awaited)
        return False

    @rule(claim=claims, failing=st.integers(0, 5))
    def finish(self, claim: Claim, failing: int) -> None:
        good = max(1, claim.job.n - failing)
        if self.held(claim, self.booked.finish(claim, good)):
            self.model.end(claim.task_id, "SUCCEEDED", self.clock.now(), good)

    @rule(claim=claims)
    def fail(self, claim: Claim) -> None:
        if self.held(claim, self.booked.tasks.fail(claim, FAILURE)):
            self.model.end(claim.task_id, "FAILED", self.clock.now())

    @rule(claim=claims, counted=st.booleans())
    def give_back(self, claim: Claim, counted: bool) -> None:
        if self.held(claim, self.booked.tasks.give_back(claim, counted=counted)):
            self.given_back(claim.task_id, counted=counted)

    def given_back(self, task_id: str, *, counted: bool) -> None:
        task = self.model.open[task_id]
        task.lease, task.tries = 0.0, task.tries - (not counted)
        if counted and task.tries >= MOST_ATTEMPTS:
            self.model.end(task_id, "FAILED", self.clock.now())

    @rule(task_id=promised)
    def cancel(self, task_id: str) -> None:
        task = self.model.open.get(task_id)
        canceled = any(self.run(self.booked.tasks.cancel(account, task_id)) for account in ("anna", "bert"))
        assert canceled == (task is not None and not task.lease)
        if canceled:
            self.model.end(task_id, "CANCELED", self.clock.now())

    @rule()
    def reap(self) -> None:
        lost = [i for i, task in self.model.open.items() if task.lease and task.lease <= self.clock.now()]
        assert self.run(self.booked.tasks.reap()) == len(lost)
        for task_id in lost:
            self.given_back(task_id, counted=True)

    @rule()
    def purge(self) -> None:
        for task in self.run(self.booked.tasks.purge(self.clock.now(), 5)):
            self.model.kept.pop(task.id, None)

    @rule(seconds=st.sampled_from([-3600.0, -1.0, 1.0, LEASE, 86_400.0, 31 * 86_400.0]))
    def the_clock_goes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(model=st.sampled_from(sorted(OFFERS)), amount=MONEY, ahead=st.sampled_from([0.0, 1.0, 86_400.0]))
    def set_price(self, model: str, amount: Decimal, ahead: float) -> None:
        since = self.clock.now() + ahead
        self.run(
            self.booked.accounting.set_price(
                Tag(model=model, region=REGION, currency=CURRENCIES[model], valid_from=since, amount=amount)
            )
        )
        self.model.prices.append((model, since, amount))

    @rule(account=ACCOUNTS, model=NAMES, images=st.integers(0, 20), days=st.sampled_from([None, 0, 2]))
    def set_quota(self, account: str, model: str, images: int, days: int | None) -> None:
        until = None if days is None else self.clock.now() + 86_400.0 * days
        self.run(self.booked.accounting.set_quota(account, model, images, until))
        given = self.model.given.setdefault((account, model), Given())
        given.images, given.until = images, until

    @rule(account=ACCOUNTS, model=NAMES, on=st.sampled_from([True, False, None]))
    def set_free_only(self, account: str, model: str, on: bool | None) -> None:
        self.run(self.booked.accounting.set_free_only(account, model, on))
        self.model.given.setdefault((account, model), Given()).free_only = on

    @rule(account=ACCOUNTS, on=st.booleans())
    def set_account_free_only(self, account: str, on: bool) -> None:
        self.run(self.booked.accounting.set_account_free_only(account, on=on))
        self.model.owns[account].free_only = on

    @rule(account=ACCOUNTS, amount=MONEY)
    def top_up(self, account: str, amount: Decimal) -> None:
        self.run(self.booked.accounting.top_up(account, amount, "CNY"))
        owns = self.model.owns[account]
        owns.credit, owns.currency = (owns.credit or Decimal(0)) + amount, "CNY"

    @rule(account=ACCOUNTS, amount=st.none() | MONEY)
    def set_budget(self, account: str, amount: Decimal | None) -> None:
        self.run(self.booked.accounting.set_budget(account, amount, "CNY"))
        owns = self.model.owns[account]
        owns.budget = amount
        owns.currency = "CNY" if amount is not None else owns.currency

    @rule(account=ACCOUNTS)
    def pay_afterwards(self, account: str) -> None:
        self.run(self.booked.accounting.pay_afterwards(account))
        self.model.owns[account].credit = None

    @invariant()
    def quotas_are_what_was_given_used_and_held(self) -> None:
        found = {
            (one.account, one.model): (one.images, one.used, one.held, one.until, one.free_only)
            for one in self.run(self.booked.accounting.quotas())
        }
        assert found == {
            who: (given.images, given.used, self.model.held(*who), given.until, given.free_only)
            for who, given in self.model.given.items()
        }

    @invariant()
    def credit_is_what_was_paid_in_less_what_was_drawn(self) -> None:
        for account, owns in self.model.owns.items():
            purse = self.run(self.booked.accounting.purse(account))
            assert (purse.credit if purse else None) == owns.credit

    @invariant()
    def bills_are_of_what_was_drawn(self) -> None:
        months = {month for _, month, _, _ in self.model.free}
        bills = [bill for month in sorted(months) for bill in self.run(self.booked.reports.bills(month))]
        found = {
            (line.account, line.month, line.model, line.unit_price): (line.images_free, line.images_paid, line.currency)
            for bill in bills
            for line in bill.lines
        }
        assert found == {
            line: (free, self.model.paid[line], CURRENCIES[line[2]] if line[3] or line[2] != OWN else "")
            for line, free in self.model.free.items()
            if free or self.model.paid[line]
        }

    @invariant()
    def calls_and_images_add_up(self) -> None:
        used = self.run(self.booked.reports.usage(0, 1e12, by=("account", "outcome")))
        calls = {(one.of["account"], one.of["outcome"]): one.calls for one in used}
        assert calls == dict(+self.model.calls)
        images = Counter[str]()
        for one in used:
            images[str(one.of["account"])] += one.images
        assert +images == +self.model.images

    def teardown(self) -> None:
        self.loop.run(self.opened.aclose())
        self.loop.close()


class SqliteMachine(MoneyMachine):
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.restart()

    def restart(self) -> None:
        opening = sqlite(self.folder / "ledger.db", self.clock, self.ids)
        self.booked = self.run(self.opened.enter_async_context(opening))

    @rule()
    def die_and_come_back(self) -> None:
        self.run(self.opened.aclose())
        self.restart()
        for task_id in [task_id for task_id, task in self.model.open.items() if task.lease]:
            self.given_back(task_id, counted=True)

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


class PostgresMachine(MoneyMachine):
    server: server.Server
    url: str

    def open(self) -> None:
        self.server.emptied(self.url)
        self.restart()

    def restart(self) -> None:
        opening = postgres(self.url, self.clock, self.ids)
        self.booked = self.run(self.opened.enter_async_context(opening))

    @rule()
    def die_and_come_back(self) -> None:
        self.run(self.opened.aclose())
        self.restart()
        for task_id, task in list(self.model.open.items()):
            if task.lease and task.lease <= self.clock.now():
                self.given_back(task_id, counted=True)


LONG = settings(deadline=None, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow])
MoneyMachine.TestCase.settings = settings(LONG, max_examples=120)
# As with the ledger's own machine: add Phase.shrink, and a longer --timeout, to look into a failure.
SqliteMachine.TestCase.settings = settings(LONG, max_examples=40, phases=(Phase.reuse, Phase.generate))
TestMemory = MoneyMachine.TestCase
TestSqlite = SqliteMachine.TestCase
PostgresMachine.TestCase.settings = settings(SqliteMachine.TestCase.settings, max_examples=12)


class TestPostgres(PostgresMachine.TestCase):
    @pytest.fixture(autouse=True)
    def serve(self, postgres_server: server.Server, postgres_url: str) -> None:
        PostgresMachine.server, PostgresMachine.url = postgres_server, postgres_url
