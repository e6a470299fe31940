"""What users' code does with the official SDK, run in an environment that has nothing of Danqing.

`python driver.py OUT`: plays every scene against DASHSCOPE_HTTP_BASE_URL with DASHSCOPE_API_KEY, in the current folder,
where the pictures lie that the samples name. Writes one JSON object to OUT: scene → what was seen, or `{"raised": …}`.
The scenes are the samples of the five documents; their number is in the name.
"""

# pyright: basic, reportMissingImports=false

import asyncio
import base64
import json
import os
import sys
import time
import traceback
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlparse

import dashscope
import requests
from dashscope import AioMultiModalConversation, ImageSynthesis, MultiModalConversation
from dashscope.aigc.image_synthesis import AioImageSynthesis

KEY = os.environ["DASHSCOPE_API_KEY"]
POSTER = "Healing-style hand-drawn poster featuring three puppies. The main title “Come Play Ball!” is at the top."
SCENES = {}


def scene(play):
    """Add a scene to the play."""
    SCENES[play.__name__] = play
    return play


def plain(response):
    """Return a response's four values and its output, as JSON has them."""
    return json.loads(
        json.dumps(
            {
                "status_code": response.status_code,
                "code": response.code,
                "message": response.message,
                "output": response.output,
                "usage": response.usage,
            },
            default=vars,
        )
    )


def saved(results):
    """Save every result under the last segment of its URL, as the samples do, and return the files' beginnings."""
    names = []
    for result in results:
        name = PurePosixPath(unquote(urlparse(result.url).path)).parts[-1]
        Path(name).write_bytes(requests.get(result.url, timeout=30).content)
        names.append([name, Path(name).read_bytes()[:4].hex()])
    return names


def edit(*images, **parameters):
    """Make the edit call of document 003."""
    messages = [{"role": "user", "content": [*({"image": image} for image in images), {"text": "圖1中的女生"}]}]
    parameters = {"model": "qwen-image-edit-max", "n": 2, "negative_prompt": " ", "prompt_extend": True} | parameters
    return plain(
        MultiModalConversation.call(api_key=KEY, messages=messages, stream=False, watermark=False, **parameters)
    )


def a_url():
    """Return the URL of a picture that the service drew."""
    response = MultiModalConversation.call(
        api_key=KEY, model="qwen-image", messages=[{"role": "user", "content": [{"text": "a girl"}]}]
    )
    return response.output.choices[0].message.content[0]["image"]


@scene
def document_000_004_text_to_image_at_once():
    messages = [{"role": "user", "content": [{"text": POSTER}]}]
    return plain(
        MultiModalConversation.call(
            api_key=KEY,
            model="qwen-image-plus",
            messages=messages,
            result_format="message",
            stream=False,
            watermark=False,
            prompt_extend=True,
            negative_prompt="",
            size="1328*1328",
        )
    )


@scene
def document_000_002_004_blocking_call_and_download():
    rsp = ImageSynthesis.call(
        api_key=KEY, model="qwen-image-plus", prompt=POSTER, n=1, size="1328*1328", prompt_extend=True, watermark=True
    )
    return plain(rsp) | {"saved": saved(rsp.output.results)}


@scene
def document_000_004_create_then_fetch():
    created = ImageSynthesis.async_call(
        api_key=KEY, model="qwen-image-plus", prompt=POSTER, n=1, size="1328*1328", prompt_extend=False
    )
    seen = plain(created)
    while True:
        status = ImageSynthesis.fetch(created)
        if status.status_code != HTTPStatus.OK or status.output.task_status in ("SUCCEEDED", "FAILED", "UNKNOWN"):
            return {"created": seen, "ended": plain(status)}


@scene
def document_001_style_and_four_images_by_default():
    rsp = ImageSynthesis.call(
        api_key=KEY,
        model=ImageSynthesis.Models.wanx_v1,
        prompt="近景镜头,18岁的中国女孩",
        style="<watercolor>",
        size="1024*1024",
    )
    return plain(rsp) | {"saved": saved(rsp.output.results)}


