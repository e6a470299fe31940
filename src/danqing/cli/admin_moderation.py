"""`danqing moderation`: why something was refused, and what is let pass all the same."""

from typing import Annotated

import typer

from danqing.cli.admin_client import TokenFileOption, desk, show
from danqing.cli.options import LOCAL_URL, BaseUrlOption, ConfigOption, JsonOption

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
def check(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What somebody asks for.")],
    account: ForOption = "",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show whether the lists let a prompt pass, and else which rule struck and where; nothing is written down."""
    body = {"prompt": prompt, "account": account}
    show(desk(base_url, token_file, config).post("moderation", "check", body=body), VERDICT, as_json=as_json)


@moderation.command()
def refusals(
    account: Annotated[
        str, typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only of this account.")
    ] = "",
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="How many.")] = 100,
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was refused, newest first: the rule and the request, not the prompt."""
    where = desk(base_url, token_file, config)
    found = where.all("audit", most=most, account=account, action="moderation.refused")
    show(found, REFUSAL, as_json=as_json)


@moderation.command(name="list")
def list_overrulings(
    account: Annotated[
        str, typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only for this account.")
    ] = "",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is let pass although a list strikes it."""
    found = desk(base_url, token_file, config).all("moderation", "overrulings", account=account)
    show(found, OVERRULING, as_json=as_json)


@moderation.command()
def overrule(
    rule: RuleArgument,
    account: ForOption = "",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let something pass from now on."""
    body = {"rule": rule, "account": account}
    said = desk(base_url, token_file, config).post("moderation", "overrulings", body=body)
    show(said, OVERRULING, as_json=as_json)


@moderation.command()
def restore(
    rule: RuleArgument,
    account: ForOption = "",
    base_url: BaseUrlOption = LOCAL_URL,
    token_file: TokenFileOption = None,
    config: ConfigOption = None,
) -> None:
    """Strike again what was let pass."""
    desk(base_url, token_file, config).delete("moderation", "overrulings", rule=rule, account=account)
