"""What to do with a task whose engine raised; decided here, done by the worker."""

from dataclasses import dataclass

from danqing.core.errors import EngineRejected, Error, Refused
from danqing.core.image import Failure


@dataclass(frozen=True, slots=True)
class Again:
    """Give the task back, counted: another engine may draw it."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Fail the task, and tell the caller this."""

    failure: Failure


def after(error: Error, attempts: int, most: int = 3) -> Again | GiveUp:
    """Decide from the error of attempt number `attempts` (counted from 1) of at most `most`.

    The caller is told the error's own words where they were meant for a caller (Refused, EngineRejected), and those of
    its class otherwise.
    """
    if error.retry and attempts < most:
        return Again()
    told = error if isinstance(error, Refused | EngineRejected) else type(error)
    return GiveUp(Failure(code=told.code, message=told.message))
