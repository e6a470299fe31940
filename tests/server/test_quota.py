"""How much may be asked for, through the real door and in the API's words."""

import asyncio
import time
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncGenerator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.lowlevel import checkpoint

from danqing.admission.entry import Wanted
from danqing.core.clock import FixedClock
from danqing.core.task import Status, Task
from danqing.engines.fake import plain_png
from danqing.flow.janitor import HOURS_KEPT
from danqing.metering.month import month_of
from danqing.storage import inputs
from danqing.tasks.store import Limits
from tests.live import Live
from tests.service import ASYNC, T2I, Running, fake_models, in_memory, running

pytestmark = pytest.mark.anyio

ME = "1"
MODEL = "qwen-image"
TOO_FAST = {
    "code": "Throttling.RateQuota",
    "message": "Requests rate limit exceeded, please try again later.",
}
IN_ARREARS = {"code": "Arrearage", "message": "Access denied, please make sure your account is in good standing."}
OVER_BUDGET = {
    "code": "Throttling.AllocationQuota",
    "message": "Allocated quota exceeded, please increase your quota limit.",
}
FREE_ONLY = {
    "code": "AllocationQuota.FreeTierOnly",
    "message": "The free tier of the model has been exhausted. If you wish to continue access the model on a paid "
    'basis, please disable the "use free tier only" mode in the management console.',
}


@pytest.fixture
async def hurried(tmp_path: Path, clock: FixedClock) -> AsyncGenerator[Running]:
    """A service with the documented limits, whose clock stands still."""
    async with running(in_memory(tmp_path, limits={"submissions_per_second": "documented"}), clock) as service:
        yield service


@pytest.fixture
async def giving(tmp_path: Path) -> AsyncGenerator[Running]:
    """A service that gives every account the public cloud's free images."""
    settings = in_memory(tmp_path, limits={"free_quota": "documented"}, server={"region": "ap-southeast-1"})
    async with running(settings) as service:
        yield service


def said(answer: httpx.Response) -> dict[str, Any]:
    """Return code and message."""
    body = answer.json()
    assert set(body) == {"code", "message", "request_id"}
    return {name: body[name] for name in ("code", "message")}


