import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from danqing.core.errors import Error, InvalidParameter
from danqing.wire import uploads
from danqing.wire.uploads import Form, Policy

POLICY = Policy(
    policy="eyJ",
    signature="sig=",
    upload_dir="d/e",
    upload_host="http://h/up",
    oss_access_key_id="LT",
)
SEVEN = [
    "policy",
    "signature",
    "upload_dir",
    "upload_host",
    "oss_access_key_id",
    "x_oss_object_acl",
    "x_oss_forbid_overwrite",
]


def test_a_policy_is_given_as_the_real_service_gives_it(said: Callable[[str], Any]) -> None:
    body = said("uploads/policy.response")
    assert json.loads(uploads.encode(Policy(**body["data"]), body["request_id"])) == body


def test_java_finds_the_policy_because_there_is_no_output() -> None:
    body = json.loads(uploads.encode(POLICY, "r-1"))
    assert sorted(body) == ["data", "request_id"]
    assert all(isinstance(body["data"][name], str) for name in SEVEN)


def test_a_policy_is_read_as_it_was_given() -> None:
    policy = replace(POLICY, expire_in_seconds=60, max_file_size_mb=10, capacity_limit_mb=100)
    assert uploads.decode(uploads.encode(policy, "r-1")) == policy


def test_a_policy_without_limits_has_those_of_the_real_service() -> None:
    body = json.loads(uploads.encode(POLICY, "r-1"))
    body["data"] = {name: value for name, value in body["data"].items() if name in SEVEN}
    assert uploads.decode(json.dumps(body).encode()) == replace(
        POLICY, expire_in_seconds=300, max_file_size_mb=1024, capacity_limit_mb=999_999_999
    )


@pytest.mark.parametrize("name", SEVEN)
def test_a_policy_that_lacks_a_string_is_none(name: str) -> None:
    body = json.loads(uploads.encode(POLICY, "r-1"))
    del body["data"][name]
    with pytest.raises(Error, match=f"lacks {name}"):
        uploads.decode(json.dumps(body).encode())


def test_the_form_has_the_fields_of_the_sdks_in_their_order() -> None:
    assert list(uploads.form(POLICY, "图 片.txt", "text/plain").items()) == [
        ("OSSAccessKeyId", "LT"),
        ("Signature", "sig="),
        ("policy", "eyJ"),
        ("key", "d/e/图 片.txt"),
        ("x-oss-object-acl", "private"),
        ("x-oss-forbid-overwrite", "true"),
        ("success_action_status", "200"),
        ("x-oss-content-type", "text/plain"),
    ]


def test_a_form_is_read_whatever_else_is_in_it() -> None:
    fields = uploads.form(POLICY, "a.png", "image/png") | {"x-extra": "1"}
    assert uploads.read_form(fields) == Form(
        access_key_id="LT", signature="sig=", policy="eyJ", key="d/e/a.png", content_type="image/png"
    )


def test_old_sdks_leave_an_unknown_content_type_out() -> None:
    fields = uploads.form(POLICY, "girl", "")
    assert "x-oss-content-type" not in fields
    assert uploads.read_form(fields).content_type == ""


@pytest.mark.parametrize("key", ["d/e/girl.png", "d/e/图 片.png", "d/e/100%?#.png"])
def test_an_oss_name_is_its_key_and_nothing_is_encoded(key: str) -> None:
    assert uploads.name_of(key) == f"oss://{key}"
    assert uploads.key_of(f"oss://{key}") == key


@pytest.mark.parametrize("name", ["", "oss://", "https://h/a.png", "oss:/a", "file:///a", "data:image/png;base64,AA"])
def test_other_names_are_not_oss(name: str) -> None:
    assert uploads.key_of(name) is None


def test_a_policy_is_asked_for_by_model() -> None:
    assert uploads.model_of(uploads.query_of("wanx-v1")) == "wanx-v1"


@pytest.mark.parametrize("query", [{}, {"action": "putPolicy"}])
def test_only_policies_can_be_asked_for(query: dict[str, str]) -> None:
    with pytest.raises(InvalidParameter, match="action must be getPolicy"):
        uploads.model_of(query)
