"""API key → account."""

import hashlib
import re
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Protocol

from danqing.core.clock import Clock
from danqing.core.errors import Conflict, InvalidApiKey, InvalidParameter
from danqing.database import Database

NO_KEY = "No API-key provided."

_SENDABLE = re.compile(r"[!-~]{8,200}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks. Ids are decimal numbers, as the task lists of the API show them."""

    account: str
    key_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What may be told of a key."""

    id: str
    account: str
    account_name: str
    hint: str
    """Its last four characters."""
    created: float
    """Seconds since the epoch."""


class Keys(Protocol):
    """The keys of all accounts. A key itself is kept nowhere: who loses it makes a new one."""

    def find(self, secret: str | None) -> Identity:
        """Return whose key it is, in microseconds. Raises InvalidApiKey.

        Keys are found by their hash, so the time that a wrong one takes says nothing of the right ones.
        """
        ...

    async def create(self, account_name: str) -> tuple[Identity, str]:
        """Make a key for the account of that name, made too if need be; the key is told here and never again."""
        ...

    async def add(self, account_name: str, secret: str) -> Identity:
        """Take in a key of any shape that a header can carry, of 8 to 200 characters; again is no error.

        Raises InvalidParameter for other shapes, and Conflict if it is the key of another account.
        """
        ...

    async def list(self) -> tuple[Key, ...]:
        """Return every key, oldest first."""
        ...

    async def revoke(self, key_id: str) -> bool:
        """Make a key open nothing from now on; say whether there was one of that id."""
        ...


class MemoryKeys:
    """Keys that are forgotten at the end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accounts: dict[str, str] = {}
        self._keys: dict[str, Key] = {}
        self._last = 0

    def find(self, secret: str | None) -> Identity:
        """Look the hash up."""
        key = self._keys.get(_hashed(secret))
        if key is None:
            raise InvalidApiKey
        return Identity(key.account, key.id)

    async def create(self, account_name: str) -> tuple[Identity, str]:
        """Make a key and add it."""
        secret = new_secret()
        return await self.add(account_name, secret), secret

    async def add(self, account_name: str, secret: str) -> Identity:
        """Add the key, and the account if it is new."""
        digest, name = _hashed(_sendable(secret)), _named(account_name)
        known = self._keys.get(digest)
        if known is not None:
            return _same(Identity(known.account, known.id), known.account_name, name)
        account = self._accounts.setdefault(name, str(len(self._accounts) + 1))
        self._last += 1
        key = Key(id=str(self._last), account=account, account_name=name, hint=secret[-4:], created=self._clock.now())
        self._keys[digest] = key
        return Identity(account, key.id)

    async def list(self) -> tuple[Key, ...]:
        """Return every key, oldest first."""
        return tuple(self._keys.values())

    async def revoke(self, key_id: str) -> bool:
        """Forget the key."""
        found = [digest for digest, key in self._keys.items() if key.id == key_id]
        for digest in found:
            del self._keys[digest]
        return bool(found)


class SqliteKeys:
    """Keys in the service's database, with a map of all of them in memory."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known = database.read(_everybody)

    def find(self, secret: str | None) -> Identity:
        """Look the hash up in the map; the file has one process, and so nobody else adds to it."""
        identity = self._known.get(_hashed(secret))
        if identity is None:
            raise InvalidApiKey
        return identity

    async def create(self, account_name: str) -> tuple[Identity, str]:
        """Make a key and add it."""
        secret = new_secret()
        return await self.add(account_name, secret), secret

    async def add(self, account_name: str, secret: str) -> Identity:
        """Add the key, and the account if it is new, in one transaction."""
        digest, name = _hashed(_sendable(secret)), _named(account_name)
        now = self._clock.now()
        identity = await self._database.write(lambda db: _added(db, name, digest, secret[-4:], now))
        self._known[digest] = identity
        return identity

    async def list(self) -> tuple[Key, ...]:
        """Return every key, oldest first."""
        return await self._database.scan(_told)

    async def revoke(self, key_id: str) -> bool:
        """Delete the key; what was done with it stays counted."""
        digest = await self._database.write(lambda db: _removed(db, key_id))
        return digest is not None and self._known.pop(digest, None) is not None


def new_secret() -> str:
    """Return a key that nobody can guess, in the usual shape: `sk-` and 32 hexadecimal digits."""
    return f"sk-{secrets.token_hex(16)}"


def _hashed(secret: str | None) -> str:
    # Keys are random and long: unlike passwords they need no slow hash. Odd bytes of a header come as surrogates.
    if not secret:
        raise InvalidApiKey(NO_KEY)
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _sendable(secret: str) -> str:
    if not _SENDABLE.fullmatch(secret):
        raise InvalidParameter(
            f"An API key has 8 to 200 visible ASCII characters and no spaces, got one of {len(secret)} characters."
        )
    return secret


def _named(account_name: str) -> str:
    name = account_name.strip()
    if not name or not name.isprintable() or len(name) > 100:
        raise InvalidParameter(f"The name of an account has 1 to 100 printable characters, got {account_name[:120]!r}.")
    return name


def _same(identity: Identity, owner: str, name: str) -> Identity:
    if owner != name:
        raise Conflict("This API key belongs to another account.")
    return identity


def _everybody(db: sqlite3.Connection) -> dict[str, Identity]:
    rows = db.execute("SELECT hash, account, id FROM api_key")
    return {str(row["hash"]): Identity(str(row["account"]), str(row["id"])) for row in rows}


def _added(db: sqlite3.Connection, name: str, digest: str, hint: str, now: float) -> Identity:
    known = db.execute(
        "SELECT k.id, k.account, a.name FROM api_key k JOIN account a ON a.id = k.account WHERE k.hash = ?", (digest,)
    ).fetchone()
    if known is not None:
        return _same(Identity(str(known["account"]), str(known["id"])), str(known["name"]), name)
    db.execute("INSERT INTO account (name, created) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, now))
    row = db.execute(
        "INSERT INTO api_key (account, hash, hint, created) SELECT id, ?, ?, ? FROM account WHERE name = ?"
        " RETURNING id, account",
        (digest, hint, now, name),
    ).fetchone()
    return Identity(str(row["account"]), str(row["id"]))


def _removed(db: sqlite3.Connection, key_id: str) -> str | None:
    row = db.execute("DELETE FROM api_key WHERE CAST(id AS TEXT) = ? RETURNING hash", (key_id,)).fetchone()
    return str(row["hash"]) if row else None


def _told(db: sqlite3.Connection) -> tuple[Key, ...]:
    rows = db.execute(
        "SELECT k.id, k.account, a.name, k.hint, k.created FROM api_key k JOIN account a ON a.id = k.account"
        " ORDER BY k.id"
    )
    return tuple(
        Key(
            id=str(row["id"]),
            account=str(row["account"]),
            account_name=str(row["name"]),
            hint=str(row["hint"]),
            created=float(row["created"]),
        )
        for row in rows
    )
