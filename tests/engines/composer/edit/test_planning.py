"""Which image is worked on, and with which of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.engines.composer.edit.planning import plan
from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.step import Action, Instruction, Step


def test_of_nothing_understood_a_light_enhancement_is_left() -> None:
    made = plan(Instruction(), 1)
    assert [step.action for step in made.steps] == [Action.ENHANCE]
    assert not made.understood


def test_several_images_of_which_nothing_is_said_are_brought_together() -> None:
    (first, second) = plan(read("make it brighter"), 3).steps
    assert (first.action, first.images) == (Action.COMBINE, (1, 2))
    assert second.action is Action.BRIGHTEN


def test_an_image_that_was_not_given_is_named_as_ignored() -> None:
    made = plan(read("put the dog of image 3 into image 1"), 2)
    assert "image 3" in made.ignored
    assert all(index < 2 for step in made.steps for index in step.images)


def test_the_image_into_which_another_comes_is_the_one_worked_on() -> None:
    assert plan(read("put the man of the first image into the second image"), 2).base == 1
    assert plan(read("put the man of the second image into the first image"), 2).base == 0


def test_a_montage_of_no_named_images_shows_all() -> None:
    (step,) = plan(read("make a collage"), 3).steps
    assert step.images == (0, 1, 2)


steps = st.builds(
    Step,
    action=st.sampled_from(list(Action)),
    images=st.tuples() | st.tuples(st.integers(0, 3)) | st.tuples(st.integers(0, 3), st.integers(0, 3)),
    onto=st.integers(-1, 3),
)


@given(st.lists(steps, max_size=4), st.integers(1, 3))
def test_no_plan_names_an_image_that_was_not_given(asked: list[Step], count: int) -> None:
    made = plan(Instruction(steps=tuple(asked)), count)
    assert 0 <= made.base < count
    assert made.steps
    needs = {Action.COMBINE, Action.SWAP_BACKGROUND, Action.IMITATE, Action.MONTAGE}
    for step in made.steps:
        if step.action in needs:
            assert step.images
            assert all(0 <= index < count for index in (*step.images, max(0, step.onto)))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_steps_are_done_in_the_order_of_actions(count: int) -> None:
    made = plan(read('brighter, then write "A" and rotate 90 degrees'), count)
    order = list(Action)
    positions = [order.index(step.action) for step in made.steps]
    assert positions == sorted(positions)
