from dataclasses import dataclass

import pytest

from danqing.admission.admission import UNLIMITED, Admission, Policy, lane_limit
from danqing.core.job import Door, Job, Kind, Ticket


@dataclass
class Documented:
    tasks_at_once: int | None


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


def test_a_ticket_names_who_asked_and_holds_an_image_for_each_that_may_be_drawn() -> None:
    ticket = Admission(running_at_once="documented").admit("17", "42", Documented(1), JOB)
    assert ticket == Ticket(job=JOB, account="17", key_id="42", running_at_once=1, held=4)
