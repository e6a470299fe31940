"""`danqing moderation`: why something was refused, and what is let pass all the same."""

from typing import Annotated

import typer

from danqing.cli.admin_client import Desk, administers
from danqing.cli.terminal import say_json

moderation = typer.Typer(no_args_is_help=True, help="Ask the word lists, and overrule them.")

OVERRULING = {"lets pass": "rule", "account": "account", "by": "who", "since": "at"}
VERDICT = {"passed": "passed", "rule": "rule", "in": "where", "from": "first", "to": "last"}
REFUSAL = {"when": "at", "who": "who", "account": "account", "request": "request_id", "why": "after"}

RuleArgument = Annotated[
    str, typer.Argument(metavar="RULE", help="category:word, category:* for all of it, or allow:phrase.")
]
ForOption = Annotated[
    str,
    typer.Option("--account", "-a", metavar="NAME", show_default=False, help="For this account; else for everybody."),
]


@moderation.command()
@administers
def check(
    at: Desk,
    *,
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What somebody asks for.")],
    account: ForOption = "",
) -> None:
    """Show whether the lists let a prompt pass, and else which rule struck and where; nothing is written down."""
    body = {"prompt": prompt, "account": account}
    at.show(at.post("moderation", "check", body=body), VERDICT)


@moderation.command()
@administers
def refusals(
    at: Desk,
    *,
    account: Annotated[
        str, typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only of this account.")
    ] = "",
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="How many.")] = 100,
) -> None:
    """List what was refused, newest first: the rule and the request, not the prompt."""
    where = at
    found = where.all("audit", most=most, account=account, action="moderation.refused")
    at.show(found, REFUSAL)


@moderation.command(name="list")
@administers
def list_overrulings(
    at: Desk,
    *,
    account: Annotated[
        str, typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only for this account.")
    ] = "",
) -> None:
    """List what is let pass although a list strikes it."""
    found = at.all("moderation", "overrulings", account=account)
    at.show(found, OVERRULING)


@moderation.command()
@administers
def overrule(at: Desk, *, rule: RuleArgument, account: ForOption = "") -> None:
    """Let something pass from now on."""
    body = {"rule": rule, "account": account}
    said = at.post("moderation", "overrulings", body=body)
    at.show(said, OVERRULING)


@moderation.command()
@administers
def restore(at: Desk, *, rule: RuleArgument, account: ForOption = "") -> None:
    """Strike again what was let pass."""
    said = at.delete("moderation", "overrulings", rule=rule, account=account)
    if at.as_json:
        say_json(said)
