"""One suite for every place that can keep bytes."""

import asyncio
from pathlib import Path

import pytest

from danqing.core.errors import NotFound
from danqing.storage.objects import Objects, folder, memory

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    return folder(tmp_path / "not" / "yet") if request.param == "folder" else memory()


async def test_what_was_put_is_read_back(storage: Objects) -> None:
    await storage.put("results/20251120/a.png", b"\x89PNG")

    assert await storage.get("results/20251120/a.png") == b"\x89PNG"


@pytest.mark.parametrize("size", [0, 1, 6 * 1024 * 1024])
async def test_any_size_is_kept(storage: Objects, size: int) -> None:
    data = bytes(size)
    await storage.put("a/b", data)

    assert (await storage.get("a/b"), (await storage.head("a/b")).size) == (data, size)


async def test_putting_again_replaces(storage: Objects) -> None:
    await storage.put("a/b", b"a longer first")
    await storage.put("a/b", b"second")

    assert await storage.get("a/b") == b"second"


async def test_a_taken_key_is_not_added_to(storage: Objects) -> None:
    assert await storage.add("a/b", b"first")
    assert not await storage.add("a/b", b"second")

    assert await storage.get("a/b") == b"first"


async def test_of_many_at_once_one_adds(storage: Objects) -> None:
    added = await asyncio.gather(*(storage.add("a/b", str(n).encode()) for n in range(20)))

    assert added.count(True) == 1
    assert await storage.get("a/b") == str(added.index(True)).encode()


async def test_a_reader_sees_all_of_a_put_or_none(storage: Objects) -> None:
    whole = [bytes([n]) * 500_000 for n in range(10)]
    await storage.put("a/b", whole[0])

    async def write() -> None:
        for data in whole:
            await storage.put("a/b", data)

    async def read() -> list[bytes]:
        return [await storage.get("a/b") for _ in range(20)]

    _, seen = await asyncio.gather(write(), read())
    assert all(data in whole for data in seen)


@pytest.mark.parametrize("key", ["a", "a/b/c", "", "/a", "a/", "../a", "a/../../b", "图/片", "a b", "a//b", ".hidden"])
async def test_what_is_not_there_is_not_found(storage: Objects, key: str) -> None:
    await storage.put("a/b", b"1")

    with pytest.raises(NotFound):
        await storage.get(key)
    with pytest.raises(NotFound):
        await storage.head(key)


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "../a", "a/../../b", "a/./b", "图", "a b", "a//b", ".a", "a\\b", "a\n", "a/" + "b" * 256]
)
async def test_a_key_that_could_name_anything_else_is_refused(storage: Objects, key: str) -> None:
    with pytest.raises(ValueError, match="no storage key"):
        await storage.put(key, b"1")
    with pytest.raises(ValueError, match="no storage key"):
        await storage.add(key, b"1")


async def test_the_longest_segment_is_kept(storage: Objects) -> None:
    key = "a/" + "b" * 200
    await storage.put(key, b"1")

    assert await storage.get(key) == b"1"


async def test_deleting_forgets_all_keys_there_or_not(storage: Objects) -> None:
    for key in ("a/1", "a/2", "a/3"):
        await storage.put(key, b"1")

    await storage.delete(("a/0", "a/1", "never/was", "a/2", "../outside"))
    await storage.delete(())

    with pytest.raises(NotFound):
        await storage.get("a/1")
    with pytest.raises(NotFound):
        await storage.get("a/2")
    assert await storage.get("a/3") == b"1"


async def test_putting_deleting_and_listing_do_not_disturb_each_other(storage: Objects) -> None:
    async def churn(worker: int) -> None:
        key = f"results/{'/'.join('abcdefgh')}/{worker}"
        for _ in range(50):
            await storage.put(key, b"1")
            await storage.older("results", 1e12)
            await storage.delete((key,))

    await asyncio.gather(*(churn(worker) for worker in range(3)))

    assert await storage.older("results", 1e12) == ()


async def test_only_what_is_older_and_under_the_prefix_is_listed(storage: Objects) -> None:
    for key in ("results/1/a.png", "results/2/b.png", "resultsX/c.png", "inputs/d"):
        await storage.put(key, b"1")
    latest = max([(await storage.head(f"results/{key}")).modified for key in ("1/a.png", "2/b.png")])

    assert sorted(await storage.older("results", latest + 1)) == ["results/1/a.png", "results/2/b.png"]
    assert await storage.older("results", 0) == ()
    assert await storage.older("nothing", latest + 1) == ()


async def test_a_listed_key_can_be_used(storage: Objects) -> None:
    await storage.put("results/20251120/t-1/1/t-1-1.png", b"1")
    (key,) = await storage.older("results", (await storage.head("results/20251120/t-1/1/t-1-1.png")).modified + 1)

    await storage.delete((key,))

    with pytest.raises(NotFound):
        await storage.get(key)
