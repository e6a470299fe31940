"""Servers of the OpenAI images API as an engine, and everything that can become of them."""

import asyncio
import inspect
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pictures

from danqing.client.answer import Answer
from danqing.core.errors import (
    EngineBusy,
    EngineError,
    EngineLost,
    EngineRejected,
    EngineTimeout,
    InvalidInput,
    InvalidParameter,
)
from danqing.core.image import Failure, Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines import openai_server
from danqing.engines.border import LONGEST
from danqing.engines.delivery import Undeliverable
from danqing.engines.fake import plain_png
from danqing.engines.openai_server import OpenAIServer, Terms, engine_errors, refusal
from danqing.engines.servers import Search, Server, least_busy, serving
from tests.client.recorded import DROP, SILENCE, Say, page, say
from tests.client.recorded import Server as Recorded
from tests.engines import loopback
from tests.engines.loopback import Images, Time, jpeg

pytestmark = pytest.mark.anyio

JOB = Job(
    door=Door.TEXT2IMAGE,
    model="qwen-image",
    kind=Kind.DRAW,
    prompt="a cat",
    size=Size(width=64, height=32),
    seed=3,
    prompt_extend=False,
)
GENERATIONS = "POST /v1/images/generations"
PICTURE = plain_png(64, 32, 4)


async def nowhere(url: str) -> bytes:
    raise AssertionError(f"nothing is to be fetched from {url}")


@asynccontextmanager
async def engine_of(
    *urls: str, fetch: Callable[[str], Awaitable[bytes]] = nowhere, time: Time | None = None, **terms: Any
) -> AsyncGenerator[OpenAIServer]:
    """Start an engine over servers by their origins; nothing looks at them again unless it is told to."""
    wanted = Terms(urls=tuple(f"{url}/v1" for url in urls), health_seconds=3600, **terms)
    engine = OpenAIServer(wanted, fetch, time.pace if time else None)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


@asynccontextmanager
async def one(images: Images, **terms: Any) -> AsyncGenerator[OpenAIServer]:
    async with loopback.serving(images) as origin, engine_of(origin, **terms) as engine:
        yield engine


@asynccontextmanager
async def two(first: Images, second: Images, **terms: Any) -> AsyncGenerator[OpenAIServer]:
    async with (
        loopback.serving(first) as one_origin,
        loopback.serving(second) as other_origin,
        engine_of(one_origin, other_origin, **terms) as engine,
    ):
        yield engine


def drawn(images: tuple[Image | Failure, ...]) -> list[Image]:
    return [image for image in images if isinstance(image, Image)]


async def test_each_picture_is_a_request_of_its_own_with_its_own_seed() -> None:
    images = Images()
    async with one(images, models={"qwen-image": "Qwen/Qwen-Image"}, at_once=4) as engine:
        drawing = await engine.run(replace(JOB, n=3), ())
    assert sorted((said["model"], said["n"], said["seed"]) for said in images.seen) == [
        ("Qwen/Qwen-Image", 1, seed) for seed in (3, 4, 5)
    ]
    assert drawing.engine == "vllm-omni/Qwen/Qwen-Image"


async def test_a_server_without_seeds_is_asked_once_and_what_it_did_not_draw_is_missing() -> None:
    images = Images(most=2)
    async with one(images, kind="openai") as engine:
        drawing = await engine.run(replace(JOB, n=3), ())
    assert [said["n"] for said in images.seen] == [3]
    assert [type(image) for image in drawing.images] == [Image, Image, Failure]
    assert drawing.notes == {"ignored": "seed"}


async def test_references_are_files_of_a_form() -> None:
    images = Images()
    job = replace(JOB, kind=Kind.EDIT, images=("a", "b"), door=Door.MULTIMODAL)
    async with one(images) as engine:
        await engine.run(job, (PICTURE, jpeg(20, 20)))
    (said,) = images.seen
    assert (said["path"], said["prompt"], said["size"], said["seed"]) == ("edits", "a cat", "64x32", "3")
    assert said["images"] == [
        ("image", "reference-1.png", "image/png", PICTURE),
        ("image", "reference-2.jpeg", "image/jpeg", jpeg(20, 20)),
    ]


@pytest.mark.parametrize(("key", "said"), [("sk-1", "Bearer sk-1"), ("", "")])
async def test_the_key_is_said_if_there_is_one(key: str, said: str) -> None:
    images = Images()
    async with one(images, key=key) as engine:
        await engine.run(JOB, ())
    assert set(images.keys) == {said}


