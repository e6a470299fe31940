import pytest

from danqing.wire import times


def test_times_are_written_in_utc_plus_eight() -> None:
    assert times.text(1709285904.817) == "2024-03-01 17:38:24.817"  # the answer's Date header said 09:38:24 GMT
    assert times.compact(1709285904.817) == "20240301173824"
    assert times.millis(1709285904.817) == 1709285904817


def test_a_time_is_read_as_it_was_written() -> None:
    assert times.read("2024-03-01 17:38:24.817") == pytest.approx(1709285904.817)
    assert times.read("2024-03-01 17:38:24") == 1709285904.0
    assert times.read_compact("20240301173824") == 1709285904.0


def test_strings_and_milliseconds_tell_the_same_moment() -> None:
    for seconds in (0.0, 0.0004, 0.0005, 0.9996, 1709285904.8169, 1763700000.9999):
        assert round((times.read(times.text(seconds)) or 0.0) * 1000) == times.millis(seconds)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "now",
        "2024-03-01",
        "2024-02-30 00:00:00.000",
        "2024-03-01 17:38:24.817Z",
        "0000-01-01 00:00:00",
        "٢٠٢٤-03-01 17:38:24",
    ],
)
def test_what_is_no_time_is_none(said: str) -> None:
    assert times.read(said) is None


@pytest.mark.parametrize("said", ["", "2023042000000", "20230420000000 ", "20231320000000", "٢٠٢٣٠٤٢٠٠٠٠٠٠٠"])
def test_what_is_no_compact_time_is_none(said: str) -> None:
    assert times.read_compact(said) is None
