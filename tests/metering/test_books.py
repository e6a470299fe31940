"""What the books promise, over every ledger that there is: what is held, charged, and let go of."""

from decimal import Decimal

import pytest

from danqing.core.clock import FixedClock
from danqing.core.errors import Arrearage, FreeTierOnly, LeaseLost, QuotaExceeded
from danqing.core.image import Failure
from danqing.core.job import Call, Door
from danqing.metering.accounting import Quota, Tag
from danqing.metering.bill import Bill
from danqing.metering.month import month_of
from danqing.metering.quota import Breach
from danqing.tasks.store import MOST_ATTEMPTS
from tests.metering.booked import LEASE, OWN, QWEN, REGION, WANX, Booked, asking

pytestmark = pytest.mark.anyio

FAILURE = Failure(code="InternalError.Algo", message="broken")
DAY = 86_400.0


async def bill(booked: Booked, clock: FixedClock, account: str = "anna") -> Bill:
    return await booked.reports.bill(account, month_of(clock.now()))


async def lines(booked: Booked, clock: FixedClock, account: str = "anna") -> list[tuple[str, int, int, str, str]]:
    """Return (model, free, paid, unit price, currency) of each line."""
    found = (await bill(booked, clock, account)).lines
    return [(line.model, line.images_free, line.images_paid, str(line.unit_price), line.currency) for line in found]


async def quota(booked: Booked, model: str = WANX) -> Quota:
    (found,) = [one for one in await booked.accounting.quotas("anna") if one.model == model]
    return found


async def free(booked: Booked, images: int, until: float | None = None, model: str = WANX) -> None:
    await booked.accounting.set_quota("anna", model, images, until)


async def test_what_is_drawn_costs_the_offers_price_and_failures_cost_nothing(
    booked: Booked, clock: FixedClock
) -> None:
    await booked.drawn(3)
    await booked.drawn(1, model=QWEN, n=1)
    await booked.drawn(2, account="bert", n=2)
    assert await lines(booked, clock) == [(QWEN, 0, 1, "0.035", "USD"), (WANX, 0, 3, "0.16", "CNY")]
    assert (await bill(booked, clock)).totals == {"USD": Decimal("0.035"), "CNY": Decimal("0.48")}
    assert await lines(booked, clock, "bert") == [(WANX, 0, 2, "0.16", "CNY")]


async def test_a_model_without_a_price_is_counted_and_costs_nothing(booked: Booked, clock: FixedClock) -> None:
    await booked.drawn(2, model=OWN, n=2)
    assert await lines(booked, clock) == [(OWN, 0, 2, "0", "")]
    assert (await bill(booked, clock)).totals == {}


async def test_a_task_that_fails_is_cancelled_or_given_up_costs_nothing_and_holds_nothing(
    booked: Booked, clock: FixedClock
) -> None:
    await free(booked, 3)
    failed, canceled = await booked.add(), await booked.add()
    assert (await quota(booked)).held == 3
    await booked.tasks.fail(await booked.claim(), FAILURE)
    assert await booked.tasks.cancel("anna", canceled.id)
    assert not await booked.tasks.cancel("anna", failed.id)
    await booked.add()
    for _ in range(MOST_ATTEMPTS):
        await booked.claim()
        clock.advance(LEASE)
        await booked.tasks.reap()
    assert await booked.tasks.claim("w", frozenset({WANX})) is None
    assert await lines(booked, clock) == []
    assert ((await quota(booked)).held, (await quota(booked)).used) == (0, 0)


async def test_free_images_are_used_first_and_what_was_not_drawn_is_free_again(
    booked: Booked, clock: FixedClock
) -> None:
    await free(booked, 5)
    await booked.drawn(4)
    assert (await quota(booked)).used == 4
    await booked.drawn(2)  # one free was left; of the four held, one was free
    assert (await quota(booked)).used == 5
    await booked.drawn(1)
    assert await lines(booked, clock) == [(WANX, 5, 2, "0.16", "CNY")]


