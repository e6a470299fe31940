"""The command line. Every command is declared in a file of its own and loads what it needs when it runs."""

from typing import cast

import typer
from typer.core import TyperGroup

from danqing.cli.admin_accounts import accounts, users, workspaces
from danqing.cli.admin_keys import audit, keys
from danqing.cli.admin_limits import limits
from danqing.cli.admin_moderation import moderation
from danqing.cli.admin_money import bill, funds, prices, quota, usage
from danqing.cli.admin_tokens import tokens as admin_tokens
from danqing.cli.doctor import doctor
from danqing.cli.generate import edit, generate
from danqing.cli.models import models
from danqing.cli.serve import serve
from danqing.cli.settings import settings
from danqing.cli.tasks import tasks
from danqing.cli.terminal import say_failure
from danqing.cli.version import danqing, version
from danqing.core.errors import Error


class Commands(TyperGroup):
    """The commands; a failure of one is told as `code: message`, with exit code 1."""

    def invoke(self, ctx: object) -> object:  # the base's own type for it is private to Typer
        """Run what was asked for."""
        try:
            return super().invoke(cast("typer.Context", ctx))
        except Error as error:
            say_failure(error.code, error.message)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # locals hold keys
)
app.callback()(danqing)
app.command()(serve)
app.command()(generate)
app.command()(edit)
app.add_typer(tasks, name="tasks")
app.command()(models)
app.add_typer(accounts, name="accounts")
app.add_typer(users, name="users")
app.add_typer(workspaces, name="workspaces")
app.add_typer(keys, name="keys")
app.add_typer(admin_tokens, name="admin-tokens")
app.add_typer(limits, name="limits")
app.add_typer(moderation, name="moderation")
app.add_typer(quota, name="quota")
app.add_typer(prices, name="prices")
app.add_typer(funds, name="funds")
app.command()(bill)
app.command()(usage)
app.command()(audit)
app.command()(settings)
app.command()(doctor)
app.command()(version)


def main() -> None:
    """Run the command line."""
    app()
