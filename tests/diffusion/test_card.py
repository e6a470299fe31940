"""What becomes of tasks when the card, the memory or the process fails in the middle of a drawing."""

# pyright: basic, reportMissingImports=false

import json
import os
import re
import signal
import subprocess
from base64 import b64decode
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.diffusion.breaking import broken
from tests.diffusion.card import Card
from tests.diffusion.studio import Tiny, studio
from tests.diffusion.user import User

DRAW: dict[str, Any] = {"model": "qwen-image", "size": "64*64", "n": 1, "seed": 11, "prompt_extend": False}
STEPS = 4
PASSES = 2 * STEPS
"""Guidance asks twice a step."""


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path / "card")


@pytest.fixture
def user(tmp_path: Path, card: Card, tiny: Tiny, request: pytest.FixtureRequest) -> Generator[User]:
    """Somebody in front of a server whose card does as it is told; settings come from the test's parameter."""
    settings: dict[str, object] = getattr(request, "param", {})
    told = {"diffusion__steps": f"qwen-image={STEPS}", **settings}
    with studio(tmp_path, {"qwen-image": tiny("qwen-image")}, card, **told) as server, User(server) as user:
        yield user
        card.release()


def drawing_processes(server: int) -> list[int]:
    """Return the processes that draw with models, without the composer's."""
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(server)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [int(line.split()[0]) for line in lines if "engines.diffusion" in line]
    assert found
    return found


def hear(call: AbstractContextManager[httpx.Response], seen: SimpleQueue[dict[str, Any]]) -> None:
    """Put what a stream tells into `seen`, as it comes."""
    with call as answer:
        for line in answer.iter_lines():
            if line.startswith("data: {"):
                seen.put(json.loads(line.removeprefix("data: ")))


def metric(user: User, name: str, **labels: str) -> float:
    """Return the sum of a metric over every label that is not given."""
    lines = httpx.get(f"{user.server.origin}/metrics").text.splitlines()
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    return sum(
        float(line.rpartition(" ")[2])
        for line in lines
        if re.match(rf"{name}(\{{|\s)", line) and all(want in line for want in wanted)
    )


def test_a_task_whose_process_is_killed_is_drawn_again_and_counted_once(user: User, card: Card) -> None:
    with card.held():
        created = user.call("create", prompt="a red fox", **DRAW)
        card.reached(3)
        for process in drawing_processes(user.server.pid):
            os.kill(process, signal.SIGKILL)
    ended = user.call("wait", task=created.task_id)
    assert ended.output["task_status"] == "SUCCEEDED", ended
    assert ended.usage == {"image_count": 1}
    assert metric(user, "danqing_images_total") == 1
    assert metric(user, "danqing_tasks_total", outcome="again") == 1


@pytest.mark.parametrize("user", [{"diffusion__job_seconds": 5}], indirect=True)
def test_a_drawing_that_takes_too_long_ends_within_a_step_and_the_model_stays_loaded(user: User, card: Card) -> None:
    (first,) = user.draws(**DRAW)
    before, processes = card.passes, drawing_processes(user.server.pid)
    with card.held():
        created = user.call("create", prompt="a red fox", **DRAW)
        card.reached(before + 1)
        ended = user.call("wait", task=created.task_id)
    assert (ended.output["task_status"], ended.output["code"]) == ("FAILED", "InternalError.Timeout")
    (again,) = user.draws(**DRAW)
    assert card.passes - before <= 1 + 2 + PASSES
    assert drawing_processes(user.server.pid) == processes
    assert again.tobytes() == first.tobytes()


def test_how_far_a_drawing_is_can_be_seen_while_it_is_drawn(user: User, card: Card) -> None:
    wanted = {"model": "qwen-image", "prompt": "a red fox", "size": "64x64", "stream": True, "partial_images": 2}
    call = httpx.stream(
        "POST", f"{user.server.origin}/v1/images/generations", json=wanted, headers=user.server.headers, timeout=60
    )
    seen: SimpleQueue[dict[str, Any]] = SimpleQueue()
    with card.held(), ThreadPoolExecutor(1) as elsewhere:
        drawn = elsewhere.submit(hear, call, seen)
        card.reached(PASSES - 1)
        early = [seen.get(timeout=60), seen.get(timeout=60)]  # while the last step is not done yet
        card.release()
        drawn.result()
    told = [*early, seen.get()]
    assert [event["type"].rpartition(".")[2] for event in told] == ["partial_image", "partial_image", "completed"]
    for event in told:
        Image.open(BytesIO(b64decode(event["b64_json"]))).verify()


def test_a_picture_too_large_for_the_memory_is_drawn_again_in_tiles(user: User, card: Card) -> None:
    card.allow(32 * 32)
    (picture,) = user.draws(**DRAW | {"size": "512*512"})
    assert picture.size == (512, 512)
    assert card.overflows == 1


def test_a_picture_too_large_even_in_tiles_fails_and_the_next_is_drawn(user: User, card: Card) -> None:
    card.allow(1)
    answer = user.call("draw", text="a red fox", **DRAW | {"size": "512*512"})
    assert answer.status == 500
    assert card.overflows == 2
    processes = drawing_processes(user.server.pid)
    card.allow(32 * 32)
    assert user.draws(**DRAW)
    assert drawing_processes(user.server.pid) == processes


def test_5_the_picture_after_a_fault_is_what_it_would_be_without_the_fault(
    tmp_path: Path, card: Card, tiny: Tiny
) -> None:
    model = broken("the_first_block_says_little", tiny("qwen-image"), tmp_path / "model")
    told = {"steps": f"qwen-image={STEPS}", "cache": "first-block", "cache_threshold": 0.9}
    settings = {f"diffusion__{name}": value for name, value in told.items()}
    with studio(tmp_path, {"qwen-image": model}, card, **settings) as server, User(server) as user:
        (before,) = user.draws(**DRAW)
        processes = drawing_processes(server.pid)
        card.break_at(2)
        assert user.call("draw", text="a red fox", **DRAW | {"seed": 12}).status == 500
        (after,) = user.draws(**DRAW)
        assert drawing_processes(server.pid) == processes
    assert after.tobytes() == before.tobytes()


def test_a_card_on_which_nothing_works_any_more_gets_a_new_process_and_the_task_is_drawn(
    user: User, card: Card
) -> None:
    """After a CUDA error every later call of its process failed too, and nothing was drawn until a restart."""
    before = drawing_processes(user.server.pid)
    card.break_at(3, words="CUDA error: unspecified launch failure")
    assert user.draws(**DRAW)
    assert not set(drawing_processes(user.server.pid)) & set(before)
