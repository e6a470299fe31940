"""Where finished pictures lie, how long, and what goes with a task that is forgotten."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

from danqing.core.image import Failure, Image
from danqing.core.task import Claim, Picture, Task
from danqing.storage import inputs
from danqing.storage.store import Storage

PREFIX = "results"
"""Where pictures lie in storage."""


class Results:
    """Keeps what was drawn."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def keep(self, claim: Claim, images: tuple[Image | Failure, ...]) -> tuple[Picture | Failure, ...]:
        """Keep the images of one attempt and say where they lie; failures stay where they are in the order."""
        kept = (self._kept(result_key(claim, number), image) for number, image in enumerate(images, start=1))
        return tuple(await asyncio.gather(*kept))

    async def forget(self, tasks: Iterable[Task]) -> None:
        """Delete the pictures and the stashed references of tasks that the ledger has purged.

        What a lost attempt kept is in no task; `Storage.older` finds it.
        """
        await self._storage.delete(tuple(key for task in tasks for key in _keys(task)))

    async def _kept(self, key: str, image: Image | Failure) -> Picture | Failure:
        if isinstance(image, Failure):
            return image
        await self._storage.put(key, image.png)
        return Picture(key=key, width=image.width, height=image.height, seed=image.seed)


def result_key(claim: Claim, number: int) -> str:
    """Return where picture `number` (from 1) of a claim lies.

    The attempt is in it, so that a worker which lost its lease cannot overwrite what the next one kept; the last
    segment is unique by itself, because clients save under it.
    """
    day = datetime.fromtimestamp(claim.submitted, UTC)
    return f"{PREFIX}/{day:%Y%m%d}/{claim.task_id[:2]}/{claim.task_id}-{claim.attempt}-{number}.png"


def expires(task: Task, retention: float) -> int:
    """Return when the URLs of a final task's pictures end, in seconds since the epoch.

    It hangs on when the task ended and not on who asks when, so every poll is answered with the same URLs.
    """
    if task.ended is None:
        raise ValueError(f"task {task.id} has not ended")
    return int(task.ended + retention)


def _keys(task: Task) -> tuple[str, ...]:
    pictures = tuple(picture.key for picture in task.outcome.good) if task.outcome else ()
    return pictures + (inputs.keys(task.job) if task.job else ())
