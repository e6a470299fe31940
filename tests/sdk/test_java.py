"""The official Java SDK against a live server; built by `make java`, which needs a Maven repository."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from danqing.engines.fake import plain_png
from tests.live import Live
from tests.service import fake_models

pytestmark = pytest.mark.sdk
BUILT = Path(__file__).parents[2] / ".cache" / "sdk" / "java"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not (BUILT / "classes").exists():
        pytest.skip("the Java SDK is not built; `make java` builds it where a Maven repository can be reached")
    folder = tmp_path_factory.mktemp("java")
    picture = folder / "girl.png"
    picture.write_bytes(plain_png(640, 480, 2))
    with Live(folder / "data", engines__models_file=fake_models(folder)) as server:
        surroundings = os.environ | {"DASHSCOPE_HTTP_BASE_URL": server.base_url, "DASHSCOPE_API_KEY": server.key}
        command = ["java", "-cp", f"{BUILT / 'classes'}:{BUILT / 'lib'}/*", "Samples", str(picture)]
        told = subprocess.run(command, env=surroundings, check=True, timeout=120, capture_output=True, text=True).stdout
    lines = [line.partition(" ") for line in told.splitlines() if " {" in line]
    return {scene: json.loads(body) for scene, _, body in lines}


@pytest.mark.parametrize("scene", ["at_once", "edit"])
def test_synchronous_calls_answer_with_pictures(seen: dict[str, Any], scene: str) -> None:
    assert seen[scene]["output"]["choices"][0]["message"]["content"][0]["image"].startswith("http://127.0.0.1")


@pytest.mark.parametrize("scene", ["blocking", "reference", "waited", "fetched"])
def test_tasks_succeed(seen: dict[str, Any], scene: str) -> None:
    assert seen[scene]["output"]["task_status"] == "SUCCEEDED"


def test_a_created_task_is_pending(seen: dict[str, Any]) -> None:
    assert seen["created"]["output"]["task_status"] == "PENDING"


def test_tasks_are_listed(seen: dict[str, Any]) -> None:
    assert seen["listed"]["output"]["total"] >= 3


def test_a_refusal_has_its_code(seen: dict[str, Any]) -> None:
    assert (seen["refused"]["statusCode"], seen["refused"]["message"]) == (400, "Model not exist.")
