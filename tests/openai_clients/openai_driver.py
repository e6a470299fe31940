"""What users' code does with the official OpenAI client, run in an environment that has nothing of Danqing.

`python openai_driver.py OUT`: plays every scene against OPENAI_BASE_URL with OPENAI_API_KEY, in the current folder,
where `girl.png`, `cat.png` and `mask.png` lie. Writes to OUT, as JSON: scene → what was seen, or `{"raised": …}`.
"""

# pyright: basic, reportMissingImports=false

import asyncio
import base64
import json
import sys
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI

DRAWS = {"model": "qwen-image", "prompt": "a white cat under a tree"}
SEVERAL = {"model": "wan2.2-t2i-flash", "prompt": "a white cat under a tree"}
EDITS = {"model": "qwen-image-edit-plus", "prompt": "turn it into a watercolor"}
SCENES: dict[str, Callable[[], Any]] = {}

client = OpenAI(max_retries=0)


def scene(play: Callable[[], Any]) -> Callable[[], Any]:
    """Add a scene to the play."""
    SCENES[play.__name__] = play
    return play


def seen(answer: Any) -> dict[str, Any]:
    """Return what is in an answer, of each picture how it begins."""
    pictures = [one.b64_json or one.url for one in answer.data]
    return {
        "count": len(pictures),
        "encoded": [one.b64_json is not None for one in answer.data],
        "begin": [begins(picture) for picture in pictures],
        "revised": [one.revised_prompt for one in answer.data],
        "size": answer.size,
        "format": answer.output_format,
        "created": answer.created,
        "usage": answer.usage.model_dump(),
    }


def begins(picture: str) -> str:
    """Return the first bytes of a picture that is behind a URL or is base64, as Latin-1."""
    if picture.startswith("http"):
        with urllib.request.urlopen(picture, timeout=30) as opened:
            return opened.read(12).decode("latin-1")
    return base64.b64decode(picture)[:12].decode("latin-1")


def raised(call: Callable[[], Any]) -> dict[str, Any]:
    """Return what the client makes of a refusal."""
    try:
        call()
    except openai.APIStatusError as error:
        return {
            "class": type(error).__name__,
            "status": error.status_code,
            "request_id": error.request_id,
            "type": error.type,
            "param": error.param,
            "code": error.code,
            "message": error.body["message"],  # pyright: ignore[reportIndexIssue, reportOptionalSubscript]
        }
    return {"class": None}


def events(stream: Any) -> list[dict[str, Any]]:
    """Return what is in each event."""
    return [
        {
            "class": type(event).__name__,
            "type": event.type,
            "index": getattr(event, "partial_image_index", None),
            "begins": begins(event.b64_json),
            "size": event.size,
            "format": event.output_format,
        }
        for event in stream
    ]


@scene
def the_version() -> Any:
    return openai.__version__


@scene
def a_picture_by_its_url() -> Any:
    return seen(client.images.generate(**DRAWS, size="1664x928"))


@scene
def a_picture_in_base64() -> Any:
    return seen(client.images.generate(**DRAWS, response_format="b64_json"))


@scene
def two_pictures_of_a_size_of_ones_own() -> Any:
    return seen(client.images.generate(**SEVERAL, n=2, size="1024x768"))


@scene
def a_jpeg() -> Any:
    return seen(client.images.generate(**DRAWS, output_format="jpeg", output_compression=60))


@scene
def a_model_that_the_other_api_has_as_tasks_alone() -> Any:
    return seen(client.images.generate(model="wanx-v1", prompt="a cat", size="auto"))


@scene
def what_is_ignored_is_said() -> Any:
    answer = client.images.with_raw_response.generate(
        **DRAWS,
        quality="high",
        background="transparent",
        user="anna",
        extra_body={"seed": 7, "negative_prompt": "dogs", "num_inference_steps": 8, "watermark": False},
    )
    named = ("x-ignored", "x-image-engine", "x-request-id")
    return {name: answer.headers.get(name) for name in named} | seen(answer.parse())


@scene
def the_same_seed_is_the_same_picture() -> Any:
    asked = {**DRAWS, "response_format": "b64_json", "extra_body": {"seed": 11}}
    return len({client.images.generate(**asked).data[0].b64_json for _ in range(2)})


@scene
def an_edit_of_one_file() -> Any:
    return seen(client.images.edit(**EDITS, image=Path("girl.png").open("rb")))


@scene
def an_edit_of_two_files_with_a_mask() -> Any:
    answer = client.images.with_raw_response.edit(
        **EDITS,
        image=[Path("girl.png"), Path("cat.png")],
        mask=Path("mask.png"),
        n=2,
        size="1536x1024",
        response_format="b64_json",
        input_fidelity="high",
    )
    return {"x-ignored": answer.headers.get("x-ignored")} | seen(answer.parse())


@scene
def an_edit_of_a_url() -> Any:
    url = client.images.generate(**DRAWS).data[0].url
    body = {**EDITS, "images": [{"image_url": url}]}
    return seen(client.post("/images/edits", body=body, cast_to=openai.types.ImagesResponse))


