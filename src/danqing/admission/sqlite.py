"""Tenants and the audit log in the service's database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import msgspec

from danqing.admission.entry import Entry, Facts, Sheet, Wanted
from danqing.admission.shelf import Kept
from danqing.admission.tenants import Account, Administrator, Key, Record, User, Workspace
from danqing.core.connection import Connection, Row
from danqing.database.sqlite import SqliteDatabase

LOAD: Mapping[type[Record], str] = {
    Account: "SELECT CAST(id AS TEXT) AS id, name, created, suspended FROM account",
    User: """
        SELECT CAST(id AS TEXT) AS id, CAST(account AS TEXT) AS account, name, main, workspaces, created, removed
        FROM user""",
    Workspace: "SELECT id, CAST(account AS TEXT) AS account, name, models, created, removed FROM workspace",
    Key: """
        SELECT CAST(id AS TEXT) AS id, CAST(account AS TEXT) AS account, CAST(user AS TEXT) AS user, name, hash, hint,
            models, region, created, expires, used, revoked
        FROM api_key ORDER BY api_key.id""",
    Administrator: "SELECT CAST(id AS TEXT) AS id, name, role, hash, created, revoked FROM administrator",
}

LISTS = ("workspaces", "models")
"""Columns of names, kept as JSON."""

KEEP: Mapping[type[Record], str] = {
    Account: """
        INSERT INTO account (id, name, created, suspended) VALUES (:id, :name, :created, :suspended)
        ON CONFLICT (id) DO UPDATE SET suspended = excluded.suspended""",
    User: """
        INSERT INTO user (id, account, name, main, workspaces, created, removed)
        VALUES (:id, :account, :name, :main, :workspaces, :created, :removed)
        ON CONFLICT (id) DO UPDATE SET workspaces = excluded.workspaces, removed = excluded.removed""",
    Workspace: """
        INSERT INTO workspace (account, id, name, models, created, removed)
        VALUES (:account, :id, :name, :models, :created, :removed)
        ON CONFLICT (account, id) DO UPDATE
        SET name = excluded.name, models = excluded.models, removed = excluded.removed""",
    Key: """
        INSERT INTO api_key (id, account, user, name, hash, hint, models, region, created, expires, revoked)
        VALUES (:id, :account, :user, :name, :hash, :hint, :models, :region, :created, :expires, :revoked)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, models = excluded.models, expires = excluded.expires,
            revoked = excluded.revoked""",
    Administrator: """
        INSERT INTO administrator (id, name, role, hash, created, revoked)
        VALUES (:id, :name, :role, :hash, :created, :revoked)
        ON CONFLICT (id) DO UPDATE SET revoked = excluded.revoked""",
}
"""What may change of a record changes; the rest is as it was first kept."""

LOG = """
    INSERT INTO audit (at, who, action, target, account, request_id, code, before, after)
    VALUES (:at, :who, :action, :target, :account, :request_id, :code, :before, :after)"""

MATCHES = """
    FROM audit WHERE (:account = '' OR account = :account) AND (:action = '' OR action = :action)
    AND (:who = '' OR who = :who) AND (:request_id = '' OR request_id = :request_id) AND at >= :since"""

_facts = msgspec.json.Decoder(Facts | None)
_names = msgspec.json.Decoder(tuple[str, ...])


class SqliteShelf:
    """Keeps each record in a row of its table."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def load(self) -> Kept:
        """Read everybody."""
        return self._database.read(_everybody)

    async def keep(self, records: Sequence[Record], entries: Sequence[Entry]) -> None:
        """Keep all of it in one transaction."""

        def keep(db: Connection) -> None:
            for record in records:
                db.execute(KEEP[type(record)], {name: _column(value) for name, value in asdict(record).items()})
            for entry in entries:
                _log(db, entry)

        await self._database.write(keep)

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

        def use(db: Connection) -> None:
            for key_id, at in moments.items():
                db.execute("UPDATE api_key SET used = :at WHERE id = :id", {"at": at, "id": key_id})

        self._database.submit(use)

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


def _column(value: object) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, tuple | dict) else value


def _everybody(db: Connection) -> Kept:
    records = tuple(_record(kind, row) for kind, query in LOAD.items() for row in db.execute(query))
    last = {str(row["name"]): int(row["seq"]) for row in db.execute("SELECT name, seq FROM sqlite_sequence")}
    return Kept(records=records, last=last)


def _record(kind: type[Record], row: Row) -> Record:
    values = {name: _names.decode(row[name]) if name in LISTS else row[name] for name in row.keys()}  # noqa: SIM118
    return msgspec.convert(values, kind, strict=False)  # SQLite has no truth values


def _entry(row: Row) -> Entry:
    values = dict(zip(row.keys(), row, strict=True))
    return Entry(**values | {name: _facts.decode(values[name] or "null") for name in ("before", "after")})
