"""The reference images of a job: taken in when it is accepted, handed to the engine when it runs."""

import asyncio
from dataclasses import replace

import anyio.to_thread

from danqing.core.clock import Ids
from danqing.core.errors import NotFound
from danqing.core.job import Job
from danqing.storage.datauri import decode, is_data_uri
from danqing.storage.fetch import Fetcher
from danqing.storage.probe import USUAL, Limits, probe
from danqing.storage.refusals import Flaw
from danqing.storage.store import Storage
from danqing.storage.uploads import Uploads

PREFIX = "inputs"
"""Where stashed references lie in storage."""

_STASH = f"stash://{PREFIX}/"
_LONGEST = 8 * 1024
"""No reference longer than this goes into the ledger; a URL of that length is taken by no web server either."""


class Inputs:
    """Takes references in, and reads them back checked."""

    def __init__(self, storage: Storage, fetcher: Fetcher, uploads: Uploads, ids: Ids, limits: Limits = USUAL) -> None:
        self._storage = storage
        self._fetcher = fetcher
        self._uploads = uploads
        self._ids = ids
        self._limits = limits

    async def stash(self, job: Job) -> Job:
        """Return the job with its data URIs decoded, checked, and replaced by `stash://…` names of ours.

        Raises InvalidInput for a bad data URI and for what is no reference at all; nothing is downloaded.
        """
        limits = self._narrowed(job)
        return replace(job, images=tuple([await self._stashed(image.strip(), limits) for image in job.images]))

    def takes_work(self, job: Job) -> bool:
        """Say whether `stash` would have something to decode."""
        return any(is_data_uri(image.strip()) for image in job.images)

    async def drop(self, job: Job) -> None:
        """Forget what was stashed of a job that nobody promised."""
        await self._storage.delete(keys(job))

    async def load(self, account: str, job: Job) -> tuple[bytes, ...]:
        """Return the encoded images of a stashed job in their order, each checked.

        Raises InvalidInput: of several bad references, that of the first.
        """
        limits = self._narrowed(job)
        found = await asyncio.gather(
            *(self._loaded(account, image, limits) for image in job.images), return_exceptions=True
        )
        return tuple(_told(result) for result in found)

    async def _stashed(self, reference: str, limits: Limits) -> str:
        if is_data_uri(reference):
            data = await anyio.to_thread.run_sync(decode, reference, limits.bytes)
            await anyio.to_thread.run_sync(probe, data, limits)
            name = self._ids.new()
            await self._storage.put(f"{PREFIX}/{name}", data)
            return _STASH + name
        if len(reference) > _LONGEST:
            raise Flaw.NOT_A_URL.error(f"A URL has at most {_LONGEST} characters.")
        # `stash://` is ours alone: a caller who could say it would read the images of others.
        if not reference.lower().startswith(("http://", "https://", "oss://")):
            raise Flaw.NOT_A_URL.error("A reference image is an http, https or oss URL, or a data URI.")
        return reference

    async def _loaded(self, account: str, reference: str, limits: Limits) -> bytes:
        if reference.startswith(_STASH):
            data = await self._unstashed(reference)
        elif reference.lower().startswith("oss://"):
            data = await self._uploads.read(account, reference)
        else:
            data = await self._fetcher.fetch(reference)
        await anyio.to_thread.run_sync(probe, data, limits)
        return data

    async def _unstashed(self, reference: str) -> bytes:
        try:
            return await self._storage.get(reference.removeprefix("stash://"))
        except NotFound as error:
            raise Flaw.DOWNLOAD.error("It is no longer kept.", about="a data URI") from error

    def _narrowed(self, job: Job) -> Limits:
        limits = self._limits
        if job.sides is None:
            return limits
        low, high = job.sides
        return replace(limits, low=max(low, limits.low), high=min(high, limits.high))


def keys(job: Job) -> tuple[str, ...]:
    """Return the storage keys that a stashed job holds."""
    return tuple(image.removeprefix("stash://") for image in job.images if image.startswith(_STASH))


def _told(result: bytes | BaseException) -> bytes:
    if isinstance(result, BaseException):
        raise result
    return result
