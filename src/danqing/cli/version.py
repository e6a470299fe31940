"""`danqing version`, and `danqing --version`."""

from importlib.metadata import version as version_of
from typing import Annotated

import typer


def version() -> None:
    """Show the version."""
    typer.echo(f"danqing {version_of('danqing')}")


def _asked(value: bool) -> None:
    if value:
        version()
        raise typer.Exit


def danqing(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_asked, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Danqing: a self-hosted image service that speaks the DashScope image API."""
    del version
