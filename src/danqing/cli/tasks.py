"""`danqing tasks`: what has become of asynchronous calls."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

from danqing.cli.options import (
    LOCAL_URL,
    TIMEOUT,
    ApiKeyOption,
    BaseUrlOption,
    ConfigOption,
    JsonOption,
    TimeoutOption,
)
from danqing.cli.terminal import remark, say_json, say_rows
from danqing.core.task import Status

if TYPE_CHECKING:
    from danqing.cli.saving import Result
    from danqing.cli.target import Target
    from danqing.client.api import Api, Told
    from danqing.wire.reply import Row

T = TypeVar("T")
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The task's id.")]

tasks = typer.Typer(no_args_is_help=True, help="List, show, cancel and wait for tasks.")


@tasks.command(name="list")
def list_(
    *,
    status: Annotated[Status | None, typer.Option("--status", help="Only tasks with this status.")] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", metavar="NAME", show_default=False, help="Only tasks of this model.")
    ] = "",
    page: Annotated[int, typer.Option("--page", min=1, help="Which page.")] = 1,
    page_size: Annotated[int, typer.Option("--page-size", min=1, help="Tasks on a page.")] = 10,
    base_url: BaseUrlOption = LOCAL_URL,
    api_key: ApiKeyOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the tasks of the last 24 hours, newest first."""
    from dataclasses import asdict

    rows = _ask(
        _target(base_url, api_key, config),
        lambda api: api.list(status=status, model=model, page=page, page_size=page_size),
    )
    if as_json:
        say_json(asdict(rows))
    else:
        say_rows(("task", "status", "model", "submitted", "seconds"), [_row(row) for row in rows.rows])
        if page * page_size < rows.total:
            remark(f"{rows.total} tasks in all; --page {page + 1} shows the next")


@tasks.command()
def show(
    task_id: IdArgument,
    base_url: BaseUrlOption = LOCAL_URL,
    api_key: ApiKeyOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one task: where it is, its pictures' URLs, or why it failed."""
    from danqing.cli.saving import record

    told = _ask(_target(base_url, api_key, config), lambda api: api.fetch(task_id))
    said = record(told, told.images)
    if as_json:
        say_json(said)
    else:
        say_rows(("", ""), list(_lines(said)))
    _refuse_unknown(told)


@tasks.command()
def cancel(
    task_id: IdArgument, base_url: BaseUrlOption = LOCAL_URL, api_key: ApiKeyOption = "", config: ConfigOption = None
) -> None:
    """Cancel a task that is still PENDING."""
    _ask(_target(base_url, api_key, config), lambda api: api.cancel(task_id))
    typer.echo(f"{task_id} {Status.CANCELED.value}")


@tasks.command()
def wait(
    task_id: IdArgument,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PATH", help="Save the pictures to this folder or file; else only wait."),
    ] = None,
    base_url: BaseUrlOption = LOCAL_URL,
    api_key: ApiKeyOption = "",
    timeout: TimeoutOption = TIMEOUT,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wait for a task's end; print its pictures' URLs, or save them and print their paths."""
    from danqing.cli.drawing import finish, schedule_for
    from danqing.cli.progress import watched
    from danqing.cli.saving import save

    target = _target(base_url, api_key, config)

    async def waited(api: "Api") -> "tuple[Told, Sequence[Result]]":
        with watched(task_id) as progress:
            told = await api.wait(task_id, schedule_for(target, timeout), progress)
        return told, told.images if out is None else await save(api, told, out)

    told, results = _ask(target, waited)
    _refuse_unknown(told)
    if not finish(told, results, as_json=as_json):
        raise typer.Exit(1)


def _target(base_url: str, api_key: str, config: Path | None) -> "Target":
    from danqing.cli.target import find

    return find(base_url, api_key, config)


def _ask(target: "Target", question: "Callable[[Api], Awaitable[T]]") -> T:
    import asyncio

    from danqing.client.api import Api

    async def asked() -> T:
        async with Api(target.base_url, target.api_key) as api:
            return await question(api)

    return asyncio.run(asked())


def _refuse_unknown(told: "Told") -> None:
    from danqing.core.errors import NotFound
    from danqing.wire.tasks import NO_TASK

    if told.status == NO_TASK:
        raise NotFound(f"no task has the id {told.task_id}, or it was forgotten after 24 hours", code=NO_TASK)


def _row(row: "Row") -> tuple[str, str, str, str, str]:
    took = f"{row.ended - row.submitted:.1f}" if row.ended and row.submitted else ""
    return row.task_id, row.status, row.model, _moment(row.submitted), took


def _moment(seconds: float | None) -> str:
    from datetime import UTC, datetime

    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(" ", "seconds")


def _lines(said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, float):
            yield name, _moment(value)
        elif isinstance(value, dict):
            yield from cast("dict[str, str]", value).items()
        elif isinstance(value, list):
            for image in cast("list[dict[str, str]]", value):
                yield "image", ": ".join(image.values())
        else:
            yield name, str(value)
