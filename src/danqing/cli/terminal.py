"""How commands speak: tables for people, tabs for programs that read along, JSON where it is asked for.

Results go to standard output; everything else (progress, failures, remarks) to standard error.
"""

import json
import sys
from collections.abc import Sequence

import typer


def say_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere a line for each row, its cells separated by tabs, without headings."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=number == 0)  # ids and names are there to be copied
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def say_json(value: object) -> None:
    """Print a value as JSON, readable and in its own letters."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_failure(code: str, message: str) -> None:
    """Print a failure as `code: message` to standard error."""
    typer.echo(f"{code}: {message}", err=True)


def remark(text: str) -> None:
    """Print something worth knowing that is no result to standard error."""
    typer.echo(text, err=True)
