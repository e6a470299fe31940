"""`danqing version`."""

from importlib.metadata import version as version_of

import typer


def version() -> None:
    """Show the version."""
    typer.echo(f"danqing {version_of('danqing')}")
