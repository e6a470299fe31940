"""What operators let pass holds at once, for whom it was said, and after a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from danqing.admission.entry import Act, Wanted
from danqing.admission.moderation_overrulings import (
    EVERYBODY,
    MIGRATIONS,
    Keeper,
    MemoryOverrulings,
    Overrulings,
    RowOverrulings,
)
from danqing.admission.moderation_words import Rule
from danqing.admission.shelf import MemoryShelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.core.clock import FixedClock
from danqing.core.errors import InvalidParameter, NotFound
from danqing.database.sqlite import SqliteDatabase

pytestmark = pytest.mark.anyio
ANNA = Act(who="admin:anna", request_id="r-1")
ORGY = Rule("sexual", "orgy")


@pytest.fixture
async def decisions(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase.open(tmp_path / "decisions.db", MIGRATIONS)
    yield database
    await database.close()


@pytest.fixture(params=["memory", "decisions", "server"])
def keeper(request: pytest.FixtureRequest) -> Keeper:
    return MemoryOverrulings() if request.param == "memory" else RowOverrulings(request.getfixturevalue(request.param))


@pytest.fixture
async def log(clock: FixedClock) -> Tenancy:
    return await tenancy(MemoryShelf(), clock)


@pytest.fixture
def overrulings(keeper: Keeper, log: Tenancy, clock: FixedClock) -> Overrulings:
    return Overrulings(keeper, log.audit, clock)


async def test_a_rule_is_let_pass_for_one_account_or_for_everybody(overrulings: Overrulings) -> None:
    await overrulings.put("sexual:orgy", "7", by=ANNA)
    assert overrulings.lets_pass(ORGY, "7")
    assert not overrulings.lets_pass(ORGY, "8")
    await overrulings.put("sexual:orgy", by=ANNA)
    assert overrulings.lets_pass(ORGY, "8")
    await overrulings.drop("sexual:orgy", by=ANNA)
    assert not overrulings.lets_pass(ORGY, "8")
    assert overrulings.lets_pass(ORGY, "7")


async def test_a_category_is_let_pass_whole(overrulings: Overrulings) -> None:
    await overrulings.put("gambling:*", by=ANNA)
    assert overrulings.lets_pass(Rule("gambling", "online casino*"), "7")
    assert not overrulings.lets_pass(ORGY, "7")


async def test_phrases_are_found_by_account(overrulings: Overrulings) -> None:
    assert overrulings.phrases("7") == []
    await overrulings.put("allow:Nude Study", "7", by=ANNA)
    await overrulings.put("allow:life drawing", by=ANNA)
    assert [{str(rule) for rule in words.rules} for words in overrulings.phrases("7")] == [
        {"allow:nude study"},
        {"allow:life drawing"},
    ]
    assert len(overrulings.phrases("8")) == 1
    await overrulings.drop("allow:nude study", "7", by=ANNA)
    assert len(overrulings.phrases("7")) == 1


async def test_what_is_said_twice_is_kept_once_and_every_act_is_written_down(
    overrulings: Overrulings, log: Tenancy, clock: FixedClock
) -> None:
    first = await overrulings.put("sexual:orgy", "7", by=ANNA)
    clock.advance(5)
    assert await overrulings.put("sexual: ORGY ", "7", by=ANNA) == first
    await overrulings.drop("sexual:orgy", "7", by=ANNA)
    sheet = await log.audit.entries(Wanted())
    assert [(entry.action, entry.who, entry.target, entry.account, entry.request_id) for entry in sheet.entries] == [
        ("moderation.restored", "admin:anna", "rule:sexual:orgy", "7", "r-1"),
        ("moderation.overruled", "admin:anna", "rule:sexual:orgy", "7", "r-1"),
    ]


async def test_what_was_not_overruled_cannot_be_restored(overrulings: Overrulings) -> None:
    with pytest.raises(NotFound, match="sexual:orgy"):
        await overrulings.drop("sexual:orgy", by=ANNA)


@pytest.mark.parametrize("said", ["", "orgy", "sexual:", "*:*", "allow:*", "allow:...", "sexual:" + "x" * 200])
async def test_what_is_no_overruling_is_refused(overrulings: Overrulings, said: str) -> None:
    with pytest.raises(InvalidParameter):
        await overrulings.put(said, by=ANNA)
    assert overrulings.all() == ()


async def test_decisions_are_listed_by_account_and_survive_a_restart(
    decisions: SqliteDatabase, log: Tenancy, clock: FixedClock
) -> None:
    before = Overrulings(RowOverrulings(decisions), log.audit, clock)
    await before.put("sexual:orgy", by=ANNA)
    clock.advance(1)
    await before.put("gambling:*", "7", by=ANNA)
    await before.put("allow:色情侣装", "7", by=ANNA)
    after = Overrulings(RowOverrulings(decisions), log.audit, clock)
    await after.catch_up()
    assert set(after.all()) == set(before.all())
    assert [str(one.rule) for one in after.all(EVERYBODY)] == ["sexual:orgy"]
    assert len(after.all("7")) == 2
    assert after.lets_pass(Rule("gambling", "赌博"), "7")
    await after.drop("gambling:*", "7", by=ANNA)
    await before.catch_up()
    assert not before.lets_pass(Rule("gambling", "赌博"), "7")
    assert after.phrases("7")
