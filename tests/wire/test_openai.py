"""What is said to servers of the OpenAI images API, and what is read of their answers."""

import contextlib
import json
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.core.errors import Error
from danqing.core.job import Door, Job, Kind, Size
from danqing.wire import openai
from danqing.wire.openai import DIALECTS, Effort, Url

JOB = Job(
    door=Door.TEXT2IMAGE,
    model="qwen-image",
    kind=Kind.DRAW,
    prompt="a cat",
    negative_prompt="dogs",
    size=Size(width=1664, height=928),
    n=2,
    seed=7,
)
HARD = Effort(steps=50, guidance=1.0, true_guidance=4.0)

SAID: dict[str, dict[str, object]] = {
    "vllm-omni": {
        "model": "Qwen/Qwen-Image",
        "prompt": "a cat",
        "n": 2,
        "size": "1664x928",
        "response_format": "b64_json",
        "negative_prompt": "dogs",
        "seed": 7,
        "num_inference_steps": 50,
        "guidance_scale": 1.0,
        "true_cfg_scale": 4.0,
    },
    "localai": {
        "model": "Qwen/Qwen-Image",
        "prompt": "a cat",
        "n": 2,
        "size": "1664x928",
        "response_format": "b64_json",
        "negative_prompt": "dogs",
        "seed": 7,
        "step": 50,
    },
    "danqing": {
        "model": "Qwen/Qwen-Image",
        "prompt": "a cat",
        "n": 2,
        "size": "1664x928",
        "response_format": "b64_json",
        "negative_prompt": "dogs",
        "seed": 7,
        "prompt_extend": True,
    },
    "openai": {"model": "Qwen/Qwen-Image", "prompt": "a cat", "n": 2, "size": "1536x1024"},
}
SAID["sglang"] = SAID["vllm-omni"]


@pytest.mark.parametrize("kind", DIALECTS)
def test_each_kind_of_server_is_told_what_it_knows_in_its_own_words(kind: str) -> None:
    assert openai.fields(JOB, "Qwen/Qwen-Image", DIALECTS[kind], HARD) == SAID[kind]


def test_what_was_not_asked_for_is_not_said() -> None:
    plain = replace(JOB, negative_prompt="")
    said = openai.fields(plain, "m", DIALECTS["vllm-omni"], Effort())
    assert set(said) == {"model", "prompt", "n", "size", "response_format", "seed"}


def test_a_form_holds_texts_only() -> None:
    assert openai.form({"n": 1, "prompt": "a\udc00"}) == {"n": "1", "prompt": "a?"}


def test_half_a_character_does_not_stop_the_sending() -> None:
    assert json.loads(openai.generation({"prompt": "a\ud800b"})) == {"prompt": "a?b"}


@pytest.mark.parametrize(
    ("size", "nearest"),
    [
        ((1328, 1328), (1024, 1024)),
        ((1664, 928), (1536, 1024)),
        ((928, 1664), (1024, 1536)),
        ((720, 1280), (1024, 1536)),
    ],
)
def test_a_server_with_few_sizes_is_asked_for_the_nearest_ratio(
    size: tuple[int, int], nearest: tuple[int, int]
) -> None:
    wanted = Size(width=size[0], height=size[1])
    assert DIALECTS["openai"].nearest(wanted) == Size(width=nearest[0], height=nearest[1])
    assert DIALECTS["sglang"].nearest(wanted) == wanted


def test_what_is_lost_on_the_way_is_known() -> None:
    job = replace(JOB, kind=Kind.REPAINT, style="watercolor", watermark="Qwen-Image")
    assert openai.ignored(job, DIALECTS["vllm-omni"]) == ("style", "ref_strength", "watermark")
    assert openai.ignored(JOB, DIALECTS["openai"]) == ("negative_prompt", "seed")
    assert openai.ignored(JOB, DIALECTS["sglang"]) == ()
    assert openai.ignored(job, DIALECTS["danqing"]) == ()


def test_another_danqing_is_told_everything() -> None:
    job = replace(JOB, kind=Kind.RESTYLE, style="watercolor", watermark="Qwen-Image", prompt_extend=False)
    said = openai.fields(job, "wanx-v1", DIALECTS["danqing"], HARD)
    told = {name: said[name] for name in ("style", "watermark", "prompt_extend", "ref_mode", "ref_strength")}
    assert told == {
        "style": "<watercolor>",
        "watermark": True,
        "prompt_extend": False,
        "ref_mode": "refonly",
        "ref_strength": 0.5,
    }


def test_pictures_come_as_bytes_as_urls_and_as_data_urls() -> None:
    encoded = b64encode(b"one").decode()
    items = [
        {"b64_json": encoded},
        {"url": "/v1/images/1/content", "b64_json": None},
        {"url": f"data:;base64,{encoded}"},
    ]
    body = json.dumps({"data": items}).encode()
    assert openai.decode(body).pictures == (b"one", Url("/v1/images/1/content"), b"one")


def test_a_revised_prompt_is_read() -> None:
    body = json.dumps({"data": [{"url": "x"}, {"url": "y", "revised_prompt": "a white cat"}]}).encode()
    assert openai.decode(body).revised_prompt == "a white cat"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"data":[]}', b'{"data":[{"b64_json":"%%"}]}', b'{"data":5}']
)
def test_an_answer_without_pictures_is_an_error(body: bytes) -> None:
    with pytest.raises(Error):
        openai.decode(body)


def test_the_models_of_a_server_are_read_where_it_tells_them() -> None:
    assert openai.decode_models(b'{"data":[{"id":"a"},{"id":"b"},{}]}') == {"a", "b"}
    assert openai.decode_models(b'{"model_path":"a"}') == frozenset()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    openai.decode_models(body)
    with contextlib.suppress(Error):
        openai.decode(body)
