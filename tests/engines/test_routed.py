"""Several engines in order: which one draws, when the next one is asked, and what is told of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from danqing.app import Service
from danqing.app.engines import catalog_of
from danqing.core.errors import EngineBusy, EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.core.progress import Report, unheard
from danqing.engines.breaker import Terms
from danqing.engines.engine import READY, Drawing
from danqing.engines.fake import Fake, plain_png
from danqing.engines.routed import Guarded, Routed
from danqing.settings import BadSettings, Settings
from tests.engines.loopback import Images, Time, serving
from tests.service import ASYNC, MULTIMODAL, PICTURE, T2I, Running, in_memory, running

pytestmark = pytest.mark.anyio

JOB = Job(door=Door.TEXT2IMAGE, model="m", kind=Kind.DRAW, prompt="a cat", size=Size(width=8, height=8))
TERMS = Terms(failures=2, seconds=30)


@dataclass(eq=False)
class Scripted:
    """An engine that fails as it is told, one error for each job, and then draws."""

    name: str
    slots: int = 1
    faults: list[EngineError] = field(default_factory=list[EngineError])
    ran: int = 0
    state: str = READY

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        del references, report
        self.ran += 1
        if self.faults:
            raise self.faults.pop(0)
        return Drawing(images=(Image(png=plain_png(8, 8, 1), width=8, height=8, seed=job.seed),))


def route(time: Time, *engines: Scripted) -> Routed:
    return Routed([Guarded(engine) for engine in engines], TERMS, time.pace)


async def test_the_first_choice_draws_while_it_can() -> None:
    gpu, cloud = Scripted("gpu", slots=3), Scripted("cloud")
    routed = route(Time(), gpu, cloud)
    assert (await routed.run(JOB, ())).engine == "gpu"
    assert (routed.name, routed.slots, cloud.ran) == ("gpu, cloud", 3, 0)


@pytest.mark.parametrize("fault", [EngineLost, EngineBusy])
async def test_the_next_one_is_asked_where_it_may_help(fault: Callable[[], EngineError]) -> None:
    assert (await route(Time(), Scripted("gpu", faults=[fault()]), Scripted("cloud")).run(JOB, ())).engine == "cloud"


@pytest.mark.parametrize("fault", [EngineRejected, EngineTimeout, EngineError])
async def test_the_next_one_is_not_asked_where_it_would_not_help(fault: Callable[[], EngineError]) -> None:
    cloud = Scripted("cloud")
    with pytest.raises(EngineError):
        await route(Time(), Scripted("gpu", faults=[fault()]), cloud).run(JOB, ())
    assert cloud.ran == 0


async def test_an_engine_that_keeps_failing_is_left_alone_and_tried_again_after_its_rest() -> None:
    time, gpu, cloud = Time(), Scripted("gpu", faults=[EngineLost() for _ in range(3)]), Scripted("cloud")
    routed = route(time, gpu, cloud)

    async def drew() -> str:
        return (await routed.run(JOB, ())).engine

    assert [await drew() for _ in range(5)] == ["cloud"] * 5
    assert gpu.ran == 2
    time.now += 30
    assert (await drew(), gpu.ran) == ("cloud", 3)  # the trial failed
    assert (await drew(), gpu.ran) == ("cloud", 3)
    time.now += 30
    assert [await drew() for _ in range(2)] == ["gpu", "gpu"]


async def test_the_last_ones_trouble_is_told_when_all_fail() -> None:
    with pytest.raises(EngineBusy):
        await route(Time(), Scripted("gpu", faults=[EngineLost()]), Scripted("cloud", faults=[EngineBusy()])).run(
            JOB, ()
        )


async def test_a_job_waits_while_every_engine_rests() -> None:
    time = Time()
    gpu, cloud = (Scripted(name, faults=[EngineLost(), EngineLost()]) for name in ("gpu", "cloud"))
    routed = route(time, gpu, cloud)
    for _ in range(2):
        with pytest.raises(EngineLost):
            await routed.run(JOB, ())
    assert (await routed.run(JOB, ())).engine == "gpu"
    assert time.slept == [30]


async def test_routes_that_share_an_engine_share_its_breaker() -> None:
    time, gpu, cloud = Time(), Guarded(Scripted("gpu", faults=[EngineLost(), EngineLost()])), Scripted("cloud")
    one, other = (Routed([gpu, Guarded(cloud)], TERMS, time.pace) for _ in range(2))
    await one.run(JOB, ())
    await other.run(JOB, ())
    await one.run(JOB, ())
    assert isinstance(gpu.engine, Scripted)
    assert gpu.engine.ran == 2


async def test_a_job_that_is_called_off_says_nothing_of_its_engine() -> None:
    fake = Fake()
    fake.gate.clear()
    guarded = Guarded(fake)
    drawing = asyncio.create_task(Routed([guarded, Guarded(Fake())], TERMS).run(JOB, ()))
    await asyncio.wait((drawing,), timeout=0.01)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert guarded.breaker.failures == 0


def models(folder: Path, engine: str) -> Path:
    path = folder / "routes.toml"
    names = ("qwen-image", "wanx-v1", "qwen-image-edit-plus")
    path.write_text("\n".join(f'["{name}"]\nengine = {engine}' for name in names))
    return path


@asynccontextmanager
async def door(settings: Settings) -> AsyncGenerator[tuple[httpx.AsyncClient, Service]]:
    async with Service(settings=settings).open() as service:
        transport = httpx.ASGITransport(app=service.app)
        headers = {"Authorization": f"Bearer {service.first_key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://danqing.test", headers=headers) as http:
            yield http, service


@asynccontextmanager
async def upstream(folder: Path) -> AsyncGenerator[tuple[str, Running]]:
    """Run another Danqing, as a cloud."""
    (folder / "cloud").mkdir()
    async with running(in_memory(folder / "cloud")) as service, serving(service.service.app) as origin:
        yield f"{origin}/api/v1", service


def settings_of(folder: Path, engine: str, **stages: dict[str, object]) -> Settings:
    return in_memory(folder, engines={"models_file": models(folder, engine), "processes": 1}, **stages)


async def end_of(http: httpx.AsyncClient, service: Service, **input_: object) -> httpx.Response:
    body = {
        "model": "wanx-v1",
        "input": {"prompt": "a cat", **input_},
        "parameters": {"n": 2, "seed": 7, "style": "<watercolor>"},
    }
    created = await http.post(T2I, json=body, headers=ASYNC)
    task = await service.gateway.read("1", created.json()["output"]["task_id"])
    while task and not task.status.is_final:
        task = await service.gateway.ledger.moved(task)
    assert task
    return await http.get(f"/api/v1/tasks/{task.id}")


async def test_one_danqing_draws_with_another_as_its_cloud(tmp_path: Path) -> None:
    async with upstream(tmp_path) as (url, other):
        cloud: dict[str, object] = {"url": url, "key": other.key, "poll_seconds": 0.01}
        async with door(settings_of(tmp_path, '"cloud"', cloud=cloud)) as (http, service):
            told = await end_of(http, service)
            assert told.headers["x-image-engine"] == "dashscope/fake/1.0"
            urls = [result["url"] for result in told.json()["output"]["results"]]
            assert told.json()["usage"] == {"image_count": 2}
            kept = [(await http.get(url)).content for url in urls]
            metrics = (await http.get("/metrics")).text
    assert kept == [plain_png(1024, 1024, seed % 7) for seed in (7, 8)]  # read and kept: the cloud is gone by now
    assert all(address.startswith("http://danqing.test/files/") for address in urls)
    assert 'danqing_images_total{engine="dashscope/fake/1.0",model="wanx-v1"} 2.0' in metrics


async def test_one_danqing_edits_with_another_as_its_cloud(tmp_path: Path) -> None:
    async with upstream(tmp_path) as (url, other):
        cloud: dict[str, object] = {"url": url, "key": other.key}
        async with door(settings_of(tmp_path, '"cloud"', cloud=cloud)) as (http, _):
            content = [{"image": PICTURE}, {"text": "make it blue"}]
            body = {
                "model": "qwen-image-edit-plus",
                "input": {"messages": [{"role": "user", "content": content}]},
                "parameters": {"size": "640*512"},
            }
            told = await http.post(MULTIMODAL, json=body)
    assert told.status_code == 200, told.text
    assert told.headers["x-image-engine"] == "dashscope/fake/1.0"
    assert told.json()["usage"] == {"width": 640, "height": 512, "image_count": 1}


async def test_the_cloud_stands_in_for_image_servers_that_are_down_and_a_refusal_stays_one(tmp_path: Path) -> None:
    images = Images()
    async with upstream(tmp_path) as (url, other), serving(images) as origin:
        stages: dict[str, dict[str, object]] = {
            "cloud": {"url": url, "key": other.key, "poll_seconds": 0.01},
            "openai": {"servers": f"{origin}/v1, http://127.0.0.1:9/v1", "wait_seconds": 0.01, "health_seconds": 3600},
        }
        async with door(settings_of(tmp_path, '["openai", "cloud"]', **stages)) as (http, service):
            drawn = await end_of(http, service)
            assert drawn.headers["x-image-engine"] == "vllm-omni/wanx-v1"
            assert drawn.headers["x-vllm-omni-ignored"] == "style"
            assert (await end_of(http, service, prompt="[lost]")).headers.get("x-image-engine") is None
            refused = (await end_of(http, service, prompt="[reject]")).json()["output"]
            lost = await end_of(http, service)
            health = (await http.get("/healthz")).json()
    assert (refused["task_status"], refused["code"]) == ("FAILED", "InvalidParameter")
    assert lost.headers["x-image-engine"] == "dashscope/fake/1.0"
    assert health["engines"]["wanx-v1"] == "vllm-omni, dashscope"


async def test_an_engine_of_several_routes_is_started_and_stopped_once(tmp_path: Path) -> None:
    path = tmp_path / "routes.toml"
    path.write_text('["wanx-v1"]\nengine = ["fake", "composer"]')
    settings = in_memory(tmp_path, engines={"models_file": path, "processes": 1})
    async with door(settings) as (http, service):
        told = await end_of(http, service)
    assert told.headers["x-image-engine"] == "fake/1.0"


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ('"gpu"', "known: composer, fake, diffusion, openai, cloud"),
        ('["fake", "gpu"]', "unknown engine 'gpu'"),
        ('"openai"', "openai.servers"),
        ('"cloud"', "lack url or key"),
        ('"cloud-beijing"', "`cloud-beijing`"),
    ],
)
async def test_an_engine_that_is_not_there_or_not_set_stops_the_start(tmp_path: Path, engine: str, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        async with Service(settings=settings_of(tmp_path, engine)).open():
            pass


def test_a_models_engines_must_be_several_or_one(tmp_path: Path) -> None:
    for engine in ("[]", '["fake", "fake"]'):
        with pytest.raises(Exception, match="at least one engine"):
            catalog_of(settings_of(tmp_path, engine))