async def test_free_images_that_are_held_are_not_given_twice(booked: Booked) -> None:
    await free(booked, 4)
    await booked.accounting.set_account_free_only("anna", on=True)
    first = await booked.add(n=3)
    with pytest.raises(FreeTierOnly):
        await booked.add(n=2)
    await booked.add(n=1)
    assert await booked.tasks.cancel("anna", first.id)
    await booked.add(n=3)


async def test_a_model_may_be_free_only_or_not_whatever_the_account_is(booked: Booked) -> None:
    await booked.accounting.set_free_only("anna", WANX, on=True)
    with pytest.raises(FreeTierOnly):
        await booked.add()
    await booked.add(model=QWEN)
    await booked.accounting.set_free_only("anna", WANX, on=False)
    await booked.accounting.set_account_free_only("anna", on=True)
    await booked.add()
    with pytest.raises(FreeTierOnly):
        await booked.add(model=QWEN)
    await booked.accounting.set_free_only("anna", WANX, on=None)
    with pytest.raises(FreeTierOnly):
        await booked.add()


async def test_free_images_are_void_after_their_day_but_what_was_held_before_stays_free(
    booked: Booked, clock: FixedClock
) -> None:
    await free(booked, 100, until=clock.now() + DAY)
    await booked.add()
    clock.advance(DAY)
    await booked.add()
    await booked.finish(await booked.claim(), 4)
    await booked.finish(await booked.claim(), 4)
    assert await lines(booked, clock) == [(WANX, 4, 4, "0.16", "CNY")]
    assert (await quota(booked)).left(clock.now()) == 0


async def test_new_accounts_get_the_offers_free_images_from_their_first_submission_on(
    giving: Booked, clock: FixedClock
) -> None:
    begun = clock.now()
    await giving.drawn(1, model=QWEN, n=1)
    clock.advance(DAY)
    await giving.drawn(3)
    given = await quota(giving)
    assert (given.images, given.used, given.until) == (500, 3, begun + 180 * DAY)
    await giving.accounting.set_quota("anna", WANX, 0)
    await giving.drawn(2)
    assert await lines(giving, clock) == [(QWEN, 0, 1, "0.035", "USD"), (WANX, 3, 2, "0.16", "CNY")]


async def test_who_wants_free_images_only_gets_the_offers_ones_all_the_same(giving: Booked) -> None:
    await giving.accounting.set_free_only("anna", WANX, on=True)
    await giving.drawn(4)
    assert ((await quota(giving)).images, (await quota(giving)).used) == (500, 4)


async def test_the_price_at_submission_is_paid(booked: Booked, clock: FixedClock) -> None:
    await booked.add()
    change = await booked.accounting.set_price(tag("0.2", clock.now() + 10))
    assert (change.before, change.after) == (None, tag("0.2", clock.now() + 10))
    clock.advance(10)
    await booked.add()
    await booked.accounting.set_price(tag("0.3", clock.now() + 1))
    for _ in range(2):
        await booked.finish(await booked.claim(), 4)
    assert await lines(booked, clock) == [(WANX, 0, 4, "0.16", "CNY"), (WANX, 0, 4, "0.2", "CNY")]


def tag(amount: str, valid_from: float, currency: str = "CNY", region: str = REGION) -> Tag:
    return Tag(model=WANX, region=region, currency=currency, valid_from=valid_from, amount=Decimal(amount))


async def test_prices_of_other_regions_hold_there(booked: Booked, clock: FixedClock) -> None:
    await booked.accounting.set_price(tag("9", clock.now() - 1, region="ap-southeast-1"))
    await booked.drawn(1)
    assert await lines(booked, clock) == [(WANX, 0, 1, "0.16", "CNY")]


async def test_an_account_pays_in_its_own_currency_where_there_is_a_price(booked: Booked, clock: FixedClock) -> None:
    await booked.accounting.set_price(tag("0.02", clock.now(), "USD"))
    await booked.accounting.top_up("anna", Decimal(1), "CNY")
    await booked.drawn(1)
    await booked.drawn(1, account="bert")
    assert await lines(booked, clock) == [(WANX, 0, 1, "0.16", "CNY")]
    assert await lines(booked, clock, "bert") == [(WANX, 0, 1, "0.02", "USD")]


