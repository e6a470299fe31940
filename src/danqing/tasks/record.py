"""Tasks as they lie in a row: times and states in columns, what was asked and made as JSON."""

from dataclasses import dataclass

import msgspec

from danqing.core.connection import Row
from danqing.core.image import Failure
from danqing.core.job import Job
from danqing.core.task import Claim, Outcome, Picture, Status, Task
from danqing.core.usage import End, Hold
from danqing.tasks.store import Limits


class _Kept(msgspec.Struct, tag="picture"):
    key: str
    width: int
    height: int
    seed: int


class _Missing(msgspec.Struct, tag="failure"):
    code: str
    message: str


class _Made(msgspec.Struct):
    """An Outcome whose pictures say what they are."""

    engine: str
    pictures: tuple[_Kept | _Missing, ...]
    actual_prompt: str | None
    notes: dict[str, str]


_jobs = msgspec.json.Decoder(Job)
_holds = msgspec.json.Decoder(Hold)
_failures = msgspec.json.Decoder(Failure)
_made = msgspec.json.Decoder(_Made)


def write(value: Job | Failure) -> str:
    """Return the value as JSON."""
    return msgspec.json.encode(value).decode()


def write_outcome(outcome: Outcome) -> str:
    """Return the outcome as JSON in which a picture and a failure can be told apart."""
    pictures = tuple(
        _Kept(key=picture.key, width=picture.width, height=picture.height, seed=picture.seed)
        if isinstance(picture, Picture)
        else _Missing(code=picture.code, message=picture.message)
        for picture in outcome.pictures
    )
    made = _Made(outcome.engine, pictures, outcome.actual_prompt, outcome.notes)
    return msgspec.json.encode(made).decode()


def read_outcome(text: str) -> Outcome:
    """Return what `write_outcome` wrote."""
    made = _made.decode(text)
    pictures = tuple(
        Picture(key=picture.key, width=picture.width, height=picture.height, seed=picture.seed)
        if isinstance(picture, _Kept)
        else Failure(code=picture.code, message=picture.message)
        for picture in made.pictures
    )
    return Outcome(engine=made.engine, pictures=pictures, actual_prompt=made.actual_prompt, notes=made.notes)


def task(row: Row) -> Task:
    """Return all that may be told of the row's task."""
    return Task(
        id=row["id"],
        account=row["account"],
        key_id=row["key_id"],
        request_id=row["request_id"],
        model=row["model"],
        status=Status(row["status"]),
        submitted=row["submitted"],
        scheduled=row["scheduled"],
        ended=row["ended"],
        attempts=row["attempt"] - row["uncounted"],
        progress=row["progress"],
        job=None if row["job"] is None else _jobs.decode(row["job"]),
        door=row["door"],
        n=row["n"],
        outcome=None if row["outcome"] is None else read_outcome(row["outcome"]),
        failure=None if row["failure"] is None else _failures.decode(row["failure"]),
    )


def write_hold(hold: Hold) -> str:
    """Return the hold as JSON."""
    return msgspec.json.encode(hold).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """What becomes of a task when it moves for the last time."""

    status: Status
    ended: float
    outcome: Outcome | None = None
    failure: Failure | None = None
    engine: str = ""


def end(row: Row, final: Final) -> End:
    """Return how the row's task has ended, for the books."""
    return End(
        account=row["account"],
        user=row["user"],
        key_id=row["key_id"],
        workspace=row["workspace"],
        model=row["model"],
        outcome=final.status,
        code=final.failure.code if final.failure else "",
        engine=final.engine,
        images=len(final.outcome.good) if final.outcome else 0,
        submitted=row["submitted"],
        scheduled=row["scheduled"],
        ended=final.ended,
        hold=None if row["hold"] is None else _holds.decode(row["hold"]),
    )


def claim(row: Row) -> Claim:
    """Return the right to work on the row's task, which has just been taken."""
    return Claim(
        task_id=row["id"],
        account=row["account"],
        key_id=row["key_id"],
        request_id=row["request_id"],
        attempt=row["attempt"],
        job=_jobs.decode(row["job"]),
        submitted=row["submitted"],
        scheduled=row["scheduled"],
    )


def limits(row: Row) -> Limits:
    """Return the row's lane's own limits."""
    return Limits(
        account=row["account"],
        model=row["model"],
        submissions_per_second=row["own_rate"],
        running_at_once=row["own_lim"],
    )
