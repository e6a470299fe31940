from itertools import pairwise

import pytest

from danqing.client.backoff import PATIENCE, Tried, Trouble, pause, trouble


@pytest.mark.parametrize(
    ("method", "status", "code", "found"),
    [
        ("GET", 429, "Throttling.RateQuota", Trouble.THROTTLED),
        ("POST", 429, "", Trouble.THROTTLED),
        ("POST", 400, "Throttling.AllocationQuota", Trouble.THROTTLED),
        ("GET", 403, "Throttling", Trouble.THROTTLED),
        ("GET", 503, "ModelUnavailable", Trouble.REFUSED),
        ("POST", 503, "", Trouble.REFUSED),
        ("GET", 502, "", Trouble.BROKEN),
        ("GET", 504, "", Trouble.BROKEN),
        ("GET", 0, "", Trouble.BROKEN),
        # Nobody knows whether these were obeyed; a second one might draw a second picture.
        ("POST", 502, "", None),
        ("POST", 504, "", None),
        ("POST", 0, "", None),
        # These are answers.
        ("GET", 200, "", None),
        ("GET", 400, "InvalidParameter", None),
        ("GET", 401, "InvalidApiKey", None),
        ("GET", 404, "", None),
        ("GET", 500, "InternalError", None),
        ("POST", 500, "InternalError", None),
    ],
)
def test_only_what_may_pass_and_is_safe_is_sent_again(
    method: str, status: int, code: str, found: Trouble | None
) -> None:
    assert trouble(method, status, code) is found


@pytest.mark.parametrize(
    ("tries", "dice", "seconds"),
    [(1, 0.0, 0.0), (1, 0.5, 0.5), (2, 0.5, 1.0), (3, 0.5, 2.0), (4, 1.0, 8.0), (5, 1.0, 16.0), (6, 1.0, 20.0)],
)
def test_pauses_double_up_to_the_longest_and_the_dice_pick_inside(tries: int, dice: float, seconds: float) -> None:
    assert pause(Trouble.THROTTLED, Tried(tries=tries, waited=0.0), dice=dice) == seconds


@pytest.mark.parametrize(
    ("asked", "dice", "seconds"),
    [
        (None, 0.5, 0.5),
        (7.0, 0.5, 7.0),  # never sooner than asked
        (0.1, 0.5, 0.5),  # later is polite
        (0.0, 0.0, 0.0),
        (119.0, 0.0, 119.0),
        (3600.0, 0.0, None),  # an hour is not waited for
    ],
)
def test_what_the_server_asks_for_is_honoured(asked: float | None, dice: float, seconds: float | None) -> None:
    assert pause(Trouble.THROTTLED, Tried(tries=1, waited=0.0), dice=dice, asked=asked) == seconds


@pytest.mark.parametrize("found", list(Trouble))
def test_tries_and_time_are_bounded(found: Trouble) -> None:
    patience = PATIENCE[found]
    assert pause(found, Tried(tries=patience.tries - 1, waited=0.0), dice=0.0) is not None
    assert pause(found, Tried(tries=patience.tries, waited=0.0), dice=0.0) is None
    assert pause(found, Tried(tries=1, waited=patience.total + 0.01), dice=0.0) is None


@pytest.mark.parametrize("found", list(Trouble))
def test_the_longest_story_with_any_trouble_ends_within_its_total(found: Trouble) -> None:
    moments = [0.0]
    while (seconds := pause(found, Tried(tries=len(moments), waited=moments[-1]), dice=0.999)) is not None:
        moments.append(moments[-1] + seconds)
    assert len(moments) == PATIENCE[found].tries
    assert moments[-1] <= PATIENCE[found].total
    assert all(later > earlier for earlier, later in pairwise(moments))
