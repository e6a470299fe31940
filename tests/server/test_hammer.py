"""Two accounts and eight clients at one live server, as `make bench ARGS=hammer` does for a minute."""

from pathlib import Path

import pytest

from bench.hammer import hammered


@pytest.mark.slow
def test_eight_clients_get_nothing_over_a_limit_and_lose_nothing(tmp_path: Path) -> None:
    found = hammered(tmp_path, 4)
    told = found.answers
    assert set(told.statuses) <= {200, 400, 429}  # 400: a task that cannot be cancelled any more
    assert told.statuses[429] > len(told.accepted) > 40
    assert told.hasty == 0
    assert found.lost == []
    assert found.drawn == found.counted > 0
    assert all(most <= lane.a_second for lane, most in found.fastest.items())
    assert all(most <= lane.at_once for lane, most in found.busiest.items())
    assert any(most == lane.a_second for lane, most in found.fastest.items()), "nobody came near a limit"
    assert any(most == lane.at_once for lane, most in found.busiest.items()), "nobody came near a limit"
