"""When an engine that failed is asked again."""

from danqing.core.errors import EngineBusy, EngineLost, EngineRejected, EngineTimeout, Error
from danqing.engines.breaker import Breaker, Terms

TERMS = Terms(failures=3, seconds=30)


def after(*errors: Error | None, now: float = 100.0) -> Breaker:
    breaker = Breaker()
    for error in errors:
        breaker = breaker.passing().after(error, now, TERMS)
    return breaker


def test_a_new_breaker_is_closed() -> None:
    assert Breaker().admits(0, TERMS)


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    assert after(EngineLost(), EngineBusy()).admits(100, TERMS)
    assert not after(EngineLost(), EngineBusy(), EngineTimeout()).admits(100, TERMS)


def test_a_success_or_a_refusal_in_between_is_a_new_beginning() -> None:
    for good in (None, EngineRejected()):
        assert after(EngineLost(), EngineLost(), good, EngineLost(), EngineLost()).admits(100, TERMS)


def test_it_admits_one_trial_when_its_time_is_over() -> None:
    resting = after(*[EngineLost()] * 3)
    assert not resting.admits(129.9, TERMS)
    assert resting.wait(110, TERMS) == 20
    assert resting.admits(130, TERMS)
    assert not resting.passing().admits(130, TERMS)


def test_a_trial_decides_alone() -> None:
    trial = after(*[EngineLost()] * 3).passing()
    assert trial.after(None, 131, TERMS) == Breaker()
    failed = trial.after(EngineLost(), 131, TERMS)
    assert not failed.admits(160.9, TERMS)
    assert failed.admits(161, TERMS)


def test_a_trial_that_was_called_off_leaves_room_for_another() -> None:
    assert after(*[EngineLost()] * 3).passing().left().admits(130, TERMS)


def test_an_old_job_that_fails_while_the_engine_rests_makes_the_rest_longer() -> None:
    resting = after(*[EngineLost()] * 3)
    assert not resting.after(EngineLost(), 120, TERMS).admits(130, TERMS)
