"""The official OpenAI client, unchanged, in environments of its own, against a live server."""

from pathlib import Path
from typing import Any

import pytest

from danqing.catalog.load import load
from tests.openai_clients.plays import play

pytestmark = pytest.mark.sdk
ENVIRONMENTS = {"3.50": "openai-3.50.0", "2.54": "litellm-1.106.2"}  # LiteLLM brings the older one
PNG, JPEG, WEBP = "\x89PNG", "\xff\xd8\xff", "RIFF"


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return play(ENVIRONMENTS[request.param], "openai_driver.py", tmp_path_factory.mktemp("openai"))


def test_the_clients_are_those_that_are_named(seen: dict[str, Any], request: pytest.FixtureRequest) -> None:
    assert seen["the_version"].startswith(request.node.callspec.params["seen"])


DRAWN: dict[str, tuple[int, bool, str, str]] = {
    "a_picture_by_its_url": (1, False, PNG, "1664x928"),
    "a_picture_in_base64": (1, True, PNG, "1328x1328"),
    "two_pictures_of_a_size_of_ones_own": (2, False, PNG, "1024x768"),
    "a_jpeg": (1, True, JPEG, "1328x1328"),
    "a_model_that_the_other_api_has_as_tasks_alone": (1, False, PNG, "1024x1024"),
    "what_is_ignored_is_said": (1, False, PNG, "1328x1328"),
    "an_edit_of_one_file": (1, False, PNG, "1184x880"),
    "an_edit_of_two_files_with_a_mask": (2, True, PNG, "1536x1024"),
    "an_edit_of_a_url": (1, False, PNG, "1024x1024"),
}


@pytest.mark.parametrize("scene", DRAWN)
def test_pictures_come_as_they_were_asked_for(seen: dict[str, Any], scene: str) -> None:
    told = seen[scene]
    assert "raised" not in told, told
    count, encoded, beginning, size = DRAWN[scene]
    assert (told["count"], told["encoded"], told["size"]) == (count, [encoded] * count, size)
    assert all(one.startswith(beginning) for one in told["begin"])
    assert told["created"] > 1_700_000_000


def test_what_is_billed_is_told_in_images(seen: dict[str, Any]) -> None:
    usage = seen["two_pictures_of_a_size_of_ones_own"]["usage"]
    assert (usage["image_count"], usage["input_tokens"], usage["total_tokens"]) == (2, 0, 0)


def test_what_is_ignored_is_said_in_a_header(seen: dict[str, Any]) -> None:
    drawn, edited = seen["what_is_ignored_is_said"], seen["an_edit_of_two_files_with_a_mask"]
    assert drawn["x-ignored"] == "background, quality, user, num_inference_steps"
    assert edited["x-ignored"] == "input_fidelity, mask"
    assert drawn["x-image-engine"] == "fake/1.0"
    assert drawn["x-request-id"]


def test_the_rewritten_prompt_is_told(seen: dict[str, Any]) -> None:
    assert seen["a_picture_by_its_url"]["revised"] == ["a white cat under a tree (one colour)"]
    assert seen["a_model_that_the_other_api_has_as_tasks_alone"]["revised"] == [None]


def test_a_seed_beyond_the_api_is_heeded(seen: dict[str, Any]) -> None:
    assert seen["the_same_seed_is_the_same_picture"] == 1


def test_a_stream_is_one_event_where_no_more_is_wanted(seen: dict[str, Any]) -> None:
    (event,) = seen["a_stream"]
    assert (event["class"], event["size"]) == ("ImageGenCompletedEvent", "1328x1328")


def test_unfinished_pictures_come_before_the_finished_one(seen: dict[str, Any]) -> None:
    *partial, last = seen["a_stream_with_unfinished_pictures"]
    assert [(event["class"], event["index"]) for event in partial] == [
        ("ImageGenPartialImageEvent", number) for number in range(3)
    ]
    assert last["class"] == "ImageGenCompletedEvent"
    assert all(event["begins"].startswith(WEBP) and event["format"] == "webp" for event in (*partial, last))


