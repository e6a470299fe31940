"""How commands speak: tables for people, tabs for programs that read along, JSON where it is asked for.

Results go to standard output; everything else (progress, failures, remarks) to standard error.
"""

import json
import sys
from collections.abc import Sequence

import typer

WHOLE = 26
"""Characters of a cell that is not folded; a terminal that is too narrow for them breaks the lines itself."""


def say_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere a line for each row, its cells separated by tabs, without headings."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table, needed = Table(box=SIMPLE_HEAD, pad_edge=False), 0
    for number, heading in enumerate(headings):
        widest = max((cell_len(row[number]) for row in rows), default=0)
        whole = number == 0 or widest <= WHOLE  # ids, names and times are there to be read at a glance, and copied
        table.add_column(heading, overflow="fold", no_wrap=whole)
        needed += 3 + max(cell_len(heading), widest if whole else WHOLE)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=max(Console().width, needed)).print(table)


def say_json(value: object) -> None:
    """Print a value as JSON, readable and in its own letters."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_failure(code: str, message: str) -> None:
    """Print a failure as `code: message` to standard error."""
    typer.echo(f"{code}: {message}", err=True)


def remark(text: str) -> None:
    """Print something worth knowing that is no result to standard error."""
    typer.echo(text, err=True)
