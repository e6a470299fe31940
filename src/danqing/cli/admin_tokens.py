"""`danqing admin-tokens`: who else may administer, and how far."""

from typing import Annotated

import typer

from danqing.admission.tenants import Role
from danqing.cli.admin_client import Desk, administers
from danqing.cli.terminal import remark, say_json

tokens = typer.Typer(no_args_is_help=True, help="List, make and revoke further tokens for administrators.")

TOKEN = {"id": "id", "name": "name", "role": "role", "made": "created", "revoked": "revoked"}


@tokens.command(name="list")
@administers
def list_tokens(at: Desk) -> None:
    """List the further tokens, revoked ones too, oldest first; the first one lies in the data folder."""
    at.show(at.all("tokens"), TOKEN)


@tokens.command()
@administers
def create(
    at: Desk,
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who will use it, for the audit log.")],
    role: Annotated[
        Role, typer.Option("--role", help="What it may do: read, make and revoke keys too, or everything.")
    ] = Role.VIEWER,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    made = at.post("tokens", body={"name": name, "role": role.value})
    if at.as_json:
        say_json(made)
        return
    typer.echo(made["secret"])
    remark(f"This is token {made['token']['id']}, of the role {role.value}; it is shown this once.")


@tokens.command()
@administers
def revoke(
    at: Desk,
    *,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as the list shows it.")],
) -> None:
    """Revoke a token for good."""
    at.show(at.delete("tokens", token_id), TOKEN)
