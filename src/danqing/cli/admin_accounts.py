"""`danqing accounts`, `danqing users` and `danqing workspaces`: who there is."""

from typing import Annotated

import typer

from danqing.cli.admin_client import AccountOption, Desk, ModelsOption, administers

accounts = typer.Typer(no_args_is_help=True, help="List, make, suspend and resume accounts.")
users = typer.Typer(no_args_is_help=True, help="List, make and remove the users of an account.")
workspaces = typer.Typer(no_args_is_help=True, help="List, make and remove the workspaces of an account.")

ACCOUNT = {"id": "id", "account": "name", "suspended": "suspended", "made": "created"}
USER = {"id": "id", "user": "name", "main": "main", "workspaces": "workspaces", "made": "created"}
WORKSPACE = {"workspace": "id", "name": "name", "models": "models", "made": "created"}

AccountArgument = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
UserArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@accounts.command(name="list")
@administers
def list_accounts(at: Desk) -> None:
    """List all accounts, oldest first."""
    at.show(at.all("accounts"), ACCOUNT)


@accounts.command(name="create")
@administers
def create_account(at: Desk, *, name: AccountArgument) -> None:
    """Make an account with its main user; one of that name stays as it is."""
    at.show(at.put("accounts", name, body={}), ACCOUNT)


@accounts.command()
@administers
def suspend(at: Desk, *, name: AccountArgument) -> None:
    """Let an account ask for nothing new; what it asked for is drawn, and can be fetched."""
    at.show(at.put("accounts", name, body={"suspended": True}), ACCOUNT)


@accounts.command()
@administers
def resume(at: Desk, *, name: AccountArgument) -> None:
    """Let a suspended account ask again."""
    at.show(at.put("accounts", name, body={"suspended": False}), ACCOUNT)


@users.command(name="list")
@administers
def list_users(at: Desk, *, account: AccountOption = "default") -> None:
    """List the users of an account, the main user first."""
    at.show(at.all("accounts", account, "users"), USER)


@users.command(name="create")
@administers
def create_user(
    at: Desk,
    *,
    name: UserArgument,
    account: AccountOption = "default",
    workspace: Annotated[
        list[str] | None, typer.Option("--workspace", "-w", metavar="ID", help="A workspace in which the user works.")
    ] = None,
) -> None:
    """Make a sub-user, or say anew in which workspaces one works."""
    body = {"workspaces": workspace or []}
    said = at.put("accounts", account, "users", name, body=body)
    at.show(said, USER)


@users.command(name="remove")
@administers
def remove_user(at: Desk, *, name: UserArgument, account: AccountOption = "default") -> None:
    """Remove a sub-user and revoke all of its keys."""
    said = at.delete("accounts", account, "users", name)
    at.show(said, USER)


@workspaces.command(name="list")
@administers
def list_workspaces(at: Desk, *, account: AccountOption = "default") -> None:
    """List the workspaces of an account, and the models that may be called from each."""
    at.show(at.all("accounts", account, "workspaces"), WORKSPACE)


@workspaces.command(name="create")
@administers
def create_workspace(
    at: Desk,
    *,
    workspace: Annotated[
        str, typer.Argument(metavar="[ID]", show_default=False, help="Its id, such as llm-posters; else a new one.")
    ] = "",
    account: AccountOption = "default",
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", show_default=False, help="What people call it; else its id.")
    ] = "",
    model: ModelsOption = None,
) -> None:
    """Make a workspace, or say anew which models may be called from one."""
    import secrets

    workspace = workspace or f"llm-{secrets.token_hex(8)}"
    body = {"name": name, "models": model or ["*"]}
    said = at.put("accounts", account, "workspaces", workspace, body=body)
    at.show(said, WORKSPACE)


@workspaces.command(name="remove")
@administers
def remove_workspace(
    at: Desk,
    *,
    workspace: Annotated[str, typer.Argument(metavar="ID", help="The workspace's id.")],
    account: AccountOption = "default",
) -> None:
    """Remove a workspace: whoever names it is told that it cannot be found."""
    said = at.delete("accounts", account, "workspaces", workspace)
    at.show(said, WORKSPACE)
