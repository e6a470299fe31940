"""One suite for every implementation of Keys."""

import hashlib
import re
import sqlite3
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path

import pytest

from danqing.admission.keys import Identity, Keys, MemoryKeys, SqliteKeys
from danqing.core.clock import FixedClock
from danqing.core.errors import Conflict, InvalidApiKey, InvalidParameter
from danqing.database import Database

pytestmark = pytest.mark.anyio

MIGRATIONS = {"admission": resources.files("danqing.admission") / "migrations"}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(tmp_path / "danqing.db", MIGRATIONS)
    yield database
    await database.close()


@pytest.fixture(params=["memory", "sqlite"])
def keys(request: pytest.FixtureRequest, clock: FixedClock) -> Keys:
    if request.param == "memory":
        return MemoryKeys(clock)
    return SqliteKeys(request.getfixturevalue("database"), clock)


async def test_a_key_opens_the_account_that_it_was_made_for(keys: Keys) -> None:
    identity, secret = await keys.create("team")
    assert keys.find(secret) == identity


async def test_a_new_key_has_the_usual_shape_and_no_second_one_is_like_it(keys: Keys) -> None:
    secrets = [(await keys.create("team"))[1] for _ in range(20)]
    assert len(set(secrets)) == 20
    assert all(re.fullmatch(r"sk-[0-9a-f]{32}", secret) for secret in secrets)


async def test_ids_are_numbers_as_in_the_lists_of_the_api(keys: Keys) -> None:
    identity, _ = await keys.create("team")
    assert identity.account.isdecimal()
    assert identity.key_id.isdecimal()


async def test_keys_of_one_name_open_one_account_and_are_told_apart(keys: Keys) -> None:
    (first, _), (second, _) = await keys.create("team"), await keys.create(" team ")
    assert first.account == second.account
    assert first.key_id != second.key_id


async def test_other_names_are_other_accounts(keys: Keys) -> None:
    (ours, _), (theirs, _) = await keys.create("ours"), await keys.create("theirs")
    assert ours.account != theirs.account


@pytest.mark.parametrize("secret", [None, ""])
async def test_no_key_is_refused_in_the_words_of_the_api(keys: Keys, secret: str | None) -> None:
    with pytest.raises(InvalidApiKey) as refusal:
        keys.find(secret)
    told = (refusal.value.status, refusal.value.code, refusal.value.message)
    assert told == (401, "InvalidApiKey", "No API-key provided.")


@pytest.mark.parametrize("wrong", ["sk-0", "SK-{}", "{} ", "{}0", "sk-\udcff", "图"])
async def test_a_key_that_no_account_has_is_refused_in_the_words_of_the_api(keys: Keys, wrong: str) -> None:
    _, secret = await keys.create("team")
    with pytest.raises(InvalidApiKey) as refusal:
        keys.find(wrong.format(secret))
    told = (refusal.value.status, refusal.value.code, refusal.value.message)
    assert told == (401, "InvalidApiKey", "Invalid API-key provided.")


@pytest.mark.parametrize("secret", ["d1xxx2a4", "sk-ws-abc.DEF123", "sk-sp-0123456789", "~!@#$%^&*()_+"])
async def test_a_key_of_another_shape_can_be_taken_in(keys: Keys, secret: str) -> None:
    assert await keys.add("team", secret) == keys.find(secret)


async def test_taking_a_key_in_again_changes_nothing(keys: Keys) -> None:
    first = await keys.add("team", "sk-imported")
    assert await keys.add("team", "sk-imported") == first
    assert len(await keys.list()) == 1


async def test_the_key_of_an_account_cannot_be_taken_in_for_another(keys: Keys) -> None:
    ours = await keys.add("ours", "sk-imported")
    with pytest.raises(Conflict):
        await keys.add("theirs", "sk-imported")
    assert keys.find("sk-imported") == ours
    assert {key.account_name for key in await keys.list()} == {"ours"}


@pytest.mark.parametrize("secret", ["", "short", "with space", "图图图图图图图图", "x" * 201, "newline\n1"])
async def test_a_key_that_no_header_can_carry_is_refused_without_being_told(keys: Keys, secret: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        await keys.add("team", secret)
    assert not secret or secret not in refusal.value.message


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 101])
async def test_an_account_has_a_name_that_can_be_printed(keys: Keys, name: str) -> None:
    with pytest.raises(InvalidParameter, match=r"name of an account"):
        await keys.create(name)


async def test_keys_are_listed_with_what_may_be_told_of_them(keys: Keys, clock: FixedClock) -> None:
    first, secret = await keys.create("ours")
    clock.advance(5)
    second = await keys.add("theirs", "sk-imported")
    told = [(key.id, key.account, key.account_name, key.hint, key.created) for key in await keys.list()]
    assert told == [
        (first.key_id, first.account, "ours", secret[-4:], clock.now() - 5),
        (second.key_id, second.account, "theirs", "rted", clock.now()),
    ]


async def test_a_revoked_key_opens_nothing_and_its_id_is_never_given_again(keys: Keys) -> None:
    identity, secret = await keys.create("team")
    assert await keys.revoke(identity.key_id) is True
    with pytest.raises(InvalidApiKey):
        keys.find(secret)
    assert await keys.revoke(identity.key_id) is False
    again, _ = await keys.create("team")
    assert again.account == identity.account
    assert again.key_id != identity.key_id


@pytest.mark.parametrize("key_id", ["", "x", "0", "1 OR 1"])
async def test_what_is_no_key_cannot_be_revoked(keys: Keys, key_id: str) -> None:
    _, secret = await keys.create("team")
    assert await keys.revoke(key_id) is False
    assert keys.find(secret)


async def test_keys_are_there_after_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    before = Database.open(tmp_path / "danqing.db", MIGRATIONS)
    identity, secret = await SqliteKeys(before, clock).create("team")
    await before.close()
    after = Database.open(tmp_path / "danqing.db", MIGRATIONS)
    try:
        keys = SqliteKeys(after, clock)
        assert keys.find(secret) == identity
        assert (await keys.create("team"))[0] == Identity(identity.account, "2")
    finally:
        await after.close()


async def test_a_revoked_key_stays_so_after_a_restart(database: Database, clock: FixedClock) -> None:
    identity, secret = await SqliteKeys(database, clock).create("team")
    await SqliteKeys(database, clock).revoke(identity.key_id)
    with pytest.raises(InvalidApiKey):
        SqliteKeys(database, clock).find(secret)


async def test_the_file_holds_no_key_but_its_hash(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    _, secret = await SqliteKeys(database, clock).create("team")
    await database.close()
    with sqlite3.connect(tmp_path / "danqing.db") as file:
        dump = "\n".join(file.iterdump())
    file.close()
    assert hashlib.sha256(secret.encode()).hexdigest() in dump
    assert secret.removeprefix("sk-") not in dump
