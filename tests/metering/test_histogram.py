import hypothesis.strategies as st
import pytest
from hypothesis import given

from danqing.metering.histogram import LAST, bucket, middle, quantile


@given(st.floats(min_value=0.001, max_value=9e5))
def test_a_times_bucket_is_nowhere_far_from_it(seconds: float) -> None:
    assert middle(bucket(seconds)) == pytest.approx(seconds, rel=0.123)


@given(st.floats(min_value=0, max_value=1e9), st.floats(min_value=0, max_value=1e9))
def test_a_longer_time_is_in_no_earlier_bucket(one: float, other: float) -> None:
    assert (bucket(one) <= bucket(other)) >= (one <= other)
    assert 0 <= bucket(one) <= LAST


def test_a_quantile_is_the_time_that_so_many_did_not_exceed() -> None:
    counts = {bucket(0.1): 50, bucket(1): 45, bucket(10): 4, bucket(100): 1}
    found = [quantile(counts, part) for part in (0.5, 0.95, 0.99, 1.0)]
    assert found == [middle(bucket(seconds)) for seconds in (0.1, 1, 10, 100)]


def test_there_is_no_quantile_of_nothing() -> None:
    assert quantile({}, 0.5) is None
    assert quantile({3: 1}, 0.0) == middle(3)