async def test_credit_is_what_may_be_spent_and_held(booked: Booked) -> None:
    await booked.accounting.top_up("anna", Decimal("1.0"), "CNY")  # six images
    first = await booked.add(n=4)
    await booked.add(n=2)
    with pytest.raises(Arrearage):
        await booked.add(n=1)
    await booked.add(account="bert")
    assert await booked.tasks.cancel("anna", first.id)
    await booked.finish(await booked.claim(), 1)
    purse = await booked.accounting.purse("anna")
    assert purse is not None
    assert purse.credit == Decimal("0.84")
    with pytest.raises(Arrearage):
        await booked.add(model=QWEN, n=1)  # in another currency
    await booked.accounting.pay_afterwards("anna")
    await booked.add(model=QWEN, n=1)


async def test_a_budget_that_stops_counts_what_was_spent_this_month_and_what_is_held(
    booked: Booked, clock: FixedClock
) -> None:
    await booked.accounting.set_budget("anna", Decimal("0.8"), "CNY")
    await booked.drawn(2)
    await booked.add(n=3)
    with pytest.raises(QuotaExceeded) as raised:
        await booked.add(n=1)
    assert raised.value.code == "Throttling.AllocationQuota"
    clock.advance(31 * DAY)
    await booked.add(n=2)  # a new month; the three are still held
    with pytest.raises(QuotaExceeded):
        await booked.add(n=1)
    funds = await booked.reports.funds("anna", month_of(clock.now()))
    assert funds is not None
    assert (funds.spent, funds.held, funds.budget) == (0, Decimal("0.8"), Decimal("0.8"))
    await booked.accounting.set_budget("anna", Decimal("0.8"), "CNY", Breach.WARN)
    await booked.add(n=4)
    await booked.accounting.set_budget("anna", None)
    await booked.add(n=4)


async def test_an_image_is_on_the_bill_of_the_month_in_which_it_was_finished(booked: Booked, clock: FixedClock) -> None:
    submitted = month_of(clock.now())
    await booked.add(n=2)
    clock.advance(31 * DAY)
    await booked.finish(await booked.claim(), 2)
    assert (await booked.reports.bill("anna", submitted)).lines == ()
    assert await lines(booked, clock) == [(WANX, 0, 2, "0.16", "CNY")]
    assert [one.account for one in await booked.reports.bills(month_of(clock.now()))] == ["anna"]


async def test_a_repeated_request_holds_nothing_again(booked: Booked) -> None:
    await free(booked, 100)
    for _ in range(3):
        await booked.add(idempotency_key="mine")
    assert (await quota(booked)).held == 4


async def test_a_worker_that_lost_its_lease_charges_nothing(booked: Booked, clock: FixedClock) -> None:
    await booked.add()
    slow = await booked.claim()
    clock.advance(LEASE)
    await booked.tasks.reap()
    quick = await booked.claim()
    await booked.finish(quick, 2)
    for late in (slow, quick):
        with pytest.raises(LeaseLost):
            await booked.finish(late, 4)
    assert await lines(booked, clock) == [(WANX, 0, 2, "0.16", "CNY")]


async def test_what_is_refused_changes_nothing_but_the_count_of_refusals(booked: Booked, clock: FixedClock) -> None:
    await free(booked, 1)
    await booked.accounting.set_account_free_only("anna", on=True)
    with pytest.raises(FreeTierOnly):
        await booked.add(n=2)
    error = QuotaExceeded()
    await booked.tasks.refuse(Call(door=Door.TEXT2IMAGE, model=WANX), asking("anna"), error)
    assert (await quota(booked)).held == 0
    assert (await booked.tasks.depths()) == ()
    found = await booked.reports.usage(0, clock.now() + 3600, by=("outcome", "code"))
    assert [(one.of["outcome"], one.of["code"], one.calls) for one in found] == [
        ("FAILED", "Throttling.AllocationQuota", 1),
        ("REFUSED", "AllocationQuota.FreeTierOnly", 1),
    ]
