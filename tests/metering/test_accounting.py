from decimal import Decimal

import pytest

from danqing.core.clock import FixedClock
from danqing.core.errors import Conflict, InvalidParameter
from danqing.metering.accounting import Purse, Tag
from danqing.metering.quota import Breach
from tests.metering.booked import OFFERS, QWEN, REGION, WANX, Booked

pytestmark = pytest.mark.anyio
YUAN = Decimal("12.50")


async def test_every_act_says_what_it_changed(booked: Booked) -> None:
    acts = booked.accounting
    first, second = await acts.set_quota("anna", WANX, 10), await acts.set_quota("anna", WANX, 7, until=5.0)
    assert first.before is None
    assert first.after == second.before
    assert second.after is not None
    assert (second.after.images, second.after.until, second.after.used, second.after.held) == (7, 5.0, 0, 0)
    topped, again = await acts.top_up("anna", YUAN, "CNY"), await acts.top_up("anna", Decimal("-2.5"), "CNY")
    assert topped.before is None
    assert again.after == Purse(
        account="anna",
        activated=None,
        free_only=False,
        currency="CNY",
        credit=Decimal(10),
        budget=None,
        breach=Breach.WARN,
    )
    budget = (await acts.set_budget("anna", Decimal(5), "CNY")).after
    assert budget is not None
    assert (budget.credit, budget.budget, budget.breach) == (Decimal(10), Decimal(5), Breach.STOP)
    assert (await acts.set_account_free_only("anna", on=True)).before == budget
    afterwards = (await acts.pay_afterwards("anna")).after
    assert afterwards == await acts.purse("anna")
    assert afterwards is not None
    assert (afterwards.credit, afterwards.free_only) == (None, True)
    assert await acts.purse("bert") is None


async def test_the_books_begin_with_the_offers_prices_and_keep_what_was_said_instead(booked: Booked) -> None:
    told = {(tag.model, tag.amount, tag.currency, tag.valid_from) for tag in await booked.accounting.prices()}
    assert told == {(model, offer.amount, offer.currency, 0.0) for model, offer in OFFERS.items()}
    said = Tag(model=WANX, region=REGION, currency="CNY", valid_from=0.0, amount=Decimal("0.10"))
    change = await booked.accounting.set_price(said)
    assert change.before is not None
    assert (change.before.amount, change.after) == (Decimal("0.16"), said)
    assert await booked.accounting.prices(WANX) == (said,)


async def test_one_account_counts_in_one_currency(booked: Booked) -> None:
    acts = booked.accounting
    await acts.top_up("anna", YUAN, "CNY")
    with pytest.raises(Conflict, match="CNY"):
        await acts.top_up("anna", YUAN, "USD")
    with pytest.raises(Conflict, match="USD"):
        await acts.set_budget("anna", YUAN, "USD")
    await acts.set_budget("bert", YUAN, "CNY")
    with pytest.raises(Conflict):
        await acts.top_up("bert", YUAN, "USD")
    await acts.set_budget("bert", YUAN, "USD")
    await acts.set_budget("bert", None)
    await acts.top_up("bert", YUAN, "CNY")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e12", "0.0000000000001", "1E-13"])
async def test_what_cannot_be_counted_exactly_is_no_amount(booked: Booked, amount: str) -> None:
    with pytest.raises(InvalidParameter, match="amount"):
        await booked.accounting.top_up("anna", Decimal(amount), "CNY")


@pytest.mark.parametrize("currency", ["", "cny", "YUAN", "人民币", "C1Y"])
async def test_what_is_no_currency_is_refused(booked: Booked, currency: str) -> None:
    with pytest.raises(InvalidParameter, match="currency"):
        await booked.accounting.top_up("anna", YUAN, currency)


async def test_prices_budgets_and_grants_are_not_negative(booked: Booked) -> None:
    with pytest.raises(InvalidParameter, match="budget"):
        await booked.accounting.set_budget("anna", Decimal(-1), "CNY")
    with pytest.raises(InvalidParameter, match="images"):
        await booked.accounting.set_quota("anna", WANX, -1)
    with pytest.raises(InvalidParameter, match="amount"):
        await booked.accounting.set_price(
            Tag(model=WANX, region=REGION, currency="CNY", valid_from=0, amount=Decimal("-0.01"))
        )


async def test_what_is_left_is_what_nobody_used_or_holds(booked: Booked, clock: FixedClock) -> None:
    await booked.accounting.set_quota("anna", QWEN, 10, until=clock.now() + 60)
    await booked.drawn(3, model=QWEN)
    await booked.add(model=QWEN)
    (quota,) = await booked.accounting.quotas("anna")
    assert (quota.used, quota.held, quota.left(clock.now()), quota.left(clock.now() + 60)) == (3, 4, 3, 0)
    assert await booked.accounting.quotas("bert") == ()
    assert await booked.accounting.quotas() == (quota,)
