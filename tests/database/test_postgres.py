import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Literal

import asyncpg
import pytest

from danqing.core.connection import Connection
from danqing.core.errors import Error, Unavailable
from danqing.database.postgres import PostgresDatabase
from danqing.database.postgres_session import numbered
from tests import postgres
from tests.database.cut import network

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations" / "postgres"
    folder.mkdir(parents=True)
    (folder / "0001_things.sql").write_text(
        "-- Things; named.\n\nCREATE TABLE thing (number BIGINT GENERATED ALWAYS AS IDENTITY, name TEXT PRIMARY KEY);\n"
    )
    return folder.parent


@pytest.fixture
def url(postgres_server: postgres.Server) -> str:
    return postgres_server.ledger()


@pytest.fixture
async def database(url: str, folder: Path) -> AsyncIterator[PostgresDatabase]:
    database = await PostgresDatabase.open(url, {"things": folder})
    yield database
    await database.close()


@pytest.fixture
async def other(url: str, folder: Path, database: PostgresDatabase) -> AsyncIterator[PostgresDatabase]:
    """What another process has open."""
    other = await PostgresDatabase.open(url, {"things": folder})
    yield other
    await other.close()


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose name is short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="danqing-cut-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def insert(name: str) -> Callable[[Connection], str]:
    def operation(connection: Connection) -> str:
        connection.execute("INSERT INTO thing (name) VALUES (:name)", {"name": name})
        connection.tell("things", name)
        return name

    return operation


def names(connection: Connection) -> list[str]:
    return [row["name"] for row in connection.execute("SELECT name FROM thing ORDER BY number")]


def test_names_become_numbers_wherever_they_stand_but_in_comments() -> None:
    statement = "-- Not :this one.\nSELECT :b, CAST(:a AS TEXT) -- nor :that\nWHERE x::int = :b AND y = 'a:b'"
    text, values = numbered(statement)
    assert text.split() == "SELECT $1, CAST($2 AS TEXT) WHERE x::int = $1 AND y = 'a:b'".split()
    assert values == ("b", "a")


async def test_a_write_is_read_by_whoever_awaited_it(database: PostgresDatabase, other: PostgresDatabase) -> None:
    assert await database.write(insert("a")) == "a"
    assert await database.look(names) == await other.look(names) == await other.scan(names) == ["a"]


async def test_many_writes_at_once_happen_in_the_order_of_asking(database: PostgresDatabase) -> None:
    asked = [f"{i}" for i in range(200)]
    assert await asyncio.gather(*(database.write(insert(name)) for name in asked)) == asked
    assert await database.look(names) == asked


async def test_an_operation_that_raises_undoes_itself_alone(database: PostgresDatabase) -> None:
    def half(connection: Connection) -> None:
        insert("half")(connection)
        raise LookupError("the other half")

    async def together() -> list[object]:
        return await asyncio.gather(
            *(database.write(one) for one in (insert("before"), half, insert("before"), insert("after"))),
            return_exceptions=True,
        )

    before, lost, twice, after = await together()
    assert (before, after) == ("before", "after")
    assert isinstance(lost, LookupError)
    assert isinstance(twice, asyncpg.UniqueViolationError)
    with pytest.raises(LookupError):
        await database.write(half)
    assert await database.look(names) == ["before", "after"]


async def test_a_write_whose_caller_was_cancelled_happens_all_the_same(database: PostgresDatabase) -> None:
    caller = asyncio.ensure_future(database.write(insert("orphan")))
    await asyncio.sleep(0)
    caller.cancel()
    await database.write(insert("next"))
    assert await database.look(names) == ["orphan", "next"]


