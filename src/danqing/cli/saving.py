"""Results become files at once: their URLs expire."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from danqing.cli.places import targets
from danqing.cli.terminal import remark, say_failure
from danqing.client.api import Api, Told
from danqing.core.errors import Error
from danqing.core.image import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A result on the disk."""

    path: Path
    url: str


Result = Saved | Failure | str
"""A picture on the disk, the reason why there is none, or the URL of one that was not fetched."""


async def save(api: Api, told: Told, out: Path) -> list[Result]:
    """Download every result at once; what is missing, or could not be had, is a Failure in its place."""
    paths = iter(targets(out, told.urls))
    return await asyncio.gather(
        *(_failed(image) if isinstance(image, Failure) else _save(api, image, next(paths)) for image in told.images)
    )


async def _failed(failure: Failure) -> Result:
    return failure


async def _save(api: Api, url: str, path: Path) -> Result:
    try:
        await api.download(url, path)
    except Error as error:
        return Failure(code=error.code, message=error.message)
    return Saved(path=path, url=url)


def say_paths(results: Sequence[Result]) -> None:
    """Print the path or the URL of each picture, one a line."""
    for result in results:
        if not isinstance(result, Failure):
            typer.echo(str(result.path) if isinstance(result, Saved) else result)


def say_rest(told: Told, results: Sequence[Result], *, wanted: int = 0) -> bool:
    """Say what is missing and who drew the rest, to standard error; return whether nothing is missing.

    `wanted` is how many pictures were asked for; the synchronous answer tells failed ones only by leaving them out.
    """
    faults = list(_faults(told, results, wanted))
    for code, message in faults:
        say_failure(code, message)
    if told.engine and told.urls:
        remark(f"drawn by {told.engine}")
    for name, note in told.notes.items():
        remark(f"{name}: {note}")
    return not faults


def record(told: Told, results: Sequence[Result]) -> dict[str, object]:
    """Return all that is known of a task as JSON has it."""
    known: dict[str, object] = {
        "task_id": told.task_id,
        "status": told.status,
        "request_id": told.request_id,
        "engine": told.engine,
        "notes": dict(told.notes),
        "actual_prompt": told.actual_prompt,
        "code": told.code,
        "message": told.message,
        "submitted": told.submitted,
        "scheduled": told.scheduled,
        "ended": told.ended,
        "images": [_image(result) for result in results],
    }
    return {name: value for name, value in known.items() if value not in ("", None, [], {})}


def _faults(told: Told, results: Sequence[Result], wanted: int) -> Iterator[tuple[str, str]]:
    if told.status != "SUCCEEDED":
        yield told.code or told.status, told.message or f"task {told.task_id} is {told.status}"
        return
    for number, result in enumerate(results, start=1):
        if isinstance(result, Failure):
            yield result.code, f"picture {number} of {len(results)}: {result.message}"
    if len(results) < wanted:
        yield "InternalError", f"only {len(results)} of {wanted} pictures came"


def _image(result: Result) -> dict[str, str]:
    match result:
        case Saved():
            return {"path": str(result.path), "url": result.url}
        case Failure():
            return {"code": result.code, "message": result.message}
        case str():
            return {"url": result}
