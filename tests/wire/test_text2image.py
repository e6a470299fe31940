import json
from collections.abc import Callable
from typing import Any

import pytest

from danqing.core.job import Call, Door, Turn
from danqing.wire import text2image


def decoded(said: dict[str, object], **rest: object) -> Call:
    return text2image.decode(json.dumps({"model": "m", "input": said, **rest}).encode(), wants_async=True)


def parts(said: dict[str, object]) -> tuple[tuple[str, object], ...]:
    (turn,) = decoded(said).turns
    return turn.parts


def test_a_request_of_python_is_understood(recorded: Callable[[str], bytes]) -> None:
    call = text2image.decode(recorded("text2image/python-2.0.request"), wants_async=True)
    assert call == Call(
        door=Door.TEXT2IMAGE,
        model="qwen-image-plus",
        wants_async=True,
        turns=(Turn(role="user", parts=(("text", "一只猫 a cat"),)),),
        parameters={
            "size": "1328*1328",
            "n": 1,
            "seed": 42,
            "prompt_extend": True,
            "watermark": False,
            "negative_prompt": "模糊",
        },
    )


def test_escaped_text_is_the_same_text(recorded: Callable[[str], bytes]) -> None:
    call = text2image.decode(recorded("text2image/python-1.24.request"), wants_async=True)
    assert call.turns == (Turn(role="user", parts=(("text", "一只猫 a cat"),)),)


def test_java_says_the_negative_prompt_twice_and_means_it_once(recorded: Callable[[str], bytes]) -> None:
    call = text2image.decode(recorded("text2image/java-reference.request"), wants_async=True)
    assert call.parameters == {"n": 1, "negative_prompt": "模糊", "style": "<watercolor>"}


@pytest.mark.parametrize("case", ["python-2.0", "client-2.0", "python-ref-img", "qwen", "wanx"])
def test_a_request_is_written_as_the_sdks_write_it(case: str, said: Callable[[str], Any]) -> None:
    sent = said(f"text2image/{case}.request")
    call = text2image.decode(json.dumps(sent).encode(), wants_async=True)
    assert json.loads(text2image.encode(call)) == sent


def test_the_reference_image_goes_by_the_name_of_the_curl_samples_too(recorded: Callable[[str], bytes]) -> None:
    call = text2image.decode(recorded("text2image/wanx-style.request"), wants_async=True)
    (turn,) = call.turns
    assert turn.parts[1][0] == "image"
    assert str(turn.parts[1][1]).endswith("/gpqnqy/house.png")


@pytest.mark.parametrize("first", range(5))
def test_of_several_references_the_first_in_rank_wins(first: int) -> None:
    ranked: list[tuple[str, object]] = [
        ("ref_img", "a"),
        ("ref_image", "b"),
        ("sketch_image_url", "c"),
        ("base_image_url", "d"),
        ("images", ["e"]),
    ]
    said = dict(reversed(ranked[first:])) | dict.fromkeys((name for name, _ in ranked[:first]), "")
    assert parts(said) == (("image", "abcde"[first]),)


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize("key", ["ref_img", "ref_image", "sketch_image_url", "base_image_url", "images"])
def test_a_blank_reference_is_none(key: str, nothing: object) -> None:
    assert parts({"prompt": "a cat", key: nothing}) == (("text", "a cat"),)


def test_all_images_of_a_list_are_references_in_order() -> None:
    assert parts({"images": ["a", None, 5, "b"]}) == tuple(("image", image) for image in ("a", None, 5, "b"))


@pytest.mark.parametrize("odd", [5, True, {"url": "a"}, ["a"], 1.5])
def test_a_reference_of_an_odd_type_is_left_to_the_catalog(odd: object) -> None:
    assert parts({"ref_img": odd}) == (("image", odd),)


def test_images_that_are_no_list_are_left_to_the_catalog() -> None:
    assert parts({"images": {"a": 1}}) == (("image", {"a": 1}),)


@pytest.mark.parametrize("said", [{}, {"prompt": None}, {"messages": [{"role": "user", "content": "a cat"}]}])
def test_without_a_prompt_there_is_no_text(said: dict[str, object]) -> None:
    assert parts(said) == ()


@pytest.mark.parametrize("odd", ["", " ", 5, ["a cat"], {"text": "a cat"}, False])
def test_a_prompt_of_an_odd_type_is_left_to_the_catalog(odd: object) -> None:
    assert parts({"prompt": odd}) == (("text", odd),)


def test_a_blank_negative_prompt_is_written_where_the_sdks_write_it() -> None:
    call = decoded({"prompt": "a cat", "negative_prompt": ""})
    sent = json.loads(text2image.encode(call))
    assert sent == {"model": "m", "input": {"prompt": "a cat", "negative_prompt": ""}, "parameters": {}}