@scene
def document_001_reference_by_url():
    return plain(
        ImageSynthesis.call(
            api_key=KEY,
            model=ImageSynthesis.Models.wanx_v1,
            prompt="女孩",
            n=1,
            style="<auto>",
            size="1024*1024",
            ref_mode="repaint",
            ref_strength=1.0,
            ref_img=a_url(),
        )
    )


@scene
def document_001_reference_by_local_path():
    return plain(ImageSynthesis.call(model="wanx-v1", prompt="女孩", n=1, sketch_image_url="./girl.png"))


@scene
def document_001_reference_by_a_name_with_spaces_and_chinese():
    return plain(
        ImageSynthesis.call(model="wanx-v1", prompt="女孩", n=1, ref_img=f"file://{Path('图 片.png').resolve()}")
    )


@scene
def document_001_reference_without_extension():
    return plain(ImageSynthesis.call(model="wanx-v1", prompt="女孩", n=1, ref_img="./portrait"))


@scene
def document_001_one_file_in_two_fields():
    return plain(
        ImageSynthesis.call(model="wanx-v1", prompt="女孩", n=1, ref_img="./girl.png", sketch_image_url="./girl.png")
    )


@scene
def document_001_create_then_wait():
    created = ImageSynthesis.async_call(model="wanx-v1", prompt="女孩", n=2, style="<watercolor>", size="1024*1024")
    return plain(ImageSynthesis.wait(created))


@scene
def document_001_a_size_that_the_model_does_not_have():
    return plain(ImageSynthesis.call(model="wanx-v1", prompt="女孩", n=1, size="1*1"))


@scene
def document_001_some_images_fail():
    return plain(ImageSynthesis.call(model="wanx-v1", prompt="[partial] 女孩", n=2))


@scene
def document_002_wan_with_a_size_of_its_own():
    return plain(ImageSynthesis.call(model="wan2.2-t2i-flash", prompt="街景", n=1, size="1440*810"))


@scene
def wan_at_once():
    return plain(ImageSynthesis.sync_call(model="wan2.2-t2i-plus", prompt="街景", n=1))


@scene
def document_003_edit_by_url():
    url = a_url()
    return edit(url, url, url, size="1024*1536")


@scene
def document_003_edit_by_base64():
    data = base64.b64encode(Path("girl.png").read_bytes()).decode()
    return edit(f"data:image/png;base64,{data}", size="1536*1024")


@scene
def document_003_edit_by_file_uri():
    return edit(f"file://{Path('girl.png').resolve()}", model="qwen-image-edit-plus")


@scene
def document_003_edit_by_bare_path_and_relative_uri():
    return edit("./girl.png", "file://图 片.png", model="qwen-image-edit-plus-2025-12-15")


@scene
def document_003_edit_with_the_model_that_makes_one_image():
    return edit("./girl.png", model="qwen-image-edit", n=1)


@scene
def two_different_files_of_one_name():
    return edit("./girl.png", "./other/girl.png")


@scene
def two_images_of_a_model_that_makes_one():
    return edit("./girl.png", model="qwen-image-edit", n=2)


@scene
def fetch_an_unknown_task():
    return plain(ImageSynthesis.fetch("no-such-id"))


@scene
def cancel_what_waits_and_cancel_again():
    ahead = [ImageSynthesis.async_call(model="qwen-image", prompt="[slow 0.8]") for _ in range(2)]
    waiting = ImageSynthesis.async_call(model="qwen-image", prompt="never drawn")
    seen = {
        "first": plain(ImageSynthesis.cancel(waiting)),
        "again": plain(ImageSynthesis.cancel(waiting)),
        "then": plain(ImageSynthesis.fetch(waiting)),
    }
    for task in ahead:
        ImageSynthesis.wait(task)
    return seen


@scene
def list_without_and_with_every_argument():
    now, hour = time.time(), 3600
    stamp = lambda moment: time.strftime("%Y%m%d%H%M%S", time.gmtime(moment + 8 * hour))  # noqa: E731
    every = {
        "start_time": stamp(now - hour),
        "end_time": stamp(now + hour),
        "model_name": "wanx-v1",
        "api_key_id": "1",
        "region": "cn-beijing",
        "status": "SUCCEEDED",
        "page_no": 1,
        "page_size": 5,
    }
    return {"all": plain(ImageSynthesis.list()), "some": plain(ImageSynthesis.list(**every))}