async def test_a_revised_prompt_is_told_to_those_who_let_it_be_revised() -> None:
    async with one(Images()) as engine:
        assert (await engine.run(replace(JOB, prompt_extend=True), ())).actual_prompt == "a cat, revised"
        assert (await engine.run(JOB, ())).actual_prompt is None


@pytest.mark.parametrize("address", ["gpu-1:8000", "ftp://gpu-1/v1", ""])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InvalidParameter):
        OpenAIServer(Terms(urls=(address,)), nowhere)


@pytest.mark.parametrize("picture", [plain_png(80, 80, 1), jpeg(64, 32), jpeg(31, 500)])
async def test_a_picture_of_another_size_or_kind_is_made_to_fit(picture: bytes) -> None:
    async with one(Images(picture=picture)) as engine:
        (image,) = drawn((await engine.run(JOB, ())).images)
    with Pictures.open(BytesIO(image.png)) as opened:
        assert (opened.format, opened.size) == ("PNG", (64, 32))


async def test_a_url_on_the_servers_own_origin_is_read_from_it_with_the_key() -> None:
    images = Images(as_url="/picture.png")
    async with one(images, key="sk-1") as engine:
        (image,) = drawn((await engine.run(JOB, ())).images)
    assert image.png == plain_png(64, 32, 1)
    assert set(images.keys) == {"Bearer sk-1"}


async def test_a_url_anywhere_else_is_read_by_the_guarded_fetcher() -> None:
    fetched: list[str] = []

    async def fetch(url: str) -> bytes:
        fetched.append(url)
        return PICTURE

    async with one(Images(as_url="https://files.example.com/a.png?sig=1"), fetch=fetch) as engine:
        (image,) = drawn((await engine.run(JOB, ())).images)
    assert (fetched, image.png) == (["https://files.example.com/a.png?sig=1"], PICTURE)


async def test_a_url_that_the_fetcher_refuses_is_a_missing_picture() -> None:
    async def fetch(_: str) -> bytes:
        raise InvalidInput("Connection to 10.0.0.1 refused")

    async with one(Images(as_url="http://10.0.0.1/a.png"), fetch=fetch) as engine:
        (missing,) = (await engine.run(JOB, ())).images
    assert isinstance(missing, Failure)
    assert (missing.code, "10.0.0.1" in missing.message) == ("InternalError.Algo", False)


@pytest.mark.parametrize("url", ["/expired.png", "http://[broken", "ftp://files/a.png"])
async def test_a_url_that_is_no_longer_good_or_never_was_is_a_missing_picture(url: str) -> None:
    async def fetch(_: str) -> bytes:
        raise InvalidInput

    async with one(Images(as_url=url), fetch=fetch) as engine:
        assert isinstance((await engine.run(JOB, ())).images[0], Failure)


async def test_bytes_that_are_no_picture_are_a_missing_picture() -> None:
    async with one(Images(picture=b"\x89PNG not really")) as engine:
        assert isinstance((await engine.run(JOB, ())).images[0], Failure)


async def test_a_refusal_is_told_in_the_servers_words_and_names_no_machine() -> None:
    async with one(Images()) as engine:
        with pytest.raises(EngineRejected) as caught:
            await engine.run(replace(JOB, prompt="[reject]"), ())
    assert caught.value.message == "no: [reject] at … in …"
    assert caught.value.code == "InvalidParameter"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (say({"detail": "Invalid size format"}, 400), EngineRejected, "InvalidParameter"),
        (say({"detail": [{"loc": ["body"], "msg": "field required"}]}, 422), EngineRejected, "InvalidParameter"),
        (
            say({"error": {"code": "moderation_blocked", "message": "safety system"}}, 400),
            EngineRejected,
            "DataInspectionFailed",
        ),
        (say({"error": {"message": "bad key"}}, 401), EngineLost, "InternalError"),
        (say({"error": {"message": "no such model"}}, 404), EngineLost, "InternalError"),
        (say({"error": {"message": "out of memory"}}, 500), EngineError, "InternalError.Algo"),
        (page(502), EngineLost, "InternalError"),
        (page(200), EngineLost, "InternalError"),
        (say({"data": []}), EngineLost, "InternalError"),
        (Say(body=b"\x00\xff garbage"), EngineLost, "InternalError"),
        (Say(body=b'{"data": [', promise=5000), EngineLost, "InternalError"),
        (DROP, EngineLost, "InternalError"),
    ],
    ids="400 422 moderation 401 404 500 502 html nothing garbage broken dropped".split(),
)
async def test_each_answer_that_has_no_pictures_is_one_error_of_ours(
    answer: Say, kind: type[EngineError], code: str
) -> None:
    with Recorded() as server:
        server.on("GET /v1/models", say({"data": []})).on(GENERATIONS, answer)
        async with engine_of(server.url, wait_seconds=0.01) as engine:
            with pytest.raises(EngineError) as caught:
                await engine.run(JOB, ())
    assert (type(caught.value), caught.value.code) == (kind, code)


