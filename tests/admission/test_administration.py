"""What can be done to accounts, users and workspaces, and that it is written down together with being done."""

import asyncio

import pytest

from danqing.admission.entry import Act, Wanted
from danqing.admission.keyring import Scope
from danqing.admission.tenancy import Tenancy
from danqing.admission.tenants import Role
from danqing.core.errors import (
    Conflict,
    InvalidApiKey,
    InvalidParameter,
    NotFound,
    UnsupportedOperation,
    WorkspaceNotFound,
)

pytestmark = pytest.mark.anyio
ANNA = Act(who="admin:anna", request_id="r-7")


async def actions(who: Tenancy, wanted: Wanted = Wanted()) -> list[str]:  # noqa: B008  frozen
    return [one.action for one in reversed((await who.audit.entries(wanted)).entries)]


async def test_an_account_has_a_main_user_from_its_first_day(who: Tenancy) -> None:
    account = await who.administration.put_account("team")
    assert [(user.name, user.main) for user in who.directory.users(account.id)] == [("main", True)]


async def test_an_account_is_found_by_its_name_and_else_by_its_id(who: Tenancy) -> None:
    first = await who.administration.put_account("team")
    assert who.directory.account("team") == who.directory.account(first.id) == first
    suspended = await who.administration.put_account(first.id, suspended=True)
    assert who.directory.account("team") == suspended
    with pytest.raises(NotFound):
        who.directory.account("nobody")


async def test_a_name_is_no_number_for_ids_are(who: Tenancy) -> None:
    await who.administration.put_account("team")
    with pytest.raises(InvalidParameter, match="no number"):
        await who.administration.put_account("77")
    with pytest.raises(InvalidParameter, match="no number"):
        await who.administration.put_user("team", "１２")


async def test_what_is_made_at_the_same_moment_is_made_once(who: Tenancy) -> None:
    made = await asyncio.gather(*(who.administration.put_account("team") for _ in range(5)))
    assert len(set(made)) == 1
    added = await asyncio.gather(*(who.keyring.add("team", "sk-imported") for _ in range(5)))
    assert len({key.id for key in added}) == 1
    assert await actions(who) == ["account.made", "user.made", "key.made"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 101])
async def test_a_name_can_be_printed(who: Tenancy, name: str) -> None:
    await who.administration.put_account("team")
    with pytest.raises(InvalidParameter, match=r"name of an account"):
        await who.administration.put_account(name)
    with pytest.raises(InvalidParameter, match=r"name of a user"):
        await who.administration.put_user("team", name)


@pytest.mark.parametrize("workspace", ["", "-x", "a b", "图", "x" * 65, "a/b"])
async def test_the_id_of_a_workspace_is_one_that_the_sdk_sends(who: Tenancy, workspace: str) -> None:
    await who.administration.put_account("team")
    with pytest.raises(InvalidParameter, match=r"id of a workspace"):
        await who.administration.put_workspace("team", workspace, name="", models=["*"])


@pytest.mark.parametrize("models", [[], [""], ["a\n"], ["x"] * 101])
async def test_models_are_names_or_patterns(who: Tenancy, models: list[str]) -> None:
    await who.administration.put_account("team")
    with pytest.raises(InvalidParameter, match="models must hold"):
        await who.administration.put_workspace("team", "llm-1", name="", models=models)
    with pytest.raises(InvalidParameter, match="models must hold"):
        await who.keyring.create("team", scope=Scope(models=models))


async def test_a_sub_user_works_in_workspaces_that_there_are(who: Tenancy) -> None:
    await who.administration.put_account("team")
    with pytest.raises(WorkspaceNotFound, match="llm-1"):
        await who.administration.put_user("team", "anna", ["llm-1"])
    await who.administration.put_workspace("team", "llm-1", name="", models=["*"])
    user = await who.administration.put_user("team", "anna", ["llm-1", "llm-1"])
    assert (user.main, user.workspaces) == (False, ("llm-1",))


