import pytest

from danqing.client.answer import Answer


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:09 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 9.0),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:09 GMT"}, None),  # by whose clock?
    ],
)
def test_what_a_server_asks_to_wait_is_read_in_each_of_its_spellings(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert Answer(status=429, headers=headers).retry_after == seconds


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code":"Throttling.RateQuota","message":"m","request_id":"r"}', "Throttling.RateQuota"),
        (b'{"code":null}', ""),
        (b'{"output":{"code":"InvalidParameter"}}', ""),
        (b'["code"]', ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_the_code_of_an_answer_is_that_of_its_body_if_it_has_one(body: bytes, code: str) -> None:
    assert Answer(status=400, body=body).code == code


def test_a_server_may_forbid_repeating() -> None:
    assert Answer(status=503, headers={"x-should-retry": "False"}).forbids_repeating
    assert not Answer(status=503, headers={"x-should-retry": "true"}).forbids_repeating
