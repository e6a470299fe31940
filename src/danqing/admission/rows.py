"""Tenants and the audit log in the service's database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from danqing.admission.entry import Entry, Facts, Sheet, Wanted
from danqing.admission.revision import advance, revision_of
from danqing.admission.shelf import Kept
from danqing.admission.tenants import Account, Administrator, Key, Record, User, Workspace
from danqing.core.connection import Connection, Row
from danqing.database.database import Database

STAGE = "tenants"

MIGRATIONS: Mapping[str, Traversable] = {"keys": files("danqing.admission") / "migrations"}
"""What a database needs to know of this stage."""

LOAD: Mapping[type[Record], str] = {
    Account: """
        SELECT CAST(id AS TEXT) AS id, name, created, suspended FROM account
        WHERE revision > :since ORDER BY account.id""",
    User: """
        SELECT CAST(id AS TEXT) AS id, CAST(account AS TEXT) AS account, name, main, workspaces, created, removed
        FROM "user" WHERE revision > :since ORDER BY "user".id""",
    Workspace: """
        SELECT id, CAST(account AS TEXT) AS account, name, models, created, removed FROM workspace
        WHERE revision > :since ORDER BY workspace.account, id""",
    Key: """
        SELECT CAST(id AS TEXT) AS id, CAST(account AS TEXT) AS account, CAST("user" AS TEXT) AS "user", name, hash,
            hint, models, region, created, expires, used, revoked
        FROM api_key WHERE revision > :since ORDER BY api_key.id""",
    Administrator: """
        SELECT CAST(id AS TEXT) AS id, name, role, hash, created, revoked FROM administrator
        WHERE revision > :since ORDER BY administrator.id""",
}
"""What is no older than a revision; the oldest first."""

LISTS = ("workspaces", "models")
"""Columns of names, kept as JSON."""

NUMBERS: Mapping[type[Record], tuple[str, ...]] = {
    Account: ("id",),
    User: ("id", "account"),
    Workspace: ("account",),
    Key: ("id", "account", "user"),
    Administrator: ("id",),
}
"""Columns that hold whole numbers."""

KEEP: Mapping[type[Record], str] = {
    Account: """
        INSERT INTO account (id, name, created, suspended, revision)
        VALUES (:id, :name, :created, :suspended, :revision)
        ON CONFLICT (id) DO UPDATE SET suspended = excluded.suspended, revision = excluded.revision""",
    User: """
        INSERT INTO "user" (id, account, name, main, workspaces, created, removed, revision)
        VALUES (:id, :account, :name, :main, :workspaces, :created, :removed, :revision)
        ON CONFLICT (id) DO UPDATE
        SET workspaces = excluded.workspaces, removed = excluded.removed, revision = excluded.revision""",
    Workspace: """
        INSERT INTO workspace (account, id, name, models, created, removed, revision)
        VALUES (:account, :id, :name, :models, :created, :removed, :revision)
        ON CONFLICT (account, id) DO UPDATE
        SET name = excluded.name, models = excluded.models, removed = excluded.removed, revision = excluded.revision""",
    Key: """
        INSERT INTO api_key
            (id, account, "user", name, hash, hint, models, region, created, expires, revoked, revision)
        VALUES
            (:id, :account, :user, :name, :hash, :hint, :models, :region, :created, :expires, :revoked, :revision)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, models = excluded.models, expires = excluded.expires,
            revoked = excluded.revoked, revision = excluded.revision""",
    Administrator: """
        INSERT INTO administrator (id, name, role, hash, created, revoked, revision)
        VALUES (:id, :name, :role, :hash, :created, :revoked, :revision)
        ON CONFLICT (id) DO UPDATE SET revoked = excluded.revoked, revision = excluded.revision""",
}
"""What may change of a record changes, the rest is as it was first kept; `advance` sees to it that it is the same."""

LOG = """
    INSERT INTO audit (at, who, action, target, account, request_id, code, before, after)
    VALUES (:at, :who, :action, :target, :account, :request_id, :code, :before, :after)"""

MATCHES = """
    FROM audit WHERE (:account = '' OR account = :account) AND (:action = '' OR action = :action)
    AND (:who = '' OR who = :who) AND (:request_id = '' OR request_id = :request_id) AND at >= :since"""

USED = "UPDATE api_key SET used = :at WHERE id = :id AND (used IS NULL OR used < :at)"
USED_SINCE = "SELECT CAST(id AS TEXT) AS id, used FROM api_key WHERE used > :since"

_facts = msgspec.json.Decoder(Facts | None)
_names = msgspec.json.Decoder(tuple[str, ...])


class RowShelf:
    """Keeps each record in a row of its table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, revision: int) -> Kept:
        """Read what is new."""

        def look(db: Connection) -> Kept:
            now = revision_of(db, STAGE)
            if now == revision:
                return Kept(revision=now)
            return Kept(records=tuple(_records(db, revision)), revision=now, last=_last(db) if revision < 0 else {})

        return await self._database.look(look)

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry], revision: int) -> int | None:
        """Keep all of it in one transaction."""

        def keep(db: Connection) -> int | None:
            now = advance(db, STAGE, revision)
            if now is None:
                return None
            for record in records:
                db.execute(KEEP[type(record)], _columns(record) | {"revision": now})
            for entry in entries:
                _log(db, entry)
            return now

        return await self._database.write(keep)

    async def add(self, entry: Entry) -> None:
        """Insert the entry in a transaction of its own."""
        await self._database.write(lambda db: _log(db, entry))

    def note(self, entry: Entry) -> None:
        """Queue the entry."""
        self._database.submit(lambda db: _log(db, entry))

    def within(self, db: Connection | None, entry: Entry) -> None:
        """Insert the entry."""
        if db is None:
            self.note(entry)
        else:
            _log(db, entry)

    def used(self, moments: Mapping[str, float]) -> None:
        """Queue the moments."""
        known = [{"id": int(key_id), "at": at} for key_id, at in moments.items()]

        def use(db: Connection) -> None:
            for values in known:
                db.execute(USED, values)

        self._database.submit(use)

    async def used_since(self, moment: float) -> Mapping[str, float]:
        """Read the moments."""

        def look(db: Connection) -> Mapping[str, float]:
            return {row["id"]: row["used"] for row in db.execute(USED_SINCE, {"since": moment}).fetchall()}

        return await self._database.scan(look)

    async def entries(self, wanted: Wanted) -> Sheet:
        """Read a page."""

        def look(db: Connection) -> Sheet:
            values = asdict(wanted) | {"skip": (wanted.page - 1) * wanted.page_size}
            rows = db.execute(f"SELECT * {MATCHES} ORDER BY id DESC LIMIT :page_size OFFSET :skip", values).fetchall()
            (total,) = db.execute(f"SELECT count(*) AS total {MATCHES}", values).fetchall()
            return Sheet(entries=tuple(_entry(row) for row in rows), total=total["total"])

        return await self._database.scan(look)


