"""One suite for every shelf."""

import hashlib
import re
import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from danqing.admission import secret as secrets
from danqing.admission.keyring import Scope, identity_of
from danqing.admission.rows import RowShelf
from danqing.admission.shelf import Shelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.admission.tenants import Identity, Key
from danqing.core.clock import FixedClock
from danqing.core.errors import AccessDenied, Conflict, InvalidApiKey, InvalidParameter, NotFound, UnsupportedOperation
from danqing.database.sqlite import SqliteDatabase
from tests.admission.conftest import MIGRATIONS, REGION, ROOT

pytestmark = pytest.mark.anyio


async def made(who: Tenancy, account: str = "team", scope: Scope | None = None) -> tuple[Key, str]:
    """Make a key of an account's main user, and the account if need be."""
    await who.administration.put_account(account)
    return await who.keyring.create(account, scope=scope)


async def taken_in(who: Tenancy, account: str, secret: str) -> Key:
    await who.administration.put_account(account)
    return await who.keyring.add(account, secret)


async def test_a_key_opens_the_account_that_it_was_made_for(who: Tenancy) -> None:
    key, secret = await made(who)
    assert who.keys.find(secret) == identity_of(key)
    assert key.account == who.directory.account("team").id


async def test_a_new_key_has_the_usual_shape_and_no_second_one_is_like_it(who: Tenancy) -> None:
    made_here = [(await made(who))[1] for _ in range(20)]
    assert len(set(made_here)) == 20
    assert all(re.fullmatch(r"sk-[0-9a-f]{32}", secret) for secret in made_here)


async def test_ids_are_numbers_as_in_the_lists_of_the_api(who: Tenancy) -> None:
    key, _ = await made(who)
    assert key.account.isdecimal()
    assert key.id.isdecimal()


async def test_keys_of_one_name_open_one_account_and_are_told_apart(who: Tenancy) -> None:
    await who.administration.put_account(" team ")
    (first, _), (second, _) = await made(who, "team"), await made(who, "team")
    assert first.account == second.account
    assert first.id != second.id
    assert len(who.directory.accounts) == 1


async def test_other_names_are_other_accounts(who: Tenancy) -> None:
    (ours, _), (theirs, _) = await made(who, "ours"), await made(who, "theirs")
    assert ours.account != theirs.account


@pytest.mark.parametrize("secret", [None, ""])
async def test_no_key_is_refused_in_the_words_of_the_api(who: Tenancy, secret: str | None) -> None:
    with pytest.raises(InvalidApiKey) as refusal:
        who.keys.find(secret)
    told = (refusal.value.status, refusal.value.code, refusal.value.message)
    assert told == (401, "InvalidApiKey", "No API-key provided.")


def assert_closed(who: Tenancy, secret: str) -> None:
    with pytest.raises(InvalidApiKey) as refusal:
        who.keys.find(secret)
    told = (refusal.value.status, refusal.value.code, refusal.value.message)
    assert told == (401, "InvalidApiKey", "Invalid API-key provided.")


@pytest.mark.parametrize(
    "wrong", ["sk-0", "SK-{}", "{} ", "{}0", "sk-\udcff", "图", "st-", "st-\udcff", "st-AAAA", "st-图"]
)
async def test_a_key_that_no_account_has_is_refused_in_the_words_of_the_api(who: Tenancy, wrong: str) -> None:
    _, secret = await made(who)
    assert_closed(who, wrong.format(secret))


@pytest.mark.parametrize("secret", ["d1xxx2a4", "sk-ws-abc.DEF123", "sk-sp-0123456789", "~!@#$%^&*()_+", "st-brought"])
async def test_a_key_of_another_shape_can_be_taken_in(who: Tenancy, secret: str) -> None:
    assert identity_of(await taken_in(who, "team", secret)) == who.keys.find(secret)


async def test_taking_a_key_in_again_changes_nothing(who: Tenancy) -> None:
    first = await taken_in(who, "team", "sk-imported")
    assert await taken_in(who, "team", "sk-imported") == first
    assert len(who.directory.keys) == 1


async def test_the_key_of_an_account_cannot_be_taken_in_for_another(who: Tenancy) -> None:
    ours = await taken_in(who, "ours", "sk-imported")
    with pytest.raises(Conflict):
        await taken_in(who, "theirs", "sk-imported")
    assert who.keys.find("sk-imported") == identity_of(ours)
    assert {key.account for key in who.directory.keys} == {ours.account}


