"""Word lists asked and overruled through the admin API."""

import pytest

from danqing.admission.moderation_words import load
from tests.server.test_admin import Send, raw, send
from tests.service import Running

pytestmark = pytest.mark.anyio
__all__ = ["send"]  # the fixture
RULE = next(rule for rule in load() if rule.category != "allow" and rule.word.isascii() and "*" not in rule.word)


async def test_a_refusal_is_explained_and_overruled_for_one_account(service: Running, send: Send) -> None:
    prompt = f"a picture of {RULE.word}"
    refused = await service.draw(prompt)
    assert (refused.status_code, refused.json()["code"]) == (400, "DataInspectionFailed")
    (entry,) = (await send("GET", "/audit?action=moderation.refused"))["items"]
    assert entry["request_id"] == refused.json()["request_id"]
    assert prompt not in str(entry)
    verdict = await send("POST", "/moderation/check", {"prompt": prompt})
    assert (verdict["passed"], verdict["rule"]) == (False, str(RULE))
    assert prompt[verdict["first"] : verdict["last"]] == RULE.word
    await send("POST", "/moderation/overrulings", {"rule": str(RULE), "account": "default"})
    assert (await service.draw(prompt)).status_code == 200
    assert (await send("POST", "/moderation/check", {"prompt": prompt}))["passed"] is False
    (kept,) = (await send("GET", "/moderation/overrulings"))["items"]
    assert (kept["rule"], kept["who"]) == (str(RULE), "admin:first")
    await send("DELETE", f"/moderation/overrulings?rule={RULE}&account=default")
    assert (await service.draw(prompt)).status_code == 400


async def test_what_is_no_rule_is_refused(service: Running) -> None:
    assert (await raw(service, "POST", "/moderation/overrulings", {"rule": "nothing"})).status_code == 400
    assert (await raw(service, "DELETE", "/moderation/overrulings?rule=violence:x")).status_code == 404
