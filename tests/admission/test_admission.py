import math
from dataclasses import dataclass

import pytest

from danqing.admission.admission import UNLIMITED, Admission, Policy, Rate, lane_limit, lane_rate
from danqing.core.job import Door, Job, Kind, Ticket


@dataclass
class Documented:
    tasks_at_once: int | None
    submissions_per_second: float | None = None


JOB = Job(door=Door.TEXT2IMAGE, model="wanx-v1", kind=Kind.DRAW, prompt="a cat", n=4)


@pytest.mark.parametrize(
    ("policy", "documented", "limit"),
    [
        ("documented", 2, 2),
        ("documented", None, UNLIMITED),
        ("off", 2, UNLIMITED),
        ("off", None, UNLIMITED),
        (5, 2, 5),
        (1, None, 1),
    ],
)
def test_a_lane_runs_as_many_tasks_as_the_policy_says(policy: Policy, documented: int | None, limit: int) -> None:
    assert lane_limit(policy, documented) == limit


@pytest.mark.parametrize(
    ("policy", "documented", "rate"),
    [
        ("documented", 2, 2),
        ("documented", None, math.inf),
        ("off", 2, math.inf),
        (0.5, 2, 0.5),
        (7, None, 7),
    ],
)
def test_a_lane_is_submitted_to_as_fast_as_the_policy_says(policy: Rate, documented: float | None, rate: float) -> None:
    assert lane_rate(policy, documented) == rate


def test_a_ticket_names_who_asked_and_holds_an_image_for_each_that_may_be_drawn() -> None:
    ticket = Admission().admit("17", "42", Documented(1, 2.0), JOB)
    limits = {"running_at_once": 1, "submissions_per_second": 2.0}
    assert ticket == Ticket(job=JOB, account="17", key_id="42", held=4, **limits)
