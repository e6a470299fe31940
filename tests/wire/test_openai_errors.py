"""Every error in the shape of the OpenAI API."""

import json

import pytest
from scripts.docs import every_error

from danqing.core import errors
from danqing.core.errors import Error
from danqing.wire.openai_errors import FINER, TABLE, encode

CASES: list[tuple[Error, int, str, str | None, str]] = [
    (errors.InvalidApiKey(), 401, "invalid_request_error", None, "invalid_api_key"),
    (errors.ModelDenied(), 403, "permission_error", None, "model_access_denied"),
    (errors.ModelNotFound(parameter="model"), 404, "invalid_request_error", "model", "model_not_found"),
    (errors.InvalidParameter("x", parameter="n"), 400, "invalid_request_error", "n", "invalid_value"),
    (errors.InvalidInput(), 400, "invalid_request_error", "image", "invalid_image"),
    (errors.Objectionable(), 400, "invalid_request_error", None, "content_policy_violation"),
    (errors.RateLimited(), 429, "requests", None, "rate_limit_exceeded"),
    (errors.QuotaExceeded(), 429, "insufficient_quota", None, "insufficient_quota"),
    (errors.FreeTierOnly(), 429, "insufficient_quota", None, "insufficient_quota"),
    (errors.Arrearage(), 429, "insufficient_quota", None, "billing_not_active"),
    (errors.TooLarge(), 413, "invalid_request_error", None, "request_too_large"),
    (errors.EngineLost(), 500, "server_error", None, "engine_error"),
    (errors.Unavailable(), 503, "server_error", None, "overloaded"),
    (errors.TimedOut(), 504, "server_error", None, "timeout"),
    (Error(), 500, "server_error", None, "internal_error"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: type(case[0]).__name__)
def test_an_error_has_its_status_type_parameter_and_code(case: tuple[Error, int, str, str | None, str]) -> None:
    error, status, kind, parameter, code = case
    told, body = encode(error, "r-1")
    assert told == status
    said = json.loads(body)["error"]
    assert (said["type"], said["param"], said["code"]) == (kind, parameter, code)


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_can_be_said(kind: type[Error]) -> None:
    status, body = encode(kind("half a \ud83d character"), "r-1")
    said = json.loads(body)["error"]
    assert set(said) == {"message", "type", "param", "code"}
    assert 400 <= status < 600
    assert said["message"]


def test_a_missing_parameter_has_a_code_of_its_own() -> None:
    for code, told in FINER.items():
        assert json.loads(encode(errors.BadRequest(code=code), "")[1])["error"]["code"] == told


@pytest.mark.parametrize("code", ["DataInspectionFailed", "InvalidURL.Timeout", "InvalidImage.ImageSize"])
def test_a_failure_that_is_told_again_is_still_known(code: str) -> None:
    told = type(errors.told(code, "x"))
    assert told in TABLE
    assert TABLE[told].code in {"content_policy_violation", "invalid_image"}


def test_only_sizes_are_respelled() -> None:
    size = errors.InvalidParameter("allowed 1*2, got '3*4'", parameter="size")
    assert json.loads(encode(size, "")[1])["error"]["message"] == "allowed 1x2, got '3x4'"
    other = errors.InvalidParameter("got '3*4'", parameter="style")
    assert json.loads(encode(other, "")[1])["error"]["message"] == "got '3*4'"


def test_a_wrong_key_is_told_in_the_words_that_clients_look_for() -> None:
    assert b"Incorrect API key provided" in encode(errors.InvalidApiKey(), "")[1]
