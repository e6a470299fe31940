"""`danqing accounts`, `danqing users` and `danqing workspaces`: who there is."""

from typing import Annotated

import typer

from danqing.cli.admin_client import AccountOption, ModelsOption, TokenFileOption, desk, show
from danqing.cli.options import LOCAL_URL, BaseUrlOption, ConfigOption, JsonOption

accounts = typer.Typer(no_args_is_help=True, help="List, make, suspend and resume accounts.")
users = typer.Typer(no_args_is_help=True, help="List, make and remove the users of an account.")
workspaces = typer.Typer(no_args_is_help=True, help="List, make and remove the workspaces of an account.")

ACCOUNT = {"id": "id", "account": "name", "suspended": "suspended", "made": "created"}
USER = {"id": "id", "user": "name", "main": "main", "workspaces": "workspaces", "made": "created"}
WORKSPACE = {"workspace": "id", "name": "name", "models": "models", "made": "created"}

AccountArgument = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
UserArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@accounts.command(name="list")
def list_accounts(
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List all accounts, oldest first."""
    show(desk(base_url, token_file, config).all("accounts"), ACCOUNT, as_json=as_json)


@accounts.command(name="create")
def create_account(
    name: AccountArgument,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account with its main user; one of that name stays as it is."""
    show(desk(base_url, token_file, config).put("accounts", name, body={}), ACCOUNT, as_json=as_json)


@accounts.command()
def suspend(
    name: AccountArgument,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let an account ask for nothing new; what it asked for is drawn, and can be fetched."""
    _suspended(name, base_url, token_file, config, as_json=as_json, to=True)


@accounts.command()
def resume(
    name: AccountArgument,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a suspended account ask again."""
    _suspended(name, base_url, token_file, config, as_json=as_json, to=False)


@users.command(name="list")
def list_users(
    account: AccountOption = "default",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the users of an account, the main user first."""
    show(desk(base_url, token_file, config).all("accounts", account, "users"), USER, as_json=as_json)


@users.command(name="create")
def create_user(
    *,
    name: UserArgument,
    account: AccountOption = "default",
    workspace: Annotated[
        list[str] | None, typer.Option("--workspace", "-w", metavar="ID", help="A workspace in which the user works.")
    ] = None,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a sub-user, or say anew in which workspaces one works."""
    body = {"workspaces": workspace or []}
    said = desk(base_url, token_file, config).put("accounts", account, "users", name, body=body)
    show(said, USER, as_json=as_json)


@users.command(name="remove")
def remove_user(
    name: UserArgument,
    account: AccountOption = "default",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a sub-user and revoke all of its keys."""
    said = desk(base_url, token_file, config).delete("accounts", account, "users", name)
    show(said, USER, as_json=as_json)


@workspaces.command(name="list")
def list_workspaces(
    account: AccountOption = "default",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the workspaces of an account, and the models that may be called from each."""
    show(desk(base_url, token_file, config).all("accounts", account, "workspaces"), WORKSPACE, as_json=as_json)


@workspaces.command(name="create")
def create_workspace(
    *,
    workspace: Annotated[
        str, typer.Argument(metavar="[ID]", show_default=False, help="Its id, such as llm-posters; else a new one.")
    ] = "",
    account: AccountOption = "default",
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", show_default=False, help="What people call it; else its id.")
    ] = "",
    model: ModelsOption = None,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a workspace, or say anew which models may be called from one."""
    import secrets

    workspace = workspace or f"llm-{secrets.token_hex(8)}"
    body = {"name": name, "models": model or ["*"]}
    said = desk(base_url, token_file, config).put("accounts", account, "workspaces", workspace, body=body)
    show(said, WORKSPACE, as_json=as_json)


@workspaces.command(name="remove")
def remove_workspace(
    workspace: Annotated[str, typer.Argument(metavar="ID", help="The workspace's id.")],
    account: AccountOption = "default",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a workspace: whoever names it is told that it cannot be found."""
    said = desk(base_url, token_file, config).delete("accounts", account, "workspaces", workspace)
    show(said, WORKSPACE, as_json=as_json)


def _suspended(
    name: str, base_url: str, token_file: TokenFileOption, config: ConfigOption, *, as_json: bool, to: bool
) -> None:
    said = desk(base_url, token_file, config).put("accounts", name, body={"suspended": to})
    show(said, ACCOUNT, as_json=as_json)
