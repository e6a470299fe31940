import pytest

from danqing.client.schedule import NEARBY, Schedule


@pytest.mark.parametrize(
    ("waited", "pause"),
    [
        (0.0, 3.0),
        (3.0, 3.0),
        (29.9, 3.0),
        (30.0, 5.0),
        (60.0, 7.5),
        (90.0, 10.0),
        (105.0, 10.0),
        (115.0, 5.0),  # cut, so that the last poll is at 120
        (119.5, 0.5),
        (120.0, None),
        (500.0, None),
    ],
)
def test_a_poll_is_every_three_seconds_at_first_then_slower_and_ends_after_two_minutes(
    waited: float, pause: float | None
) -> None:
    assert Schedule().pause(waited) == pause


@pytest.mark.parametrize("schedule", [Schedule(), NEARBY, Schedule(limit=7.0), Schedule(limit=1000.0, quick_for=0.0)])
def test_the_last_poll_of_any_schedule_comes_exactly_at_its_limit(schedule: Schedule) -> None:
    at, pauses = 0.0, list[float]()
    while (pause := schedule.pause(at)) is not None:
        assert pause > 0
        pauses.append(pause)
        at += pause
    assert at == pytest.approx(schedule.limit)
    assert pauses[:-1] == sorted(pauses[:-1])


def test_a_limit_of_zero_leaves_the_first_poll_only() -> None:
    assert Schedule(limit=0.0).pause(0.0) is None