@scene
def a_stream() -> Any:
    return events(client.images.generate(**DRAWS, stream=True))


@scene
def a_stream_with_unfinished_pictures() -> Any:
    asked = {**DRAWS, "prompt": "a cat [slow 0.4] [steps 8]", "stream": True, "partial_images": 3}
    return events(client.images.generate(**asked, output_format="webp"))


@scene
def an_edit_in_a_stream() -> Any:
    asked = {**EDITS, "prompt": "a cat [slow 0.2] [steps 4]", "stream": True, "partial_images": 1}
    return events(client.images.edit(**asked, image=Path("girl.png")))


@scene
def a_stream_that_fails_before_it_begins() -> Any:
    return raised(lambda: list(client.images.generate(**{**DRAWS, "prompt": "[error]"}, stream=True)))


@scene
def a_stream_that_fails_on_the_way() -> Any:
    asked = {**DRAWS, "prompt": "[error] [slow 0.4] [steps 4]", "stream": True, "partial_images": 1}
    told = []
    try:
        told.extend(event.type for event in client.images.generate(**asked))
    except openai.APIError as error:
        return {"before": told, "class": type(error).__name__, "code": error.code, "message": error.message}
    return {"before": told, "class": None}


@scene
def the_models() -> Any:
    listed = [model.id for model in client.models.list()]
    one = client.models.retrieve("qwen-image")
    return {"listed": listed, "one": [one.id, one.object, one.owned_by]}


@scene
def refusals() -> Any:
    stranger = OpenAI(api_key="sk-wrong", max_retries=0)
    return {
        "a wrong key": raised(lambda: stranger.images.generate(**DRAWS)),
        "a wrong key at the models": raised(stranger.models.list),
        "an unknown model": raised(lambda: client.images.generate(model="dall-e-3", prompt="a cat")),
        "an unknown model looked up": raised(lambda: client.models.retrieve("gpt-image-1")),
        "a bad size": raised(lambda: client.images.generate(**DRAWS, size="1024x1024")),
        "too many": raised(lambda: client.images.generate(**DRAWS, n=2)),
        "a bad seed": raised(lambda: client.images.generate(**DRAWS, extra_body={"seed": -5})),
        "no picture": raised(lambda: client.images.edit(**EDITS, image=b"no picture")),
        "an edit by a model that draws": raised(
            lambda: client.images.edit(model="qwen-image", prompt="x", image=Path("girl.png"))
        ),
        "forbidden words": raised(lambda: client.images.generate(model="qwen-image", prompt="a porn poster")),
        "a variation": raised(lambda: client.images.create_variation(image=Path("girl.png"), model="qwen-image")),
        "an engine that fails": raised(lambda: client.images.generate(model="qwen-image", prompt="[error]")),
        "another API": raised(
            lambda: client.chat.completions.create(model="qwen-image", messages=[{"role": "user", "content": "x"}])
        ),
    }


@scene
def the_asynchronous_client() -> Any:
    async def play() -> Any:
        async with AsyncOpenAI(max_retries=0) as other:
            drawn, edited, two = await asyncio.gather(
                other.images.generate(**DRAWS),
                other.images.edit(**EDITS, image=[Path("girl.png")], response_format="b64_json"),
                other.images.generate(**SEVERAL, n=2),
            )
            stream = await other.images.generate(**DRAWS, stream=True)
            types = [event.type async for event in stream]
            models = [model.id async for model in other.models.list()]
            try:
                await other.images.generate(**DRAWS, size="1x1")
            except openai.BadRequestError as error:
                refused = error.param
            counts = [len(answer.data) for answer in (drawn, edited, two)]
            return {"counts": counts, "events": types, "models": len(models), "refused": refused}

    return asyncio.run(play())


@scene
def the_same_idempotency_key_is_the_same_picture() -> Any:
    asked = {**DRAWS, "extra_headers": {"Idempotency-Key": "once"}}
    first, again = (client.images.generate(**asked).data[0].url for _ in range(2))
    edits = {**EDITS, "image": Path("girl.png"), "extra_headers": {"Idempotency-Key": "once more"}}
    edit, same = (client.images.edit(**edits).data[0].url for _ in range(2))
    return {"drawn": first == again, "edited": edit == same}


def too_fast() -> Any:
    """Ask at once for more than the rate lets in: alone with its limits, so only on demand."""
    asked = {"model": "qwen-image", "prompt": "a cat"}
    client.images.generate(**asked)
    refused = raised(lambda: client.images.generate(**asked))
    patient = OpenAI(max_retries=4)
    return {"refused": refused, "with retries": seen(patient.images.generate(**asked))["count"]}


def main(out: str, only: str = "") -> None:
    """Play everything in order, or one scene."""
    told = {}
    for name, play in ({only: globals()[only]} if only else SCENES).items():
        try:
            told[name] = play()
        except Exception as error:  # noqa: BLE001  what a user would see is what is told
            told[name] = {"raised": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    Path(out).write_text(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