@scene
def a_wrong_key_everywhere():
    wrong = {"api_key": "sk-wrong"}
    answers = [
        MultiModalConversation.call(
            model="qwen-image", messages=[{"role": "user", "content": [{"text": "x"}]}], **wrong
        ),
        ImageSynthesis.async_call(model="qwen-image", prompt="x", **wrong),
        ImageSynthesis.fetch("x", **wrong),
        ImageSynthesis.cancel("x", **wrong),
        ImageSynthesis.list(**wrong),
    ]
    return [plain(answer) for answer in answers]


@scene
def an_unknown_model():
    return plain(ImageSynthesis.async_call(model="no-such-model", prompt="x"))


@scene
def aio_image_synthesis():
    async def play():
        called = await AioImageSynthesis.call(
            api_key=KEY, model="qwen-image-plus", prompt=POSTER, n=1, size="1328*1328", prompt_extend=True
        )
        created = await AioImageSynthesis.async_call(model="qwen-image", prompt="x")
        fetched = await AioImageSynthesis.fetch(created)
        waited = await AioImageSynthesis.wait(created)
        listed = await AioImageSynthesis.list()
        ahead = [await AioImageSynthesis.async_call(model="qwen-image", prompt="[slow 0.8]") for _ in range(2)]
        waiting = await AioImageSynthesis.async_call(model="qwen-image", prompt="never drawn")
        cancelled = await AioImageSynthesis.cancel(waiting)
        then = await AioImageSynthesis.fetch(waiting)
        for task in ahead:
            await AioImageSynthesis.wait(task)
        steps = (called, created, fetched, waited, listed, cancelled, then)
        return dict(
            zip(
                ["called", "created", "fetched", "waited", "listed", "cancelled", "then"],
                map(plain, steps),
                strict=True,
            )
        )

    return asyncio.run(play())


@scene
def aio_edit():
    async def play():
        messages = [{"role": "user", "content": [{"image": "./girl.png"}, {"text": "blue"}]}]
        return plain(await AioMultiModalConversation.call(api_key=KEY, model="qwen-image-edit-plus", messages=messages))

    return asyncio.run(play())


def client_of_2_0():
    """Play with `dashscope.Client`, which 2.0 brought."""
    with dashscope.Client(base_url=os.environ["DASHSCOPE_HTTP_BASE_URL"], api_key=KEY) as client:
        images = client.images
        generated = images.generate(model="qwen-image-plus", prompt="a cat", size="1328x1328", n=1, seed=3)
        created = images.jobs.create(model="wanx-v1", prompt="a cat", n=2, style="<anime>")
        waited = images.jobs.wait(created, poll_interval=0.05)
        ahead = [images.jobs.create(model="qwen-image", prompt="[slow 0.8]") for _ in range(2)]
        waiting = images.jobs.create(model="qwen-image", prompt="never drawn")
        cancelled = images.jobs.cancel(waiting.task_id)
        for job in ahead:
            images.jobs.wait(job, poll_interval=0.05)
        failed = images.jobs.create(model="wanx-v1", prompt="x", size="1*1")
        try:
            images.jobs.wait(failed, poll_interval=0.05)
            error = ""
        except Exception as raised:  # noqa: BLE001  whichever class the SDK chooses is what is told
            error = f"{type(raised).__name__} {raised}"
        listed = images.jobs.list(page_size=5)
        models = client.models.list()
        return {
            "generated": [generated.status, len(generated.results)],
            "waited": [waited.status, len(waited.results)],
            "cancelled": cancelled.status,
            "failed": error,
            "listed": [listed.total, len(listed.tasks), listed.tasks[0].status],
            "models": [model.model for model in models.models],
        }


if hasattr(dashscope, "Client"):
    scene(client_of_2_0)


def main(out):
    """Play everything, in order."""
    seen = {}
    for name, play in SCENES.items():
        try:
            seen[name] = play()
        except Exception as error:  # noqa: BLE001  what a user would see is what is told
            seen[name] = {"raised": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    Path(out).write_text(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
