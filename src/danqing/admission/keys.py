"""API key → who asks."""

from dataclasses import dataclass

from danqing.admission import secret as secrets
from danqing.admission.directory import Directory
from danqing.admission.shelf import Shelf
from danqing.admission.tenants import Identity, Key
from danqing.core.clock import Clock
from danqing.core.errors import AccessDenied, InvalidApiKey, InvalidParameter

WRITTEN_EVERY = 60.0
"""Seconds between two writings of when keys were last used."""

UNKNOWN = "unknown"
"""Why a secret opens nothing that nobody was ever given."""

LONGEST_TOKEN = 1800
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A secret that opens nothing; the caller is not told why, the audit log is."""

    why: str
    key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A temporary secret and the second at which it ends."""

    secret: str
    expires: int


class Keys:
    """Looks keys up by their hash, so the time that a wrong one takes says nothing of the right ones."""

    def __init__(
        self, directory: Directory, shelf: Shelf, clock: Clock, *, region: str = "", root: bytes = b""
    ) -> None:
        self._directory = directory
        self._shelf = shelf
        self._clock = clock
        self._region = region
        self._root = root
        self._used: dict[str, float] = {}
        self._unwritten: dict[str, float] = {}
        self._written = clock.now()

    def find(self, secret: str | None) -> Identity:
        """Return whose key or temporary token it is, in microseconds. Raises InvalidApiKey."""
        found = self.judge(secret)
        if isinstance(found, Closed):
            raise InvalidApiKey
        return found

    def judge(self, secret: str | None) -> Identity | Closed:
        """Return the same, or why the secret opens nothing. Raises InvalidApiKey where there is none at all."""
        now = self._clock.now()
        key = self._directory.key_of(secrets.hashed(secret))
        temporary = key is None
        found = key or self._by_token(secret or "", now)
        if isinstance(found, Closed):
            return found
        why = self._closed(found, now)
        if why:
            return Closed(why=why, key=found)
        self._use(found.id, now)
        return Identity(found.account, found.id, found.user, temporary)

    def used(self, key: Key) -> float | None:
        """Return when a key last opened something; here at once, at other processes two minutes later at most."""
        return max((at for at in (self._used.get(key.id), key.used) if at is not None), default=None)

    def token(self, identity: Identity, seconds: int) -> Token:
        """Return a token that opens what the key opens, for 1 to 1800 seconds; it dies with the key and not before.

        Raises InvalidParameter, and AccessDenied for who came with a token: it cannot prolong itself.
        """
        if not 1 <= seconds <= LONGEST_TOKEN:
            raise InvalidParameter(f"expire_in_seconds must be a whole number from 1 to {LONGEST_TOKEN}.")
        if identity.temporary:
            raise AccessDenied
        expires = int(self._clock.now()) + seconds
        return Token(secret=secrets.temporary(self._root, identity.key_id, expires), expires=expires)

    async def share(self) -> None:
        """Tell other processes when keys were last used here, and learn when they were used there."""
        self.flush()
        for key_id, at in (await self._shelf.used_since(self._clock.now() - 3 * WRITTEN_EVERY)).items():
            self._used[key_id] = max(at, self._used.get(key_id, at))

    def flush(self) -> None:
        """Write down when keys were last used."""
        if self._unwritten:
            self._shelf.used(self._unwritten)
            self._unwritten = {}
        self._written = self._clock.now()

    def _by_token(self, secret: str, now: float) -> Key | Closed:
        read = secrets.read_temporary(self._root, secret) if secret.startswith(secrets.TEMPORARY) else None
        if read is None:
            return Closed(why=UNKNOWN)
        key_id, expires = read
        key = self._directory.known_key(key_id)
        if key is None:
            return Closed(why=UNKNOWN)
        return key if now < expires else Closed(why="token expired", key=key)

    def _closed(self, key: Key, now: float) -> str:
        if key.revoked is not None:
            return "revoked"
        if key.expires is not None and now >= key.expires:
            return "expired"
        if key.region not in {"", self._region}:
            return f"of the region {key.region}"
        return ""

    def _use(self, key_id: str, now: float) -> None:
        self._used[key_id] = self._unwritten[key_id] = now
        if now - self._written >= WRITTEN_EVERY:
            self.flush()
