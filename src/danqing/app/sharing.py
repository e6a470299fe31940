"""Whether the processes of a shared ledger have their files in one place: what one has drawn, another has to find."""

from danqing.admission.shared import shared
from danqing.app.files import files_folder
from danqing.core.clock import Ids
from danqing.core.errors import NotFound
from danqing.database.database import Database
from danqing.settings import BadSettings, Settings
from danqing.storage.objects import Objects
from danqing.telemetry import SERVICE, log

MARKS = "ledger"
"""Where the first process of a ledger leaves its mark, which the others look for."""


async def check_files(settings: Settings, database: Database, storage: Objects, ids: Ids) -> None:
    """Raise BadSettings for a folder that is not the other processes'; of a bucket, which may forget, only warn."""
    mark = await missing_mark(database, storage, ids)
    if not mark:
        return
    folder = files_folder(settings)
    if folder is None:
        log.warning(SERVICE, message="other processes of this ledger may have another bucket", missing=mark)
        return
    raise BadSettings(
        f"the files of this ledger do not lie in {folder}: have every process use one folder, which each machine has "
        f"mounted, or one bucket (storage.url). If it is the right one, make the empty file {folder / mark}."
    )


async def missing_mark(database: Database, storage: Objects, ids: Ids) -> str:
    """Return the key of the mark that should be in the storage and is not; empty: it is, or has just been made."""
    own = ids.new()
    # First the mark, then its name for all to read: nobody must look for it too early.
    await storage.put(f"{MARKS}/{own}", b"")
    known = await shared(database, "files", own)
    if known == own:
        return ""
    await storage.delete((f"{MARKS}/{own}",))
    try:
        await storage.head(f"{MARKS}/{known}")
    except NotFound:
        return f"{MARKS}/{known}"
    return ""
