"""Who may call what, and what is written down of those who may not."""

import pytest

from danqing.admission.entry import Wanted
from danqing.admission.keyring import Scope
from danqing.admission.tenancy import Tenancy
from danqing.admission.tenants import covered
from danqing.core.clock import FixedClock
from danqing.core.errors import InvalidApiKey, Refused

pytestmark = pytest.mark.anyio

ARREARAGE = (400, "Arrearage", "Access denied, please make sure your account is in good standing.")
NO_WORKSPACE = (404, "WorkSpaceNotFound", "WorkSpace can not be found.")
WORKSPACE = (403, "Workspace.AccessDenied", "Workspace access denied.")
MODEL = (403, "Model.AccessDenied", "Model access denied.")


@pytest.fixture
async def team(who: Tenancy) -> Tenancy:
    """An account with two workspaces, and a sub-user who works in one of them."""
    await who.administration.put_account("team")
    await who.administration.put_workspace("team", "llm-posters", name="Posters", models=["qwen-image*"])
    await who.administration.put_workspace("team", "llm-secret", name="", models=["*"])
    await who.administration.put_user("team", "anna", ["llm-posters"])
    return who


async def told(who: Tenancy, user: str, workspace: str, model: str, scope: Scope | None = None) -> object:
    """Return status, code and message of what stops a user's key; None if nothing does."""
    _, secret = await who.keyring.create("team", user, scope)
    try:
        who.access.allow(await who.access.open(secret, "r-1"), workspace, model, "r-1")
    except Refused as error:
        return error.status, error.code, error.message
    return None


@pytest.mark.parametrize(
    ("user", "workspace", "model", "answer"),
    [
        ("main", "", "wanx-v1", None),
        ("main", "llm-posters", "qwen-image-plus", None),
        ("main", "llm-posters", "wanx-v1", MODEL),
        ("main", "llm-secret", "wanx-v1", None),
        ("main", "llm-nowhere", "wanx-v1", NO_WORKSPACE),
        ("anna", "", "qwen-image", WORKSPACE),
        ("anna", "llm-posters", "qwen-image", None),
        ("anna", "llm-posters", "wanx-v1", MODEL),
        ("anna", "llm-secret", "wanx-v1", WORKSPACE),
        ("anna", "llm-nowhere", "wanx-v1", NO_WORKSPACE),
    ],
)
async def test_a_workspace_says_which_models_may_be_called(
    team: Tenancy, user: str, workspace: str, model: str, answer: object
) -> None:
    assert await told(team, user, workspace, model) == answer


@pytest.mark.parametrize(
    ("models", "model", "answer"),
    [(("wanx-v1",), "wanx-v1", None), (("wanx-v1",), "qwen-image", MODEL), (("qwen-*", "wanx-v1"), "qwen-image", None)],
)
async def test_a_key_opens_the_models_that_it_is_scoped_to(
    team: Tenancy, models: tuple[str, ...], model: str, answer: object
) -> None:
    assert await told(team, "main", "", model, Scope(models=models)) == answer


async def test_a_keys_scope_and_its_workspace_both_count(team: Tenancy) -> None:
    assert await told(team, "anna", "llm-posters", "qwen-image", Scope(models=("wanx-v1",))) == MODEL
    assert await told(team, "anna", "llm-posters", "wanx-v1", Scope(models=("wanx-v1",))) == MODEL


async def test_a_list_of_models_has_those_that_may_be_called_and_nothing_is_written_down(team: Tenancy) -> None:
    _, secret = await team.keyring.create("team", "anna", Scope(models=("*-plus", "wan*")))
    identity = await team.access.open(secret, "r-1")
    known = ("qwen-image", "qwen-image-plus", "wanx-v1")
    shown = [model for model in known if team.access.shows(identity, "llm-posters", model)]
    assert shown == ["qwen-image-plus"]
    await team.administration.put_account("team", suspended=True)
    assert team.access.shows(identity, "llm-posters", "qwen-image")  # what is in arrears can still be looked at
    assert (await team.audit.entries(Wanted(action="access.refused"))).total == 0


