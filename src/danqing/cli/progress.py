"""What somebody sees who waits: a bar, the task's status and the seconds, on a terminal and nowhere else."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from danqing.cli.terminal import remark
from danqing.client.api import Progress, Told


@contextmanager
def watched(what: str) -> Generator[Progress]:
    """Show how a task stands while it is waited for; on the way out before its end, say how to go on waiting."""
    last: list[Told] = []
    with _bar(what) as show:

        def progress(told: Told, seconds: float) -> None:
            last[:] = [told]
            show(told, seconds)

        try:
            yield progress
        finally:
            if last and not last[0].is_final:
                remark(f"task {last[0].task_id} goes on; `danqing tasks wait {last[0].task_id} --out .` waits for it")


@contextmanager
def _bar(what: str) -> Generator[Progress]:
    if not sys.stderr.isatty():
        yield lambda _told, _seconds: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(what, total=None)

        def show(told: Told, seconds: float) -> None:
            del seconds
            total = None if told.progress is None else 1.0
            bar.update(shown, description=f"{what} · {told.status}", total=total, completed=told.progress or 0)

        yield show
