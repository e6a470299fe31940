import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.core.errors import InvalidInput
from danqing.storage.datauri import decode, is_data_uri

LIMIT = 10 * 1024 * 1024


@pytest.mark.parametrize(
    "uri",
    [
        "data:image/png;base64,iVBORw==",
        "data:;base64,iVBORw==",
        "data:base64,iVBORw==",
        "data:image/anything;charset=utf-8;base64,iVBORw==",
        "DATA:image/png;BASE64,iVBORw==",
        "data:image/png;base64, iVBO\r\n  Rw==\n",
        "data:image/png; base64 ,iVBORw==",
        "data:image/png;base64,iVBORw",
        "data:image/png;base64,iVBORw====",
    ],
)
def test_every_way_to_write_a_data_uri_is_read(uri: str) -> None:
    assert is_data_uri(uri)
    assert decode(uri, LIMIT) == b"\x89PNG"


def test_the_url_safe_alphabet_is_read() -> None:
    assert decode("data:;base64,-_-_", LIMIT) == decode("data:;base64,+/+/", LIMIT) == b"\xfb\xff\xbf"


@pytest.mark.parametrize(
    "uri",
    [
        "data:",
        "data:image/png",
        "data:image/png;base64",
        "data:image/png,iVBORw==",
        "data:image/png;base64,iVBO!w==",
        "data:image/png;base64,iVBOR",
        "data:image/png;base64,iV=BORw==",
        "data:image/png;base64,图片",
    ],
)
def test_what_is_no_base64_is_refused(uri: str) -> None:
    with pytest.raises(InvalidInput, match=r"^Invalid image format or corrupted file ") as caught:
        decode(uri, LIMIT)
    assert caught.value.code == "InvalidParameter"


@pytest.mark.parametrize("over", [1, 20 * 1024 * 1024])
def test_a_byte_over_the_limit_is_refused(over: int) -> None:
    uri = "data:image/png;base64," + base64.b64encode(bytes(LIMIT + over)).decode()

    with pytest.raises(InvalidInput) as caught:
        decode(uri, LIMIT)
    assert (caught.value.code, caught.value.message) == (
        "InvalidParameter",
        "Exceeded limit on max bytes per data-uri item : 10485760'.",
    )


def test_as_many_bytes_as_allowed_are_read() -> None:
    assert len(decode("data:;base64," + base64.b64encode(bytes(LIMIT)).decode(), LIMIT)) == LIMIT


@given(st.binary())
def test_what_was_encoded_is_decoded(data: bytes) -> None:
    assert decode("data:image/png;base64," + base64.b64encode(data).decode(), LIMIT) == data
