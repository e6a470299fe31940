"""The table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, beside what is aimed at."""

    name: str
    figure: str
    target: str = ""


def text(title: str, rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [f"## {title}", "", "| what | measured | aim |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {row.name} | {row.figure} | {row.target} |" for row in rows), ""])
