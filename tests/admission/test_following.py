"""Several processes over one database: none overwrites another's work, and each soon knows what the others did."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from danqing.admission.access import MOST_LOOKS
from danqing.admission.entry import Act, Wanted
from danqing.admission.following import Following
from danqing.admission.keys import Closed
from danqing.admission.moderation_overrulings import MIGRATIONS as OVERRULINGS
from danqing.admission.moderation_overrulings import STAGE as RULES
from danqing.admission.moderation_overrulings import Overrulings, RowOverrulings
from danqing.admission.moderation_words import Rule
from danqing.admission.rows import MIGRATIONS, STAGE, RowShelf
from danqing.admission.shared import shared
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.admission.tenants import Role
from danqing.core.clock import FixedClock
from danqing.core.errors import InvalidApiKey
from danqing.database.postgres import PostgresDatabase
from tests.admission.conftest import REGION, ROOT
from tests.postgres import Server

pytestmark = pytest.mark.anyio
ANNA = Act(who="admin:anna")


@dataclass
class Process:
    """What one process has of its own."""

    database: PostgresDatabase
    who: Tenancy
    overrulings: Overrulings


@asynccontextmanager
async def process(url: str, clock: FixedClock) -> AsyncIterator[Process]:
    """Open the ledger, and follow what happens there."""
    database = await PostgresDatabase.open(url, {**MIGRATIONS, **OVERRULINGS})
    who = await tenancy(RowShelf(database), clock, region=REGION, root=ROOT)
    overrulings = Overrulings(RowOverrulings(database), who.audit, clock)
    learn = {STAGE: who.administration.catch_up, RULES: overrulings.catch_up}
    following = asyncio.create_task(Following(database, learn, who.keys).run())
    try:
        yield Process(database, who, overrulings)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await database.close()


@pytest.fixture
async def two(postgres_url: str, clock: FixedClock) -> AsyncIterator[tuple[Process, Process]]:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(process(postgres_url, clock)) for _ in range(2)]
        yield one, other


async def until(at: Process, so: Callable[[], bool]) -> None:
    """Return once it is so; five seconds are too long."""
    async with asyncio.timeout(5):
        while not so():
            await at.database.look(lambda _: None)


async def known(at: Process, secret: str, *, opens: bool) -> None:
    """Return once the process knows that the secret opens something, or no more."""
    await until(at, lambda: isinstance(at.who.keys.judge(secret), Closed) is not opens)


async def test_a_key_opens_at_every_process_and_when_revoked_at_none(two: tuple[Process, Process]) -> None:
    one, other = two
    await one.who.administration.put_account("team")
    key, secret = await one.who.keyring.create("team")
    await known(other, secret, opens=True)
    token = other.who.keys.token(other.who.keys.find(secret), 60).secret
    assert one.who.keys.find(token).key_id == key.id
    await other.who.keyring.revoke(key.id)
    assert isinstance(other.who.keys.judge(token), Closed)
    await known(one, secret, opens=False)
    assert isinstance(one.who.keys.judge(token), Closed)


async def test_a_key_that_was_made_at_one_process_opens_the_other_at_once_and_strangers_are_not_all_looked_up(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    await one.who.administration.put_account("team")
    key, secret = await one.who.keyring.create("team")
    assert (await other.who.access.open(secret, "r")).key_id == key.id
    for _ in range(MOST_LOOKS + 5):
        with pytest.raises(InvalidApiKey):
            await other.who.access.open("sk-nobody-has-this", "r")
    assert other.who.access.looks.take(other.who.access.clock.now()) is None


async def test_no_number_is_given_twice_and_no_name_to_two_accounts(two: tuple[Process, Process]) -> None:
    one, other = two
    acts = [at.who.administration.put_account(f"team-{number}") for number in range(8) for at in two]
    made = await asyncio.gather(*acts)
    assert [made[number] for number in range(0, 16, 2)] == [made[number] for number in range(1, 16, 2)]
    made = await asyncio.gather(*(at.who.keyring.create(f"team-{n}") for n in range(8) for at in two))
    assert len({key.id for key, _ in made}) == len({secret for _, secret in made}) == 16
    appointed = await asyncio.gather(*(at.who.keyring.appoint("on call", Role.VIEWER) for at in two))
    assert len({token.id for token, _ in appointed}) == 2
    await asyncio.gather(one.who.administration.catch_up(), other.who.administration.catch_up())
    assert one.who.directory.accounts == other.who.directory.accounts
    assert set(one.who.directory.keys) == set(other.who.directory.keys)
    found = (await one.who.audit.entries(Wanted(action="account.made", page_size=1))).total
    assert (found, (await one.who.audit.entries(Wanted(action="key.made", page_size=1))).total) == (8, 16)


async def test_of_several_processes_that_begin_at_once_one_makes_the_first_account(
    two: tuple[Process, Process],
) -> None:
    begun = await asyncio.gather(*(at.who.keyring.begin("default", "sk-the-first-key") for at in two))
    assert sorted(begun) == [False, True]
    for at in two:
        await known(at, "sk-the-first-key", opens=True)
    assert len(two[0].who.directory.accounts) == 1
    made = await asyncio.gather(*(shared(at.database, "secret", str(n)) for n, at in enumerate(two)))
    assert made[0] == made[1] == await shared(two[1].database, "secret", "another")


async def test_acts_on_one_thing_at_two_processes_are_decided_one_after_the_other(two: tuple[Process, Process]) -> None:
    one, other = two
    await one.who.administration.put_account("team")
    await one.who.administration.put_workspace("team", "llm-1", name="", models=("*",))
    await one.who.administration.put_user("team", "anna", ["llm-1"])
    await asyncio.gather(
        one.who.administration.remove_user("team", "anna"),
        other.who.keyring.create("team", "anna"),
        other.who.administration.put_account("team", suspended=True),
        return_exceptions=True,  # the key, if the user was gone by then
    )
    await asyncio.gather(one.who.administration.catch_up(), other.who.administration.catch_up())
    for at in two:
        user = at.who.directory.known_user("1", "anna")
        assert user is not None
        assert user.removed is not None
        assert all(key.revoked is not None for key in at.who.directory.keys if key.user == user.id)
        assert at.who.directory.account("team").suspended


async def test_when_a_key_was_last_used_is_the_latest_that_any_process_knows(
    two: tuple[Process, Process], clock: FixedClock
) -> None:
    one, other = two
    await one.who.administration.put_account("team")
    key, secret = await one.who.keyring.create("team")
    await known(other, secret, opens=True)
    one.who.keys.find(secret)
    clock.advance(7)
    other.who.keys.find(secret)
    await other.who.keys.share()
    await other.database.write(lambda _: None)
    await one.who.keys.share()  # an earlier moment is written after a later one
    await one.database.write(lambda _: None)
    assert one.who.keys.used(key) == clock.now()
    fresh = await tenancy(RowShelf(one.database), clock, region=REGION)
    assert fresh.directory.key(key.id).used == clock.now()


async def test_what_is_overruled_at_one_process_is_let_pass_at_the_other(two: tuple[Process, Process]) -> None:
    one, other = two
    rule = Rule("gambling", "casino")
    made = await asyncio.gather(*(at.overrulings.put("gambling:casino", by=ANNA) for at in two))
    assert made[0] == made[1]
    await one.overrulings.drop("gambling:casino", by=ANNA)
    await until(other, lambda: not other.overrulings.lets_pass(rule, "7"))
    log = await one.who.audit.entries(Wanted())
    assert [entry.action for entry in log.entries] == ["moderation.restored", "moderation.overruled"]


async def test_what_happened_while_nobody_could_hear_it_is_known_soon_after(
    two: tuple[Process, Process], postgres_server: Server
) -> None:
    one, other = two
    await one.who.administration.put_account("team")
    key, secret = await one.who.keyring.create("team")
    await known(other, secret, opens=True)
    postgres_server.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'danqing %'")
    async with asyncio.timeout(10):
        while not key.revoked:
            with suppress(Exception):
                key = await one.who.keyring.revoke(key.id)
    await known(other, secret, opens=False)
