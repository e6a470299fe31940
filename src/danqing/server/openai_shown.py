"""Pictures as an answer shows them: by their URL, or themselves in base64."""

from base64 import b64encode
from collections.abc import Callable, Sequence

import anyio.to_thread

from danqing.core.task import Task
from danqing.storage.formats import converted
from danqing.storage.store import Storage
from danqing.wire.openai_requests import Wishes


async def shown(task: Task, wishes: Wishes, url: Callable[[str], str], storage: Storage) -> Sequence[str]:
    """Return what stands for each picture that was drawn, in order."""
    keys = [picture.key for picture in task.outcome.good] if task.outcome else []
    if not wishes.encoded:
        return [url(key) for key in keys]
    # One after the other: of several large pictures only one is in memory several times.
    return [await anyio.to_thread.run_sync(encoded, await storage.get(key), wishes) for key in keys]


def encoded(picture: bytes, wishes: Wishes) -> str:
    """Return an encoded picture in base64, in the format that was wished for."""
    return b64encode(converted(picture, wishes.format, wishes.quality)).decode()