@pytest.mark.parametrize("secret", ["", "short", "with space", "图图图图图图图图", "x" * 201, "newline\n1"])
async def test_a_key_that_no_header_can_carry_is_refused_without_being_told(who: Tenancy, secret: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        await taken_in(who, "team", secret)
    assert not secret or secret not in refusal.value.message


async def test_keys_are_listed_with_what_may_be_told_of_them(who: Tenancy, clock: FixedClock) -> None:
    first, secret = await made(who, "ours")
    clock.advance(5)
    second = await taken_in(who, "theirs", "sk-imported")
    told = [(key.id, key.account, key.hint, key.region, key.created) for key in who.directory.keys]
    assert told == [
        (first.id, first.account, secret[-4:], REGION, clock.now() - 5),
        (second.id, second.account, "rted", REGION, clock.now()),
    ]


async def test_a_key_tells_neither_its_secret_nor_its_hash_when_it_is_printed(who: Tenancy) -> None:
    key, secret = await made(who)
    assert secret not in repr(key)
    assert key.hash not in repr(key)


async def test_a_revoked_key_opens_nothing_and_its_id_is_never_given_again(who: Tenancy) -> None:
    key, secret = await made(who)
    assert (await who.keyring.revoke(key.id)).revoked is not None
    assert_closed(who, secret)
    assert await who.keyring.revoke(key.id) == who.directory.key(key.id)
    again, _ = await made(who)
    assert again.account == key.account
    assert again.id != key.id


async def test_a_revoked_key_can_neither_be_taken_in_again_nor_changed(who: Tenancy) -> None:
    key, secret = await made(who)
    await who.keyring.revoke(key.id)
    with pytest.raises(Conflict):
        await who.keyring.add("team", secret)
    with pytest.raises(UnsupportedOperation):
        await who.keyring.change(key.id, Scope(name="again"))


@pytest.mark.parametrize("key_id", ["", "x", "0", "1 OR 1"])
async def test_what_is_no_key_cannot_be_revoked(who: Tenancy, key_id: str) -> None:
    _, secret = await made(who)
    with pytest.raises(NotFound):
        await who.keyring.revoke(key_id)
    assert who.keys.find(secret)


async def test_a_key_opens_until_it_expires(who: Tenancy, clock: FixedClock) -> None:
    _, secret = await made(who, scope=Scope(expires=clock.now() + 10))
    clock.advance(9.9)
    assert who.keys.find(secret)
    clock.advance(0.1)
    assert_closed(who, secret)


async def test_a_key_of_another_region_opens_nothing(who: Tenancy, shelf: Shelf, clock: FixedClock) -> None:
    _, secret = await made(who)
    if isinstance(shelf, RowShelf):
        assert_closed(await tenancy(shelf, clock, region="ap-southeast-1", root=ROOT), secret)
        assert (await tenancy(shelf, clock, region=REGION, root=ROOT)).keys.find(secret)


async def test_a_repeated_request_for_a_key_is_told_the_same_key(who: Tenancy) -> None:
    await who.administration.put_account("team")
    scope = Scope(name="laptop", models=("wanx-v1",))
    first = await who.keyring.create("team", scope=scope, repeat="once")
    assert await who.keyring.create("team", scope=scope, repeat="once") == first
    assert await who.keyring.create("team", scope=scope, repeat="twice") != first
    with pytest.raises(InvalidParameter, match="was used before with another request"):
        await who.keyring.create("team", scope=Scope(name="other"), repeat="once")
    assert len(who.directory.keys) == 2
    assert who.keys.find(first[1]) == identity_of(first[0])


async def test_a_temporary_token_opens_what_its_key_opens_until_its_time_is_up(who: Tenancy, clock: FixedClock) -> None:
    key, secret = await made(who)
    token = who.keys.token(who.keys.find(secret), 60)
    assert token.secret.startswith("st-")
    assert token.expires == int(clock.now()) + 60
    assert who.keys.find(token.secret) == Identity(key.account, key.id, key.user, temporary=True)
    clock.advance(token.expires - clock.now())
    assert_closed(who, token.secret)


async def test_a_token_makes_no_further_token_and_dies_with_its_key(who: Tenancy) -> None:
    key, secret = await made(who)
    token = who.keys.token(who.keys.find(secret), 1800).secret
    with pytest.raises(AccessDenied):
        who.keys.token(who.keys.find(token), 60)
    await who.keyring.revoke(key.id)
    assert_closed(who, token)


@pytest.mark.parametrize("seconds", [0, -1, 1801])
async def test_a_token_lives_for_one_to_1800_seconds(who: Tenancy, seconds: int) -> None:
    _, secret = await made(who)
    with pytest.raises(InvalidParameter, match="1 to 1800"):
        who.keys.token(who.keys.find(secret), seconds)


async def test_a_token_that_was_touched_opens_nothing(who: Tenancy) -> None:
    key, _ = await made(who)
    token = secrets.temporary(ROOT, key.id, 4_000_000_000)
    assert who.keys.find(token)
    for place in range(3, len(token)):
        other = "B" if token[place] == "A" else "A"
        touched = token[:place] + other + token[place + 1 :]
        if secrets.read_temporary(ROOT, touched) != (key.id, 4_000_000_000):  # the last bits of base64 say nothing
            assert_closed(who, touched)
    assert_closed(who, secrets.temporary(b"another root", key.id, 4_000_000_000))


async def test_when_a_key_was_used_is_known_at_once_and_written_once_a_minute(
    database: SqliteDatabase, clock: FixedClock
) -> None:
    who = await tenancy(RowShelf(database), clock, region=REGION, root=ROOT)
    key, secret = await made(who)

    async def written() -> float | None:
        await database.write(lambda _: None)  # what was queued before is durable after it
        return (await tenancy(RowShelf(database), clock)).directory.key(key.id).used

    assert who.keys.used(key) is None
    who.keys.find(secret)
    assert who.keys.used(key) == clock.now()
    assert await written() is None
    clock.advance(60)
    who.keys.find(secret)
    assert await written() == clock.now()
    clock.advance(1)
    who.keys.find(secret)
    assert await written() == clock.now() - 1
    who.keys.flush()
    assert await written() == clock.now()


async def test_keys_are_there_after_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    before = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    key, secret = await made(await tenancy(RowShelf(before), clock, region=REGION), scope=Scope(models=("wanx-v1",)))
    await before.close()
    after = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    try:
        who = await tenancy(RowShelf(after), clock, region=REGION)
        assert who.keys.find(secret) == identity_of(key)
        assert who.directory.key(key.id) == key
        assert (await made(who))[0].id == "2"
    finally:
        await after.close()


async def test_a_revoked_key_stays_so_after_a_restart(database: SqliteDatabase, clock: FixedClock) -> None:
    who = await tenancy(RowShelf(database), clock, region=REGION)
    key, secret = await made(who)
    await who.keyring.revoke(key.id)
    assert_closed(await tenancy(RowShelf(database), clock, region=REGION), secret)


async def test_the_file_holds_no_key_but_its_hash(database: SqliteDatabase, clock: FixedClock, tmp_path: Path) -> None:
    _, secret = await made(await tenancy(RowShelf(database), clock))
    await database.close()
    with sqlite3.connect(tmp_path / "danqing.db") as file:
        dump = "\n".join(file.iterdump())
    file.close()
    assert hashlib.sha256(secret.encode()).hexdigest() in dump
    assert secret.removeprefix("sk-") not in dump


async def test_a_folder_of_the_first_version_keeps_its_accounts_and_keys(tmp_path: Path, clock: FixedClock) -> None:
    script = (resources.files("danqing.admission") / "migrations" / "0001_keys.sql").read_text("utf-8")
    with sqlite3.connect(tmp_path / "danqing.db") as file:
        file.executescript(script)
        file.execute("CREATE TABLE migration (stage TEXT, number INTEGER, name TEXT, PRIMARY KEY (stage, number))")
        file.execute("INSERT INTO migration VALUES ('keys', 1, '0001_keys.sql')")
        file.execute("INSERT INTO account (id, name, created) VALUES (1, 'default', 5.0), (3, 'team', 6.0)")
        digest = hashlib.sha256(b"sk-old-secret").hexdigest()
        file.execute("INSERT INTO api_key VALUES (7, 3, ?, 'cret', 7.0)", (digest,))
        file.execute("INSERT INTO api_key VALUES (9, 1, 'gone', 'gone', 8.0)")
        file.execute("DELETE FROM api_key WHERE id = 9")
    file.close()
    database = SqliteDatabase.open(tmp_path / "danqing.db", MIGRATIONS)
    try:
        who = await tenancy(RowShelf(database), clock, region=REGION)
        assert [(one.id, one.name, one.created) for one in who.directory.accounts] == [
            ("1", "default", 5.0),
            ("3", "team", 6.0),
        ]
        found = who.keys.find("sk-old-secret")
        assert (found.account, found.key_id, found.user) == ("3", "7", who.directory.main("3").id)
        who.access.allow(found, "", "wanx-v1", "r")
        assert (await who.keyring.create("team"))[0].id == "10"
    finally:
        await database.close()