def test_edits_stream_too(seen: dict[str, Any]) -> None:
    told = [event["class"] for event in seen["an_edit_in_a_stream"]]
    assert told == ["ImageEditPartialImageEvent", "ImageEditCompletedEvent"]


def test_a_stream_that_fails_is_raised_whenever_it_fails(seen: dict[str, Any]) -> None:
    early, late = seen["a_stream_that_fails_before_it_begins"], seen["a_stream_that_fails_on_the_way"]
    assert (early["class"], early["status"], early["code"]) == ("InternalServerError", 500, "engine_error")
    assert late["before"] == ["image_generation.partial_image"]
    assert (late["class"], late["code"]) == ("APIError", "engine_error")


def test_all_models_are_listed_and_each_can_be_looked_up(seen: dict[str, Any]) -> None:
    told = seen["the_models"]
    assert told["listed"] == [model.name for model in load().models]
    assert told["one"] == ["qwen-image", "model", "danqing"]


REFUSED: dict[str, tuple[str, int, str, str | None, str]] = {
    "a wrong key": ("AuthenticationError", 401, "invalid_request_error", None, "invalid_api_key"),
    "a wrong key at the models": ("AuthenticationError", 401, "invalid_request_error", None, "invalid_api_key"),
    "an unknown model": ("NotFoundError", 404, "invalid_request_error", "model", "model_not_found"),
    "an unknown model looked up": ("NotFoundError", 404, "invalid_request_error", "model", "model_not_found"),
    "a bad size": ("BadRequestError", 400, "invalid_request_error", "size", "invalid_value"),
    "too many": ("BadRequestError", 400, "invalid_request_error", "n", "invalid_value"),
    "a bad seed": ("BadRequestError", 400, "invalid_request_error", "seed", "invalid_value"),
    "no picture": ("BadRequestError", 400, "invalid_request_error", "image", "invalid_image"),
    "an edit by a model that draws": ("BadRequestError", 400, "invalid_request_error", "model", "invalid_value"),
    "forbidden words": ("BadRequestError", 400, "invalid_request_error", None, "content_policy_violation"),
    "a variation": ("NotFoundError", 404, "invalid_request_error", None, "not_found"),
    "an engine that fails": ("InternalServerError", 500, "server_error", None, "engine_error"),
    "another API": ("NotFoundError", 404, "invalid_request_error", None, "not_found"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_the_clients_own_exception(seen: dict[str, Any], case: str) -> None:
    told = seen["refusals"][case]
    assert tuple(told[name] for name in ("class", "status", "type", "param", "code")) == REFUSED[case], told
    assert told["request_id"]
    assert told["message"]


def test_a_bad_size_is_told_in_the_spelling_of_this_api(seen: dict[str, Any]) -> None:
    message = seen["refusals"]["a bad size"]["message"]
    assert "'1664x928'" in message
    assert "got '1024x1024'" in message


def test_the_asynchronous_client_does_all_of_it(seen: dict[str, Any]) -> None:
    told = seen["the_asynchronous_client"]
    assert "raised" not in told, told
    assert (told["counts"], told["events"]) == ([1, 1, 2], ["image_generation.completed"])
    assert (told["models"], told["refused"]) == (len(load().models), "size")


def test_the_same_idempotency_key_is_the_same_picture(seen: dict[str, Any]) -> None:
    assert seen["the_same_idempotency_key_is_the_same_picture"] == {"drawn": True, "edited": True}


def test_who_asks_too_fast_is_told_when_and_the_client_tries_again_by_itself(tmp_path: Path) -> None:
    told = play(ENVIRONMENTS["3.50"], "openai_driver.py", tmp_path, "too_fast", limits__submissions_per_second=1)[
        "too_fast"
    ]
    assert "raised" not in told, told
    refused = told["refused"]
    assert (refused["class"], refused["type"], refused["code"]) == ("RateLimitError", "requests", "rate_limit_exceeded")
    assert told["with retries"] == 1
