import json
from collections.abc import Callable
from typing import Any

import pytest

from danqing.core.job import Call, Door, Turn
from danqing.wire import multimodal


def turns(messages: object) -> tuple[Turn, ...]:
    sent = {"model": "m", "input": {"messages": messages}}
    return multimodal.decode(json.dumps(sent).encode(), wants_async=False).turns


def parts(content: object) -> tuple[tuple[str, object], ...]:
    (turn,) = turns([{"role": "user", "content": content}])
    assert turn.role == "user"
    return turn.parts


def test_a_request_of_python_is_understood(recorded: Callable[[str], bytes]) -> None:
    call = multimodal.decode(recorded("multimodal/python-edit.request"), wants_async=False)
    images = tuple(("image", f"https://x/{number}.png") for number in (1, 2, 3))
    assert call == Call(
        door=Door.MULTIMODAL,
        model="qwen-image-edit-max",
        turns=(Turn(role="user", parts=(*images, ("text", "一只猫 a cat"))),),
        parameters={
            "watermark": False,
            "negative_prompt": " ",
            "prompt_extend": True,
            "size": "1024*1536",
            "n": 2,
        },
    )


@pytest.mark.parametrize(
    "case",
    ["draw", "edit", "python-draw", "python-edit", "python-base64", "python-oss", "java-draw"],
)
def test_a_request_is_written_as_the_sdks_write_it(case: str, said: Callable[[str], Any]) -> None:
    sent = said(f"multimodal/{case}.request")
    call = multimodal.decode(json.dumps(sent).encode(), wants_async=False)
    assert json.loads(multimodal.encode(call)) == sent


@pytest.mark.parametrize("messages", [None, "a cat", {"role": "user", "content": "a cat"}, 5, []])
def test_messages_that_are_no_list_are_no_turns(messages: object) -> None:
    assert turns(messages) == ()


@pytest.mark.parametrize("message", [None, "a cat", 5, [], [{"text": "a cat"}], {}])
def test_a_message_that_is_no_object_has_neither_role_nor_parts(message: object) -> None:
    assert turns([message]) == (Turn(role=None, parts=()),)


@pytest.mark.parametrize("role", ["assistant", "", 5, ["user"], {"a": 1}, None])
def test_a_role_is_kept_whatever_it_is(role: object) -> None:
    assert turns([{"role": role, "content": [{"text": "a cat"}]}]) == (Turn(role=role, parts=(("text", "a cat"),)),)


def test_content_may_be_plain_words() -> None:
    assert parts("a cat") == (("text", "a cat"),)


@pytest.mark.parametrize("content", [5, True, {"text": "a cat"}, {}])
def test_content_that_is_no_list_is_one_part_without_a_kind(content: object) -> None:
    assert parts(content) == (("", content),)


@pytest.mark.parametrize("content", [None, []])
def test_no_content_is_no_parts(content: object) -> None:
    assert parts(content) == ()


@pytest.mark.parametrize("part", [None, 5, "a cat", [], ["a"], {}, {"": {"text": "a cat"}}])
def test_a_part_that_names_nothing_has_no_kind(part: object) -> None:
    assert parts([part]) == (("", part),)


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ({"text": None}, (("text", None),)),
        ({"image": 5}, (("image", 5),)),
        ({"image": "a", "type": "image"}, (("image", "a"),)),
        ({"type": "text", "text": "a cat"}, (("text", "a cat"),)),
        ({"image": "a", "text": "a cat"}, (("image", "a"), ("text", "a cat"))),
        ({"image": "a", "min_pixels": 3}, (("image", "a"),)),
        ({"video": "a", "fps": 2}, (("video", "a"),)),
        ({"type": "image_url", "image_url": {"url": "a"}}, (("image_url", {"url": "a"}),)),
        ({"type": "text"}, (("type", "text"),)),
    ],
)
def test_a_part_is_called_by_its_key(part: object, kept: tuple[tuple[str, object], ...]) -> None:
    assert parts([part]) == kept


def test_a_prompt_is_no_message() -> None:
    sent = b'{"model":"m","input":{"prompt":"a cat"}}'
    assert multimodal.decode(sent, wants_async=False).turns == ()


def test_a_part_without_a_kind_is_written_as_it_was() -> None:
    call = Call(door=Door.MULTIMODAL, model="m", turns=(Turn(role="user", parts=(("", "a cat"), ("", {}))),))
    (message,) = json.loads(multimodal.encode(call))["input"]["messages"]
    assert message == {"role": "user", "content": ["a cat", {}]}
