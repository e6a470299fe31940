"""Everybody there is, in memory: found in microseconds.

What other processes do is learned within milliseconds (`Following`); what is decided here is decided on the latest,
for otherwise it is not kept (`Shelf.keep`).
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from danqing.admission.revision import NOTHING
from danqing.admission.rights import Asked
from danqing.admission.shelf import Kept
from danqing.admission.tenants import MAIN, Account, Administrator, Key, Record, User, Workspace
from danqing.core.errors import NotFound

T = TypeVar("T")

NUMBERED: Mapping[type[Record], str] = {
    Account: "account",
    User: "user",
    Key: "api_key",
    Administrator: "administrator",
}
"""Which records have numbers, and how the numbers' rows are called."""


class Directory:
    """Accounts, users, workspaces, keys and administrators, by whatever they are asked for."""

    def __init__(self) -> None:
        self.revision = NOTHING
        """Up to where everything is known."""
        self._last: dict[str, int] = {}
        self._accounts: dict[str, Account] = {}
        self._names: dict[str, str] = {}
        self._users: dict[str, User] = {}
        self._workspaces: dict[tuple[str, str], Workspace] = {}
        self._keys: dict[str, Key] = {}
        self._by_hash: dict[str, str] = {}
        self._administrators: dict[str, Administrator] = {}

    def take(self, kept: Kept) -> None:
        """Take records in, in the place of older ones of the same ids."""
        for table, number in kept.last.items():
            self._gave(table, number)
        for record in kept.records:
            self._put(record)
        self.revision = kept.revision

    def _gave(self, table: str, number: int) -> None:
        self._last[table] = max(self._last.get(table, 0), number)

    def _put(self, record: Record) -> None:
        if not isinstance(record, Workspace):
            self._gave(NUMBERED[type(record)], int(record.id))
        match record:
            case Account():
                self._accounts[record.id] = record
                self._names[record.name] = record.id
            case User():
                self._users[record.id] = record
            case Workspace():
                self._workspaces[record.account, record.id] = record
            case Key():
                self._keys[record.id] = record
                self._by_hash[record.hash] = record.id
            case Administrator():
                self._administrators[record.id] = record

    def number(self, kind: type[Record]) -> str:
        """Return a number that no record of the kind has or ever had."""
        return str(self._last.get(NUMBERED[kind], 0) + 1)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts, oldest first."""
        return tuple(self._accounts.values())

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, revoked ones too, oldest first."""
        return tuple(self._keys.values())

    @property
    def administrators(self) -> tuple[Administrator, ...]:
        """All further tokens of the admin API, revoked ones too, oldest first."""
        return tuple(self._administrators.values())

    def known_account(self, said: str) -> Account | None:
        """Return the account of that name, or else of that id."""
        return self._accounts.get(self._names.get(said, said))

    def account(self, said: str) -> Account:
        """Return the same. Raises NotFound."""
        return _there(self.known_account(said), f"There is no account {said!r}.")

    def users(self, account: str) -> tuple[User, ...]:
        """Return the account's users who were not removed, oldest first."""
        return tuple(user for user in self._all_users(account) if user.removed is None)

    def user(self, account: str, said: str) -> User:
        """Return the account's user of that name, or else of that id. Raises NotFound."""
        here = self.users(account)
        found = next((user for user in here if user.name == said), None)
        return _there(found or next((user for user in here if user.id == said), None), f"There is no user {said!r}.")

    def user_by_id(self, user_id: str) -> User:
        """Return a user, also one who was removed."""
        return self._users[user_id]

    def known_user(self, account: str, name: str) -> User | None:
        """Return the account's user of that name, also one who was removed."""
        return next((user for user in self._all_users(account) if user.name == name), None)

    def main(self, account: str) -> User:
        """Return the account's main user."""
        return self.user(account, MAIN)

    def workspaces(self, account: str) -> tuple[Workspace, ...]:
        """Return the account's workspaces that were not removed, oldest first."""
        return tuple(room for room in self._workspaces.values() if room.account == account and room.removed is None)

    def workspace(self, account: str, workspace_id: str) -> Workspace | None:
        """Return the account's workspace of that id."""
        found = self._workspaces.get((account, workspace_id))
        return found if found and found.removed is None else None

    def known_workspace(self, account: str, workspace_id: str) -> Workspace | None:
        """Return the account's workspace of that id, also one that was removed."""
        return self._workspaces.get((account, workspace_id))

    def key(self, key_id: str) -> Key:
        """Return the key of that id. Raises NotFound."""
        return _there(self.known_key(key_id), f"There is no key {key_id!r}.")

    def known_key(self, key_id: str) -> Key | None:
        """Return the key of that id."""
        return self._keys.get(key_id)

    def key_of(self, digest: str) -> Key | None:
        """Return the key of that hash."""
        key_id = self._by_hash.get(digest)
        return None if key_id is None else self._keys[key_id]

    def administrator(self, administrator_id: str) -> Administrator:
        """Return the further token of that id. Raises NotFound."""
        return _there(self._administrators.get(administrator_id), f"There is no token {administrator_id!r}.")

    def asked(self, account: str, key_id: str, named: str) -> Asked:
        """Return all that decides about what a key may ask for."""
        key = self._keys[key_id]
        return Asked(
            account=self._accounts[account],
            user=self._users[key.user],
            key=key,
            named=named,
            workspace=self.workspace(account, named) if named else None,
        )

    def _all_users(self, account: str) -> Iterator[User]:
        return (user for user in self._users.values() if user.account == account)


def _there(found: T | None, why: str) -> T:
    if found is None:
        raise NotFound(why)
    return found
