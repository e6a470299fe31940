"""Answers, events and models in the shape of the OpenAI API."""

import json
from dataclasses import replace

from danqing.core.errors import EngineError
from danqing.core.task import Task
from danqing.wire import openai_answers
from danqing.wire.openai_answers import LONGEST, Stream
from danqing.wire.openai_requests import Wishes

URLS, ENCODED = Wishes(encoded=False), Wishes(encoded=True, format="webp")


def event(bytes_: bytes) -> tuple[str, dict[str, object]]:
    head, data, *rest = bytes_.decode().split("\n")
    assert rest == ["", ""]
    return head.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_pictures_by_their_urls(done: Task) -> None:
    said = json.loads(openai_answers.images(done, ["https://h/1.png"], URLS))
    assert said["data"] == [{"url": "https://h/1.png", "revised_prompt": "一只可爱的猫"}]
    assert (said["size"], said["output_format"], said["created"]) == ("1328x1024", "png", int(done.ended or 0))
    assert said["usage"]["image_count"] == 1


def test_pictures_themselves(done: Task) -> None:
    said = json.loads(openai_answers.images(done, ["AAAA"], ENCODED))
    assert (said["data"][0]["b64_json"], said["output_format"]) == ("AAAA", "webp")
    assert "url" not in said["data"][0]


def test_without_a_rewritten_prompt_none_is_told(done: Task) -> None:
    assert done.outcome
    plain = replace(done, outcome=replace(done.outcome, actual_prompt=None))
    assert json.loads(openai_answers.images(plain, ["x"], URLS))["data"] == [{"url": "x"}]


def test_a_finished_picture_is_an_event(done: Task) -> None:
    (told,) = openai_answers.completed(Stream.EDIT, done, ["AAAA"], ENCODED)
    kind, said = event(told)
    assert kind == said["type"] == "image_edit.completed"
    assert (said["b64_json"], said["size"], said["engine"]) == ("AAAA", "1328x1024", "fake/1")


def test_an_unfinished_picture_is_an_event() -> None:
    kind, said = event(openai_answers.partial(Stream.GENERATION, 2, "AAAA", ENCODED, 1795230754.9))
    assert kind == said["type"] == "image_generation.partial_image"
    assert (said["partial_image_index"], said["created_at"], said["output_format"]) == (2, 1795230754, "webp")


def test_an_error_on_the_way_is_an_event() -> None:
    kind, said = event(openai_answers.broken(EngineError()))
    assert (kind, set(said)) == ("error", {"error"})


def test_a_model_has_the_four_fields_that_clients_read() -> None:
    said = json.loads(openai_answers.models(["a"]))
    assert said == {"object": "list", "data": [json.loads(openai_answers.model("a"))]}
    assert set(said["data"][0]) == {"id", "object", "created", "owned_by"}


def test_what_was_ignored_is_one_header_that_any_name_fits_in() -> None:
    assert openai_answers.ignored(()) == {}
    assert openai_answers.ignored(("mask", "quality", "mask")) == {"X-Ignored": "mask, quality"}
    (odd,) = openai_answers.ignored(("a\r\nX-Evil: 1", "図", "\ud83d")).values()
    assert odd == "a%0D%0AX-Evil%3A%201, %E5%9B%B3, %3F"
    (long,) = openai_answers.ignored(("x" * 10_000,)).values()
    assert len(long) == LONGEST + 3
