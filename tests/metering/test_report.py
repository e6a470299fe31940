import csv
import io
import json
from collections.abc import Sequence

import pytest

from danqing.core.clock import FixedClock
from danqing.core.errors import InvalidParameter
from danqing.core.image import Failure
from danqing.metering.usage import Used, as_csv, as_json
from tests.metering.booked import QWEN, WANX, Booked

pytestmark = pytest.mark.anyio
HOUR, DAY = 3600.0, 86_400.0
MIDNIGHT = 20_000 * DAY


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MIDNIGHT)


def counts(used: Sequence[Used]) -> list[tuple[dict[str, str | int], int, int]]:
    return [(dict(one.of), one.calls, one.images) for one in used]


async def run(booked: Booked, clock: FixedClock, *, waits: float, runs: float, images: int = 1) -> None:
    """Draw one task, or have it fail if there are no images."""
    await booked.add(n=1)
    clock.advance(waits)
    claim = await booked.claim()
    clock.advance(runs)
    if images:
        await booked.finish(claim, images)
    else:
        await booked.tasks.fail(claim, Failure(code="InternalError.Algo", message="broken"), "broken/2.0")


async def test_usage_is_split_by_whatever_is_asked(booked: Booked, clock: FixedClock) -> None:
    await booked.drawn(3)
    await booked.drawn(2, account="bert", model=QWEN)
    clock.advance(HOUR)
    await booked.add(user="u7", workspace="llm-1", key_id="9")
    await booked.finish(await booked.claim(), 4)
    usage, until = booked.reports.usage, clock.now() + HOUR
    assert counts(await usage(0, until)) == [({}, 3, 9)]
    assert counts(await usage(0, until, by=("account",))) == [({"account": "anna"}, 2, 7), ({"account": "bert"}, 1, 2)]
    assert counts(await usage(0, until, by=("model", "hour"))) == [
        ({"model": QWEN, "hour": int(MIDNIGHT)}, 1, 2),
        ({"model": WANX, "hour": int(MIDNIGHT)}, 1, 3),
        ({"model": WANX, "hour": int(MIDNIGHT + HOUR)}, 1, 4),
    ]
    assert counts(await usage(0, until, by=("day", "engine"), only={"account": "anna"})) == [
        ({"day": int(MIDNIGHT), "engine": "fake/1.0"}, 2, 7)
    ]
    assert counts(await usage(0, until, by=("user", "workspace"), only={"user": "u7"})) == [
        ({"user": "u7", "workspace": "llm-1"}, 1, 4)
    ]


async def test_only_the_hours_that_were_asked_for_count(booked: Booked, clock: FixedClock) -> None:
    for _ in range(3):
        await booked.drawn(1)
        clock.advance(HOUR)
    assert counts(await booked.reports.usage(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR)) == [({}, 1, 1)]
    assert counts(await booked.reports.usage(MIDNIGHT + 1.5 * HOUR, MIDNIGHT + 2.5 * HOUR)) == [({}, 2, 2)]
    assert counts(await booked.reports.usage(0, MIDNIGHT)) == []


async def test_ends_are_told_apart_and_times_are_quantiles(booked: Booked, clock: FixedClock) -> None:
    for number in range(20):
        await run(booked, clock, waits=number, runs=0.5, images=int(number < 15))
    task = await booked.add()
    await booked.tasks.cancel("anna", task.id)
    (used,) = await booked.reports.usage(0, clock.now() + HOUR)
    assert (used.calls, used.succeeded, used.failed, used.canceled, used.refused) == (21, 15, 5, 1, 0)
    assert used.success_rate == 0.75
    assert used.ran.p50 == used.ran.p99 == pytest.approx(0.5, rel=0.123)
    assert (used.waited.p50, used.waited.p95) == (pytest.approx(9, rel=0.123), pytest.approx(18, rel=0.123))
    by_engine = await booked.reports.usage(0, clock.now() + HOUR, by=("engine",))
    assert counts(by_engine) == [
        ({"engine": ""}, 1, 0),
        ({"engine": "broken/2.0"}, 5, 0),
        ({"engine": "fake/1.0"}, 15, 15),
    ]
    by_code = await booked.reports.usage(0, clock.now() + HOUR, by=("outcome", "code"))
    assert [(one.of["outcome"], one.of["code"], one.calls) for one in by_code] == [
        ("CANCELED", "", 1),
        ("FAILED", "InternalError.Algo", 5),
        ("SUCCEEDED", "", 15),
    ]
    assert by_code[0].waited.p50 is None
    assert by_code[0].success_rate is None


async def test_folding_makes_days_of_hours_and_changes_no_sum(booked: Booked, clock: FixedClock) -> None:
    for number in range(12):
        await run(booked, clock, waits=number, runs=1)
        clock.advance(4 * HOUR)
    until = clock.now() + DAY
    by_day = await booked.reports.usage(0, until, by=("day", "account"))
    assert await booked.reports.fold(MIDNIGHT + DAY + 5, most=3) == 3
    while await booked.reports.fold(MIDNIGHT + DAY + 5):
        pass
    assert await booked.reports.usage(0, until, by=("day", "account")) == by_day
    hours = [one.of["hour"] for one in await booked.reports.usage(0, until, by=("hour",))]
    assert hours[0] == MIDNIGHT
    assert len(hours) == 1 + sum(one.calls for one in by_day[1:])


async def test_usage_is_told_as_a_table_and_as_json(booked: Booked, clock: FixedClock) -> None:
    await run(booked, clock, waits=1, runs=2)
    used = await booked.reports.usage(0, clock.now() + HOUR, by=("model",))
    (row,) = list(csv.DictReader(io.StringIO(as_csv(used))))
    (told,) = json.loads(as_json(used))
    assert row["model"] == told["model"] == WANX
    assert (told["calls"], told["success_rate"], row["calls"]) == (1, 1.0, "1")
    assert float(row["ran_p95_ms"]) == told["ran_p95_ms"] == pytest.approx(2000, rel=0.123)
    assert as_csv(()) == "\r\n"


async def test_what_usage_cannot_be_split_by_is_named(booked: Booked) -> None:
    with pytest.raises(InvalidParameter, match="'colour'"):
        await booked.reports.usage(0, 1, by=("colour",))
    with pytest.raises(InvalidParameter, match="account, user, key"):
        await booked.reports.usage(0, 1, only={"1=1 --": "x"})