async def test_a_suspended_account_asks_for_nothing_until_it_is_resumed(team: Tenancy) -> None:
    await team.administration.put_account("team", suspended=True)
    assert await told(team, "main", "llm-nowhere", "wanx-v1") == ARREARAGE
    await team.administration.put_account("team")
    assert await told(team, "main", "", "wanx-v1") == ARREARAGE
    await team.administration.put_account("team", suspended=False)
    assert await told(team, "main", "", "wanx-v1") is None


async def test_a_workspace_of_another_account_cannot_be_found(team: Tenancy) -> None:
    await team.administration.put_account("others")
    await team.administration.put_workspace("others", "llm-theirs", name="", models=["*"])
    assert await told(team, "main", "llm-theirs", "wanx-v1") == NO_WORKSPACE


async def test_a_removed_workspace_is_gone_until_it_is_made_again(team: Tenancy) -> None:
    await team.administration.remove_workspace("team", "llm-posters")
    assert await told(team, "anna", "llm-posters", "qwen-image") == NO_WORKSPACE
    await team.administration.put_workspace("team", "llm-posters", name="", models=["*"])
    assert await told(team, "anna", "llm-posters", "wanx-v1") is None


async def test_the_keys_of_a_removed_user_open_nothing_even_if_the_user_returns(team: Tenancy) -> None:
    _, secret = await team.keyring.create("team", "anna")
    await team.administration.remove_user("team", "anna")
    await team.administration.put_user("team", "anna", ["llm-posters"])
    with pytest.raises(InvalidApiKey):
        team.keys.find(secret)


async def test_every_refusal_is_written_down_with_what_the_caller_is_not_told(team: Tenancy, clock: FixedClock) -> None:
    key, secret = await team.keyring.create("team", "anna", Scope(expires=clock.now() + 10))
    with pytest.raises(Refused):
        team.access.allow(await team.access.open(secret, "r-1"), "llm-secret", "wanx-v1", "r-1")
    clock.advance(10)
    for request_id, wrong in (("r-2", secret), ("r-3", "sk-nobody-has-this"), ("r-4", None)):
        with pytest.raises(InvalidApiKey):
            await team.access.open(wrong, request_id)
    await team.administration.put_account("later")  # what was queued before is durable after it
    sheet = await team.audit.entries(Wanted(action="access.refused"))
    assert [(one.request_id, one.who, one.account, one.code, one.after) for one in sheet.entries] == [
        ("r-4", "nobody", "", "InvalidApiKey", {"reason": "no key"}),
        ("r-3", "nobody", "", "InvalidApiKey", {"reason": "unknown"}),
        ("r-2", f"key:{key.id}", key.account, "InvalidApiKey", {"reason": "expired"}),
        (
            "r-1",
            f"key:{key.id}",
            key.account,
            "Workspace.AccessDenied",
            {"model": "wanx-v1", "workspace": "llm-secret"},
        ),
    ]
    assert sheet.entries[0].at == clock.now()


async def test_a_flood_of_strangers_fills_no_log_and_is_counted(who: Tenancy, clock: FixedClock) -> None:
    for _ in range(2):
        for _ in range(100):
            with pytest.raises(InvalidApiKey):
                await who.access.open("sk-nobody-has-this", "r")
        clock.advance(1)
    await who.administration.put_account("later")
    sheet = await who.audit.entries(Wanted(action="access.refused", page_size=1000))
    assert sheet.total == 40
    told = [entry.after for entry in reversed(sheet.entries)]
    assert told[:20] == [{"reason": "unknown"}] * 20
    assert told[20] == {"reason": "unknown", "unwritten": 80}


@pytest.mark.parametrize(
    ("models", "model", "answer"),
    [
        (("*",), "anything", True),
        (("wanx-v1",), "wanx-v1", True),
        (("wanx-v1",), "wanx-v10", False),
        (("qwen-image*",), "qwen-image-edit", True),
        (("Qwen-*",), "qwen-image", False),
        ((), "qwen-image", False),
    ],
)
def test_a_pattern_covers_models_by_their_spelling(models: tuple[str, ...], model: str, answer: bool) -> None:
    assert covered(models, model) is answer
