from dataclasses import replace
from decimal import Decimal

import pytest

from danqing.core.errors import Arrearage, FreeTierOnly, QuotaExceeded
from danqing.core.usage import Hold
from danqing.metering.quota import Breach, Funds, Price, Share, Standing, allot, overdraws, share

PRICE = Price(amount=Decimal("0.16"), currency="CNY")
LEFT = Standing(free=3, price=PRICE)


def held(free: int, paid: int) -> Hold:
    return Hold(free=free, paid=paid, price=PRICE.amount, currency="CNY")


@pytest.mark.parametrize(("images", "free", "paid"), [(1, 1, 0), (3, 3, 0), (4, 3, 1)])
def test_free_images_are_held_first(images: int, free: int, paid: int) -> None:
    assert allot(images, LEFT) == held(free, paid)


def test_a_quota_that_was_lowered_below_its_use_has_nothing_left() -> None:
    assert allot(2, replace(LEFT, free=-5)) == held(0, 2)


@pytest.mark.parametrize("images", [4, 9])
def test_who_wants_free_images_only_is_refused_what_they_do_not_cover(images: int) -> None:
    assert allot(3, replace(LEFT, free_only=True)) == held(3, 0)
    with pytest.raises(FreeTierOnly):
        allot(images, replace(LEFT, free_only=True))


def funds(credit: str | None = None, budget: str | None = None, breach: Breach = Breach.STOP) -> Funds:
    return Funds(
        currency="CNY",
        credit=None if credit is None else Decimal(credit),
        budget=None if budget is None else Decimal(budget),
        breach=breach,
        spent=Decimal(1),
        held=Decimal("0.16"),
    )


@pytest.mark.parametrize(
    ("of", "refusal"),
    [
        (funds(credit="0.64"), None),  # 0.16 held + 3 × 0.16
        (funds(credit="0.63"), Arrearage),
        (funds(credit="0"), Arrearage),
        (funds(budget="1.64"), None),  # 1 spent as well
        (funds(budget="1.63"), QuotaExceeded),
        (funds(budget="0", breach=Breach.WARN), None),
        (funds(credit="0.64", budget="1.63"), QuotaExceeded),
        (replace(funds(credit="100"), currency="USD"), Arrearage),
        (replace(funds(budget="100"), currency="USD"), QuotaExceeded),
        (replace(funds(budget="100", breach=Breach.WARN), currency="USD"), None),
    ],
)
def test_what_is_paid_must_fit_into_credit_and_budget(of: Funds, refusal: type[Exception] | None) -> None:
    standing = Standing(price=PRICE, funds=of)
    if refusal is None:
        assert allot(3, standing) == held(0, 3)
        return
    with pytest.raises(refusal) as raised:
        allot(3, standing)
    assert type(raised.value) is refusal


@pytest.mark.parametrize(
    ("of", "now"),
    [
        (funds(budget="1.16"), True),
        (funds(budget="1.31"), True),
        (funds(budget="1.32"), False),  # there is room
        (funds(budget="1.15"), False),  # it was over before
        (funds(credit="1"), False),
        (replace(funds(budget="1.16"), currency="USD"), False),
        (None, False),
    ],
)
def test_a_budget_is_overdrawn_once(of: Funds | None, now: bool) -> None:
    assert overdraws(held(0, 1), of) == now


def test_free_images_and_models_without_a_price_need_no_money() -> None:
    broke = funds(credit="0", budget="0")
    assert allot(3, replace(LEFT, funds=broke)).paid == 0
    assert allot(3, Standing(funds=broke)) == Hold(paid=3)


@pytest.mark.parametrize(("images", "of"), [(0, Share(0, 0)), (1, Share(1, 0)), (2, Share(2, 0)), (4, Share(2, 2))])
def test_what_was_drawn_is_free_first(images: int, of: Share) -> None:
    assert share(held(2, 3), images) == of