async def end(service: Running, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return await service.ended(answer.json()["output"]["task_id"])


async def test_a_third_submission_in_a_second_is_refused_with_the_seconds_to_wait(
    hurried: Running, clock: FixedClock
) -> None:
    assert [(await hurried.create()).status_code for _ in range(2)] == [200, 200]
    answer = await hurried.create()
    assert (answer.status_code, said(answer)) == (429, TOO_FAST)
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["x-should-retry"] == "true"
    assert (await hurried.create(model="wan2.2-t2i-flash")).status_code == 200
    clock.advance(1)
    assert (await hurried.create()).status_code == 200


async def test_synchronous_calls_are_submissions_and_polls_are_not(hurried: Running) -> None:
    created = (await hurried.create()).json()["output"]["task_id"]
    assert (await hurried.draw()).status_code == 200
    assert said(await hurried.draw()) == TOO_FAST
    for _ in range(100):
        assert (await hurried.http.get(f"/api/v1/tasks/{created}")).status_code == 200


async def test_a_slow_rate_tells_a_long_wait(hurried: Running, clock: FixedClock) -> None:
    await hurried.service.lanes.set_limits(Limits(account=ME, model=MODEL, submissions_per_second=0.05))
    assert (await hurried.create()).status_code == 200
    clock.advance(7.5)
    assert (await hurried.create()).headers["retry-after"] == "13"  # 12.5 s, in whole seconds


async def test_a_limit_is_raised_for_one_account_and_model_while_the_service_runs(hurried: Running) -> None:
    for _ in range(2):
        await hurried.create()
    await hurried.service.lanes.set_limits(Limits(account=ME, model=MODEL, submissions_per_second=5.0))
    assert [(await hurried.create()).status_code for _ in range(4)] == [200, 200, 200, 429]


async def test_a_bad_parameter_makes_a_task_that_failed_and_holds_nothing(giving: Running) -> None:
    output = (await end(giving, await giving.create(n=2)))["output"]
    assert (output["task_status"], output["code"]) == ("FAILED", "InvalidParameter")
    assert await giving.service.accounting.quotas(ME) == ()


async def test_free_images_are_used_first_and_then_paid(giving: Running) -> None:
    await giving.service.accounting.set_quota(ME, MODEL, 2)
    for _ in range(3):
        await end(giving, await giving.create())
    (line,) = (await giving.service.reports.bill(ME, month_of(time.time()))).lines
    assert (line.images_free, line.images_paid, line.unit_price, line.currency) == (2, 1, Decimal("0.035"), "USD")


async def test_a_new_account_has_the_clouds_free_images_for_ninety_days(giving: Running) -> None:
    began = time.time()
    await end(giving, await giving.create())
    (quota,) = await giving.service.accounting.quotas(ME)
    assert (quota.images, quota.used, quota.held) == (100, 1, 0)
    assert quota.until == pytest.approx(began + 90 * 86_400, abs=60)


@pytest.mark.parametrize("way", ["create", "draw"])
async def test_an_account_that_wants_free_images_only_is_refused_the_others(service: Running, way: str) -> None:
    await service.service.accounting.set_account_free_only(ME, on=True)
    answer = await getattr(service, way)()
    assert (answer.status_code, said(answer)) == (403, FREE_ONLY)
    await service.service.accounting.set_quota(ME, MODEL, 1)
    assert (await getattr(service, way)()).status_code == 200
    assert "retry-after" not in answer.headers


async def test_credit_is_spent_and_then_the_account_is_in_arrears(service: Running) -> None:
    await service.service.accounting.top_up(ME, Decimal("0.07"), "USD")
    for _ in range(2):
        await end(service, await service.create())
    answer = await service.create()
    assert (answer.status_code, said(answer)) == (400, IN_ARREARS)
    await service.service.accounting.top_up(ME, Decimal("0.035"), "USD")
    assert (await service.create()).status_code == 200


async def test_a_budget_that_is_used_up_stops_the_account_until_it_is_raised(service: Running) -> None:
    await service.service.accounting.set_budget(ME, Decimal("0.05"), "USD")
    await end(service, await service.create())
    answer = await service.create()
    assert (answer.status_code, said(answer)) == (429, OVER_BUDGET)
    await service.service.accounting.set_budget(ME, Decimal("0.07"), "USD")
    assert (await service.create()).status_code == 200


async def test_partial_failures_cost_what_succeeded_and_failures_nothing(service: Running) -> None:
    await end(service, await service.create("[partial]", "wanx-v1", n=4))
    await end(service, await service.create("[error]", "wanx-v1", n=4))
    bill = await service.service.reports.bill(ME, month_of(time.time()))
    assert bill.totals == {"CNY": Decimal("0.32")}
    used = await service.service.reports.usage(0, time.time() + 3600, by=("model", "code", "key"))
    assert [(one.of["code"], one.calls, one.images) for one in used] == [("", 1, 2), ("InternalError.Algo", 1, 0)]
    assert used[0].ran.p99 is not None


async def test_pictures_of_what_came_too_fast_are_not_kept(hurried: Running) -> None:
    picture = f"data:image/png;base64,{b64encode(plain_png(512, 512, 3)).decode()}"
    body = {"model": "wanx-v1", "input": {"prompt": "a cat", "ref_img": picture}}
    answers = [await hurried.http.post(T2I, json=body, headers=ASYNC) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    kept = await hurried.service.janitor.storage.older(inputs.PREFIX, time.time() + 3600)
    assert len(kept) == 2


async def test_pictures_of_what_comes_too_fast_are_not_even_read(hurried: Running) -> None:
    body = {"model": "wanx-v1", "input": {"prompt": "a cat", "ref_img": "data:image/png;base64,bm90IGEgcGljdHVyZQ=="}}
    answers = [await hurried.http.post(T2I, json=body, headers=ASYNC) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]  # the first two have failed: it is no picture
    used = await hurried.service.reports.usage(0, time.time() + 3600, by=("code",))
    counts = {one.of["code"]: one.calls for one in used}
    assert counts == {"BadRequest.UnsupportedFileFormat": 2, "Throttling.RateQuota": 1}


async def test_refusals_for_speed_and_money_are_in_the_log(hurried: Running) -> None:
    for _ in range(30):
        await hurried.create()
    await hurried.service.accounting.set_account_free_only(ME, on=True)
    await hurried.create(model="wan2.2-t2i-flash")
    log = await hurried.service.tenancy.audit.entries(Wanted(action="limit.refused"))
    assert [entry.code for entry in log.entries] == ["AllocationQuota.FreeTierOnly", *["Throttling.RateQuota"] * 20]
    assert {(entry.who, entry.account) for entry in log.entries} == {("key:1", ME)}
    assert log.entries[0].target == "model:wan2.2-t2i-flash"


async def test_bad_parameters_that_come_too_fast_are_turned_away_too(hurried: Running) -> None:
    answers = [await hurried.create(n=99) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert said(answers[-1]) == TOO_FAST
    used = await hurried.service.reports.usage(0, time.time() + 3600)
    assert sum(one.refused for one in used) == 1


def test_limits_and_books_outlive_a_restart(tmp_path: Path) -> None:
    """The rate is kept to across a kill, and a price set before it still holds."""
    models = fake_models(tmp_path)

    def server() -> Live:
        return Live(tmp_path / "data", engines__models_file=models, limits__submissions_per_second=0.01)

    def create(live: Live) -> httpx.Response:
        # Never the same: what died before its answer was known to have arrived is given again.
        body = {"model": MODEL, "input": {"prompt": f"a cat at {time.monotonic()}"}}
        return httpx.post(f"{live.origin}{T2I}", json=body, headers={**live.headers, **ASYNC}, timeout=30)

    with server() as live:
        assert create(live).status_code == 200
    with server() as live:
        refused = create(live)
    assert refused.status_code == 429
    assert 60 < int(refused.headers["retry-after"]) <= 100


async def test_eight_clients_of_two_accounts_get_no_more_than_the_limits_and_lose_nothing(tmp_path: Path) -> None:
    taken: dict[str, list[str]] = {}
    answers: dict[str, Counter[int]] = {}
    settings = in_memory(tmp_path, limits={"submissions_per_second": "documented"})
    async with running(settings) as service:
        until, who = time.monotonic() + 3, service.service.tenancy
        other = (await who.administration.put_account("other")).id
        keys = {ME: service.key, other: (await who.keyring.create(other))[1]}

        async def hammer(account: str) -> None:
            headers = {**ASYNC, "Authorization": f"Bearer {keys[account]}"}
            while time.monotonic() < until:
                body = {"model": MODEL, "input": {"prompt": "a cat"}}
                answer = await service.http.post(T2I, json=body, headers=headers)
                await checkpoint()  # nothing else lets go of the loop where there is no socket
                answers.setdefault(account, Counter())[answer.status_code] += 1
                if answer.status_code == 200:
                    taken.setdefault(account, []).append(answer.json()["output"]["task_id"])

        await asyncio.gather(*(hammer(account) for account in keys for _ in range(4)))
        for account in keys:
            assert set(answers[account]) == {200, 429}
            assert 4 <= answers[account][200] <= 8
            tasks = [await ended(service, account, task_id) for task_id in taken[account]]
            assert {task.status for task in tasks} == {Status.SUCCEEDED}
            submitted = sorted(task.submitted for task in tasks)
            assert all(later - earlier >= 1 for earlier, later in zip(submitted, submitted[2:], strict=False))
            (used,) = await service.service.reports.usage(0, time.time() + 3600, only={"account": account})
            assert (used.succeeded, used.refused) == (answers[account][200], answers[account][429])


async def ended(service: Running, account: str, task_id: str) -> Task:
    task = await service.service.gateway.read(account, task_id)
    assert task is not None
    while not task.status.is_final:
        task = await service.service.gateway.ledger.moved(task)
    return task


async def test_hours_of_long_ago_become_days_while_the_service_runs(tmp_path: Path, clock: FixedClock) -> None:
    async with running(in_memory(tmp_path), clock) as service:
        for _ in range(2):
            await end(service, await service.create())
            clock.advance(3600)
        until, usage = clock.now(), service.service.reports.usage
        assert len(await usage(0, until, by=("hour",))) == 2
        clock.advance(HOURS_KEPT + 86_400)
        await service.service.janitor.forget_hours()
        (day,) = await usage(0, until, by=("day", "hour"))
        assert (day.calls, day.of["day"]) == (2, day.of["hour"])
