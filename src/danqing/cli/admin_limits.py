"""`danqing limits`: how fast and how much at once, for one account and model."""

from typing import Annotated

import typer

from danqing.cli.admin_client import AccountOption, Desk, administers
from danqing.core.errors import InvalidParameter

limits = typer.Typer(no_args_is_help=True, help="List and set the limits of an account.")

LIMIT = {"account": "account", "model": "model", "a second": "submissions_per_second", "at once": "running_at_once"}


@limits.command(name="list")
@administers
def list_limits(
    at: Desk,
    *,
    account: Annotated[
        str,
        typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only this account, by name or id."),
    ] = "",
) -> None:
    """List what was set for accounts; all others have the limits of the settings."""
    at.show(at.all("limits", account=account), LIMIT)


@limits.command(name="set")
@administers
def set_limit(
    at: Desk,
    *,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The model's name.")],
    account: AccountOption = "default",
    rate: Annotated[
        str,
        typer.Option(
            "--rate", metavar="NUMBER", show_default=False, help="New tasks a second, or off; else the settings'."
        ),
    ] = "",
    at_once: Annotated[
        str,
        typer.Option(
            "--at-once",
            metavar="COUNT",
            show_default=False,
            help="Tasks in process at once, or off; else the settings'.",
        ),
    ] = "",
) -> None:
    """Set the limits of an account and a model; they hold at once, and until they are set again."""
    body = {"submissions_per_second": _read(rate), "running_at_once": _read(at_once)}
    said = at.put("accounts", account, "limits", model, body=body)
    at.show(said, LIMIT)


def _read(said: str) -> float | str | None:
    if said in {"", "off"}:
        return said or None
    try:
        number = float(said)
    except ValueError as error:
        raise InvalidParameter(f"A limit is a number or `off`, got {said!r}.") from error
    return int(number) if number.is_integer() else number
