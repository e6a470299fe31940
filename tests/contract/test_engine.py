"""One suite for everything that turns a job into images, wherever it does so."""

import asyncio
import atexit
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from PIL import Image as Pictures

from danqing.client import chat
from danqing.client.chat import Chat
from danqing.client.schedule import Schedule
from danqing.core.errors import EngineError, EngineRejected
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines import breaker, dashscope_cloud, openai_server
from danqing.engines.dashscope_cloud import DashscopeCloud
from danqing.engines.diffusion.devices import Devices
from danqing.engines.diffusion.made import made
from danqing.engines.engine import Engine
from danqing.engines.fake import Fake, plain_png
from danqing.engines.openai_server import OpenAIServer
from danqing.engines.pool import Pool
from danqing.engines.rewriting import rewriter
from danqing.engines.rewriting.rewriter import Rewriter
from danqing.engines.rewriting.rewritten import Rewritten
from danqing.engines.routed import Guarded, Routed
from tests.engines.loopback import Images, serving
from tests.service import in_memory, running

pytestmark = pytest.mark.anyio

DRAW = Job(
    door=Door.TEXT2IMAGE,
    model="wanx-v1",
    kind=Kind.DRAW,
    prompt="a cat",
    seed=5,
    size=Size(width=1024, height=1024),
    prompt_extend=False,
)
EDIT = replace(
    DRAW,
    door=Door.MULTIMODAL,
    model="qwen-image-edit-plus",
    kind=Kind.EDIT,
    images=("a", "b"),
    size=Size(width=640, height=512),
)


async def nowhere(url: str) -> bytes:
    raise AssertionError(f"nothing is to be fetched from {url}")


@asynccontextmanager
async def fake(_: Path) -> AsyncGenerator[Engine]:
    yield Fake()


@asynccontextmanager
async def pool(_: Path) -> AsyncGenerator[Engine]:
    yield Pool("danqing.engines.fake:FakeDrawer", slots=1)


@asynccontextmanager
async def openai(_: Path) -> AsyncGenerator[Engine]:
    async with serving(Images()) as one, serving(Images()) as other:
        terms = openai_server.Terms(urls=(f"{one}/v1", f"{other}/v1"), wait_seconds=0.1)
        yield OpenAIServer(terms, nowhere)


@asynccontextmanager
async def cloud(folder: Path) -> AsyncGenerator[Engine]:
    async with running(in_memory(folder)) as upstream, serving(upstream.service.app) as origin:
        terms = dashscope_cloud.Terms(
            url=f"{origin}/api/v1", key=upstream.key, schedule=Schedule(quick=0.01, quick_for=60, limit=60)
        )
        yield DashscopeCloud(terms)


@asynccontextmanager
async def routed(_: Path) -> AsyncGenerator[Engine]:
    yield Routed((Guarded(Fake()), Guarded(Fake())), breaker.Terms(failures=100))


@asynccontextmanager
async def rewritten(_: Path) -> AsyncGenerator[Engine]:
    async def anything(_: str) -> bool:
        return True

    nobody = Chat(chat.Terms(url="http://127.0.0.1:9/v1", model="m"))
    yield Rewritten(Fake(), Rewriter(nobody, rewriter.Terms(), anything, lambda *_: None), {}, ahead=1)


@cache
def weights() -> dict[str, Path]:
    """Return the folders of tiny models."""
    from tests.diffusion.tiny import build  # noqa: PLC0415  loads PyTorch

    folder = Path(mkdtemp(prefix="danqing-models-"))
    atexit.register(rmtree, folder)
    families = {DRAW.model: "qwen-image", EDIT.model: "qwen-image-edit-plus"}
    return {model: build(family, folder / family) for model, family in families.items()}


@asynccontextmanager
async def diffusion(folder: Path) -> AsyncGenerator[Engine]:
    told = {
        "models": {model: str(path) for model, path in weights().items()},
        "steps": dict.fromkeys(weights(), "2"),
        "load": "demand",
        "devices": ("cpu",),
        "reference_pixels": 128 * 128,
    }
    yield made(in_memory(folder, diffusion=told).diffusion)


def refused(engine: Engine) -> Job:
    """Return a job that the engine will never draw."""
    return replace(EDIT, model=DRAW.model) if isinstance(engine, Devices) else replace(DRAW, prompt="[reject]")


def failing(engine: Engine, prompt: str) -> Job:
    """Return a job that fails; models know no commands, but not every model is there."""
    return replace(DRAW, model="nobody") if isinstance(engine, Devices) else replace(DRAW, prompt=prompt)


THERE = [] if find_spec("torch") is None else [diffusion]
"""Where there is PyTorch; `make diffusion` runs this suite there."""


@pytest.fixture(params=[fake, pool, openai, cloud, routed, rewritten, *THERE], ids=lambda make: make.__name__)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    make: Callable[[Path], AbstractAsyncContextManager[Engine]] = request.param
    async with make(tmp_path) as engine:
        await engine.start()
        yield engine
        await engine.stop()


async def test_it_has_a_name_and_takes_at_least_one_job(engine: Engine) -> None:
    assert engine.name
    assert engine.slots >= 1


@pytest.mark.parametrize("n", [1, 4])
async def test_it_draws_as_many_pngs_as_asked_for_in_the_very_size_each_with_its_own_seed(
    engine: Engine, n: int
) -> None:
    drawing = await engine.run(replace(DRAW, n=n), ())
    drawn = [image for image in drawing.images if isinstance(image, Image)]
    assert [(image.width, image.height, image.seed) for image in drawn] == [(1024, 1024, 5 + i) for i in range(n)]
    for image in drawn:
        with Pictures.open(BytesIO(image.png)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1024, 1024))


async def test_it_edits_with_several_references(engine: Engine) -> None:
    (image,) = (await engine.run(EDIT, (plain_png(64, 64, 1), plain_png(80, 64, 2)))).images
    assert isinstance(image, Image)
    assert (image.width, image.height) == (640, 512)


async def test_what_it_refuses_is_refused_for_good(engine: Engine) -> None:
    with pytest.raises(EngineRejected) as caught:
        await engine.run(refused(engine), (plain_png(64, 64, 1),) * 2)
    assert not caught.value.retry
    assert caught.value.message


@pytest.mark.parametrize("prompt", ["[error] [bug]", "[lost]"])
async def test_it_fails_as_an_engine_does_and_draws_the_next_job(engine: Engine, prompt: str) -> None:
    with pytest.raises(EngineError):
        await engine.run(failing(engine, prompt), ())
    if isinstance(engine, OpenAIServer):
        await engine.look()  # a server that broke off is asked nothing until it is seen again
    assert (await engine.run(DRAW, ())).images


async def test_more_jobs_than_it_takes_at_once_are_all_drawn(engine: Engine) -> None:
    jobs = [replace(DRAW, seed=number) for number in range(engine.slots * 3)]
    drawings = await asyncio.gather(*(engine.run(job, ()) for job in jobs))
    seeds = [image.seed for drawing in drawings for image in drawing.images if isinstance(image, Image)]
    assert seeds == [job.seed for job in jobs]


async def test_a_job_that_is_called_off_leaves_room_for_the_next(engine: Engine) -> None:
    given_up = [asyncio.create_task(engine.run(replace(DRAW, prompt="[slow 1]"), ())) for _ in range(engine.slots)]
    await asyncio.wait(given_up, timeout=0.05)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    assert (await engine.run(DRAW, ())).images


async def test_only_a_job_that_lets_its_prompt_be_extended_is_told_of_another(engine: Engine) -> None:
    assert (await engine.run(DRAW, ())).actual_prompt is None
