import pytest

from danqing.wire import lenient


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (5, "5"), (True, ""), (None, ""), (1.5, ""), (["a"], ""), ({"a": 1}, "")]
)
def test_only_strings_and_whole_numbers_are_text(value: object, text: str) -> None:
    assert lenient.text(value) == text


@pytest.mark.parametrize("value", [True, None, "5", 1.0, [5], 2**53 + 1, -(10**400)])
def test_what_is_no_whole_number_of_a_sane_size_is_zero(value: object) -> None:
    assert lenient.whole(value) == 0


@pytest.mark.parametrize("value", [0, 5, -5, 2**53])
def test_whole_numbers_stay(value: int) -> None:
    assert lenient.whole(value) == value


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"a"', b"\xff", b"[" * 100_000])
def test_a_body_without_an_object_is_none(body: bytes) -> None:
    assert lenient.read(body) is None
