"""`danqing keys` and `danqing audit`: what opens the doors, and what was done behind them."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from danqing.cli.admin_client import AccountOption, Desk, Item, ModelsOption, administers
from danqing.cli.terminal import remark, say_json

keys = typer.Typer(no_args_is_help=True, help="List, make, take in and revoke API keys.")

KEY = {
    "id": "id",
    "user": "user",
    "name": "name",
    "ends in": "hint",
    "models": "models",
    "expires": "expires",
    "last used": "used",
    "revoked": "revoked",
}
ENTRY = {"when": "at", "who": "who", "what": "action", "of": "target", "code": "code", "after": "after"}

UserOption = Annotated[str, typer.Option("--user", "-u", metavar="NAME", help="The user whose key it is.")]
NameOption = Annotated[
    str, typer.Option("--name", metavar="TEXT", show_default=False, help="What the key is called, for its list.")
]
DaysOption = Annotated[
    float | None, typer.Option("--days", metavar="NUMBER", min=0, help="How long the key is good; else for ever.")
]


@keys.command(name="list")
@administers
def list_keys(
    at: Desk,
    *,
    account: AccountOption = "default",
    user: Annotated[
        str, typer.Option("--user", "-u", metavar="NAME", show_default=False, help="Only the keys of this user.")
    ] = "",
) -> None:
    """List the keys of an account, revoked ones too, oldest first."""
    at.show(at.all("accounts", account, "keys", user=user), KEY)


@keys.command(name="create")
@administers
def create_key(
    at: Desk,
    *,
    account: AccountOption = "default",
    user: UserOption = "main",
    name: NameOption = "",
    model: ModelsOption = None,
    days: DaysOption = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept."""
    body = _wanted(user, name, model, days)
    made = at.post("accounts", account, "keys", body=body)
    if at.as_json:
        say_json(made)
        return
    typer.echo(made["secret"])
    remark(f"This is key {made['key']['id']} of {user} in {account}; it is shown this once.")


@keys.command(name="import")
@administers
def import_key(
    at: Desk,
    *,
    account: AccountOption = "default",
    user: UserOption = "main",
    name: NameOption = "",
    model: ModelsOption = None,
    days: DaysOption = None,
) -> None:
    """Take in a key that exists already, of any shape; it is read from standard input, or asked for."""
    body = {**_wanted(user, name, model, days), "secret": _brought()}
    made = at.post("accounts", account, "keys", body=body)
    at.show(made["key"], KEY)


@keys.command()
@administers
def revoke(
    at: Desk,
    *,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as the list shows it.")],
) -> None:
    """Revoke a key for good."""
    at.show(at.delete("keys", key_id), KEY)


@administers
def audit(
    at: Desk,
    *,
    account: Annotated[
        str,
        typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only what concerns this account."),
    ] = "",
    action: Annotated[
        str,
        typer.Option("--action", metavar="NAME", show_default=False, help="Only these: key.made, access.refused …"),
    ] = "",
    who: Annotated[
        str,
        typer.Option("--who", metavar="NAME", show_default=False, help="Only what was done by admin:NAME or key:ID."),
    ] = "",
    request_id: Annotated[
        str, typer.Option("--request", metavar="ID", show_default=False, help="Only what belongs to this request.")
    ] = "",
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="How many entries.")] = 100,
) -> None:
    """Show the audit log, newest first: every administrative act and every refusal of access."""
    query = {"account": account, "action": action, "who": who, "request_id": request_id}
    at.show(at.all("audit", most=most, **query), ENTRY)


def _brought() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("The key", hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()


def _wanted(user: str, name: str, model: list[str] | None, days: float | None) -> Item:
    until = None if days is None else datetime.now(UTC) + timedelta(days=days)
    expires = until.isoformat() if until else None
    return {"user": user, "name": name, "models": model or ["*"], "expires": expires}
