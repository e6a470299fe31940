"""Where pictures, uploads and reference images lie, and how long."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from danqing.core.clock import Clock, Ids
from danqing.settings import Settings
from danqing.storage import inputs, objects, results, uploads
from danqing.storage.fetch import Fetcher, Within
from danqing.storage.inputs import Inputs
from danqing.storage.objects import Objects
from danqing.storage.probe import Limits
from danqing.storage.results import Results
from danqing.storage.signing import Signer
from danqing.storage.uploads import Uploads

MB = 2**20
HOUR = 3600.0
FOLDER = "file://"


@dataclass(frozen=True, kw_only=True)
class KeptFiles:
    """All that reads and writes files."""

    storage: Objects
    uploads: Uploads
    inputs: Inputs
    results: Results
    max_upload: int
    """Bytes."""
    kept_for: Mapping[str, float]
    """Seconds that files of no task are kept, by the prefix of their keys."""


@asynccontextmanager
async def files_of(settings: Settings, signer: Signer, clock: Clock, ids: Ids) -> AsyncGenerator[KeptFiles]:
    """Open the storage as it is set."""
    storage, taken = storage_of(settings), settings.inputs
    most = int(taken.max_mb * MB)
    kept = Uploads(storage, signer, clock, ids, _terms(settings, most))
    fetcher = Fetcher(
        Within(bytes=most, seconds=taken.fetch_seconds),
        allow_private=taken.allow_private_networks,
    )
    limits = Limits(bytes=most, pixels=int(taken.max_megapixels * 1e6))
    try:
        yield KeptFiles(
            storage=storage,
            uploads=kept,
            inputs=Inputs(storage, fetcher, kept, ids, limits),
            results=Results(storage),
            max_upload=most,
            kept_for=_kept_for(settings),
        )
    finally:
        await fetcher.aclose()


def folder_of(settings: Settings) -> Path:
    """Return the data folder, made if it is not there."""
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    return settings.data.folder


def files_folder(settings: Settings) -> Path | None:
    """Return the folder in which files are kept; None: they are in a bucket."""
    url = settings.storage.url
    if url.startswith(FOLDER):
        return Path(url.removeprefix(FOLDER))
    return None if url else folder_of(settings) / "files"


def storage_of(settings: Settings) -> Objects:
    """Return where files are kept."""
    at = settings.storage
    if settings.data.ephemeral:
        return objects.memory()
    folder = files_folder(settings)
    if folder is not None:
        return objects.folder(folder)
    return objects.bucket(
        at.url,
        endpoint=at.endpoint,
        region=at.region,
        access_key_id=at.access_key_id,
        secret_access_key=at.secret_access_key.get_secret_value(),
    )


def _terms(settings: Settings, max_upload: int) -> uploads.Terms:
    return uploads.Terms(
        bytes=max_upload,
        policy_seconds=settings.storage.policy_seconds,
        file_seconds=settings.storage.upload_hours * HOUR,
    )


def _kept_for(settings: Settings) -> dict[str, float]:
    # A day longer than their tasks: only what no task names is left to be found by its age.
    loose = (settings.tasks.retention_hours + 24) * HOUR
    return {
        uploads.PREFIX: settings.storage.upload_hours * HOUR,
        inputs.PREFIX: loose,
        results.PREFIX: loose,
        objects.DRAFTS: HOUR,
    }
