import pytest

from danqing.core import errors
from danqing.core.image import Failure
from danqing.scheduler.retry import Again, GiveUp, after


def leaves(error: type[errors.Error]) -> list[type[errors.Error]]:
    return [error] + [leaf for child in error.__subclasses__() for leaf in leaves(child)]


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_task_whose_engine_was_lost_is_tried_again(attempts: int) -> None:
    assert after(errors.EngineLost("exit code -9"), attempts) == Again()


def test_the_third_loss_is_the_last() -> None:
    told = Failure(code="InternalError", message=errors.Error.message)
    assert after(errors.EngineLost("exit code -9"), 3) == GiveUp(told)


def test_what_the_engine_rejects_is_said_in_its_own_words() -> None:
    assert after(errors.EngineRejected("no such style"), 1) == GiveUp(
        Failure(code="InvalidParameter", message="no such style")
    )
    theirs = errors.EngineRejected("Green net check failed.", code="DataInspectionFailed")
    assert after(theirs, 1) == GiveUp(Failure(code="DataInspectionFailed", message="Green net check failed."))


def test_a_refusal_keeps_its_words() -> None:
    error = errors.InvalidInput("The image is too small.")
    assert after(error, 1) == GiveUp(Failure(code="InvalidURL", message="The image is too small."))


@pytest.mark.parametrize("leaf", leaves(errors.Error))
def test_no_inner_word_of_any_other_error_is_told(leaf: type[errors.Error]) -> None:
    decided = after(leaf("/root/secret.py line 3", code="Secret"), 3)
    assert isinstance(decided, GiveUp)
    meant_for_callers = issubclass(leaf, errors.Refused | errors.EngineRejected)
    assert ("secret" in decided.failure.message) == meant_for_callers
    assert (decided.failure.code == "Secret") == meant_for_callers


@pytest.mark.parametrize("leaf", leaves(errors.Error))
def test_only_what_may_help_is_tried_again(leaf: type[errors.Error]) -> None:
    assert isinstance(after(leaf(), 1), Again) == leaf.retry
