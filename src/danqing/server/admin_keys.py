"""API keys, and the admin API's own tokens."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from danqing.admission import tenants
from danqing.admission.directory import Directory
from danqing.admission.keyring import Keyring, Scope
from danqing.admission.keys import Keys
from danqing.admission.tenants import Administrator, Role
from danqing.server.admin import Ask
from danqing.server.admin_shapes import (
    Empty,
    Key,
    KeyQuery,
    MadeKey,
    NewKey,
    Page,
    Paging,
    PutKey,
    Shape,
    Token,
    cut,
    maybe,
    moment,
)


class NewToken(Shape):
    """A token to be made for the admin API."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    role: Role = Role.VIEWER


class MadeToken(Shape):
    """A new token and its secret, which is told here and never again."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class KeyRows:
    """One method for each operation."""

    directory: Directory
    keyring: Keyring
    keys: Keys

    async def list_keys(self, ask: Ask[KeyQuery, Empty]) -> Page[Key]:
        """List an account's keys, revoked ones too, oldest first; those of one user if that is said."""
        account = self.directory.account(ask.path["account"]).id
        user = self.directory.user(account, ask.query.user).id if ask.query.user else ""
        found = [key for key in self.directory.keys if key.account == account and user in {"", key.user}]
        return cut(tuple(map(self._key, found)), ask.query)

    async def post_key(self, ask: Ask[Empty, NewKey]) -> MadeKey:
        """Make a key for a user, or take one in; with an Idempotency-Key a repetition is told the same key again."""
        account, body = ask.path["account"], ask.body
        scope = _scope(body)
        if body.secret is not None:
            brought = await self.keyring.add(account, body.secret, body.user, scope, by=ask.by)
            return MadeKey(key=self._key(brought), secret=None)
        key, secret = await self.keyring.create(account, body.user, scope, repeat=ask.repeat, by=ask.by)
        return MadeKey(key=self._key(key), secret=secret)

    async def get_key(self, ask: Ask[Empty, Empty]) -> Key:
        """Tell of a key."""
        return self._key(self.directory.key(ask.path["key"]))

    async def put_key(self, ask: Ask[Empty, PutKey]) -> Key:
        """Say anew what a key is called, which models it opens and until when."""
        return self._key(await self.keyring.change(ask.path["key"], _scope(ask.body), by=ask.by))

    async def delete_key(self, ask: Ask[Empty, Empty]) -> Key:
        """Revoke a key for good."""
        return self._key(await self.keyring.revoke(ask.path["key"], by=ask.by))

    async def list_tokens(self, ask: Ask[Paging, Empty]) -> Page[Token]:
        """List the further tokens of the admin API, revoked ones too, oldest first."""
        return cut(tuple(map(_token, self.directory.administrators)), ask.query)

    async def post_token(self, ask: Ask[Empty, NewToken]) -> MadeToken:
        """Make a token with a role; with an Idempotency-Key a repetition is told the same token again."""
        made, secret = await self.keyring.appoint(ask.body.name, ask.body.role, repeat=ask.repeat, by=ask.by)
        return MadeToken(token=_token(made), secret=secret)

    async def delete_token(self, ask: Ask[Empty, Empty]) -> Token:
        """Revoke a further token for good."""
        return _token(await self.keyring.dismiss(ask.path["token"], by=ask.by))

    def _key(self, one: tenants.Key) -> Key:
        return Key(
            id=one.id,
            account=one.account,
            user=self.directory.user_by_id(one.user).name,
            name=one.name,
            hint=one.hint,
            models=one.models,
            region=one.region,
            created=moment(one.created),
            expires=maybe(one.expires),
            used=maybe(self.keys.used(one)),
            revoked=maybe(one.revoked),
        )


def _scope(said: PutKey | NewKey) -> Scope:
    return Scope(name=said.name, models=said.models, expires=said.expires.timestamp() if said.expires else None)


def _token(one: Administrator) -> Token:
    return Token(id=one.id, name=one.name, role=one.role.value, created=moment(one.created), revoked=maybe(one.revoked))
