import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from danqing.core.connection import Connection
from danqing.core.errors import Error, Unavailable
from danqing.database.script import statements
from danqing.database.sqlite import SqliteDatabase

pytestmark = pytest.mark.anyio

BOTH_LOOPS = pytest.mark.parametrize(
    "anyio_backend",
    [
        pytest.param(("asyncio", {"use_uvloop": False}), id="asyncio"),
        pytest.param(("asyncio", {"use_uvloop": True}), id="uvloop"),
    ],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_things.sql").write_text(
        "-- Things; named.\n\nCREATE TABLE thing (name TEXT PRIMARY KEY) STRICT;\n\n"
        "-- What happens; it has a semicolon within.\n"
        "CREATE TRIGGER loud AFTER INSERT ON thing BEGIN\n"
        "    UPDATE thing SET name = upper(name) WHERE name = new.name;\n"
        "END;\n"
    )
    return folder


@pytest.fixture
async def database(tmp_path: Path, folder: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase.open(tmp_path / "data" / "x.db", {"things": folder})
    yield database
    await database.close()


def insert(name: str) -> Callable[[Connection], str]:
    def operation(connection: Connection) -> str:
        connection.execute("INSERT INTO thing VALUES (:name)", {"name": name})
        return name

    return operation


def names(connection: Connection) -> list[str]:
    return [row["name"] for row in connection.execute("SELECT name FROM thing ORDER BY rowid").fetchall()]


@BOTH_LOOPS
async def test_a_write_is_read_by_whoever_awaited_it(database: SqliteDatabase) -> None:
    assert await database.write(insert("a")) == "a"
    assert database.read(names) == ["A"]
    assert await database.scan(names) == ["A"]


@BOTH_LOOPS
async def test_many_writes_at_once_happen_in_the_order_of_asking(database: SqliteDatabase) -> None:
    asked = [f"{i}" for i in range(500)]
    assert await asyncio.gather(*(database.write(insert(name)) for name in asked)) == asked
    assert database.read(names) == asked


async def test_what_queued_up_during_a_commit_is_committed_together(database: SqliteDatabase) -> None:
    seen = list[str]()

    def trace(connection: Connection) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.set_trace_callback(seen.append)

    await database.write(trace)
    await asyncio.gather(*(database.write(insert(f"{i}")) for i in range(200)))
    assert 100 < seen.count("SAVEPOINT operation") <= 200  # who comes alone needs none
    assert 1 <= seen.count("COMMIT") < 200


async def test_an_operation_that_raises_undoes_itself_alone(database: SqliteDatabase) -> None:
    def half(connection: Connection) -> None:
        insert("half")(connection)
        raise LookupError("the other half")

    results = await asyncio.gather(
        database.write(insert("before")), database.write(half), database.write(insert("after")), return_exceptions=True
    )
    assert [repr(result) for result in results] == ["'before'", "LookupError('the other half')", "'after'"]
    assert database.read(names) == ["BEFORE", "AFTER"]


async def test_an_operation_that_looks_for_a_row_in_vain_does_not_silence_the_others(database: SqliteDatabase) -> None:
    results = await asyncio.gather(
        database.write(lambda connection: next(iter(connection.execute("SELECT 1 WHERE 0")))),
        database.write(insert("after")),
        return_exceptions=True,
    )
    assert [repr(result) for result in results] == ["RuntimeError('the operation ran out of rows')", "'after'"]


async def test_a_duplicate_is_its_callers_error(database: SqliteDatabase) -> None:
    await database.write(insert("A"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(insert("A"))
    assert await database.write(insert("b")) == "b"


async def test_when_nothing_can_be_committed_everybody_is_told_and_nothing_happened(database: SqliteDatabase) -> None:
    def undo_everything(connection: Connection) -> None:  # as SQLite does by itself when a disk is full
        connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    results = await asyncio.gather(
        database.write(insert("a")), database.write(undo_everything), database.write(insert("b")),
        return_exceptions=True,
    )  # fmt: skip
    # "a" may have been committed before the full disk was met; what shared its fate with it is gone.
    told = [isinstance(result, Unavailable) for result in results]
    assert told[1]
    assert database.read(names) == [str(r).upper() for r, lost in zip(results, told, strict=True) if not lost]
    assert await database.write(insert("c")) == "c"


async def test_a_file_that_is_full_is_unavailable_and_recovers(database: SqliteDatabase) -> None:
    await database.write(lambda connection: connection.execute("PRAGMA max_page_count = 8").fetchall())
    with pytest.raises((Unavailable, sqlite3.OperationalError), match=r"unavailable|full"):
        await database.write(insert("x" * 100_000))
    await database.write(lambda connection: connection.execute("PRAGMA max_page_count = 1000").fetchall())
    assert await database.write(insert("small")) == "small"


async def test_a_write_whose_caller_was_cancelled_happens_all_the_same(database: SqliteDatabase) -> None:
    caller = asyncio.create_task(database.write(insert("orphan")))
    await asyncio.sleep(0)
    caller.cancel()
    await database.write(lambda _: None)
    assert caller.cancelled()
    assert database.read(names) == ["ORPHAN"]


async def test_closing_commits_what_is_queued(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.db"
    database = SqliteDatabase.open(path, {"things": folder})
    queued = [database.submit(insert(f"{i}")) for i in range(100)]
    await database.close()
    assert all(future.done() for future in queued)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM thing").fetchone() == (100,)
    connection.close()
    assert not path.with_name("x.db-wal").exists()


async def test_what_a_result_sets_off_is_queued_before_the_end(tmp_path: Path, folder: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "x.db", {"things": folder})
    database.submit(insert("a")).add_done_callback(lambda _: database.submit(insert("b")))
    await database.close()
    database = SqliteDatabase.open(tmp_path / "x.db", {"things": folder})
    assert database.read(names) == ["A", "B"]
    await database.close()


async def test_a_closed_database_says_that_it_is_unavailable(database: SqliteDatabase) -> None:
    await database.close()
    await database.close()
    with pytest.raises(Unavailable):
        await database.write(insert("a"))
    with pytest.raises(Unavailable):
        database.read(names)
    with pytest.raises(Unavailable):
        await database.scan(names)


async def test_a_second_opener_is_told_the_file(database: SqliteDatabase, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "data" / "x.db"
    with pytest.raises(Error, match=f"{path} is in use by another process"):
        SqliteDatabase.open(path, {"things": folder})
    await database.close()
    await SqliteDatabase.open(path, {"things": folder}).close()


async def test_a_second_process_is_told_the_file(database: SqliteDatabase, tmp_path: Path) -> None:
    program = "import sys, pathlib, danqing.database.sqlite as d; d.SqliteDatabase.open(pathlib.Path(sys.argv[1]), {})"
    path = tmp_path / "data" / "x.db"
    child = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert child.returncode == 1
    assert f"{path} is in use by another process" in child.stderr


async def test_a_file_that_is_no_database_is_named(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("no database" * 100)
    for _ in range(2):  # the first failure lets go of the file
        with pytest.raises(Error, match=f"{path} cannot be opened: file is not a database"):
            SqliteDatabase.open(path, {"things": folder})


async def test_a_migration_runs_once_and_a_new_one_follows(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.db"
    database = SqliteDatabase.open(path, {"things": folder})
    await database.write(insert("kept"))
    await database.close()
    (folder / "0002_more.sql").write_text("-- More.\nCREATE TABLE more (a TEXT);\nINSERT INTO more VALUES ('x;y');\n")
    (folder / "notes.txt").write_text("no migration")
    for _ in range(2):
        database = SqliteDatabase.open(path, {"things": folder})
        assert database.read(names) == ["KEPT"]
        assert database.read(lambda c: c.execute("SELECT a FROM more").fetchall())[0]["a"] == "x;y"
        await database.close()


async def test_stages_number_their_migrations_apart(tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "0001_keys.sql").write_text("-- Keys.\nCREATE TABLE key (id TEXT);\n")
    await SqliteDatabase.open(tmp_path / "x.db", {"things": folder}).close()
    database = SqliteDatabase.open(tmp_path / "x.db", {"things": folder, "keys": other})
    assert database.read(lambda c: c.execute("SELECT 1 FROM key").fetchall()) == []
    await database.close()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.db"
    (folder / "0002_broken.sql").write_text(
        "-- Broken.\nCREATE TABLE half (a TEXT);\nINSERT INTO nowhere VALUES (1);\n"
    )
    with pytest.raises(Error, match="no such table: nowhere"):
        SqliteDatabase.open(path, {"things": folder})
    (folder / "0002_broken.sql").write_text("-- Mended.\nCREATE TABLE half (a TEXT);\n")
    await SqliteDatabase.open(path, {"things": folder}).close()


async def test_a_file_of_a_later_version_is_refused(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.db"
    later = folder / "0002_later.sql"
    later.write_text("-- Later.\nCREATE TABLE later (a TEXT);\n")
    await SqliteDatabase.open(path, {"things": folder}).close()
    later.unlink()
    with pytest.raises(Error, match="migration 2 of things"):
        SqliteDatabase.open(path, {"things": folder})


async def test_a_reader_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.read(insert("a"))


async def test_what_is_acknowledged_is_synced(database: SqliteDatabase) -> None:
    def settings(connection: Connection) -> list[object]:
        return [connection.execute(f"PRAGMA {name}").fetchall()[0][name] for name in ("journal_mode", "synchronous")]

    assert await database.write(settings) == ["wal", 2]


def test_one_database_serves_one_loop_after_another(tmp_path: Path, folder: Path) -> None:
    database = SqliteDatabase.open(tmp_path / "x.db", {"things": folder})

    async def write(name: str) -> None:
        await database.write(insert(name))

    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, write("a")).result()
    asyncio.run(write("b"))
    assert database.read(names) == ["A", "B"]
    asyncio.run(database.close())


def test_a_script_is_split_where_statements_end() -> None:
    script = "-- A; comment.\nCREATE TABLE a (b TEXT);\nINSERT INTO a VALUES\n    ('x;');\n-- The end.\n"
    assert list(statements(script)) == [
        "-- A; comment.\nCREATE TABLE a (b TEXT);\n",
        "INSERT INTO a VALUES\n    ('x;');\n",
    ]
