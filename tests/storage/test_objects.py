import errno
import os
from pathlib import Path

import pytest

from danqing.core.errors import Unavailable
from danqing.storage import objects
from danqing.storage.objects import bucket, folder

pytestmark = pytest.mark.anyio


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


async def test_a_folder_is_found_again_by_the_next_process(tmp_path: Path) -> None:
    await folder(tmp_path).put("results/a.png", b"1")

    assert await folder(tmp_path).get("results/a.png") == b"1"


async def test_a_folder_holds_plain_files_and_a_place_for_drafts(tmp_path: Path) -> None:
    storage = folder(tmp_path)
    await storage.put("results/a.png", b"1")
    await storage.put("results/a.png", b"2")

    assert files(tmp_path) == ["drafts", "results", "results/a.png"]


async def test_empty_folders_vanish(tmp_path: Path) -> None:
    storage = folder(tmp_path)
    await storage.put("results/1/2/3.png", b"1")
    await storage.delete(("results/1/2/3.png",))

    assert files(tmp_path) == ["drafts"]


async def test_a_file_beside_the_folder_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"1")
    storage = folder(tmp_path / "files")
    await storage.put("link", b"1")
    await storage.delete(("../secret", "/secret"))

    assert (tmp_path / "secret").exists()


async def test_a_place_that_does_not_take_files_is_unavailable(tmp_path: Path) -> None:
    storage = folder(tmp_path / "files")
    await storage.put("a", b"1")

    with pytest.raises(Unavailable, match="storage does not answer"):
        await storage.put("a/b", b"1")  # `a` is a file


@pytest.mark.skipif(os.name != "posix", reason="needs a port that refuses")
async def test_a_bucket_that_nobody_serves_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = bucket(
        "s3://pictures/danqing",
        endpoint="http://127.0.0.1:9",
        region="us-east-1",
        access_key_id="id",
        secret_access_key="secret",
    )

    with pytest.raises(Unavailable):
        await storage.get("a/b")


async def test_a_file_is_on_the_disk_before_its_put_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
    storage = folder(tmp_path)

    await storage.put("a", b"123")
    await storage.add("b", b"12345")

    assert synced == [3, 5]


async def test_a_folder_that_vanishes_while_it_is_entered_is_made_anew(tmp_path: Path) -> None:
    # About one put in a thousand failed while others deleted the last files of the same folder.
    tries = iter([True, True, False])

    def act() -> None:
        if next(tries):
            raise FileNotFoundError

    objects._steadily(tmp_path / "gone" / "file", act)
    assert (tmp_path / "gone").is_dir()


async def test_a_disk_that_is_full_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def full(_file: int) -> None:
        tries.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    storage = folder(tmp_path)
    await storage.put("a", b"1")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        await storage.put("b", b"1")
    assert len(tries) == 1
    assert files(tmp_path) == ["a", "drafts"]
