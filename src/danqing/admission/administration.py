"""What is done to accounts, users and workspaces: each act is kept together with its line in the audit log."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from danqing.admission.audit import Audit
from danqing.admission.directory import Directory
from danqing.admission.entry import Act, Entry
from danqing.admission.facts import facts
from danqing.admission.shelf import Kept, Shelf
from danqing.admission.tenants import MAIN, Account, Record, User, Workspace
from danqing.core.clock import Clock
from danqing.core.errors import InvalidParameter, UnsupportedOperation, WorkspaceNotFound

T = TypeVar("T")
R = TypeVar("R", bound=Record)

SERVICE = Act()
"""What the service does by itself."""

WORKSPACE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""As the official SDK wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Generic[T]):
    """What an act comes to: records, each with what it was before, and what whoever acts is told."""

    changes: Sequence[tuple[Record, Record | None]] = ()
    told: T


class Administration:
    """Acts one after the other; each is durable, and known to every request here, when it returns.

    Of acts of several processes each is decided knowing all earlier ones.
    """

    def __init__(self, directory: Directory, shelf: Shelf, audit: Audit, clock: Clock) -> None:
        self.directory = directory
        self.clock = clock
        self._turn = asyncio.Lock()
        self._shelf = shelf
        self._audit = audit

    async def do(self, decide: Callable[[], Decision[T]], by: Act) -> T:
        """Keep what is decided, each change with its line in the log; decided again if another process was faster."""
        async with self._turn:
            while True:
                await self._learn()
                decision = decide()
                changes = [(after, before) for after, before in decision.changes if after != before]
                if not changes:
                    return decision.told
                records = tuple(after for after, _ in changes)
                entries = [self._entry(after, before, by) for after, before in changes]
                revision = await self._shelf.keep(records, entries, self.directory.revision)
                if revision is not None:
                    self.directory.take(Kept(records=records, revision=revision))
                    return decision.told

    async def catch_up(self) -> None:
        """Learn what other processes did."""
        async with self._turn:
            await self._learn()

    async def put_account(self, name: str, *, suspended: bool | None = None, by: Act = SERVICE) -> Account:
        """Make the account of that name, with its main user, or suspend or resume the one that there is.

        Without `suspended`, a known account stays as it is.
        """

        def decide() -> Decision[Account]:
            before = self.directory.known_account(name.strip())
            if before is None:
                account, user = self.opened(name, suspended=suspended or False)
                return Decision(changes=((account, None), (user, None)), told=account)
            return changed(replace(before, suspended=before.suspended if suspended is None else suspended), before)

        return await self.do(decide, by)

    async def put_user(self, account: str, name: str, workspaces: Sequence[str] = (), *, by: Act = SERVICE) -> User:
        """Make the account's sub-user of that name, or say anew in which workspaces the one works that there is.

        Raises WorkspaceNotFound, and UnsupportedOperation for the main user, who works everywhere.
        """

        def decide() -> Decision[User]:
            owner = self.directory.account(account)
            before = self.directory.known_user(owner.id, addressed(name, "a user"))
            if before is not None and before.main:
                raise UnsupportedOperation("The main user works in every workspace of the account.")
            missing = [room for room in workspaces if self.directory.workspace(owner.id, room) is None]
            if missing:
                raise WorkspaceNotFound(f"{WorkspaceNotFound.message} There is no {missing[0]!r}.")
            user = before or self._user(owner.id, name.strip(), main=False)
            return changed(replace(user, workspaces=tuple(dict.fromkeys(workspaces)), removed=None), before)

        return await self.do(decide, by)

    async def remove_user(self, account: str, said: str, *, by: Act = SERVICE) -> User:
        """Remove a sub-user and revoke all of its keys; what was done with them stays counted."""

        def decide() -> Decision[User]:
            before = self.directory.user(self.directory.account(account).id, said)
            if before.main:
                raise UnsupportedOperation("The main user of an account cannot be removed; suspend the account.")
            now = self.clock.now()
            open_keys = [key for key in self.directory.keys if key.user == before.id and key.revoked is None]
            after = replace(before, removed=now)
            revoked = [(replace(key, revoked=now), key) for key in open_keys]
            return Decision(changes=((after, before), *revoked), told=after)

        return await self.do(decide, by)

    async def put_workspace(
        self, account: str, workspace_id: str, *, name: str, models: Sequence[str], by: Act = SERVICE
    ) -> Workspace:
        """Make the account's workspace of that id, or say anew what it is called and which models it may call."""

        def decide() -> Decision[Workspace]:
            owner = self.directory.account(account)
            if not WORKSPACE_ID.fullmatch(workspace_id):
                raise InvalidParameter(
                    "The id of a workspace has 1 to 64 letters, digits, '_' and '-', the first a letter or digit, "
                    f"got {workspace_id[:80]!r}."
                )
            before = self.directory.known_workspace(owner.id, workspace_id)
            created = before.created if before else self.clock.now()
            title = named(name or workspace_id, "a workspace")
            room = Workspace(id=workspace_id, account=owner.id, name=title, models=patterns(models), created=created)
            return changed(room, before)

        return await self.do(decide, by)

    async def remove_workspace(self, account: str, workspace_id: str, *, by: Act = SERVICE) -> Workspace:
        """Remove a workspace: whoever names it is told that it cannot be found. Raises WorkspaceNotFound."""

        def decide() -> Decision[Workspace]:
            before = self.directory.workspace(self.directory.account(account).id, workspace_id)
            if before is None:
                raise WorkspaceNotFound
            return changed(replace(before, removed=self.clock.now()), before)

        return await self.do(decide, by)

    def opened(self, name: str, *, suspended: bool = False) -> tuple[Account, User]:
        """Return a new account of that name and its main user, not kept yet."""
        title = addressed(name, "an account")
        number = self.directory.number(Account)
        account = Account(id=number, name=title, created=self.clock.now(), suspended=suspended)
        return account, self._user(account.id, MAIN, main=True)

    async def _learn(self) -> None:
        self.directory.take(await self._shelf.since(self.directory.revision))

    def _user(self, account: str, name: str, *, main: bool) -> User:
        number = self.directory.number(User)
        return User(id=number, account=account, name=name, main=main, created=self.clock.now())

    def _entry(self, after: Record, before: Record | None, by: Act) -> Entry:
        kind = type(after).__name__.lower()
        ended = next((word for word in ("removed", "revoked") if getattr(after, word, None) is not None), "")
        action = f"{kind}.{ended or ('changed' if before else 'made')}"
        account = after.id if isinstance(after, Account) else getattr(after, "account", "")
        told = {"before": facts(before), "after": facts(after)}
        return self._audit.entry(by, action, f"{kind}:{after.id}", account=account, **told)


def changed(after: R, before: R | None) -> Decision[R]:
    """Return the decision to make one record of another, and to tell it."""
    return Decision(changes=((after, before),), told=after)


def named(name: str, of: str) -> str:
    """Return a name without the spaces around it. Raises InvalidParameter for one that cannot be printed."""
    bare = name.strip()
    if not bare or not bare.isprintable() or len(bare) > 100:
        raise InvalidParameter(f"The name of {of} has 1 to 100 printable characters, got {name[:120]!r}.")
    return bare


def addressed(name: str, of: str) -> str:
    """Return the same for a name that stands in the place of an id, and so cannot be a number."""
    bare = named(name, of)
    if bare.isdecimal():
        raise InvalidParameter(f"The name of {of} is no number, for ids are; got {name[:120]!r}.")
    return bare


def patterns(models: Sequence[str]) -> tuple[str, ...]:
    """Return names or patterns of models, each once. Raises InvalidParameter."""
    wrong = [name for name in models if not name.strip() or not name.isprintable() or len(name) > 100]
    if wrong or not models or len(models) > 100:
        raise InvalidParameter("models must hold 1 to 100 names or patterns such as 'qwen-image*'; '*' is every model.")
    return tuple(dict.fromkeys(models))
