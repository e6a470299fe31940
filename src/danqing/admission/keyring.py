"""What is done to keys, and to the tokens of the admin API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from danqing.admission import secret as secrets
from danqing.admission.administration import SERVICE, Administration, Decision, changed, named, patterns
from danqing.admission.entry import Act
from danqing.admission.tenants import EVERY, MAIN, Administrator, Identity, Key, Role, User
from danqing.core.errors import Conflict, InvalidParameter, UnsupportedOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a key is for."""

    name: str = ""
    models: Sequence[str] = EVERY
    expires: float | None = None
    """Seconds since the epoch; None: never."""


class Keyring:
    """Makes keys and takes them away."""

    def __init__(self, administration: Administration, *, region: str = "", root: bytes = b"") -> None:
        self._administration = administration
        self._directory = administration.directory
        self._clock = administration.clock
        self._region = region
        self._root = root

    async def create(
        self, account: str, user: str = MAIN, scope: Scope | None = None, *, repeat: str = "", by: Act = SERVICE
    ) -> tuple[Key, str]:
        """Make a key; it is told here and never again.

        Of the same `repeat`, an Idempotency-Key, only one is made: it is told again to whoever asks for the same again.
        """
        wanted = scope or Scope()
        secret = secrets.derived(self._root, by.who, account, user, repeat) if repeat else secrets.new()
        key = await self._added(account, user, secret, wanted, by)
        if repeat and self._scoped(key, wanted) != key:
            raise _reused(repeat)
        return key, secret

    async def add(
        self, account: str, secret: str, user: str = MAIN, scope: Scope | None = None, *, by: Act = SERVICE
    ) -> Key:
        """Take in a key of any shape that a header can carry, of 8 to 200 characters; again is no error.

        Raises InvalidParameter for other shapes, and Conflict if it was revoked or is another user's.
        """
        return await self._added(account, user, secrets.sendable(secret), scope or Scope(), by)

    async def begin(self, account: str, secret: str) -> bool:
        """Give a ledger without any account one of that name, opened by that key; say whether that was now.

        Of several processes that begin with one ledger, one does it.
        """

        def decide() -> Decision[bool]:
            if self._directory.accounts:
                return Decision(told=False)
            owner, user = self._administration.opened(account)
            key = self._scoped(self._bare(user, secret), Scope())
            return Decision(changes=((owner, None), (user, None), (key, None)), told=True)

        return await self._administration.do(decide, SERVICE)

    async def change(self, key_id: str, scope: Scope, *, by: Act = SERVICE) -> Key:
        """Say anew what a key is for. Raises UnsupportedOperation for one that was revoked."""

        def decide() -> Decision[Key]:
            before = self._directory.key(key_id)
            if before.revoked is not None:
                raise UnsupportedOperation("The key was revoked.")
            return changed(self._scoped(before, scope), before)

        return await self._administration.do(decide, by)

    async def revoke(self, key_id: str, *, by: Act = SERVICE) -> Key:
        """Make a key open nothing from now on, for good; again is no error."""

        def decide() -> Decision[Key]:
            before = self._directory.key(key_id)
            return changed(before if before.revoked is not None else replace(before, revoked=self._clock.now()), before)

        return await self._administration.do(decide, by)

    async def appoint(self, name: str, role: Role, *, repeat: str = "", by: Act = SERVICE) -> tuple[Administrator, str]:
        """Make a further token for the admin API; it is told here, and again only to a repetition of the request."""
        secret = secrets.derived(self._root, "admin", by.who, repeat, prefix="adm-") if repeat else secrets.new("adm-")
        digest = secrets.hashed(secret)

        def decide() -> Decision[Administrator]:
            known = next((one for one in self._directory.administrators if one.hash == digest), None)
            if known is not None:
                if (known.name, known.role) != (name, role):
                    raise _reused(repeat)
                return Decision(told=known)
            number = self._directory.number(Administrator)
            title = named(name, "a token")
            return changed(
                Administrator(id=number, name=title, role=role, hash=digest, created=self._clock.now()), None
            )

        return await self._administration.do(decide, by), secret

    async def dismiss(self, administrator_id: str, *, by: Act = SERVICE) -> Administrator:
        """Make a further token open nothing from now on; again is no error."""

        def decide() -> Decision[Administrator]:
            before = self._directory.administrator(administrator_id)
            return changed(before if before.revoked is not None else replace(before, revoked=self._clock.now()), before)

        return await self._administration.do(decide, by)

    async def _added(self, account: str, user: str, secret: str, scope: Scope, by: Act) -> Key:
        def decide() -> Decision[Key]:
            owner = self._directory.account(account)
            whose = self._directory.user(owner.id, user)
            known = self._directory.key_of(secrets.hashed(secret))
            if known is not None:
                return Decision(told=_same(known, whose.id))
            return changed(self._scoped(self._bare(whose, secret), scope), None)

        return await self._administration.do(decide, by)

    def _bare(self, whose: User, secret: str) -> Key:
        return Key(
            id=self._directory.number(Key),
            account=whose.account,
            user=whose.id,
            hash=secrets.hashed(secret),
            hint=secret[-4:],
            region=self._region,
            created=self._clock.now(),
        )

    def _scoped(self, key: Key, scope: Scope) -> Key:
        if scope.expires is not None and not 0 < scope.expires < 1e11:
            raise InvalidParameter("expires must be a time between 1970 and the year 5138.")
        name = named(scope.name, "a key") if scope.name else ""
        return replace(key, name=name, models=patterns(scope.models), expires=scope.expires)


def identity_of(key: Key) -> Identity:
    """Return who asks with a key."""
    return Identity(key.account, key.id, key.user)


def _same(known: Key, user: str) -> Key:
    if known.user != user:
        raise Conflict("This API key belongs to another user.")
    if known.revoked is not None:
        raise Conflict("This API key was revoked.")
    return known


def _reused(repeat: str) -> InvalidParameter:
    return InvalidParameter(f"The Idempotency-Key {repeat!r} was used before with another request.")