async def test_the_transactions_of_all_processes_come_one_after_the_other(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    def next_one(connection: Connection) -> tuple[float, str]:
        last = connection.execute("SELECT count(*) AS n FROM thing").fetchall()[0]["n"]
        assert connection.moment is not None
        return connection.moment, insert(str(last + 1))(connection)

    both = [database, other] * 100
    done = await asyncio.gather(*(one.write(next_one) for one in both))
    assert await database.look(names) == [str(i + 1) for i in range(200)]  # nobody counted what another did not see
    in_turn = sorted(done, key=lambda one: int(one[1]))
    assert [moment for moment, _ in in_turn] == sorted(moment for moment, _ in done)


async def test_what_is_told_is_heard_by_all_processes_once_it_can_be_seen(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    heard = asyncio.Queue[tuple[str, str | None]]()
    database.listen("things", lambda what: heard.put_nowait(("here", what)))
    other.listen("things", lambda what: heard.put_nowait(("there", what)))

    def fails(connection: Connection) -> None:
        insert("never")(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fails)
    await asyncio.gather(database.write(insert("猫")), database.write(insert("b" * 5000)), database.write(insert("c")))
    told = [await asyncio.wait_for(heard.get(), 5) for _ in range(6)]
    for where in ("here", "there"):
        assert [what for place, what in told if place == where] == ["猫", "b" * 5000, "c"]
    assert heard.empty()


async def test_a_server_that_is_away_is_unavailable_and_then_everybody_looks_again(
    postgres_server: postgres.Server, database: PostgresDatabase
) -> None:
    heard = asyncio.Queue[str | None]()
    database.listen("things", heard.put_nowait)
    await database.write(insert("before"))
    assert await heard.get() == "before"
    await asyncio.to_thread(postgres_server.stop)
    try:
        for asked in (database.write(insert("never")), database.look(names), database.scan(names)):
            with pytest.raises(Unavailable):
                await asked
    finally:
        await asyncio.to_thread(postgres_server.start)
    assert await database.write(insert("after")) == "after"
    assert await database.look(names) == ["before", "after"]
    assert {await asyncio.wait_for(heard.get(), 10), await asyncio.wait_for(heard.get(), 10)} == {"after", None}


async def test_a_session_that_was_ended_meanwhile_is_not_noticed(
    postgres_server: postgres.Server, database: PostgresDatabase
) -> None:
    await database.write(insert("before"))
    assert await database.look(names) == ["before"]
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'danqing%'"
    await asyncio.to_thread(postgres_server.do, ending)
    assert await database.look(names) == ["before"]
    assert await database.write(insert("after")) == "after"


@pytest.mark.parametrize(("lost", "happened"), [("message", False), ("answer", True)])
async def test_a_commit_that_is_not_answered_is_told_as_it_happened_and_happens_once(
    url: str, folder: Path, short: Path, lost: Literal["message", "answer"], happened: bool
) -> None:
    async with network(url, short) as (between, address):
        database = await PostgresDatabase.open(address, {"things": folder})
        await database.write(insert("before"))
        between.loses, between.at = lost, b"COMMIT"
        results = await asyncio.gather(database.write(insert("a")), return_exceptions=True)
        assert between.cut == 1
        if happened:
            assert results == ["a"]
        else:
            assert [type(result) for result in results] == [Unavailable]
        assert await database.look(names) == (["before", "a"] if happened else ["before"])
        assert await database.write(insert("after")) == "after"
        await database.close()


async def test_what_was_lost_before_its_commit_did_not_happen(url: str, folder: Path, short: Path) -> None:
    async with network(url, short) as (between, address):
        database = await PostgresDatabase.open(address, {"things": folder})
        between.at = b"SAVEPOINT"
        both = await asyncio.gather(
            *(database.write(insert(name)) for name in ("first", "a", "b")), return_exceptions=True
        )
        assert {type(result) for result in both} <= {str, Unavailable}
        assert between.cut == 1
        done = [name for name, result in zip(("first", "a", "b"), both, strict=True) if result == name]
        assert await database.look(names) == done
        await database.close()


async def test_a_reader_cannot_write(database: PostgresDatabase) -> None:
    with pytest.raises(Unavailable):  # as at a server that only follows another
        await database.look(insert("a"))
    assert await database.look(names) == []


async def test_what_is_acknowledged_is_synced_and_nobody_waits_for_a_hanging_process_for_long(
    database: PostgresDatabase,
) -> None:
    def settings(connection: Connection) -> list[str]:
        shown = ("synchronous_commit", "fsync", "transaction_isolation", "idle_in_transaction_session_timeout")
        return [connection.execute(f"SHOW {name}").fetchall()[0][name] for name in shown]

    assert await database.write(settings) == ["on", "on", "read committed", "10s"]
    assert (await database.submit(settings, durable=False))[0] == "off"


async def test_a_closed_database_says_that_it_is_unavailable(database: PostgresDatabase) -> None:
    await database.close()
    await database.close()
    with pytest.raises(Unavailable):
        await database.write(insert("a"))
    with pytest.raises(Unavailable):
        await database.look(names)


async def test_a_ledger_of_a_later_version_is_refused(url: str, folder: Path, database: PostgresDatabase) -> None:
    (folder / "postgres" / "0002_more.sql").write_text("-- More.\nCREATE TABLE more (a TEXT);\n")
    later = await PostgresDatabase.open(url, {"things": folder})
    await later.close()
    (folder / "postgres" / "0002_more.sql").unlink()
    with pytest.raises(Error, match="migration 2 of things, which this version of Danqing does not know"):
        await PostgresDatabase.open(url, {"things": folder})


async def test_processes_that_start_at_once_make_the_tables_once(url: str, folder: Path) -> None:
    opened = await asyncio.gather(*(PostgresDatabase.open(url, {"things": folder}) for _ in range(3)))
    for database in opened:
        await database.close()


async def test_a_server_that_is_not_there_is_told_without_the_password(folder: Path) -> None:
    with pytest.raises(Error, match="cannot be opened") as raised:
        await PostgresDatabase.open("postgresql://anna:s3cret@127.0.0.1:1/x", {"things": folder})
    assert "s3cret" not in str(raised.value)
