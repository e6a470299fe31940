"""Limits of one account and model through the admin API."""

from typing import Any

import pytest

from tests.server.test_admin import Send, raw, send
from tests.service import Running

pytestmark = pytest.mark.anyio
__all__ = ["send"]  # the fixture
PATH = "/accounts/default/limits/qwen-image"


async def accepted(service: Running, count: int) -> list[int]:
    return [(await service.create()).status_code for _ in range(count)]


async def test_an_account_submits_as_fast_as_it_was_allowed_to(service: Running, send: Send) -> None:
    limit = await send("PUT", PATH, {"submissions_per_second": 0.001, "running_at_once": 1})
    assert (limit["submissions_per_second"], limit["running_at_once"]) == (0.001, 1)
    assert await accepted(service, 2) == [200, 429]
    await send("PUT", PATH, {"submissions_per_second": "off"})
    assert set(await accepted(service, 10)) == {200}
    (kept,) = (await send("GET", "/limits?account=default"))["items"]
    assert (kept["model"], kept["submissions_per_second"], kept["running_at_once"]) == ("qwen-image", "off", None)
    acts: list[dict[str, Any]] = (await send("GET", "/audit?action=limit.set"))["items"]
    assert [act["after"]["submissions_per_second"] for act in acts] == ["off", 0.001]
    assert acts[0]["before"] == acts[1]["after"]


async def test_a_limit_that_is_set_again_is_no_act(send: Send) -> None:
    for _ in range(2):
        await send("PUT", PATH, {"running_at_once": "off"})
    assert (await send("GET", "/audit?action=limit.set"))["total"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (PATH, {"running_at_once": 0}, 400),
        (PATH, {"running_at_once": "many"}, 400),
        (PATH, {"submissions_per_second": -1}, 400),
        ("/accounts/default/limits/no-model", {}, 400),
        ("/accounts/nobody/limits/qwen-image", {}, 404),
    ],
)
async def test_what_is_no_limit_is_refused(service: Running, path: str, body: Any, status: int) -> None:
    assert (await raw(service, "PUT", path, body)).status_code == status
