"""Storage as obstore keeps it: in a folder, in a bucket, or in this process's memory."""

import os
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import obstore
from anyio import to_thread
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from danqing.core.errors import NotFound, Unavailable
from danqing.storage.store import Stored

if TYPE_CHECKING:
    from obstore.store import S3Config  # a type only: it is not there at run time

DRAFTS = "drafts"
"""Where a folder's files are written; what a crash leaves there is found by its age."""

_SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]{0,254}"
_KEY = re.compile(f"{_SEGMENT}(/{_SEGMENT})*")


class Objects:
    """The storage over any obstore store."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        """Keep `data`, replacing what was there."""
        _check(key)
        with _errors(key):
            # In one request: a multipart upload that a crash cuts short leaves parts that nobody deletes.
            await obstore.put_async(self._store, key, data, use_multipart=False)

    async def add(self, key: str, data: bytes) -> bool:
        """Keep `data` unless the key is taken."""
        _check(key)
        with _errors(key):
            try:
                await obstore.put_async(self._store, key, data, use_multipart=False, mode="create")
            except AlreadyExistsError:
                return False
        return True

    async def get(self, key: str) -> bytes:
        """Return the bytes."""
        with _found(key):
            found = await obstore.get_async(self._store, key)
            return bytes(await found.bytes_async())

    async def head(self, key: str) -> Stored:
        """Return size and time."""
        with _found(key):
            found = await obstore.head_async(self._store, key)
        return Stored(key=key, size=found["size"], modified=found["last_modified"].timestamp())

    async def delete(self, keys: tuple[str, ...]) -> None:
        """Forget the keys."""
        known = [key for key in keys if _KEY.fullmatch(key)]
        with _errors("delete"):
            try:
                await obstore.delete_async(self._store, known)  # a bucket takes 1000 at a time
            except FileNotFoundError:  # a folder stops at the first key that is not there
                for key in known:
                    with suppress(FileNotFoundError):
                        await obstore.delete_async(self._store, key)

    async def older(self, prefix: str, before: float) -> tuple[str, ...]:
        """Return the keys under `prefix/` put before that time."""
        found: list[str] = []
        with _errors(prefix):
            # Half of its overloads return tables of an optional library.
            entries = obstore.list(self._store, prefix, chunk_size=1000)  # pyright: ignore[reportUnknownMemberType]
            async for chunk in entries:
                found += [entry["path"] for entry in chunk if entry["last_modified"].timestamp() < before]
        return tuple(found)


class _Folder(Objects):
    """Files that outlast a power cut, as the ledger's rows do: a task that is done must not lose its pictures.

    They are drafts in a folder of their own until they are whole.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(LocalStore(path, mkdir=True, automatic_cleanup=True))
        self._path = path

    async def put(self, key: str, data: bytes) -> None:
        _check(key)
        with _errors(key):
            await to_thread.run_sync(self._keep, key, data, os.replace)

    async def add(self, key: str, data: bytes) -> bool:
        _check(key)
        with _errors(key):
            try:
                await to_thread.run_sync(self._keep, key, data, _link)
            except FileExistsError:
                return False
        return True

    def _keep(self, key: str, data: bytes, publish: Callable[[Path, Path], None]) -> None:
        # Written here and not by obstore: one visit to a thread instead of three, and the bytes are on the disk.
        draft, path = self._path / DRAFTS / uuid4().hex, self._path / key
        try:
            _steadily(draft, lambda: _write(draft, data))
            _steadily(path, lambda: publish(draft, path))
        finally:
            draft.unlink(missing_ok=True)


def folder(path: Path) -> Objects:
    """Keep files under `path`, which is made if it is not there; empty folders vanish with their last file."""
    return _Folder(path)


def memory() -> Objects:
    """Keep everything in this process, for as long as it lives."""
    return Objects(MemoryStore())


def bucket(
    url: str, *, endpoint: str = "", region: str = "", access_key_id: str = "", secret_access_key: str = ""
) -> Objects:
    """Keep objects in a bucket, `s3://name/prefix`; what is left empty comes from the machine's surroundings."""
    given = {
        "endpoint": endpoint,
        "region": region,
        "access_key_id": access_key_id,
        "secret_access_key": secret_access_key,
    }
    config = cast("S3Config", {name: value for name, value in given.items() if value})
    store = S3Store.from_url(
        url,
        config=config,
        client_options={"allow_http": endpoint.startswith("http://")},
        # Its own ten tries in three minutes are longer than anybody waits for an answer.
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )
    return Objects(store)


def _steadily(path: Path, act: Callable[[], None]) -> None:
    # An empty folder may vanish while a file is put into it; the next try makes it anew, each after a longer pause:
    # two and a half seconds in all, for others are as eager to clean up.
    for number in range(100):
        try:
            return act()
        except FileNotFoundError:
            with suppress(FileNotFoundError):
                path.parent.mkdir(parents=True, exist_ok=True)
            time.sleep(0.0005 * number)
    return act()


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _link(draft: Path, path: Path) -> None:
    path.hardlink_to(draft)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no storage key")


@contextmanager
def _errors(key: str) -> Generator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound from error
    except (BaseError, OSError) as error:
        raise Unavailable(f"The storage does not answer ({key}).") from error


@contextmanager
def _found(key: str) -> Generator[None]:
    # Keys of readers come from URLs: a key that cannot be is one that is not there.
    if not _KEY.fullmatch(key):
        raise NotFound
    with _errors(key):
        try:
            yield
        except BaseError as error:
            if "(os error 20)" in str(error):  # it goes on behind a file; obstore has no name for that
                raise NotFound from error
            raise
