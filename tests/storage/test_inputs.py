import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import InvalidInput
from danqing.core.job import Door, Job, Kind
from danqing.storage.fetch import Fetcher
from danqing.storage.inputs import Inputs, keys
from danqing.storage.objects import Objects, memory
from danqing.storage.signing import Signer
from danqing.storage.uploads import Uploads

pytestmark = pytest.mark.anyio

JOB = Job(door=Door.MULTIMODAL, model="qwen-image-edit", kind=Kind.EDIT, prompt="换个背景")

Picture = Callable[..., bytes]
Serve = Callable[..., str]


@pytest.fixture
def storage() -> Objects:
    return memory()


@pytest.fixture
def uploads(storage: Objects, clock: FixedClock, ids: CountingIds) -> Uploads:
    return Uploads(storage, Signer(b"0123456789abcdef", clock), clock, ids)


@pytest.fixture
async def inputs(storage: Objects, uploads: Uploads, ids: CountingIds) -> AsyncIterator[Inputs]:
    fetcher = Fetcher(allow_private=True)
    yield Inputs(storage, fetcher, uploads, ids)
    await fetcher.aclose()


def with_images(*images: str) -> Job:
    return replace(JOB, images=images)


def data_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


async def refused(inputs: Inputs, *images: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        await inputs.load("team-a", await inputs.stash(with_images(*images)))
    return caught.value


async def test_a_data_uri_is_kept_outside_the_job(inputs: Inputs, storage: Objects, picture: Picture) -> None:
    data = picture("JPEG")

    job = await inputs.stash(with_images(data_uri(data)))

    assert job == with_images("stash://inputs/00000000-0000-0000-0000-000000000001")
    assert keys(job) == ("inputs/00000000-0000-0000-0000-000000000001",)
    assert await storage.get(*keys(job)) == data


async def test_urls_stay_in_the_job_as_they_are(inputs: Inputs, storage: Objects) -> None:
    job = with_images("https://example.com/图.png?x=1", "HTTP://example.com/a", "oss://dashscope-instant/a/b")

    assert await inputs.stash(job) == job
    assert await storage.older("inputs", 1e12) == ()


async def test_a_job_without_images_stays_as_it_is(inputs: Inputs) -> None:
    assert await inputs.stash(JOB) == JOB
    assert await inputs.load("team-a", JOB) == ()


async def test_references_of_every_kind_are_loaded_in_order(
    inputs: Inputs, uploads: Uploads, serve: Serve, picture: Picture
) -> None:
    stashed, uploaded, fetched = picture("PNG"), picture("JPEG"), picture("WEBP")
    policy = uploads.policy("team-a", "qwen-image-edit", "https://danqing.test/uploads")
    await uploads.accept(
        {"policy": policy.policy, "Signature": policy.signature, "key": f"{policy.upload_dir}/图 片"}, uploaded
    )
    url = serve("/%E5%9B%BE.webp", fetched)

    job = await inputs.stash(
        with_images(data_uri(stashed), f"oss://{policy.upload_dir}/图 片", url.replace("%E5%9B%BE", "图"))
    )

    assert await inputs.load("team-a", job) == (stashed, uploaded, fetched)
    with pytest.raises(InvalidInput, match="oss download error"):
        await inputs.load("team-b", job)


async def test_no_row_carries_more_than_eight_kilobytes_an_image(inputs: Inputs, picture: Picture) -> None:
    job = await inputs.stash(with_images(*[data_uri(picture("PNG", (500, 500)))] * 3))

    assert all(len(image) < 100 for image in job.images)
    assert (await refused(inputs, "https://example.com/" + "a" * 8192)).code == "InvalidURL"


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "./nope.png",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "iVBORw0KGgo=",
        "stash://inputs/00000000-0000-0000-0000-000000000001",
        "STASH://inputs/00000000-0000-0000-0000-000000000001",
        " stash://inputs/00000000-0000-0000-0000-000000000001",
        "stash://results/20251121/t/1/t-1.png",
    ],
)
async def test_what_a_caller_may_not_name_is_refused(inputs: Inputs, picture: Picture, reference: str) -> None:
    await inputs.stash(with_images(data_uri(picture())))  # somebody else's, kept under the first id

    error = await refused(inputs, reference)

    assert error.code == "InvalidURL"
    assert error.message.startswith("Invalid URL provided in your request.")


async def test_a_bad_data_uri_is_refused_before_anything_is_kept(inputs: Inputs, storage: Objects) -> None:
    for uri, code in (
        ("data:image/png;base64,!", "InvalidParameter"),
        (data_uri(b"<html>"), "BadRequest.UnsupportedFileFormat"),
        (data_uri(b"\x89PNG\r\n\x1a\n"), "InvalidParameter"),
    ):
        with pytest.raises(InvalidInput) as caught:
            await inputs.stash(with_images(uri))
        assert caught.value.code == code
    assert await storage.older("inputs", 1e12) == ()


async def test_what_was_fetched_is_checked_too(inputs: Inputs, serve: Serve, picture: Picture) -> None:
    page = await refused(inputs, serve("/page.png", b"<html>login</html>"))
    cut = await refused(inputs, serve("/cut.png", picture("PNG", (200, 200))[:-100]))

    assert (page.code, cut.code) == ("BadRequest.UnsupportedFileFormat", "InvalidParameter")


async def test_of_several_bad_references_the_first_is_told(inputs: Inputs, serve: Serve) -> None:
    error = await refused(inputs, serve("/gone", status="404 Not Found"), "oss://nowhere")

    assert error.code == "BadRequest.InputDownloadFailed"


async def test_a_model_may_take_fewer_sizes_and_never_more(inputs: Inputs, picture: Picture) -> None:
    small = with_images(data_uri(picture("PNG", (64, 48))))
    with pytest.raises(InvalidInput, match="Sides are 256 to 4096 pixels"):
        await inputs.stash(replace(small, sides=(256, 4096)))
    with pytest.raises(InvalidInput, match="Sides are 256 to 4096 pixels"):
        await inputs.load("team-a", replace(await inputs.stash(small), sides=(256, 4096)))
    with pytest.raises(InvalidInput, match="Sides are 16 to 8192 pixels"):
        await inputs.stash(replace(with_images(data_uri(picture("PNG", (8, 8)))), sides=(1, 100_000)))


async def test_a_reference_that_is_no_longer_kept_is_told(inputs: Inputs, storage: Objects, picture: Picture) -> None:
    job = await inputs.stash(with_images(data_uri(picture())))
    await storage.delete(keys(job))

    with pytest.raises(InvalidInput) as caught:
        await inputs.load("team-a", job)
    assert caught.value.message == "Failed to download the input file: a data URI. It is no longer kept."
