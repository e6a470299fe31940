"""`danqing admin-tokens`: who else may administer, and how far."""

from typing import Annotated

import typer

from danqing.admission.tenants import Role
from danqing.cli.admin_client import TokenFileOption, desk, show
from danqing.cli.options import LOCAL_URL, BaseUrlOption, ConfigOption, JsonOption
from danqing.cli.terminal import remark, say_json

tokens = typer.Typer(no_args_is_help=True, help="List, make and revoke further tokens for administrators.")

TOKEN = {"id": "id", "name": "name", "role": "role", "made": "created", "revoked": "revoked"}


@tokens.command(name="list")
def list_tokens(
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the further tokens, revoked ones too, oldest first; the first one lies in the data folder."""
    show(desk(base_url, token_file, config).all("tokens"), TOKEN, as_json=as_json)


@tokens.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who will use it, for the audit log.")],
    role: Annotated[
        Role, typer.Option("--role", help="What it may do: read, make and revoke keys too, or everything.")
    ] = Role.VIEWER,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    made = desk(base_url, token_file, config).post("tokens", body={"name": name, "role": role.value})
    if as_json:
        say_json(made)
        return
    typer.echo(made["secret"])
    remark(f"This is token {made['token']['id']}, a {role.value}'s; it is shown this once.")


@tokens.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as the list shows it.")],
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revoke a token for good."""
    show(desk(base_url, token_file, config).delete("tokens", token_id), TOKEN, as_json=as_json)
