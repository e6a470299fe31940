"""Accounts, their users and their workspaces in the admin API."""

from dataclasses import dataclass

from danqing.admission import tenants
from danqing.admission.administration import Administration
from danqing.core.errors import WorkspaceNotFound
from danqing.server.admin import Ask
from danqing.server.admin_shapes import (
    Account,
    Empty,
    Page,
    Paging,
    PutAccount,
    PutUser,
    PutWorkspace,
    User,
    Workspace,
    cut,
    moment,
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """One method for each operation."""

    administration: Administration

    async def list_accounts(self, ask: Ask[Paging, Empty]) -> Page[Account]:
        """List all accounts, oldest first."""
        return cut(tuple(map(_account, self.administration.directory.accounts)), ask.query)

    async def get_account(self, ask: Ask[Empty, Empty]) -> Account:
        """Tell of an account, by its name or else by its id."""
        return _account(self.administration.directory.account(ask.path["account"]))

    async def put_account(self, ask: Ask[Empty, PutAccount]) -> Account:
        """Make the account of that name with its main user, or suspend or resume it."""
        name = ask.path["account"]
        return _account(await self.administration.put_account(name, suspended=ask.body.suspended, by=ask.by))

    async def list_users(self, ask: Ask[Paging, Empty]) -> Page[User]:
        """List an account's users, the main user first."""
        directory = self.administration.directory
        return cut(tuple(map(_user, directory.users(directory.account(ask.path["account"]).id))), ask.query)

    async def get_user(self, ask: Ask[Empty, Empty]) -> User:
        """Tell of a user, by its name or else by its id."""
        directory = self.administration.directory
        return _user(directory.user(directory.account(ask.path["account"]).id, ask.path["user"]))

    async def put_user(self, ask: Ask[Empty, PutUser]) -> User:
        """Make the account's sub-user of that name, or say anew in which workspaces it works."""
        account, name = ask.path["account"], ask.path["user"]
        return _user(await self.administration.put_user(account, name, ask.body.workspaces, by=ask.by))

    async def delete_user(self, ask: Ask[Empty, Empty]) -> User:
        """Remove a sub-user and revoke its keys."""
        return _user(await self.administration.remove_user(ask.path["account"], ask.path["user"], by=ask.by))

    async def list_workspaces(self, ask: Ask[Paging, Empty]) -> Page[Workspace]:
        """List an account's workspaces, oldest first."""
        directory = self.administration.directory
        rooms = directory.workspaces(directory.account(ask.path["account"]).id)
        return cut(tuple(map(_workspace, rooms)), ask.query)

    async def get_workspace(self, ask: Ask[Empty, Empty]) -> Workspace:
        """Tell of a workspace."""
        directory = self.administration.directory
        room = directory.workspace(directory.account(ask.path["account"]).id, ask.path["workspace"])
        if room is None:
            raise WorkspaceNotFound
        return _workspace(room)

    async def put_workspace(self, ask: Ask[Empty, PutWorkspace]) -> Workspace:
        """Make the account's workspace of that id, or say anew which models may be called from it."""
        return _workspace(
            await self.administration.put_workspace(
                ask.path["account"], ask.path["workspace"], name=ask.body.name, models=ask.body.models, by=ask.by
            )
        )

    async def delete_workspace(self, ask: Ask[Empty, Empty]) -> Workspace:
        """Remove a workspace: whoever names it is told that it cannot be found."""
        room = await self.administration.remove_workspace(ask.path["account"], ask.path["workspace"], by=ask.by)
        return _workspace(room)


def _account(one: tenants.Account) -> Account:
    return Account(id=one.id, name=one.name, created=moment(one.created), suspended=one.suspended)


def _user(one: tenants.User) -> User:
    return User(
        id=one.id,
        account=one.account,
        name=one.name,
        main=one.main,
        workspaces=one.workspaces,
        created=moment(one.created),
    )


def _workspace(one: tenants.Workspace) -> Workspace:
    return Workspace(id=one.id, account=one.account, name=one.name, models=one.models, created=moment(one.created))
