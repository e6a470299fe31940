"""A server without a card draws with one that has a card, over either API, and the pictures are the same."""

# pyright: basic, reportMissingImports=false

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.diffusion.studio import models_file
from tests.diffusion.user import User
from tests.live import Live

ENGINES = {
    "cloud": ("cloud__url", "cloud__key", "dashscope/"),
    "openai": ("openai__servers", "openai__key", "vllm-omni/"),
}


@pytest.fixture(scope="module", params=ENGINES)
def front(request: pytest.FixtureRequest, user: User, tmp_path_factory: pytest.TempPathFactory) -> Generator[User]:
    """Somebody in front of a server that has `user`'s server draw."""
    folder = tmp_path_factory.mktemp(request.param)
    address, key, _ = ENGINES[request.param]
    where = user.server.base_url if request.param == "cloud" else f"{user.server.origin}/v1"
    settings = {address: where, key: user.server.key, "inputs__allow_private_networks": True}
    written = models_file(folder, ("qwen-image", "qwen-image-edit-plus"), engine=request.param)
    with Live(folder / "data", engines__models_file=written, **settings) as server, User(server) as somebody:
        yield somebody


def test_it_draws_what_the_other_draws(user: User, front: User) -> None:
    draw = {"model": "qwen-image", "size": "64*64", "n": 2, "seed": 11, "prompt_extend": False}
    ours, theirs = (one.draws(**draw) for one in (front, user))
    assert [picture.tobytes() for picture in ours] == [picture.tobytes() for picture in theirs]


def test_it_edits_what_the_other_edits(user: User, front: User, tmp_path: Path) -> None:
    path = tmp_path / "reference.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    edit = {"model": "qwen-image-edit-plus", "images": [f"file://{path}"], "size": "64*64", "n": 1, "seed": 1}
    ours, theirs = (one.draws(**edit, prompt_extend=False) for one in (front, user))
    assert ours[0].tobytes() == theirs[0].tobytes()


def test_who_drew_is_told(front: User, request: pytest.FixtureRequest) -> None:
    messages = [{"role": "user", "content": [{"text": "a red fox"}]}]
    answer = httpx.post(
        f"{front.server.base_url}/services/aigc/multimodal-generation/generation",
        json={"model": "qwen-image", "input": {"messages": messages}, "parameters": {"size": "64*64"}},
        headers=front.server.headers,
        timeout=60,
    )
    assert answer.headers["X-Image-Engine"].startswith(ENGINES[request.node.callspec.params["front"]][2])
