"""LiteLLM, unchanged, in an environment of its own, against a live server: by both APIs."""

from typing import Any

import pytest

from tests.openai_clients.plays import play

pytestmark = pytest.mark.sdk
PNG, WEBP = "\x89PNG", "RIFF"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return play("litellm-1.106.2", "litellm_driver.py", tmp_path_factory.mktemp("litellm"))


DRAWN = {
    "openai_by_url": [PNG],
    "openai_in_base64_and_two": [WEBP] * 2,
    "openai_asynchronously": [PNG],
    "openai_edit_of_one": [PNG],
    "openai_edit_of_two": [PNG] * 2,
    "dashscope": [PNG],
    "dashscope_asynchronously": [PNG],
}


@pytest.mark.parametrize("scene", DRAWN)
def test_pictures_come(seen: dict[str, Any], scene: str) -> None:
    assert seen[scene] == DRAWN[scene]


REFUSED = {
    "openai_refusals": {
        "a wrong key": ["AuthenticationError", 401],
        "an unknown model": ["NotFoundError", 404],
        "a bad size": ["BadRequestError", 400],
        "forbidden words": ["ContentPolicyViolationError", 400],
    },
    "dashscope_refusals": {
        "a wrong key": ["AuthenticationError", 401],
        "an unknown model": ["BadRequestError", 400],
        "a bad size": ["BadRequestError", 400],
    },
}


@pytest.mark.parametrize("scene", REFUSED)
def test_refusals_are_its_own_exceptions(seen: dict[str, Any], scene: str) -> None:
    assert {case: told[:2] for case, told in seen[scene].items()} == REFUSED[scene]
