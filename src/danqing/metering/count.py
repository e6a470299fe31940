"""What a task has used, once its images are kept."""

from danqing.core.task import Claim, Outcome
from danqing.core.usage import Usage


def count(claim: Claim, outcome: Outcome) -> Usage:
    """Count the pictures that were drawn and kept; those that failed cost nothing."""
    return Usage(account=claim.account, key_id=claim.key_id, model=claim.job.model, images=len(outcome.good))