async def test_the_main_user_is_neither_changed_nor_removed(who: Tenancy) -> None:
    await who.administration.put_account("team")
    with pytest.raises(UnsupportedOperation):
        await who.administration.put_user("team", "main", [])
    with pytest.raises(UnsupportedOperation):
        await who.administration.remove_user("team", "main")


async def test_a_user_has_keys_of_its_own(who: Tenancy) -> None:
    await who.administration.put_account("team")
    anna = await who.administration.put_user("team", "anna")
    key, _ = await who.keyring.create("team", "anna", Scope(name="laptop"))
    assert (key.user, key.name) == (anna.id, "laptop")
    with pytest.raises(Conflict):
        await who.keyring.add("team", (await who.keyring.create("team"))[1], "anna")
    with pytest.raises(NotFound):
        await who.keyring.create("team", "bert")


async def test_an_act_is_written_down_with_what_was_before_and_after_and_without_secrets(who: Tenancy) -> None:
    account = await who.administration.put_account("team", by=ANNA)
    key, secret = await who.keyring.create("team", by=ANNA)
    await who.keyring.change(key.id, Scope(name="laptop", models=["wanx-v1"]), by=ANNA)
    entries = (await who.audit.entries(Wanted(account=account.id))).entries
    changed = entries[0]
    assert (changed.who, changed.request_id) == ("admin:anna", "r-7")
    assert (changed.action, changed.target, changed.account) == ("key.changed", f"key:{key.id}", account.id)
    assert changed.before
    assert changed.after
    assert (changed.before["name"], changed.after["name"], list(changed.after["models"])) == (  # pyright: ignore[reportArgumentType, reportCallIssue]
        "",
        "laptop",
        ["wanx-v1"],
    )
    assert secret not in str(entries)
    assert key.hash not in str(entries)


async def test_an_act_that_changes_nothing_is_none(who: Tenancy) -> None:
    for _ in range(2):
        await who.administration.put_account("team")
        await who.administration.put_workspace("team", "llm-1", name="", models=["*"])
        await who.administration.put_user("team", "anna", ["llm-1"])
    assert await actions(who) == ["account.made", "user.made", "workspace.made", "user.made"]


async def test_removing_a_user_revokes_its_keys_in_the_same_act(who: Tenancy) -> None:
    await who.administration.put_account("team")
    await who.administration.put_user("team", "anna")
    key, secret = await who.keyring.create("team", "anna")
    kept, theirs = await who.keyring.create("team")
    await who.administration.remove_user("team", "anna", by=ANNA)
    with pytest.raises(InvalidApiKey):
        who.keys.find(secret)
    assert who.keys.find(theirs).key_id == kept.id
    assert await actions(who, Wanted(who="admin:anna")) == ["user.removed", "key.revoked"]
    assert who.directory.key(key.id).revoked is not None


async def test_a_token_for_the_admin_api_is_told_once_and_again_to_a_repetition(who: Tenancy) -> None:
    made, token = await who.keyring.appoint("console", Role.VIEWER, repeat="once")
    assert token.startswith("adm-")
    assert await who.keyring.appoint("console", Role.VIEWER, repeat="once") == (made, token)
    with pytest.raises(InvalidParameter, match="used before"):
        await who.keyring.appoint("console", Role.ADMIN, repeat="once")
    assert (await who.keyring.appoint("console", Role.VIEWER))[1] != token
    assert (await who.keyring.dismiss(made.id)).revoked is not None


@pytest.mark.parametrize(
    ("role", "needed", "covers"),
    [("viewer", "viewer", True), ("viewer", "operator", False), ("operator", "viewer", True), ("admin", "admin", True)],
)
def test_a_role_may_do_all_that_lesser_ones_may(role: str, needed: str, covers: bool) -> None:
    assert Role(role).covers(Role(needed)) is covers
