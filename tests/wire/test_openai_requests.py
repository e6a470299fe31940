"""What OpenAI's client sends, as it was recorded, and what others send in its name."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.core.errors import BadRequest, InvalidInput, InvalidParameter, Refused
from danqing.wire import openai_form, openai_requests
from danqing.wire.openai_requests import Asked, Wishes

FOLDER = Path(__file__).parent / "recorded" / "openai"
PICTURE = f"data:application/octet-stream;base64,{b64encode(b'a picture').decode()}"


def form(name: str) -> Asked:
    body = (FOLDER / f"{name}.form").read_bytes()
    boundary = body[2:].partition(b"\r\n")[0].decode()
    return openai_requests.form(openai_form.read(body, f"multipart/form-data; boundary={boundary}"))


def asked(**said: Any) -> Asked:
    return openai_requests.generation(json.dumps({"model": "qwen-image", "prompt": "a cat"} | said).encode())


def edited(**said: Any) -> Asked:
    return openai_requests.edit(json.dumps({"model": "qwen-image-edit", "prompt": "blue"} | said).encode())


def test_a_generation_of_the_client_is_read_whole(recorded: Callable[[str], bytes]) -> None:
    said = openai_requests.generation(recorded("openai/python-generate.request"))
    assert (said.model, said.prompt, said.pictures) == ("qwen-image", "一只猫", ())
    assert said.parameters == {
        "n": 1,
        "size": "1664*928",
        "seed": 7,
        "negative_prompt": "dogs",
        "prompt_extend": False,
    }
    assert said.wishes == Wishes(encoded=True, format="webp", quality=80)
    assert said.ignored == ("moderation", "quality", "user")


def test_a_stream_of_the_client_is_read(recorded: Callable[[str], bytes]) -> None:
    said = openai_requests.generation(recorded("openai/python-stream.request"))
    assert said.wishes == Wishes(encoded=True, stream=True, previews=2)
    assert (said.parameters, said.ignored) == ({"n": 1}, ())


def test_an_edit_of_the_client_is_a_form() -> None:
    said = form("python-edit")
    assert (said.model, said.prompt) == ("qwen-image-edit", "把猫变成蓝色")
    assert (said.pictures, said.parameters, said.ignored) == ((PICTURE,), {"n": 1}, ("mask",))


def test_an_edit_of_several_files_keeps_their_order_and_reads_numbers_and_switches() -> None:
    said = form("python-edit-several")
    assert said.pictures == (PICTURE, PICTURE)
    assert said.parameters == {"n": 2, "size": "1536*1024", "seed": 3, "watermark": True}
    assert (said.wishes.stream, said.ignored) == (False, ())


def test_an_edit_may_refer_to_its_pictures(recorded: Callable[[str], bytes]) -> None:
    said = openai_requests.edit(recorded("openai/python-edit-references.request"))
    assert said.pictures == ("https://example.com/a.png", "oss://dashscope/1/b.png")


@pytest.mark.parametrize(
    "brought",
    [
        {"image": "https://h/a.png"},
        {"image": ["https://h/a.png"]},
        {"images": ["https://h/a.png"]},
        {"images": {"image_url": "https://h/a.png"}},
        {"images": [{"image_url": {"url": "https://h/a.png"}}]},
    ],
)
def test_pictures_are_found_wherever_clients_put_them(brought: dict[str, Any]) -> None:
    assert edited(**brought).pictures == ("https://h/a.png",)


@pytest.mark.parametrize(
    "named",
    [{"file_id": "file-abc"}, {"file_id": 5}, {}, {"image_url": None}, {"image_url": {}}, None],
)
def test_what_names_no_picture_or_a_file_that_is_not_here_is_refused(named: Any) -> None:
    with pytest.raises(InvalidInput, match="oss://") as raised:
        edited(images=[named])
    assert raised.value.parameter == "image"


@pytest.mark.parametrize("brought", [{}, {"image": None}, {"images": []}])
def test_an_edit_without_a_picture_is_refused(brought: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="'image'"):
        edited(**brought)


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("1024x768", "1024*768"),
        ("1024*768", "1024*768"),
        ("1024X768", "1024X768"),
        ("0x5", "0*5"),
        ([1, 2], [1, 2]),
        (True, True),
    ],
)
def test_a_size_is_respelled_and_never_judged(said: Any, size: Any) -> None:
    assert asked(size=said).parameters["size"] == size


@pytest.mark.parametrize("said", [None, "auto", ""])
def test_without_a_size_the_model_chooses(said: Any) -> None:
    assert "size" not in asked(size=said).parameters


@pytest.mark.parametrize(
    ("said", "encoded", "kind"),
    [
        ({}, False, "png"),
        ({"response_format": "url"}, False, "png"),
        ({"response_format": "b64_json"}, True, "png"),
        ({"output_format": "jpeg"}, True, "jpeg"),
        ({"output_format": "jpg"}, True, "jpeg"),
        ({"output_format": "jpeg", "response_format": "url"}, False, "png"),
        ({"stream": True, "response_format": "url"}, True, "png"),
        ({"model": "gpt-image-1"}, True, "png"),
        ({"model": "gpt-image-1", "response_format": "url"}, False, "png"),
        ({"model": "dall-e-3"}, False, "png"),
    ],
)
def test_how_pictures_come(said: dict[str, Any], encoded: bool, kind: str) -> None:
    wishes = asked(**said).wishes
    assert (wishes.encoded, wishes.format) == (encoded, kind)


@pytest.mark.parametrize(
    ("said", "ignored"),
    [
        ({"quality": "auto", "background": "opaque", "moderation": None, "user": ""}, ()),
        ({"background": "transparent"}, ("background",)),
        ({"style": "vivid"}, ("style",)),
        ({"style": "<anime>"}, ()),
        ({"steps": 8, "guidance_scale": 0}, ("steps", "guidance_scale")),
        ({"partial_images": 2}, ("partial_images",)),
        ({"output_compression": 50}, ("output_compression",)),
        ({"output_format": "webp", "response_format": "url"}, ("output_format",)),
        ({"stream": True, "response_format": "url"}, ("response_format",)),
    ],
)
def test_what_will_not_be_heeded_is_named(said: dict[str, Any], ignored: tuple[str, ...]) -> None:
    assert asked(**said).ignored == ignored


@pytest.mark.parametrize(
    ("said", "parameter"),
    [
        ({"prompt": None}, "prompt"),
        ({"prompt": " "}, "prompt"),
        ({"prompt": 5}, "prompt"),
        ({"model": None}, "model"),
        ({"model": ["qwen-image"]}, "model"),
        ({"response_format": "png"}, "response_format"),
        ({"output_format": "gif"}, "output_format"),
        ({"output_compression": 101}, "output_compression"),
        ({"output_compression": True}, "output_compression"),
        ({"stream": "true"}, "stream"),
        ({"partial_images": 4}, "partial_images"),
        ({"partial_images": -1}, "partial_images"),
    ],
)
def test_a_refusal_names_its_parameter(said: dict[str, Any], parameter: str) -> None:
    with pytest.raises(Refused) as raised:
        asked(**said)
    assert raised.value.parameter == parameter


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b'"x"', b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    for read in (openai_requests.generation, openai_requests.edit):
        with pytest.raises(BadRequest):
            read(body)


NAMES = st.sampled_from(["image", "image[]", "image[0]", "mask", "prompt", "model", "n", "seed", "stream", "size", "x"])
PARTS = st.lists(
    st.builds(openai_form.Part, name=NAMES | st.text(max_size=5), data=st.binary(max_size=9), is_file=st.booleans())
)


@given(PARTS)
def test_any_parts_are_read_or_refused(parts: list[openai_form.Part]) -> None:
    try:
        said = openai_requests.form(parts)
    except (BadRequest, InvalidParameter):
        return
    assert len(said.pictures) == sum(part.name.startswith("image") for part in parts)