async def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_server, "MOST_ANSWERED", 1000)
    with Recorded() as server:
        server.on("GET /v1/models", say({"data": []})).on(GENERATIONS, Say(body=b" " * 5000, promise=10**9))
        async with engine_of(server.url) as engine:
            with pytest.raises(EngineError, match="sent more than") as caught:
                await engine.run(JOB, ())
    assert type(caught.value) is Undeliverable


async def test_a_server_that_is_too_slow_is_a_timeout_and_is_not_asked_again() -> None:
    with Recorded() as server:
        server.on("GET /v1/models", say({"data": []})).on(GENERATIONS, SILENCE)
        async with engine_of(server.url, image_seconds=0.2) as engine:
            with pytest.raises(EngineTimeout):
                await engine.run(JOB, ())
        assert len(server.got(GENERATIONS)) == 1


@given(st.integers(300, 999), st.binary(max_size=400), st.text(max_size=20))
def test_any_answer_at_all_is_an_error_whose_words_a_caller_may_read(status: int, body: bytes, later: str) -> None:
    error = refusal(Answer(status=status, headers={"retry-after": later}, body=body))
    assert error.retry_after >= 0
    if isinstance(error, EngineRejected):
        assert error.message.isprintable()
        assert 0 < len(error.message) <= LONGEST
        assert "http://" not in error.message


def every_transport_error() -> list[type[Exception]]:
    return [
        kind
        for kind in vars(httpx).values()
        if inspect.isclass(kind) and issubclass(kind, Exception) and kind.__module__ == "httpx"
    ]


def made(kind: type[Exception]) -> Exception:
    request = httpx.Request("GET", "http://gpu-1")
    if kind is httpx.HTTPStatusError:
        return httpx.HTTPStatusError("x", request=request, response=httpx.Response(500, request=request))
    return kind("x") if "message" in inspect.signature(kind).parameters else kind()


def test_every_error_of_the_transport_is_one_of_ours() -> None:
    kinds: dict[str, type[Exception]] = {}
    for kind in every_transport_error():
        with pytest.raises(EngineError) as caught, engine_errors("http://gpu-1"):
            raise made(kind)
        kinds[kind.__name__] = type(caught.value)
    assert len(kinds) > 20
    assert {name for name, kind in kinds.items() if kind is EngineTimeout} == {"ReadTimeout", "WriteTimeout"}
    assert {name for name, kind in kinds.items() if kind is EngineBusy} == {"PoolTimeout"}
    assert set(kinds.values()) == {EngineTimeout, EngineBusy, EngineLost}


async def test_some_pictures_of_several_may_be_missing() -> None:
    with Recorded() as server:
        good = say({"data": [{"b64_json": b64encode(PICTURE).decode()}]})
        server.on("GET /v1/models", say({"data": []})).on(GENERATIONS, good, say({}, 500), good)
        async with engine_of(server.url) as engine:
            drawing = await engine.run(replace(JOB, n=3), ())
    assert sorted(type(image).__name__ for image in drawing.images) == ["Failure", "Image", "Image"]


async def test_a_server_that_dies_in_the_middle_is_left_for_another() -> None:
    with Recorded() as dying:
        dying.on("GET /v1/models", say({"data": []})).on(GENERATIONS, Say(body=b"{", promise=5000))
        images = Images()
        async with loopback.serving(images) as origin, engine_of(dying.url, origin) as engine:
            assert drawn((await engine.run(JOB, ())).images)
            assert drawn((await engine.run(JOB, ())).images)
        assert len(dying.got(GENERATIONS)) == 1
    assert len(images.seen) == 2


