"""What programs do that draw by way of LiteLLM, run in an environment that has nothing of Danqing.

`python litellm_driver.py OUT`: plays every scene against the server at DANQING with OPENAI_API_KEY, in the current
folder, where `girl.png` and `cat.png` lie. Writes one JSON object to OUT: scene → what was seen, or `{"raised": …}`.
"""

# pyright: basic, reportMissingImports=false

import asyncio
import base64
import json
import os
import sys
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import litellm

KEY, ORIGIN = os.environ["OPENAI_API_KEY"], os.environ["DANQING"]
OPENAI = {"api_base": f"{ORIGIN}/compatible-mode/v1", "api_key": KEY, "prompt": "a white cat under a tree"}
MULTIMODAL = f"{ORIGIN}/api/v1/services/aigc/multimodal-generation/generation"
DASHSCOPE = {"api_base": MULTIMODAL, "api_key": KEY, "prompt": "a white cat under a tree"}
SCENES: dict[str, Callable[[], Any]] = {}

litellm.num_retries = 0


def scene(play: Callable[[], Any]) -> Callable[[], Any]:
    """Add a scene to the play."""
    SCENES[play.__name__] = play
    return play


def begins(answer: Any) -> list[str]:
    """Return the first bytes of each picture of an answer, as Latin-1."""
    told = []
    for one in answer.data:
        if one.b64_json:
            told.append(base64.b64decode(one.b64_json)[:4].decode("latin-1"))
        else:
            with urllib.request.urlopen(one.url, timeout=30) as opened:
                told.append(opened.read(4).decode("latin-1"))
    return told


def raised(call: Callable[[], Any]) -> list[Any]:
    """Return what LiteLLM makes of a refusal."""
    try:
        call()
    except Exception as error:  # noqa: BLE001  whichever class it chooses is what is told
        return [type(error).__name__, getattr(error, "status_code", None), str(error)]
    return []


@scene
def openai_by_url() -> Any:
    return begins(litellm.image_generation(model="openai/qwen-image", size="1664x928", **OPENAI))


@scene
def openai_in_base64_and_two() -> Any:
    asked = {"model": "openai/wan2.2-t2i-flash", "n": 2, "size": "1024x1024", "output_format": "webp"}
    return begins(litellm.image_generation(**asked, **OPENAI))


@scene
def openai_asynchronously() -> Any:
    return begins(asyncio.run(litellm.aimage_generation(model="openai/qwen-image", **OPENAI)))


@scene
def openai_edit_of_one() -> Any:
    asked = {**OPENAI, "prompt": "turn it into a watercolor"}
    return begins(litellm.image_edit(model="openai/qwen-image-edit-plus", image=Path("girl.png").open("rb"), **asked))


@scene
def openai_edit_of_two() -> Any:
    files = [Path(name).open("rb") for name in ("girl.png", "cat.png")]  # noqa: SIM115  as users do
    asked = {**OPENAI, "prompt": "put them side by side", "n": 2, "size": "1024x1024"}
    return begins(litellm.image_edit(model="openai/qwen-image-edit-plus", image=files, **asked))


@scene
def openai_refusals() -> Any:
    def draw(**asked: Any) -> Callable[[], Any]:
        return lambda: litellm.image_generation(**{"model": "openai/qwen-image", **OPENAI, **asked}, max_retries=0)

    return {
        "a wrong key": raised(draw(api_key="sk-wrong")),
        "an unknown model": raised(draw(model="openai/dall-e-3")),
        "a bad size": raised(draw(size="1024x1024")),
        "forbidden words": raised(draw(prompt="a porn poster")),
    }


@scene
def dashscope() -> Any:
    return begins(litellm.image_generation(model="dashscope/qwen-image", size="1664x928", n=1, **DASHSCOPE))


@scene
def dashscope_asynchronously() -> Any:
    return begins(asyncio.run(litellm.aimage_generation(model="dashscope/qwen-image-plus", **DASHSCOPE)))


@scene
def dashscope_refusals() -> Any:
    def draw(**asked: Any) -> Callable[[], Any]:
        return lambda: litellm.image_generation(**{"model": "dashscope/qwen-image", **DASHSCOPE, **asked})

    return {
        "a wrong key": raised(draw(api_key="sk-wrong")),
        "an unknown model": raised(draw(model="dashscope/no-such-model")),
        "a bad size": raised(draw(size="512x512")),
    }


def main(out: str) -> None:
    """Play everything, in order."""
    told = {}
    for name, play in SCENES.items():
        try:
            told[name] = play()
        except Exception as error:  # noqa: BLE001  what a user would see is what is told
            told[name] = {"raised": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    Path(out).write_text(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
