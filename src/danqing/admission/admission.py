"""Who may run what, now: job → ticket."""

import math
from dataclasses import dataclass
from typing import Literal, Protocol

from danqing.core.job import Job, Ticket

Policy = Literal["documented", "off"] | int
"""How many tasks of one account and model may be in process at once: as documented, any number, or that many."""

Rate = Literal["documented", "off"] | float
"""How many tasks of one account and model may be submitted in a second: the same."""

UNLIMITED = 2**31 - 1
"""What stands in a ticket where there is no limit; fits every ledger's column."""


class Limited(Protocol):
    """What admission needs to know of a model."""

    @property
    def tasks_at_once(self) -> int | None:
        """The documented limit; None: no document has one."""
        ...

    @property
    def submissions_per_second(self) -> float | None:
        """The documented limit; None: no document has one."""
        ...


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The gates that a job passes on its way to a ticket, in this order:

    1. the lane: how many tasks of this account and model may be in process at once, and how many may be submitted in
       a second. Refuses nobody here: the ledger knows what else there is, lets wait who is over the one and refuses
       who is over the other.

    A gate that refuses by itself raises a Refused and belongs here, before the ticket is made.
    """

    running_at_once: Policy = "documented"
    submissions_per_second: Rate = "documented"

    def admit(self, account: str, key_id: str, model: Limited, job: Job) -> Ticket:
        """Return the right to run the job; one image is held for each that it may draw."""
        return Ticket(
            job=job,
            account=account,
            key_id=key_id,
            running_at_once=lane_limit(self.running_at_once, model.tasks_at_once),
            submissions_per_second=self.rate(model),
            held=job.n,
        )

    def rate(self, model: Limited) -> float:
        """Return how many tasks of the model an account may submit in a second; infinity: any number."""
        return lane_rate(self.submissions_per_second, model.submissions_per_second)


def lane_limit(policy: Policy, documented: int | None) -> int:
    """Return how many tasks of one lane may be in process at once."""
    if policy == "off":
        return UNLIMITED
    if policy == "documented":
        return documented if documented is not None else UNLIMITED
    return policy


def lane_rate(policy: Rate, documented: float | None) -> float:
    """Return how many tasks may be submitted to one lane in a second; infinity: any number."""
    if policy == "off":
        return math.inf
    if policy == "documented":
        return documented if documented is not None else math.inf
    return policy
