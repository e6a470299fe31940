"""The official SDKs, unchanged, each in an environment of its own, against a live server."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danqing.engines.fake import plain_png
from tests.live import Live
from tests.service import fake_models

pytestmark = pytest.mark.sdk
ENVIRONMENTS = Path(__file__).parents[2] / ".cache" / "sdk"
DRIVER = Path(__file__).with_name("driver.py")
PICTURES = {"girl.png": (640, 480), "图 片.png": (480, 640), "portrait": (300, 300), "other/girl.png": (500, 400)}
PNG = b"\x89PNG".hex()


def play(version: str, folder: Path) -> dict[str, Any]:
    """Run the driver once with one version of the SDK, and return what it saw."""
    python = ENVIRONMENTS / version / "bin" / "python"
    assert python.exists(), "the SDKs' environments are made by `make setup`"
    for name, (width, height) in PICTURES.items():
        (folder / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "work" / name).write_bytes(plain_png(width, height, 2))
    with Live(folder / "data", engines__models_file=fake_models(folder), inputs__allow_private_networks=True) as server:
        surroundings = os.environ | {"DASHSCOPE_HTTP_BASE_URL": server.base_url, "DASHSCOPE_API_KEY": server.key}
        command = [python, DRIVER, folder / "seen.json"]
        subprocess.run(command, cwd=folder / "work", env=surroundings, check=True, timeout=300, capture_output=True)
    return json.loads((folder / "seen.json").read_text())


@pytest.fixture(scope="session", params=["2.0.2", "1.24.6"])
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def seen(version: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return play(version, tmp_path_factory.mktemp("sdk"))


def has_drawn(count: int) -> Callable[[dict[str, Any]], bool]:
    return lambda seen: seen["output"]["task_status"] == "SUCCEEDED" and len(seen["output"]["results"]) == count


def has_answered(count: int, width: int, height: int) -> Callable[[dict[str, Any]], bool]:
    def check(seen: dict[str, Any]) -> bool:
        content = seen["output"]["choices"][0]["message"]["content"]
        usage = {"image_count": count, "width": width, "height": height}
        return len(content) == count and usage.items() <= seen["usage"].items()

    return check


WORKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "document_000_004_text_to_image_at_once": has_answered(1, 1328, 1328),
    "document_000_002_004_blocking_call_and_download": has_drawn(1),
    "document_001_style_and_four_images_by_default": has_drawn(4),
    "document_001_reference_by_url": has_drawn(1),
    "document_001_reference_by_local_path": has_drawn(1),
    "document_001_reference_by_a_name_with_spaces_and_chinese": has_drawn(1),
    "document_001_reference_without_extension": has_drawn(1),
    "document_001_one_file_in_two_fields": has_drawn(1),
    "document_001_create_then_wait": has_drawn(2),
    "document_002_wan_with_a_size_of_its_own": has_drawn(1),
    "wan_at_once": lambda seen: len(seen["output"]["results"]) == 1 and seen["usage"] == {"image_count": 1},
    "document_003_edit_by_url": has_answered(2, 1024, 1536),
    "document_003_edit_by_base64": has_answered(2, 1536, 1024),
    "document_003_edit_by_file_uri": has_answered(2, 1184, 880),
    "document_003_edit_by_bare_path_and_relative_uri": has_answered(2, 880, 1184),
    "document_003_edit_with_the_model_that_makes_one_image": has_answered(1, 1184, 880),
    "aio_edit": has_answered(1, 1184, 880),
}


@pytest.mark.parametrize("scene", WORKS)
def test_the_documents_samples_work_unchanged(seen: dict[str, Any], scene: str) -> None:
    assert "raised" not in seen[scene], seen[scene]
    assert seen[scene]["status_code"] == 200
    assert WORKS[scene](seen[scene]), seen[scene]


def test_results_are_saved_under_the_last_segment_of_their_urls(seen: dict[str, Any]) -> None:
    saved = seen["document_001_style_and_four_images_by_default"]["saved"]
    assert len({name for name, _ in saved}) == 4
    assert {(name[-4:], beginning) for name, beginning in saved} == {(".png", PNG)}


def test_prompts_are_told_as_the_documents_say(seen: dict[str, Any]) -> None:
    extended = seen["document_000_002_004_blocking_call_and_download"]["output"]["results"][0]
    assert {"orig_prompt", "actual_prompt", "url"} <= set(extended)
    plain = seen["document_000_004_create_then_fetch"]["ended"]["output"]["results"][0]
    assert "orig_prompt" in plain
    assert "actual_prompt" not in plain


def test_a_created_task_is_pending_and_then_succeeds(seen: dict[str, Any]) -> None:
    told = seen["document_000_004_create_then_fetch"]
    assert (told["created"]["output"]["task_status"], told["ended"]["output"]["task_status"]) == (
        "PENDING",
        "SUCCEEDED",
    )
    assert {"submit_time", "scheduled_time", "end_time"} <= set(told["ended"]["output"])


def test_a_bad_size_is_a_failed_task_with_the_documents_words(seen: dict[str, Any]) -> None:
    output = seen["document_001_a_size_that_the_model_does_not_have"]["output"]
    words = "The size is not match the allowed size ['1024*1024', '720*1280', '1280*720']"
    assert (output["task_status"], output["code"], output["message"]) == ("FAILED", "InvalidParameter", words)


def test_a_partial_failure_keeps_the_good_image(seen: dict[str, Any]) -> None:
    told = seen["document_001_some_images_fail"]
    assert (told["output"]["task_status"], told["usage"]) == ("SUCCEEDED", {"image_count": 1})
    assert told["output"]["results"][1]["code"] == "InternalError.Timeout"


def test_two_different_files_of_one_name_are_never_mixed(seen: dict[str, Any], version: str) -> None:
    told = seen["two_different_files_of_one_name"]
    if version == "1.24.6":  # takes a policy, and so a folder, for each file
        assert told["status_code"] == 200
    else:  # sends both under one key: the second is refused
        assert told["raised"].startswith("UploadFileException")
        assert "FileAlreadyExists" in told["raised"]


def test_a_refusal_of_a_synchronous_call_is_a_response_and_no_exception(seen: dict[str, Any]) -> None:
    told = seen["two_images_of_a_model_that_makes_one"]
    assert (told["status_code"], told["code"]) == (400, "InvalidParameter")
    assert told["message"] == "num_images_per_prompt must be 1"


def test_an_unknown_task_and_an_unknown_model_are_told_as_the_real_service_does(seen: dict[str, Any]) -> None:
    assert seen["fetch_an_unknown_task"]["output"]["task_status"] == "UNKNOWN"
    refused = seen["an_unknown_model"]
    assert (refused["status_code"], refused["message"]) == (400, "Model not exist.")


def test_only_what_waits_can_be_cancelled(seen: dict[str, Any]) -> None:
    told = seen["cancel_what_waits_and_cancel_again"]
    assert told["first"]["output"]["task_status"] == "CANCELED"
    assert (told["again"]["status_code"], told["again"]["code"]) == (400, "UnsupportedOperation")
    assert told["then"]["output"]["task_status"] == "CANCELED"


def test_tasks_are_listed_with_and_without_arguments(seen: dict[str, Any]) -> None:
    told = seen["list_without_and_with_every_argument"]
    assert told["all"]["output"]["total"] > 10 == len(told["all"]["output"]["data"])
    some = told["some"]["output"]
    assert {(row["model_name"], row["status"]) for row in some["data"]} == {("wanx-v1", "SUCCEEDED")}
    assert (some["page_size"], len(some["data"])) == (5, 5)


def test_a_wrong_key_is_refused_everywhere(seen: dict[str, Any]) -> None:
    told = [(answer["status_code"], answer["code"]) for answer in seen["a_wrong_key_everywhere"]]
    assert told == [(401, "InvalidApiKey")] * 5


def test_the_aio_classes_do_all_of_it(seen: dict[str, Any]) -> None:
    told = seen["aio_image_synthesis"]
    assert "raised" not in told, told
    assert told["called"]["output"]["task_status"] == told["waited"]["output"]["task_status"] == "SUCCEEDED"
    assert told["created"]["output"]["task_status"] == "PENDING"
    assert told["fetched"]["status_code"] == told["cancelled"]["status_code"] == 200
    assert told["listed"]["output"]["total"] > 1
    assert told["then"]["output"]["task_status"] == "CANCELED"


def test_the_client_of_2_0_does_all_of_it(seen: dict[str, Any], version: str) -> None:
    if version == "1.24.6":
        assert "client_of_2_0" not in seen
        return
    told = seen["client_of_2_0"]
    assert "raised" not in told, told
    assert (told["generated"], told["waited"], told["cancelled"]) == (["SUCCEEDED", 1], ["SUCCEEDED", 2], "CANCELED")
    assert told["failed"].startswith("BadRequestError")
    assert told["listed"][0] > 5 == told["listed"][1]
    assert "qwen-image-plus" in told["models"]
