from danqing.core.image import Failure
from danqing.core.job import Door, Job, Kind
from danqing.core.task import Claim, Outcome, Picture
from danqing.core.usage import Usage
from danqing.metering.count import count


def test_only_pictures_that_were_drawn_are_counted() -> None:
    job = Job(door=Door.GENERATION, model="wan2.5-t2i-preview", kind=Kind.DRAW, prompt="山水", n=4)
    claim = Claim(
        task_id="t", account="anna", key_id="k", request_id="r", attempt=1, job=job, submitted=1.0, scheduled=2.0
    )
    drawn = Picture(key="a.png", width=1, height=1, seed=1)
    outcome = Outcome(engine="fake/1", pictures=(drawn, Failure(code="x", message="y"), drawn))
    assert count(claim, outcome) == Usage(account="anna", key_id="k", model="wan2.5-t2i-preview", images=2)
