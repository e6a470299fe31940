import csv
import io
import json
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from danqing.core.errors import InvalidParameter
from danqing.metering.bill import Bill, Line, as_csv, as_json, plain
from danqing.metering.month import checked, month_of


def line(price: str, paid: int, currency: str = "USD", model: str = "qwen-image") -> Line:
    return Line(
        account="1",
        month="2026-11",
        model=model,
        currency=currency,
        unit_price=Decimal(price),
        images_free=2,
        images_paid=paid,
    )


BILL = Bill(
    account="1",
    month="2026-11",
    lines=(line("0.028671", 1_000_003), line("0.035", 3), line("0.16", 7, "CNY", "wanx-v1"), line("0", 9, "", "own")),
)


def test_a_fee_is_the_price_of_every_image_to_the_last_digit() -> None:
    assert [line.fee for line in BILL.lines[:2]] == [Decimal("28671.086013"), Decimal("0.105")]
    assert BILL.totals == {"USD": Decimal("28671.191013"), "CNY": Decimal("1.12")}


def test_the_csv_has_a_head_and_a_row_for_each_line() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([BILL]))))
    assert rows[0] == {
        "account": "1",
        "month": "2026-11",
        "model": "qwen-image",
        "images_free": "2",
        "images_paid": "1000003",
        "unit_price": "0.028671",
        "currency": "USD",
        "fee": "28671.086013",
    }
    assert len(rows) == 4


def test_the_json_has_the_lines_and_the_totals_as_text() -> None:
    told = json.loads(as_json(BILL))
    assert told["totals"] == {"USD": "28671.191013", "CNY": "1.12"}
    assert told["lines"][2]["fee"] == "1.12"
    assert (told["account"], told["month"]) == ("1", "2026-11")


@given(st.decimals(min_value=0, max_value=10**12, places=12))
def test_an_amount_is_written_in_one_way_and_reads_back(amount: Decimal) -> None:
    text = plain(amount)
    assert Decimal(text) == amount
    assert plain(Decimal(text)) == plain(amount.normalize()) == text
    assert "E" not in text


def test_months_are_those_of_utc() -> None:
    assert [month_of(at) for at in (0, 1_764_547_199.9, 1_764_547_200)] == ["1970-01", "2025-11", "2025-12"]


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-11", "2026-11-01", ""])
def test_what_is_no_month_is_refused(month: str) -> None:
    assert checked("2026-11") == "2026-11"
    with pytest.raises(InvalidParameter, match="month"):
        checked(month)