async def test_a_picture_that_ends_servers_ends_each_of_them_once() -> None:
    first, second = Images(), Images()
    async with two(first, second) as engine:
        with pytest.raises(EngineLost):
            await engine.run(replace(JOB, prompt="[lost]"), ())
    assert (len(first.seen), len(second.seen)) == (1, 1)


async def test_pictures_go_to_the_server_with_most_room_and_never_more_at_once_than_it_takes() -> None:
    first, second = Images(expected=2), Images(expected=2)
    first.gate.clear()
    second.gate.clear()
    async with two(first, second, at_once=2) as engine:
        drawing = asyncio.create_task(engine.run(replace(JOB, n=8), ()))
        await asyncio.gather(first.begun.wait(), second.begun.wait())
        first.gate.set()
        second.gate.set()
        assert len(drawn((await drawing).images)) == 8
    assert (first.most_running, second.most_running) == (2, 2)
    assert len(first.seen) + len(second.seen) == 8


async def test_a_busy_server_rests_for_as_long_as_it_asked_and_is_asked_again() -> None:
    time, images = Time(), Images(busy=2, retry_after="7")
    async with one(images, time=time) as engine:
        assert drawn((await engine.run(JOB, ())).images)
    assert time.slept == [7, 7]
    assert len(images.seen) == 3


async def test_a_server_that_stays_busy_is_given_up_after_the_time_that_a_task_may_wait() -> None:
    time, images = Time(), Images(busy=100, retry_after="20")
    async with one(images, time=time, wait_seconds=30) as engine:
        with pytest.raises(EngineBusy):
            await engine.run(JOB, ())
    assert time.slept == [20, 10]


async def test_a_busy_server_is_passed_over_while_another_is_not() -> None:
    time, busy, free = Time(), Images(busy=1, retry_after="60"), Images()
    async with two(busy, free, time=time) as engine:
        assert drawn((await engine.run(JOB, ())).images)
        assert drawn((await engine.run(JOB, ())).images)
    assert (time.slept, len(busy.seen), len(free.seen)) == ([], 1, 2)


async def test_a_server_that_is_down_is_waited_for_and_used_once_it_is_seen() -> None:
    images = Images(status=503)
    async with one(images, wait_seconds=60) as engine:
        drawing = asyncio.create_task(engine.run(JOB, ()))
        await asyncio.wait((drawing,), timeout=0.01)
        images.status = 200
        await engine.look()
        assert drawn((await drawing).images)


async def test_servers_that_are_all_down_are_lost_after_the_time_that_a_task_may_wait() -> None:
    time = Time()
    async with engine_of("http://127.0.0.1:9", time=time, wait_seconds=30) as engine:
        with pytest.raises(EngineLost):
            await engine.run(JOB, ())
    assert time.slept == [30]


async def test_a_picture_goes_to_a_server_that_has_the_model() -> None:
    drawing, editing = Images(models=("qwen-image",)), Images(models=("qwen-image-edit",))
    async with two(drawing, editing, at_once=9) as engine:
        await engine.run(replace(JOB, n=4), ())
        await engine.run(replace(JOB, model="qwen-image-edit"), (PICTURE,))
    assert (len(drawing.seen), len(editing.seen)) == (4, 1)


async def test_a_job_that_is_called_off_hangs_up() -> None:
    images = Images()
    images.gate.clear()
    async with one(images) as engine:
        drawing = asyncio.create_task(engine.run(JOB, ()))
        await images.begun.wait()
        drawing.cancel()
        await images.left.wait()
        with pytest.raises(asyncio.CancelledError):
            await drawing
        images.gate.set()
        images.left.clear()
        assert drawn((await engine.run(JOB, ())).images)


def test_the_least_busy_server_is_chosen_and_among_equals_the_one_that_served_least() -> None:
    busy, worn, fresh = Server("a", running=1), Server("b", served=9), Server("c", served=3)
    assert least_busy([busy, worn, fresh], at_once=2) is fresh
    assert least_busy([busy], at_once=1) is None


def test_a_server_that_does_not_say_what_it_serves_may_serve_anything() -> None:
    silent, other = Server("a"), Server("b", models=frozenset({"x"}))
    assert serving([silent, other], "y") == [silent]
    assert serving([other], "y") == [other]
    assert Search(model="y").tried == set()