def _log(db: Connection, entry: Entry) -> None:
    db.execute(LOG, {name: _column(value) for name, value in asdict(entry).items()})


def _columns(record: Record) -> dict[str, object]:
    numbers = NUMBERS[type(record)]
    return {name: int(value) if name in numbers else _column(value) for name, value in asdict(record).items()}


def _column(value: object) -> object:
    if isinstance(value, tuple | dict):
        return msgspec.json.encode(value).decode()
    return int(value) if isinstance(value, bool) else value


def _records(db: Connection, since: int) -> Iterator[Record]:
    for kind, query in LOAD.items():
        for row in db.execute(query, {"since": since}).fetchall():
            yield _record(kind, row)


def _last(db: Connection) -> Mapping[str, int]:
    return {row["kind"]: row["number"] for row in db.execute("SELECT kind, number FROM given", {}).fetchall()}


def _record(kind: type[Record], row: Row) -> Record:
    values = {name: _names.decode(row[name]) if name in LISTS else row[name] for name in row.keys()}  # noqa: SIM118
    return msgspec.convert(values, kind, strict=False)  # truth values are numbers


def _entry(row: Row) -> Entry:
    values = dict(zip(row.keys(), row, strict=True))
    return Entry(**values | {name: _facts.decode(values[name] or "null") for name in ("before", "after")})
