"""Free images, prices, budgets, credit, bills and usage through the admin API."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.server.test_admin import Send, raw, send
from tests.service import Running, in_memory, running

pytestmark = pytest.mark.anyio
__all__ = ["send"]  # the fixture


async def draws(service: Running, count: int) -> None:
    for _ in range(count):
        assert (await service.draw()).status_code == 200


async def test_a_month_from_a_price_to_the_bill(service: Running, send: Send) -> None:
    price = await send("PUT", "/prices/qwen-image", {"amount": "0.25", "currency": "CNY"})
    assert (price["amount"], price["currency"], price["region"]) == ("0.25", "CNY", "cn-beijing")
    quota = await send("PUT", "/accounts/default/quotas/qwen-image", {"images": 1})
    assert (quota["images"], quota["left"], quota["until"]) == (1, 1, None)
    await draws(service, 3)
    assert (await send("GET", "/quotas?account=default"))["items"][0]["left"] == 0
    (bill,) = (await send("GET", "/bills"))["items"]
    assert (bill["name"], bill["totals"]) == ("default", {"CNY": "0.50"})
    lines = [(line["images_free"], line["images_paid"], line["unit_price"], line["fee"]) for line in bill["lines"]]
    assert sorted(lines) == sorted([(1, 2, "0.25", "0.50")])
    (used,) = (await send("GET", "/usage?by=account,user,model"))["items"]
    assert used["of"] == {"account": "default", "user": "default/main", "model": "qwen-image"}
    assert (used["calls"], used["images"], used["success_rate"]) == (3, 3, 1.0)
    assert used["ran"]["p50"] is not None


async def test_whoever_wants_only_free_images_is_refused_what_costs(service: Running, send: Send) -> None:
    await send("PUT", "/prices/qwen-image", {"amount": "0.25", "currency": "CNY"})
    purse = await send("PUT", "/accounts/default/free-only", {"on": True})
    assert purse["free_only"] is True
    refused = await service.draw()
    assert (refused.status_code, refused.json()["code"]) == (403, "AllocationQuota.FreeTierOnly")


async def test_a_budget_stops_and_credit_runs_out(service: Running, send: Send) -> None:
    await send("PUT", "/prices/qwen-image", {"amount": "0.25", "currency": "CNY"})
    await send("PUT", "/accounts/default/budget", {"budget": "0.25", "currency": "CNY"})
    await draws(service, 1)
    assert (await service.draw()).json()["code"] == "Throttling.AllocationQuota"
    await send("PUT", "/accounts/default/budget", {"budget": None})
    paid = await send("POST", "/accounts/default/credit", {"amount": "0.30", "currency": "CNY"}, Idempotency_Key="p-1")
    assert (
        await send("POST", "/accounts/default/credit", {"amount": "0.30", "currency": "CNY"}, Idempotency_Key="p-1")
        == paid
    )
    await draws(service, 1)
    assert (await service.draw()).json()["code"] == "Arrearage"
    assert (await send("GET", "/accounts/default/purse"))["credit"] == "0.05"
    await send("DELETE", "/accounts/default/credit")
    await draws(service, 1)


async def test_acts_about_money_are_written_down(send: Send) -> None:
    await send("PUT", "/prices/wanx-v1", {"amount": "0.16", "currency": "CNY", "valid_from": "2026-12-01T00:00:00Z"})
    await send("PUT", "/accounts/default/quotas/wanx-v1", {"images": 5, "until": "2027-01-01T00:00:00Z"})
    await send("PUT", "/accounts/default/budget", {"budget": "10", "currency": "CNY", "breach": "warn"})
    await send("POST", "/accounts/default/credit", {"amount": "5", "currency": "CNY"})
    acts: list[dict[str, Any]] = (await send("GET", "/audit?who=admin:first"))["items"]
    assert [act["action"] for act in acts] == ["credit.added", "budget.set", "quota.set", "price.set"]
    assert acts[0]["before"]["credit"] is None
    assert acts[0]["after"]["credit"] == "5"
    assert acts[2]["after"]["images"] == 5


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/prices/no-model", {"amount": "1", "currency": "CNY"}, 400),
        ("PUT", "/prices/wanx-v1", {"amount": "-1", "currency": "CNY"}, 400),
        ("PUT", "/prices/wanx-v1", {"amount": "1e99", "currency": "CNY"}, 400),
        ("PUT", "/prices/wanx-v1", {"amount": "1", "currency": "yuan"}, 400),
        ("PUT", "/accounts/none/quotas/wanx-v1", {"images": 1}, 404),
        ("PUT", "/accounts/default/quotas/wanx-v1", {"images": -1}, 400),
        ("PUT", "/accounts/default/budget", {"budget": "-1", "currency": "CNY"}, 400),
        ("GET", "/bills?month=11-2026", None, 400),
        ("GET", "/usage?by=colour", None, 400),
    ],
)
async def test_what_cannot_be_is_refused(service: Running, method: str, path: str, body: Any, status: int) -> None:
    answer = await raw(service, method, path, body)
    assert answer.status_code == status, answer.text


async def test_a_payment_that_comes_twice_at_once_is_paid_once_and_its_key_is_for_no_other(
    service: Running, send: Send
) -> None:
    path, payment = "/accounts/default/credit", {"amount": "5", "currency": "CNY"}
    async with asyncio.TaskGroup() as together:
        for _ in range(5):
            together.create_task(send("POST", path, payment, Idempotency_Key="p-1"))
    assert (await send("GET", "/accounts/default/purse"))["credit"] == "5"
    other = await raw(service, "POST", path, {"amount": "6", "currency": "CNY"}, Idempotency_Key="p-1")
    assert (other.status_code, other.json()["code"]) == (400, "InvalidParameter")
    await send("POST", path, payment)
    await send("POST", path, payment)
    assert (await send("GET", "/accounts/default/purse"))["credit"] == "15"


async def test_an_act_and_its_line_are_kept_together_or_not_at_all(tmp_path: Path, monkeypatch: Any) -> None:
    settings = in_memory(tmp_path, data={"folder": tmp_path / "data", "ephemeral": False})
    path, payment = "/accounts/default/credit", {"amount": "5", "currency": "CNY"}
    async with running(settings) as service:
        assert (await raw(service, "POST", path, payment, Idempotency_Key="p-1")).status_code == 200
        audit = service.service.tenancy.audit
        with monkeypatch.context() as broken:
            broken.setattr(audit, "within", _disk_full)
            assert (await raw(service, "POST", path, payment, Idempotency_Key="p-2")).status_code == 500
    async with running(settings) as again:
        assert (await raw(again, "POST", path, payment, Idempotency_Key="p-1")).json()["credit"] == "5"
        assert (await raw(again, "POST", path, payment, Idempotency_Key="p-2")).json()["credit"] == "10"
        assert (await raw(again, "GET", "/audit?action=credit.added")).json()["total"] == 2


def _disk_full(*_: object) -> None:
    raise OSError("disk full")
