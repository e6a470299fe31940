import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.storage.ranges import Extent, Span, parse


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, Extent.WHOLE),
        ("", Extent.WHOLE),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-99", Span(0, 100)),
        ("bytes=90-99", Span(90, 100)),
        ("bytes=90-1000", Span(90, 100)),
        ("bytes=90-", Span(90, 100)),
        ("bytes=0-", Span(0, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("Bytes = 0 - 9", Span(0, 10)),
        ("bytes=100-", Extent.UNSATISFIABLE),
        ("bytes=100-200", Extent.UNSATISFIABLE),
        ("bytes=-0", Extent.UNSATISFIABLE),
        ("bytes=9-5", Extent.WHOLE),
        ("bytes=-", Extent.WHOLE),
        ("bytes=", Extent.WHOLE),
        ("bytes=a-b", Extent.WHOLE),
        ("bytes=1-2,4-5", Extent.WHOLE),
        ("items=0-9", Extent.WHOLE),
        ("bytes=--5", Extent.WHOLE),
        ("bytes=٣-٤", Extent.WHOLE),
        ("bytes=0-" + "9" * 5000, Extent.WHOLE),
    ],
)
def test_a_range_of_a_hundred_bytes(header: str | None, expected: Span | Extent) -> None:
    assert parse(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=0-0", "bytes=-5"])
def test_an_empty_file_has_no_range(header: str) -> None:
    assert parse(header, 0) == Extent.UNSATISFIABLE


def test_a_span_says_where_it_lies() -> None:
    assert Span(90, 100).header(100) == "bytes 90-99/100"


@given(st.one_of(st.text(), st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True)), st.integers(0, 2000))
def test_whatever_is_asked_a_span_lies_inside_the_file(header: str, size: int) -> None:
    match parse(header, size):
        case Span(start, end):
            assert 0 <= start < end <= size
        case extent:
            assert extent in Extent
